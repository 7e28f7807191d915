"""The user's images in storyboards: who plans with them, and what becomes of a scene whose picture is deleted.

`images` in a storyboard's document are those that it names and that are there: what a deletion looks for. `missing_images`
are the others. Both are facts, not edits: they raise no version.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from shared.images import model as image_model
from shared.images.model import image_path, read_image
from shared.images.states import ImageStatus
from shared.platform.clients import store
from shared.platform.firestore.documents import AlsoNeeds, Plan, Seen, Update, Write
from shared.storyboards.model import COLLECTION, Storyboard, read

_PAGE = 20


def users(user_id: str, image_ids: Sequence[str]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The storyboards that plan with each of these images, the first of them; at most thirty images."""
    where: list[tuple[str, Literal["==", "array_contains_any"], Any]] = [
        ("user_id", "==", user_id),
        ("images", "array_contains_any", list(image_ids)),
    ]
    boards = [read(row.id, row.fields or {}) for row in store().find(COLLECTION, where=where, limit=_PAGE)]
    return {each: [_use(board, each) for board in boards if each in board.images] for each in image_ids}


def _use(board: Storyboard, image_id: str) -> dict[str, Any]:
    scenes = [scene for scene in board.scenes if image_id in scene.images]
    return {
        "kind": "storyboard",
        "id": board.id,
        "title": board.name,
        "character": bool(board.character and image_id in board.character.references),
        "scenes": [{"id": scene.id, "title": scene.title} for scene in scenes],
    }


def mark_missing(user_id: str, image_id: str) -> None:
    """Each storyboard that plans with an image which is being deleted says that it is missing. None can name it anew."""
    where: list[tuple[str, Literal["==", "array_contains"], Any]] = [
        ("user_id", "==", user_id),
        ("images", "array_contains", image_id),
    ]
    while rows := store().find(COLLECTION, where=where, limit=_PAGE, only=["name"]):
        for row in rows:
            store().settle([row.path], lambda seen, path=row.path: _marked(seen, path, image_id))


def _marked(seen: Seen, path: str, image_id: str) -> Plan[None]:
    document = seen[path]
    if document.fields is None:
        return Plan(None)
    board = read(document.id, document.fields)
    if image_id not in board.images:
        return Plan(None)
    board = replace(board, missing_images=(*board.missing_images, image_id))
    return Plan(None, [Update(document, {"images": list(board.images), "missing_images": list(board.missing_images)})])


def looked_up(boards: Sequence[tuple[Storyboard, Storyboard | None]], seen: Seen) -> tuple[Sequence[Storyboard], Sequence[Write]]:
    """Each storyboard with what is missing of its images, beside the one that it follows; and for those that are new to it and
    there what the same commit writes, so that it fails where one is deleted in this moment."""
    new = {each for board, before in boards for each in _new(board, before)}
    if unseen := [where for each in sorted(new) if (where := image_path(each)) not in seen]:
        raise AlsoNeeds(*unseen)
    there = {each for each in new if _is_there(seen, each, boards[0][0].user_id)}
    kept = [_with_missing(board, before, there) for board, before in boards]
    return kept, [image_model.with_storyboard(seen[image_path(each)]) for each in sorted(there)]


def _new(board: Storyboard, before: Storyboard | None) -> Sequence[str]:
    known = before.named_images if before else ()
    return [each for each in board.named_images if each not in known]


def _with_missing(board: Storyboard, before: Storyboard | None, there: Collection[str]) -> Storyboard:
    gone = {*(before.missing_images if before else ()), *_new(board, before)} - set(there)
    return replace(board, missing_images=tuple(each for each in board.named_images if each in gone))


def _is_there(seen: Seen, image_id: str, user_id: str) -> bool:
    image = read_image(seen[image_path(image_id)])
    return image is not None and image.user_id == user_id and image.status is not ImageStatus.DELETING
