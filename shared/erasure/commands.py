"""What users delete of pictures goes to the trash, comes back or is erased; what belongs to it follows in a task.

Erasure stands above what it erases: images know of no prompt, storyboard or video.
"""

from __future__ import annotations

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
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Fields, Plan, Seen, Update
from shared.prompts import trash as prompt_trash
from shared.storyboards.images_in_use import users

FOLLOWING_IS_LATE = timedelta(minutes=10)


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
    """Into the trash, with its prompts. `force` deletes what storyboards plan with, too: they then say that it is missing.

    Whoever asks for a video with it, or plans with it, writes it in that commit: so they either come first, or not at all. One
    that was never sent has nothing to come back: its place is given back at once.
    """
    where, marks = image_path(image_id), trash.put_in(now := clock().now())
    home = collection_path(reads.own(store().get(where), user_id).collection_id)

    def decide(seen: Seen) -> Plan[Image]:
        image = reads.own(seen[where], user_id)
        if image.planned and not force and (planners := users(image.user_id, [image.id])[image.id]):
            raise ImageInUse(id=image.id, users=planners)
        prompts = prompt_trash.hidden(user_id, image.id, now) if image.prompt_count else []
        album = seen[collection_path(image.collection_id)]  # it may have been moved meanwhile
        count = [counted(album, -1)] if album.fields is not None else []
        until = trash.gone(now, now) if image.status is ImageStatus.UPLOADING else {}
        return Plan(image, [Update(seen[where], {**marks, **until, **_told_later(image, now)}), *prompts, *count])

    image = store().settle([where, home], decide)
    if marks[trash.PURGE] <= now or image.status is ImageStatus.UPLOADING:
        purge_image(image_id, user_id)
    elif image.planned:
        enqueue_telling(image_id, user_id)


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
