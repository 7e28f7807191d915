"""Every way to change a storyboard: from one version to the next, or refused and unchanged. Plain rules.

A change that changes nothing keeps its version: an autosave that is sent twice is no second edit. What is new gets ids that
follow from where it was made, so that a commit which is tried again writes what the first try did.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from shared.storyboards import checks
from shared.storyboards.checks import Inspection
from shared.storyboards.errors import NoSuchScene, NotTheSameScenes, SceneIdTaken, TooManyScenes, VersionConflict
from shared.storyboards.model import LIMITS, Character, Limits, Scene, Storyboard, derived_id, new_tag

_ID_LENGTH = 16


def create(given: Mapping[str, Any], *, storyboard_id: str, user_id: str, now: datetime, limits: Limits = LIMITS) -> Storyboard:
    """A new storyboard from its content, typed by somebody or read by `import_export`."""
    content = checks.storyboard(given, limits)
    empty = Storyboard(storyboard_id, user_id, content["name"], created_at=now, updated_at=now, version=0)
    return replace(_changed(empty, content, now, limits), version=1)


def patch(board: Storyboard, changes: Mapping[str, Any], *, now: datetime, limits: Limits = LIMITS) -> Storyboard:
    """Some fields replaced. A character's fields are merged into the character; `scenes`, where given, are all of them."""
    return _changed(board, checks.storyboard(changes, limits, board), now, limits)


def autosave(
    board: Storyboard, changes: Mapping[str, Any], expected_version: int, *, now: datetime, limits: Limits = LIMITS
) -> Storyboard:
    """A patch that was made on one version."""
    return on_version(board, patch(board, changes, now=now, limits=limits), expected_version, changes)


def on_version(board: Storyboard, changed: Storyboard, expected_version: int | None, yours: Mapping[str, Any]) -> Storyboard:
    """Any change that was made on one version. One that arrived before, its answer lost, changes nothing: no conflict."""
    if changed is not board:
        require_version(board, expected_version, yours)
    return changed


def require_version(board: Storyboard, expected_version: int | None, yours: Mapping[str, Any]) -> None:
    """Refuse a change that was made on another version; None asks for nothing."""
    if expected_version is not None and expected_version != board.version:
        raise VersionConflict(
            expected_version=expected_version,
            current_version=board.version,
            yours={"version": expected_version, "changes": dict(yours)},
            current=board,
        )


def add_scene(
    board: Storyboard,
    given: Mapping[str, Any],
    *,
    scene_id: str,
    now: datetime,
    position: int | None = None,
    limits: Limits = LIMITS,
) -> Storyboard:
    """A scene at a position, or at the end. The same once more changes nothing."""
    fields = _scene_fields(board, {**given, "id": scene_id}, limits)
    if (place := board.position(scene_id)) is not None:
        if replace(board.scenes[place], **fields) == board.scenes[place]:
            return board
        raise SceneIdTaken(scene_id=scene_id)
    if len(board.scenes) >= limits.scenes:
        raise TooManyScenes(limit=limits.scenes)
    fields.setdefault("duration", nearest(Scene.duration, checks.seconds_of(board.model)))
    scenes = list(board.scenes)
    scenes.insert(len(scenes) if position is None else max(0, position), Scene(**fields))
    return _next(board, now, limits, scenes=tuple(scenes))


def edit_scene(
    board: Storyboard, scene_id: str, changes: Mapping[str, Any], *, now: datetime, limits: Limits = LIMITS
) -> Storyboard:
    place = place_of(board, scene_id)
    fields = _scene_fields(board, {**changes, "id": scene_id}, limits)
    scenes = list(board.scenes)
    scenes[place] = replace(scenes[place], **fields)
    return _next(board, now, limits, scenes=tuple(scenes))


def remove_scene(board: Storyboard, scene_id: str, *, now: datetime) -> Storyboard:
    place = place_of(board, scene_id)
    return _next(board, now, None, scenes=board.scenes[:place] + board.scenes[place + 1 :])


def reorder(board: Storyboard, scene_ids: Sequence[str], *, now: datetime) -> Storyboard:
    """The same scenes in another order."""
    known, asked = {scene.id: scene for scene in board.scenes}, Counter(scene_ids)
    missing = [scene_id for scene_id in known if scene_id not in asked]
    unknown = [scene_id for scene_id in asked if scene_id not in known]
    twice = [scene_id for scene_id, times in asked.items() if times > 1]
    if missing or unknown or twice:
        counts = {"missing_count": len(missing), "unknown_count": len(unknown), "twice_count": len(twice)}
        raise NotTheSameScenes(missing=missing, unknown=unknown, twice=twice, **counts)
    return _next(board, now, None, scenes=tuple(known[scene_id] for scene_id in scene_ids))


def duplicate(
    board: Storyboard, *, storyboard_id: str, now: datetime, name: str | None = None, limits: Limits = LIMITS
) -> Storyboard:
    """A storyboard of its own that begins as this one is: new ids, the same character, and what was shot is not paid twice."""
    if name is None:
        ending = " (Kopie)" if board.language == "de" else " (copy)"
        name = board.name[: limits.name - len(ending)].rstrip() + ending
    else:
        name = checks.storyboard({"name": name}, limits)["name"]
    scenes = tuple(replace(scene, id=derived_id(_ID_LENGTH, storyboard_id, scene.id)) for scene in board.scenes)
    return replace(board, id=storyboard_id, name=name, scenes=scenes, version=1, created_at=now, updated_at=now)


def restore(board: Storyboard, earlier: Storyboard, *, now: datetime) -> Storyboard:
    """The content of an earlier version as the newest one. What was shot since then stays with its scene."""
    shot = {scene.id: scene.video for scene in board.scenes}
    scenes = tuple(replace(scene, video=shot.get(scene.id) or scene.video) for scene in earlier.scenes)
    kept = {"version": board.version, "created_at": board.created_at, "updated_at": board.updated_at}
    again = replace(earlier, id=board.id, user_id=board.user_id, scenes=scenes, **kept)
    return board if again == board else replace(again, version=board.version + 1, updated_at=now)


def nearest(seconds: int, possible: Sequence[int]) -> int:
    """The nearest duration that a model can; of two as near the shorter, which costs less."""
    return min(possible, key=lambda each: (abs(each - seconds), each))


def _changed(board: Storyboard, content: Mapping[str, Any], now: datetime, limits: Limits) -> Storyboard:
    changes = dict(content)
    if "character" in changes:
        changes["character"] = _character(board, changes["character"])
    model = changes.get("model", board.model)
    if "scenes" in changes:
        changes["scenes"] = _scenes(board, changes["scenes"], model)
    elif model != board.model:
        possible = checks.seconds_of(model)
        changes["scenes"] = tuple(replace(scene, duration=nearest(scene.duration, possible)) for scene in board.scenes)
    return _next(board, now, limits, **changes)


def _character(board: Storyboard, given: Mapping[str, Any] | None) -> Character | None:
    if given is None:
        return None
    if board.character is not None:
        return replace(board.character, **given)
    fields = dict(given)
    fields.setdefault("tag", new_tag(given["name"], board.id, board.version))
    return Character(**fields)


def _scenes(board: Storyboard, given: Sequence[Mapping[str, Any]], model: str) -> tuple[Scene, ...]:
    """All scenes anew; one that keeps its id keeps its video."""
    shot = {scene.id: scene.video for scene in board.scenes}
    named = {each["id"] for each in given if "id" in each}
    usual = nearest(Scene.duration, checks.seconds_of(model))
    scenes: list[Scene] = []
    for place, each in enumerate(given):
        fields: dict[str, Any] = {"duration": usual, **each}
        fields["id"] = scene_id = each.get("id") or _new_id(board, place, named)
        scenes.append(Scene(**fields, video=shot.get(scene_id)))
    return tuple(scenes)


def _new_id(board: Storyboard, place: int, taken: set[str]) -> str:
    """An id for a scene that came without one; another where somebody chose just this one."""
    salt = 0
    while (found := derived_id(_ID_LENGTH, board.id, board.version, place, salt)) in taken:
        salt += 1
    return found


def _scene_fields(board: Storyboard, given: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    inspection = Inspection(limits)
    fields = inspection.object(given, "", checks.scene_kinds(limits, checks.seconds_of(board.model)))
    inspection.end()
    return fields


def place_of(board: Storyboard, scene_id: str) -> int:
    """Where the scene stands; refused where there is none."""
    place = board.position(scene_id)
    if place is None:
        raise NoSuchScene(scene_id=scene_id)
    return place


def _next(board: Storyboard, now: datetime, limits: Limits | None, **changes: Any) -> Storyboard:
    changed = replace(board, **changes)
    if changed == board:
        return board
    changed = replace(changed, version=board.version + 1, updated_at=now)
    if limits:
        checks.require_size(changed, limits)
    return changed
