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
from shared.lifecycle import trash
from shared.platform.clients import store
from shared.platform.firestore.documents import AlsoNeeds, Plan, Seen, Update, Write
from shared.storyboards.model import COLLECTION, Storyboard, read

_PAGE = 20


def users(user_id: str, image_ids: Sequence[str]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The storyboards that plan with each of these images, the first of them; at most thirty images. None in the trash does."""
    where: list[tuple[str, Literal["==", "array_contains_any"], Any]] = [
        ("user_id", "==", user_id),
        (trash.MARK, "==", None),
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


def tell(user_id: str, image_id: str) -> None:
    """Each storyboard that names it says whether it is there, also one in the trash: deleted it is missing, restored it is not.

    Guarded by the image as it is: whoever deletes or restores it in this moment has it told anew.
    """
    for named_as in ("images", "missing_images"):
        where: list[tuple[str, Literal["==", "array_contains"], Any]] = [
            ("user_id", "==", user_id),
            (named_as, "array_contains", image_id),
        ]
        while rows := store().find(COLLECTION, where=where, limit=_PAGE, only=["name"]):
            paths = ([row.path, image_path(image_id)] for row in rows)
            told = [store().settle(each, lambda seen, path=each[0]: _told(seen, path, image_id)) for each in paths]
            if not any(told):
                break


def _told(seen: Seen, path: str, image_id: str) -> Plan[bool]:
    document, image = seen[path], seen[image_path(image_id)]
    if document.fields is None:
        return Plan(False)
    board = read(document.id, document.fields)
    there, missing = _is_there(seen, image_id, board.user_id), image_id in board.missing_images
    if image_id not in board.named_images or there is not missing:
        return Plan(False)
    rest = tuple(each for each in board.missing_images if each != image_id)
    board = replace(board, missing_images=rest if there else (*rest, image_id))
    guard = [image_model.with_storyboard(image)] if image.fields is not None else []
    marks = {"images": list(board.images), "missing_images": list(board.missing_images)}
    return Plan(True, [Update(document, marks), *guard])


def looked_up(boards: Sequence[tuple[Storyboard, Storyboard | None]], seen: Seen) -> tuple[Sequence[Storyboard], Sequence[Write]]:
    """Each storyboard with what is missing of its images, beside the one that it follows; and for those that are new to it and
    there, or in the trash, what the same commit writes, so that it fails where one is deleted in this moment."""
    new = {each for board, before in boards for each in _new(board, before)}
    if unseen := [where for each in sorted(new) if (where := image_path(each)) not in seen]:
        raise AlsoNeeds(*unseen)
    user_id = boards[0][0].user_id
    there = {each for each in new if _is_there(seen, each, user_id)}
    kept = [_with_missing(board, before, there) for board, before in boards]
    known = there | {each for each in new if _may_return(seen, each, user_id)}
    return kept, [image_model.with_storyboard(seen[image_path(each)]) for each in sorted(known)]


def _new(board: Storyboard, before: Storyboard | None) -> Sequence[str]:
    known = before.named_images if before else ()
    return [each for each in board.named_images if each not in known]


def _with_missing(board: Storyboard, before: Storyboard | None, there: Collection[str]) -> Storyboard:
    gone = {*(before.missing_images if before else ()), *_new(board, before)} - set(there)
    return replace(board, missing_images=tuple(each for each in board.named_images if each in gone))


def _is_there(seen: Seen, image_id: str, user_id: str) -> bool:
    image = read_image(seen[image_path(image_id)])
    return image is not None and image.user_id == user_id and image.status is not ImageStatus.DELETING and not image.deleted


def _may_return(seen: Seen, image_id: str, user_id: str) -> bool:
    """From the trash: then whoever names it by now is told."""
    image = read_image(seen[image_path(image_id)])
    return image is not None and image.user_id == user_id and image.status is not ImageStatus.DELETING and image.deleted
