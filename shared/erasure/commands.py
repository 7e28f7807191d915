"""What users delete of pictures goes to the trash, comes back or is erased; what belongs to it follows in a task.

Erasure stands above what it erases: images know of no prompt, storyboard or video.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from shared.erasure.reads import planned_in
from shared.erasure.tasks import enqueue_collection, enqueue_following, enqueue_image, enqueue_telling
from shared.images import collections, reads, transitions
from shared.images.errors import CollectionInTrash, CollectionInUse, ImageInUse
from shared.images.model import Image, collection_path, counted, image_path, read_collection, read_image
from shared.images.states import ImageStatus
from shared.lifecycle import trash
from shared.lifecycle.transitions import Change
from shared.platform.clients import clock, store
from shared.platform.errors import AppError, NotFound
from shared.platform.firestore.documents import Fields, Plan, Seen, Update, Write
from shared.prompts import trash as prompt_trash
from shared.storyboards.images_in_use import users

FOLLOWING_IS_LATE = timedelta(minutes=10)
_IN_ONE_COMMIT = 20  # pictures, each with its prompts


def delete_collection(user_id: str, collection_id: str, *, force: bool = False) -> None:
    """Into the trash; its images are hidden with it, in a task.

    `force` deletes what storyboards plan with, too; whoever plans with one of its images in this very moment is told by their
    scenes, as then.
    """
    where, marks = collection_path(collection_id), trash.put_in(now := clock().now())
    collections.own(store().get(where), user_id)
    if not force and (images := planned_in(user_id, collection_id)):
        raise CollectionInUse(id=collection_id, images=images)

    def decide(seen: Seen) -> Plan[None]:
        collections.own(seen[where], user_id)
        return Plan(None, [Update(seen[where], {**marks, "due_at": now + FOLLOWING_IS_LATE})])

    store().settle([where], decide)
    if marks[trash.PURGE] <= now:
        purge_collection(collection_id, user_id)
    else:
        enqueue_following(collection_id, user_id)


def restore_collection(user_id: str, collection_id: str) -> None:
    """With the images that were hidden with it; those that were deleted before stay in the trash."""
    where, now = collection_path(collection_id), clock().now()

    def decide(seen: Seen) -> Plan[bool]:
        if trash.is_back(seen[where], user_id):
            return Plan(False)
        trash.require_waiting(seen[where], user_id, "collection", now)
        return Plan(True, [Update(seen[where], {**trash.OUT, "due_at": now + FOLLOWING_IS_LATE})])

    if store().settle([where], decide):
        enqueue_following(collection_id, user_id)


def purge_collection(collection_id: str, user_id: str) -> None:
    """One whose time in the trash is over: its images, their prompts and files are erased in a task."""
    if transitions.delete_collection(collection_id, user_id, clock().now() + FOLLOWING_IS_LATE):
        enqueue_collection(collection_id, user_id)


def delete_image(user_id: str, image_id: str, *, force: bool = False) -> None:
    """Into the trash, with its prompts. `force` deletes what storyboards plan with, too: they then say that it is missing."""
    if (refusal := delete_images(user_id, [image_id], force=force)[image_id]) is not None:
        raise refusal


def delete_images(user_id: str, image_ids: Sequence[str], *, force: bool = False) -> dict[str, AppError | None]:
    """All of these that can be, so many in one commit; of the others why not."""
    told: dict[str, AppError | None] = {}
    ids = list(dict.fromkeys(image_ids))
    for begin in range(0, len(ids), _IN_ONE_COMMIT):
        told |= _deleted_together(user_id, ids[begin : begin + _IN_ONE_COMMIT], force=force)
    return told


def _deleted_together(user_id: str, image_ids: Sequence[str], *, force: bool) -> dict[str, AppError | None]:
    """Whoever asks for a video with one, or plans with it, writes it in that commit: so they either come first, or not at all.

    One that was never sent has nothing to come back: its place is given back at once.
    """
    places, marks = [image_path(each) for each in image_ids], trash.put_in(now := clock().now())
    known = [image for each in store().read(places).values() if (image := read_image(each)) and image.user_id == user_id]
    homes = dict.fromkeys(collection_path(each.collection_id) for each in known)
    if not known:
        return {each: NotFound(kind="image", id=each) for each in image_ids}

    def decide(seen: Seen) -> Plan[tuple[dict[str, AppError | None], list[Image]]]:
        told, going = dict[str, AppError | None](), list[Image]()
        for each in image_ids:
            try:
                going.append(_unneeded(reads.own(seen[image_path(each)], user_id), force=force))
            except (NotFound, ImageInUse) as refusal:
                told[each] = refusal
            else:
                told[each] = None
        writes = [write for image in going for write in _hidden(seen, image, marks, now)]
        left = Counter(image.collection_id for image in going)  # where they are now: they may have been moved meanwhile
        albums = [(seen[collection_path(home)], count) for home, count in left.items()]
        counts = [counted(album, -count) for album, count in albums if album.fields is not None]
        return Plan((told, going), [*writes, *counts])

    told, gone = store().settle([*places, *homes], decide)
    for image in gone:
        if marks[trash.PURGE] <= now or image.status is ImageStatus.UPLOADING:
            purge_image(image.id, user_id)
        elif image.planned:
            enqueue_telling(image.id, user_id)
    return told


def _unneeded(image: Image, *, force: bool) -> Image:
    if image.planned and not force and (planners := users(image.user_id, [image.id])[image.id]):
        raise ImageInUse(id=image.id, users=planners)
    return image


def _hidden(seen: Seen, image: Image, marks: Fields, now: datetime) -> list[Write]:
    prompts = prompt_trash.hidden(image.user_id, image.id, now) if image.prompt_count else []
    until = trash.gone(now, now) if image.status is ImageStatus.UPLOADING else {}
    return [Update(seen[image.path], {**marks, **until, **_told_later(image, now)}), *prompts]


def restore_image(user_id: str, image_id: str) -> None:
    """With the prompts that were hidden with it, counted by its collection again: that must be there."""
    where, now = image_path(image_id), clock().now()

    def decide(seen: Seen) -> Plan[Image | None]:
        if trash.is_back(seen[where], user_id):
            return Plan(None)
        if (image := read_image(seen[where])) is None or image.user_id != user_id:
            raise NotFound(kind="image", id=image_id)
        home = seen[collection_path(image.collection_id)]
        album = read_collection(home)
        if album is None or album.deleted or album.deleting:
            raise CollectionInTrash(collection_id=image.collection_id)
        trash.require_waiting(seen[where], user_id, "image", now)
        prompts = prompt_trash.shown_again(user_id, image.id) if image.prompt_count else []
        return Plan(image, [Update(seen[where], {**trash.OUT, **_told_later(image, now)}), *prompts, counted(home, 1)])

    image = store().settle([where], decide)
    if image is not None and image.planned:
        enqueue_telling(image_id, user_id)


def _told_later(image: Image, now: datetime) -> Fields:
    """Where storyboards plan with it, they are told in a task; the sweep looks after one that is lost."""
    return {"due_at": now + FOLLOWING_IS_LATE} if image.planned and image.status is not ImageStatus.UPLOADING else {}


def purge_image(image_id: str, user_id: str) -> None:
    """One whose time in the trash is over: its prompts and files are erased in a task."""
    image, now = read_image(store().get(image_path(image_id))), clock().now()
    if image is None or image.user_id != user_id:
        return
    if mark_deleting(image, due_only=now):
        enqueue_image(image_id, user_id)


def mark_deleting(image: Image, *, due_only: datetime | None = None) -> bool:
    """In one commit with its collection's count; one that is marked already stays as it is.

    With `due_only` only where its time in the trash is over by then; else it goes with its collection, hidden yet or not.
    """
    now = clock().now()

    def deleting(before: Image) -> Change | None:
        marks = {"due_at": now + FOLLOWING_IS_LATE, trash.MARK: before.deleted_at or now, trash.PURGE: None}
        due = due_only is None or trash.is_over(before.fields(), due_only)
        return Change(ImageStatus.DELETING, marks) if due else None

    return transitions.transition(image, deleting, collection_path(image.collection_id)).moved
