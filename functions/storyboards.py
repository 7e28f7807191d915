"""storyboards: write a film down, price it, shoot it."""

from __future__ import annotations

import secrets
from functools import partial
from typing import TYPE_CHECKING, Any

from shared.accounts import signup
from shared.config.call_rate import calls_per_minute
from shared.platform.errors import NotFound
from shared.platform.web import plain_queries
from shared.platform.web.callers import user
from shared.platform.web.door import Call, Reply, admitted, page
from shared.platform.web.flask_door import FlaskDoor
from shared.storyboards import admission, commands, composing, editing, formats, presets, pricing, reads, trash

if TYPE_CHECKING:
    from functions.forms import storyboards as forms
    from shared.storyboards import views
    from shared.storyboards.commands import Edit
    from shared.storyboards.model import Storyboard
    from shared.storyboards.pricing import Chosen

_FILE_LIMIT = 1024 * 1024


def _of_scenes(call: Call) -> int:
    """Of each scene its video, the one before, and its images."""
    form: forms.SceneSelection = call.body
    return 100 if isinstance(form.scenes, str) else 5 * len(form.scenes)


door = FlaskDoor(
    "storyboards",
    caller=user,
    newcomer=signup.open_account,
    forms="functions.forms.storyboards",
    calls_per_minute=partial(calls_per_minute, "generation"),
)


@door.get("/presets")
def list_storyboard_presets(_call: Call) -> Reply[views.StoryboardPresets]:
    """List storyboard presets and scene templates.

    Looks for a whole film, and scenes to begin with, in both languages.
    """
    return Reply(body=presets.for_clients())


@door.route("POST", "/import", status=201, body_limit=_FILE_LIMIT, reads=lambda call: len(call.raw) // 5000)
def import_storyboards(call: Call) -> Reply[views.StoryboardImport]:
    """Import storyboards from a JSON file.

    As it was exported here or by the browser app; all of it or nothing.
    """
    taken = commands.take_in(call.caller.id, call.raw, call.content_language)
    told = [note.told(call.language) for note in taken.imported.notes]
    notes: list[views.ImportNote] = [{"path": each["path"], "problem": each["problem"], "code": each["code"]} for each in told]
    return Reply(201, {"storyboards": [reads.shown(board) for board in taken.storyboards], "notes": notes})


@door.route("POST", "/", body="StoryboardRequest", status=201)
def create_storyboard(call: Call) -> Reply[views.Storyboard]:
    """Create a storyboard."""
    form: forms.StoryboardRequest = call.body
    return Reply(201, reads.shown(commands.create(call.caller.id, form.content, call.content_language)))


@door.get("/", query="PageQuery", plainly=plain_queries.first_page, reads=page)
def list_storyboards(call: Call) -> Reply[views.StoryboardList]:
    """List your storyboards, newest first."""
    page = reads.listed(call.caller.id, limit=call.query.limit, cursor=call.query.cursor)
    return Reply(body={"storyboards": list(page.rows), "next_cursor": page.next_cursor})


@door.get("/{storyboard_id}")
def get_storyboard(call: Call) -> Reply[views.Storyboard]:
    """Get a storyboard.

    Each scene with how far its video is and whether it was changed since.
    """
    return Reply(body=reads.shown(reads.show(call.caller.id, call.path["storyboard_id"])))


@door.route("PATCH", "/{storyboard_id}", body="StoryboardUpdate")
def update_storyboard(call: Call) -> Reply[views.Storyboard]:
    """Update a storyboard.

    What is left out stays. A change that was made on another version than the newest is refused, with both.
    """
    form: forms.StoryboardUpdate = call.body
    return _changed(
        call,
        lambda board, now, limits: editing.autosave(board, form.content, form.expected_version, now=now, limits=limits),
    )


@door.route("DELETE", "/{storyboard_id}", status=204)
def delete_storyboard(call: Call) -> None:
    """Delete a storyboard with its versions.

    Its videos stay.
    """
    trash.delete(call.caller.id, call.path["storyboard_id"])


@door.route("POST", "/{storyboard_id}/duplicate", body="StoryboardCopyRequest", status=201)
def duplicate_storyboard(call: Call) -> Reply[views.Storyboard]:
    """Duplicate a storyboard."""
    return Reply(201, reads.shown(commands.duplicate(call.caller.id, call.path["storyboard_id"], call.body.name)))


@door.get("/{storyboard_id}/export")
def export_storyboard(call: Call) -> Reply:
    """Export a storyboard as a JSON file."""
    board = reads.show(call.caller.id, call.path["storyboard_id"])
    name = {"Content-Disposition": f'attachment; filename="storyboard-{board.id}.json"'}
    return Reply(body=formats.export(board), headers=name)


@door.get("/{storyboard_id}/versions", reads=50)
def list_storyboard_versions(call: Call) -> Reply[views.StoryboardVersionList]:
    """List the kept versions of a storyboard, newest first."""
    return Reply(body={"versions": reads.versions(call.caller.id, call.path["storyboard_id"])})


@door.get("/{storyboard_id}/versions/{version}")
def get_storyboard_version(call: Call) -> Reply[views.Storyboard]:
    """Get an earlier version of a storyboard."""
    return Reply(body=reads.shown(reads.version(call.caller.id, call.path["storyboard_id"], _version(call))))


@door.route("POST", "/{storyboard_id}/versions/{version}/restore", body="StoryboardRestoreRequest")
def restore_storyboard_version(call: Call) -> Reply[views.Storyboard]:
    """Restore an earlier version of a storyboard.

    Its content becomes the newest version.
    """
    wanted = _version(call)
    board = commands.restore(call.caller.id, call.path["storyboard_id"], wanted, call.body.expected_version)
    return Reply(body=reads.shown(board))


@door.route("POST", "/{storyboard_id}/scenes", body="SceneRequest", status=201)
def create_scene(call: Call) -> Reply[views.Storyboard]:
    """Add a scene to a storyboard."""
    form: forms.SceneRequest = call.body
    scene_id = form.id or secrets.token_hex(8)

    def edit(board: Storyboard, now: Any, limits: Any) -> Storyboard:
        added = editing.add_scene(board, form.content, scene_id=scene_id, now=now, position=form.position, limits=limits)
        return editing.on_version(board, added, form.expected_version, {"scene": form.content})

    return _changed(call, edit, 201)


@door.route("PATCH", "/{storyboard_id}/scenes/{scene_id}", body="SceneUpdate")
def update_scene(call: Call) -> Reply[views.Storyboard]:
    """Update a scene.

    What is left out stays.
    """
    form: forms.SceneUpdate = call.body

    def edit(board: Storyboard, now: Any, limits: Any) -> Storyboard:
        edited = editing.edit_scene(board, call.path["scene_id"], form.content, now=now, limits=limits)
        return editing.on_version(board, edited, form.expected_version, {"scene": form.content})

    return _changed(call, edit)


@door.route(
    "DELETE",
    "/{storyboard_id}/scenes/{scene_id}",
    query="DeletionQuery",
    plainly=plain_queries.plain_deletion,
)
def delete_scene(call: Call) -> Reply[views.Storyboard]:
    """Remove a scene from a storyboard.

    Its video stays. Refused while that is being made, unless forced: then it is made all the same.
    """
    where = call.path["storyboard_id"], call.path["scene_id"]
    return Reply(body=reads.shown(commands.remove_scene(call.caller.id, *where, force=call.query.force)))


@door.route("PUT", "/{storyboard_id}/order", body="SceneOrderRequest")
def reorder_scenes(call: Call) -> Reply[views.Storyboard]:
    """Reorder the scenes of a storyboard."""
    form: forms.SceneOrderRequest = call.body

    def edit(board: Storyboard, now: Any, _limits: Any) -> Storyboard:
        ordered = editing.reorder(board, form.scene_ids, now=now)
        return editing.on_version(board, ordered, form.expected_version, {"scene_ids": list(form.scene_ids)})

    return _changed(call, edit)


@door.get("/{storyboard_id}/scenes/{scene_id}/prompt")
def get_scene_prompt(call: Call) -> Reply[views.ScenePrompt]:
    """Get the prompt that is composed for a scene."""
    board = reads.show(call.caller.id, call.path["storyboard_id"])
    composed = composing.compose_scene(board, editing.place_of(board, call.path["scene_id"]))
    return Reply(
        body={
            "scene_id": call.path["scene_id"],
            "prompt": composed.text,
            "own": composed.own,
            "left_out": list(composed.left_out),
            "shortened": composed.shortened,
        }
    )


@door.route("POST", "/{storyboard_id}/quote", body="SceneSelection", reads=_of_scenes, asks_only=True)
def quote_storyboard(call: Call) -> Reply[views.StoryboardQuote]:
    """Get the price of scenes, one by one.

    Nothing is spent.
    """
    items: list[views.SceneQuote] = [
        {
            "scene_id": shot.scene.id,
            "title": shot.scene.title,
            "what": f"{shot.found.offer.wish.seconds} s × {shot.found.offer.credits_per_second}",
            "credits": shot.found.offer.credits,
            "prompt": shot.composed.text,
            "notice": shot.found.notice[call.language] if shot.found.notice else None,
        }
        for shot in pricing.quote(call.caller.id, call.path["storyboard_id"], _chosen(call))
    ]
    return Reply(body={"credits": sum(item["credits"] for item in items), "items": items})


@door.route("POST", "/{storyboard_id}/shoot", body="ShootRequest", status=202, spends=True, reads=_of_scenes)
def shoot_storyboard(call: Call) -> Reply[views.ShootAccepted]:
    """Create the videos of scenes.

    All are charged and queued, or none. They are made in order as your slots become free.
    """
    where = call.path["storyboard_id"]
    form: forms.ShootRequest = call.body
    key = str(call.idempotency_key)
    shot = admission.shoot(call.caller.signed_in, where, _chosen(call), key, start_at=form.start_at)
    board = admission.after(call.caller.id, where)
    scenes = {scene.video.job_id: scene.id for scene in (board.scenes if board else ()) if scene.video}
    body: views.ShootAccepted = {
        "credits": sum(job.credits for job in shot.jobs),
        "videos": [{"id": job.id, "scene_id": scenes.get(job.id), "credits": job.credits} for job in shot.jobs],
        "storyboard": board and reads.shown(board),
    }
    return admitted(body, replayed=shot.replayed)


@door.route("POST", "/{storyboard_id}/cancel", at_once=True)
def cancel_storyboard_shoot(call: Call) -> Reply[views.ShootCancellation]:
    """Cancel a storyboard's unsent videos.

    Those that were not sent to a provider yet; their credits come back.
    """
    cancelled = admission.cancel(call.caller.id, call.path["storyboard_id"])
    return Reply(body={"cancelled": cancelled, "storyboard": reads.shown(reads.show(call.caller.id, call.path["storyboard_id"]))})


def _changed(call: Call, edit: Edit, status: int = 200) -> Reply[views.Storyboard]:
    return Reply(status, reads.shown(commands.change(call.caller.id, call.path["storyboard_id"], edit)))


def _chosen(call: Call) -> Chosen:
    form: forms.SceneSelection = call.body
    return form.scenes


def _version(call: Call) -> int:
    text = call.path["version"]
    if not text.isdecimal() or not text.isascii() or len(text) > 9:
        raise NotFound(kind="version", id=text)
    return int(text)
