"""What their owners do with storyboards: each change under a precondition, with the version that it makes.

A version is written in the commit that makes it, and the oldest one goes with it: an autosave is one read and one commit.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from shared.accounts import limits, usage
from shared.accounts import model as account_model
from shared.accounts.ledger import account_path
from shared.accounts.usage import Usage, usage_path
from shared.config import retention, sections
from shared.lifecycle import trash
from shared.platform.clients import clock, store
from shared.platform.errors import Language
from shared.platform.firestore.documents import Create, Drop, Patch, Plan, Seen, Update, Write
from shared.storyboards import editing, formats
from shared.storyboards import reads as storyboard_reads
from shared.storyboards.errors import BeingShot, TooManyStoryboards, VersionConflict
from shared.storyboards.formats import Imported
from shared.storyboards.images_in_use import looked_up
from shared.storyboards.model import COLLECTION, Limits, Storyboard, storyboard_path, version_path
from shared.storyboards.reads import as_version, default_model, own, rules, show
from shared.videos.model import job_path
from shared.videos.model import read as read_job

Edit = Callable[[Storyboard, datetime, Limits], Storyboard]


@dataclass(frozen=True)
class Taken:
    """What an import made, and what of the file was not taken along."""

    storyboards: Sequence[Storyboard]
    imported: Imported


def create(user_id: str, content: Mapping[str, Any], language: Language) -> Storyboard:
    """What the content leaves open is in this language, and shot by the default model."""
    return _kept([_new(user_id, {"language": language, "model": default_model(), **content}, rules().limits)])[0]


def take_in(user_id: str, raw: bytes, language: Language) -> Taken:
    """Every storyboard of a file, or none of them; what the file leaves open as in a new one."""
    limits, usual = rules().limits, {"language": language, "model": default_model()}
    imported = formats.import_file(raw, limits, usual)
    return Taken(_kept([_new(user_id, content, limits) for content in imported.storyboards]), imported)


def change(user_id: str, storyboard_id: str, edit: Edit) -> Storyboard:
    """The storyboard after this edit; one that changes nothing writes nothing."""
    return _changed(user_id, storyboard_id, (), lambda board, _seen, now, limits: edit(board, now, limits))


def restore(user_id: str, storyboard_id: str, version: int, expected_version: int | None) -> Storyboard:
    """The content of an earlier version, as the newest one."""
    where = version_path(storyboard_id, version)

    def edit(board: Storyboard, seen: Seen, now: datetime, _limits: Limits) -> Storyboard:
        earlier = as_version(seen[where], board)
        return editing.on_version(board, editing.restore(board, earlier, now=now), expected_version, {"restore": version})

    return _changed(user_id, storyboard_id, [where], edit)


def remove_scene(user_id: str, storyboard_id: str, scene_id: str, *, force: bool = False) -> Storyboard:
    """Without this scene. Whoever removes one whose video is being made is told of it first."""

    def edit(board: Storyboard, seen: Seen, now: datetime, _limits: Limits) -> Storyboard:
        video = board.scenes[editing.place_of(board, scene_id)].video
        if video and not force:
            job = read_job(seen[job_path(video.job_id)])
            if job is not None and not job.ended:
                told = {"id": job.id, "state": job.state.value, "credits": job.credits}
                raise BeingShot(scene_id=scene_id, video=told)
        return editing.remove_scene(board, scene_id, now=now)

    return _changed(user_id, storyboard_id, (), edit)


def duplicate(user_id: str, storyboard_id: str, name: str | None) -> Storyboard:
    board, new_id, limits = show(user_id, storyboard_id), secrets.token_hex(12), rules().limits
    return _kept([editing.duplicate(board, storyboard_id=new_id, now=clock().now(), name=name, limits=limits)])[0]


def counted(user_id: str, seen: Seen, by: int) -> Usage:
    return usage.read(seen[usage_path(user_id)]).counted("storyboards", by, lambda: kept_by(user_id))


def kept_by(user_id: str) -> int:
    """How many there are, by a query."""
    return store().count(COLLECTION, where=[("user_id", "==", user_id)])


def fields_of(board: Storyboard) -> dict[str, Any]:
    """As it lies in its document, with what a list shows of it and what a deletion of its images looks for."""
    return {**_content(board), "images": list(board.images)}


def _content(board: Storyboard) -> dict[str, Any]:
    return {**board.fields(), "scene_count": len(board.scenes), "seconds": board.seconds}


def _new(user_id: str, content: Mapping[str, Any], limits: Limits) -> Storyboard:
    now = clock().now()
    return editing.create(content, storyboard_id=secrets.token_hex(12), user_id=user_id, now=now, limits=limits)


def _kept(boards: Sequence[Storyboard]) -> Sequence[Storyboard]:
    user_id = boards[0].user_id
    sections.require_feature(user_id, "storyboards")
    account_where, usage_where = account_path(user_id), usage_path(user_id)

    def decide(seen: Seen) -> Plan[Sequence[Storyboard]]:
        kept_now, most = counted(user_id, seen, len(boards)), limits.of(account_model.read(seen[account_where]), "storyboards")
        if (after := kept_now.storyboards or 0) > most:
            raise TooManyStoryboards(limit=most, kept=after - len(boards), asked=len(boards))
        kept, there = _with_images([(board, None) for board in boards], seen)
        new: list[Write] = []
        for board in kept:
            new += [trash.created(storyboard_path(board.id), fields_of(board)), _as_version(board)]
        return Plan(kept, [*new, *there, usage.write(seen[usage_where], kept_now)])

    return store().settle([account_where, usage_where, *(storyboard_path(board.id) for board in boards)], decide)


def _with_images(
    boards: Sequence[tuple[Storyboard, Storyboard | None]], seen: Seen
) -> tuple[Sequence[Storyboard], Sequence[Write]]:
    """Each with the one that it follows: where it names no image that is new to it, nothing is read or written for that."""
    if all(set(board.named_images) <= set(before.named_images if before else ()) for board, before in boards):
        return [_pruned(board, before) for board, before in boards], ()
    return looked_up(boards, seen)


def _pruned(board: Storyboard, before: Storyboard | None) -> Storyboard:
    missing = before.missing_images if before else ()
    return replace(board, missing_images=tuple(each for each in board.named_images if each in missing))


def _changed(
    user_id: str, storyboard_id: str, reads: Sequence[str], edit: Callable[[Storyboard, Seen, datetime, Limits], Storyboard]
) -> Storyboard:
    where, now = storyboard_path(storyboard_id), clock().now()
    limits, most = rules()

    def decide(seen: Seen) -> Plan[Storyboard]:
        before = own(seen[where], user_id)
        after = edit(before, seen, now, limits)
        if after.version == before.version:
            return Plan(after)
        (after,), there = _with_images([(after, before)], seen)
        writes: list[Write] = [Update(seen[where], fields_of(after)), _as_version(after), *there]
        if after.version > most:
            writes.append(Drop(version_path(storyboard_id, after.version - most)))
        if most > 1 and (until := retention.version_ends(now)):  # what stands there has no end, so this one is there
            writes.append(Patch(version_path(storyboard_id, before.version), {"expires_at": until}))
        return Plan(after, writes)

    try:
        return store().settle([where, *reads], decide)
    except VersionConflict as conflict:
        conflict.details["current"] = storyboard_reads.shown(conflict.details["current"])
        raise


def _as_version(board: Storyboard) -> Write:
    return Create(version_path(board.id, board.version), _content(board))
