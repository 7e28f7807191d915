"""Deletions that go through: first what belongs to a thing, then the thing itself, so that whoever comes back finds the rest."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.erasure.commands import mark_deleting
from shared.erasure.reads import is_held
from shared.erasure.tasks import enqueue_collection, enqueue_image
from shared.images.model import COLLECTIONS, IMAGES, Image, collection_path, image_path, read_collection, read_image
from shared.images.states import ImageStatus
from shared.images.worker import overdue
from shared.lifecycle import sweep as lifecycle_sweep
from shared.platform.clients import clock, files, store
from shared.platform.firestore.documents import Document
from shared.platform.settings import settings
from shared.prompts import commands as prompt_commands
from shared.storyboards import images_in_use

_PAGE = 100
_AGAIN = timedelta(minutes=10)


def erase_image(image_id: str, user_id: str) -> None:
    """One that is marked as deleting; called twice or late it does nothing."""
    where = image_path(image_id)
    image = read_image(store().get(where))
    if image is None or image.user_id != user_id or image.status is not ImageStatus.DELETING:
        return
    if not image.kept_for_jobs:
        _erase_around(image)
    if is_held(image):
        _keep(image)
        return
    files().delete(settings().bucket_media, image.object_name)
    store().erase(where)


def _erase_around(image: Image) -> None:
    """All that is its owner's alone."""
    prompt_commands.erase_of(image.id)
    if image.planned:
        images_in_use.mark_missing(image.user_id, image.id)
    files().delete(settings().bucket_uploads, image.upload_name)
    files().delete(settings().bucket_media, image.thumbnail_name)


def _keep(image: Image) -> None:
    """The sweep looks again; whoever needs it ends without a word to us."""
    store().change(image.path, lambda _image: {"kept_for_jobs": True, "due_at": clock().now() + _AGAIN})


def erase_collection(collection_id: str, user_id: str) -> None:
    where = collection_path(collection_id)
    collection = read_collection(store().get(where))
    if collection is None or collection.user_id != user_id or not collection.deleting:
        return
    last: str | None = None
    while images := _images_of(collection_id, user_id, last):  # it takes no more of them, so one round finds all
        for image in images:
            mark_deleting(image)
            erase_image(image.id, user_id)
        last = images[-1].id
    store().erase(where)


def _images_of(collection_id: str, user_id: str, after: str | None) -> list[Image]:
    rows = store().find(
        IMAGES,
        where=[("user_id", "==", user_id), ("collection_id", "==", collection_id)],
        order=[("__name__", "asc")],
        after=[after] if after else None,
        limit=_PAGE,
    )
    return [image for row in rows if (image := read_image(row))]


def sweep(page: int) -> int:
    """Uploads that never came, and deletions that stopped half way."""
    return sum(lifecycle_sweep.look_after(care, page) for care in CARES)


def _image_due(row: Document, _now: datetime) -> None:
    lifecycle_sweep.put_off(row, _AGAIN)  # nothing that follows does
    image = read_image(row)
    if image is not None and image.status is ImageStatus.UPLOADING:
        overdue(image)
    elif image is not None and not (image.kept_for_jobs and is_held(image)):
        enqueue_image(image.id, image.user_id)


def _collection_due(row: Document, _now: datetime) -> None:
    lifecycle_sweep.put_off(row, _AGAIN)
    collection = read_collection(row)
    if collection is not None:
        enqueue_collection(collection.id, collection.user_id)


CARES = (lifecycle_sweep.Care(IMAGES, _image_due, _AGAIN), lifecycle_sweep.Care(COLLECTIONS, _collection_due, _AGAIN))
