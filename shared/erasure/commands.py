"""What users delete is gone for them at once; what belongs to it follows in a task.

Erasure stands above what it erases: images know of no prompt, storyboard or video.
"""

from __future__ import annotations

from datetime import timedelta

from shared.erasure.reads import planned_in
from shared.erasure.tasks import enqueue_collection, enqueue_image
from shared.images import collections, reads, transitions
from shared.images.errors import CollectionInUse, ImageInUse
from shared.images.model import Image, collection_path, image_path
from shared.images.states import ImageStatus
from shared.lifecycle.transitions import Change
from shared.platform.clients import clock, store
from shared.platform.errors import NotFound
from shared.storyboards.images_in_use import users

_ERASING_IS_LATE = timedelta(minutes=10)


def delete_collection(user_id: str, collection_id: str, *, force: bool = False) -> None:
    """Gone for its owner at once; its images, their prompts and files follow in a task. Said twice, it is done once.

    `force` deletes what storyboards plan with, too; whoever plans with one of its images in this very moment is told by their
    scenes, as then.
    """
    if not force:
        collections.own(store().get(collection_path(collection_id)), user_id)
        if images := planned_in(user_id, collection_id):
            raise CollectionInUse(id=collection_id, images=images)
    if not transitions.delete_collection(collection_id, user_id, clock().now() + _ERASING_IS_LATE):
        raise NotFound(kind="collection", id=collection_id)
    enqueue_collection(collection_id, user_id)


def delete_image(user_id: str, image_id: str, *, force: bool = False) -> None:
    """Gone for its owner at once; its prompts and files follow in a task. `force` deletes what storyboards plan with, too."""
    image = reads.own(store().get(image_path(image_id)), user_id)
    mark_deleting(image, even_if_planned=force)
    enqueue_image(image_id, user_id)


def mark_deleting(image: Image, *, even_if_planned: bool = True) -> None:
    """In one commit with its collection's count; one that is marked already stays as it is.

    Whoever asks for a video with it, or plans with it, writes it in that commit: so they either come first, or not at all.
    """

    def deleting(before: Image) -> Change:
        if before.planned and not even_if_planned and (planners := users(before.user_id, [before.id])[before.id]):
            raise ImageInUse(id=before.id, users=planners)
        return Change(ImageStatus.DELETING, {"due_at": clock().now() + _ERASING_IS_LATE})

    transitions.transition(image, deleting, collection_path(image.collection_id))
