"""storyboards: write a film down, price it, shoot it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from shared import usual
from shared.pace import calls_per_minute
from shared.platform.callers import user
from shared.platform.http import Call, Door, Reply
from shared.storyboards import editing, presets, progress, shelf

if TYPE_CHECKING:
    from functions.forms import storyboards as forms
    from shared.storyboards.model import Storyboard
    from shared.storyboards.shelf import Edit
    from shared.storyboards.shooting import Chosen

_FILE_LIMIT = 1024 * 1024

door = Door("storyboards", caller=user, forms="functions.forms.storyboards", calls_per_minute=calls_per_minute)


@door.get("/presets", answers="Presets")
def list_presets(_call: Call) -> Reply:
    """List the looks for a whole film and the scenes to begin with, in both languages."""
    return Reply(body=presets.for_clients())


@door.route("POST", "/import", answers="ImportedStoryboards", status=201, body_limit=_FILE_LIMIT)
def import_file(call: Call) -> Reply:
    """Take in a JSON export, as it was given out here or by the browser app: all of it or nothing."""
    taken = shelf.take_in(call.caller.id, call.raw)
    notes = [note.told(call.language) for note in taken.imported.notes]
    return Reply(201, {"storyboards": [_shown(board) for board in taken.storyboards], "notes": notes})


@door.route("POST", "/", body="NewStoryboard", answers="Storyboard", status=201)
def create(call: Call) -> Reply:
    """Begin a storyboard."""
    form: forms.NewStoryboard = call.body
    return Reply(201, _shown(shelf.create(call.caller.id, form.content)))


@door.get("/", query="Pages", plainly=usual.first_page, answers="Storyboards")
def list_storyboards(call: Call) -> Reply:
    """List one's storyboards, the newest first."""
    page = shelf.listed(call.caller.id, limit=call.query.limit, cursor=call.query.cursor)
    return Reply(body={"storyboards": page.rows, "next_cursor": page.next_cursor})


@door.get("/{storyboard_id}", answers="Storyboard")
def show(call: Call) -> Reply:
    """Show a storyboard, each scene with how far its video is and whether it was changed since."""
    return Reply(body=_shown(shelf.show(call.caller.id, call.path["storyboard_id"])))


@door.route("PATCH", "/{storyboard_id}", body="StoryboardChange", answers="Storyboard")
def save(call: Call) -> Reply:
    """Save a change that was made on one version; what is left out stays."""
    form: forms.StoryboardChange = call.body
    return _changed(
        call,
        lambda board, now, limits: editing.autosave(board, form.content, form.expected_version, now=now, limits=limits),
    )


@door.route("DELETE", "/{storyboard_id}", status=204)
def delete(call: Call) -> Reply:
    """Delete a storyboard with its versions; its videos stay."""
    shelf.delete(call.caller.id, call.path["storyboard_id"])
    return Reply(204)


@door.route("POST", "/{storyboard_id}/duplicate", body="CopyName", answers="Storyboard", status=201)
def duplicate(call: Call) -> Reply:
    """Begin another storyboard as this one is."""
    return Reply(201, _shown(shelf.duplicate(call.caller.id, call.path["storyboard_id"], call.body.name)))


@door.get("/{storyboard_id}/export")
def export(call: Call) -> Reply:
    """Give the storyboard as a JSON file."""
    from shared.storyboards import exchange

    board = shelf.show(call.caller.id, call.path["storyboard_id"])
    name = {"Content-Disposition": f'attachment; filename="storyboard-{board.id}.json"'}
    return Reply(body=exchange.export(board), headers=name)


@door.get("/{storyboard_id}/versions", answers="StoryboardVersions")
def list_versions(call: Call) -> Reply:
    """List the versions that are kept, the newest first."""
    return Reply(body={"versions": shelf.versions(call.caller.id, call.path["storyboard_id"])})


@door.get("/{storyboard_id}/versions/{version}", answers="Storyboard")
def show_version(call: Call) -> Reply:
    """Show an earlier version."""
    return Reply(body=_shown(shelf.version(call.caller.id, call.path["storyboard_id"], _version(call))))


@door.route("POST", "/{storyboard_id}/versions/{version}/restore", body="OnVersion", answers="Storyboard")
def restore(call: Call) -> Reply:
    """Make an earlier version's content the newest version."""
    wanted = _version(call)
    board = shelf.restore(call.caller.id, call.path["storyboard_id"], wanted, call.body.expected_version)
    return Reply(body=_shown(board))


@door.route("POST", "/{storyboard_id}/scenes", body="NewScene", answers="Storyboard", status=201)
def add_scene(call: Call) -> Reply:
    """Add a scene."""
    form: forms.NewScene = call.body
    scene_id = form.id or secrets.token_hex(8)

    def edit(board: Storyboard, now: Any, limits: Any) -> Storyboard:
        added = editing.add_scene(board, form.content, scene_id=scene_id, now=now, position=form.position, limits=limits)
        return editing.on_version(board, added, form.expected_version, {"scene": form.content})

    return _changed(call, edit, 201)


@door.route("PATCH", "/{storyboard_id}/scenes/{scene_id}", body="SceneChange", answers="Storyboard")
def edit_scene(call: Call) -> Reply:
    """Change a scene; what is left out stays."""
    form: forms.SceneChange = call.body

    def edit(board: Storyboard, now: Any, limits: Any) -> Storyboard:
        edited = editing.edit_scene(board, call.path["scene_id"], form.content, now=now, limits=limits)
        return editing.on_version(board, edited, form.expected_version, {"scene": form.content})

    return _changed(call, edit)


@door.route("DELETE", "/{storyboard_id}/scenes/{scene_id}", answers="Storyboard")
def remove_scene(call: Call) -> Reply:
    """Remove a scene; its video stays."""
    return _changed(call, lambda board, now, _limits: editing.remove_scene(board, call.path["scene_id"], now=now))


@door.route("PUT", "/{storyboard_id}/order", body="SceneOrder", answers="Storyboard")
def reorder(call: Call) -> Reply:
    """Put all scenes into this order."""
    form: forms.SceneOrder = call.body

    def edit(board: Storyboard, now: Any, _limits: Any) -> Storyboard:
        ordered = editing.reorder(board, form.scene_ids, now=now)
        return editing.on_version(board, ordered, form.expected_version, {"scene_ids": list(form.scene_ids)})

    return _changed(call, edit)


@door.get("/{storyboard_id}/scenes/{scene_id}/prompt", answers="ScenePrompt")
def preview(call: Call) -> Reply:
    """Show what a model would be told of this scene."""
    from shared.storyboards.composing import compose_scene

    board = shelf.show(call.caller.id, call.path["storyboard_id"])
    composed = compose_scene(board, editing.place_of(board, call.path["scene_id"]))
    return Reply(
        body={
            "scene_id": call.path["scene_id"],
            "prompt": composed.text,
            "own": composed.own,
            "left_out": list(composed.left_out),
            "shortened": composed.shortened,
        }
    )


@door.route("POST", "/{storyboard_id}/quote", body="Scenes", answers="StoryboardQuote")
def quote(call: Call) -> Reply:
    """Price the scenes before anything is spent, each by itself."""
    from shared.storyboards import shooting

    items: list[dict[str, Any]] = [
        {
            "scene_id": shot.scene.id,
            "title": shot.scene.title,
            "what": f"{shot.found.offer.wish.seconds} s × {shot.found.offer.credits_per_second}",
            "credits": shot.found.offer.credits,
            "prompt": shot.composed.text,
            "notice": shot.found.notice and shot.found.notice[call.language],
        }
        for shot in shooting.quote(call.caller.id, call.path["storyboard_id"], _chosen(call))
    ]
    return Reply(body={"credits": sum(item["credits"] for item in items), "items": items})


@door.route("POST", "/{storyboard_id}/shoot", body="Scenes", answers="StoryboardShot", status=202, spends=True)
def shoot(call: Call) -> Reply:
    """Charge and queue these scenes: all of them or none. They are made in order as the user's slots become free."""
    from shared.storyboards import shooting

    where = call.path["storyboard_id"]
    admitted = shooting.shoot(call.caller.signed_in, where, _chosen(call), str(call.idempotency_key))
    board = shooting.after(call.caller.id, where)
    scenes = {scene.video.job_id: scene.id for scene in (board.scenes if board else ()) if scene.video}
    videos = [{"id": job.id, "scene_id": scenes.get(job.id), "credits": job.credits} for job in admitted.jobs]
    body = {"credits": sum(job.credits for job in admitted.jobs), "videos": videos, "storyboard": board and _shown(board)}
    return Reply(202, body, {"Idempotency-Replayed": "true"} if admitted.replayed else {})


@door.route("POST", "/{storyboard_id}/cancel", answers="StoryboardCancelled")
def cancel(call: Call) -> Reply:
    """End what was not sent to its provider yet; its credits come back."""
    from shared.storyboards import shooting

    cancelled = shooting.cancel(call.caller.id, call.path["storyboard_id"])
    return Reply(body={"cancelled": cancelled, "storyboard": _shown(shelf.show(call.caller.id, call.path["storyboard_id"]))})


def _changed(call: Call, edit: Edit, status: int = 200) -> Reply:
    return Reply(status, _shown(shelf.change(call.caller.id, call.path["storyboard_id"], edit)))


def _shown(board: Storyboard) -> dict[str, Any]:
    return progress.shown(board)


def _chosen(call: Call) -> Chosen:
    form: forms.Scenes = call.body
    return form.scenes


def _version(call: Call) -> int:
    from shared.platform.errors import NotFound

    text = call.path["version"]
    if not text.isdecimal() or not text.isascii() or len(text) > 9:
        raise NotFound(kind="version", id=text)
    return int(text)
