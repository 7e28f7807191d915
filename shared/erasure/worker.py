"""Deletions that go through, and their undoing: first what belongs to a thing, then the thing itself.

So whoever comes back finds the rest.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from shared.erasure.commands import mark_deleting
from shared.erasure.reads import is_held
from shared.erasure.tasks import enqueue_collection, enqueue_following, enqueue_image, enqueue_telling
from shared.images.model import COLLECTIONS, IMAGES, Image, collection_path, image_path, read_collection, read_image
from shared.images.states import ImageStatus
from shared.images.worker import overdue
from shared.lifecycle import sweep as lifecycle_sweep
from shared.lifecycle import takedown, trash
from shared.platform.clients import clock, files, store
from shared.platform.firestore.documents import Document, Fields, Plan, Seen, Update
from shared.platform.settings import settings
from shared.prompts import trash as prompt_trash
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
    for name in takedown.everywhere(image, [image.object_name]):
        files().delete(settings().bucket_media, name)
    takedown.forget(image)
    store().erase(where)


def _erase_around(image: Image) -> None:
    """All that is its owner's alone."""
    prompt_trash.erase_of(image.id)
    if image.planned:
        images_in_use.tell(image.user_id, image.id)
    files().delete(settings().bucket_uploads, image.upload_name)
    for name in takedown.everywhere(image, [image.thumbnail_name]):
        files().delete(settings().bucket_media, name)


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


def follow_collection(collection_id: str, user_id: str) -> None:
    """Its images are hidden with a collection in the trash, and come back with it. Called twice or late it does the same.

    Each by a commit that fails where the collection is deleted or restored in this moment, which sends another task.
    """
    where, last = collection_path(collection_id), None
    began = read_collection(store().get(where))
    if began is None or began.user_id != user_id or began.deleting:
        return
    while images := _images_of(collection_id, user_id, last):
        for image in images:
            if store().settle([where, image.path], partial(_followed, where, image.path)) and image.planned:
                images_in_use.tell(user_id, image.id)
        last = images[-1].id

    def done(row: Document) -> Fields | None:
        now = read_collection(row)
        same = now is not None and not now.deleting and now.deleted_at == began.deleted_at
        return {"due_at": None} if same else None

    store().change(where, done)


def _followed(where: str, image_where: str, seen: Seen) -> Plan[bool]:
    """One that is in the trash by itself stays as it is."""
    home, image = read_collection(seen[where]), read_image(seen[image_where])
    if home is None or home.deleting or image is None or image.status is ImageStatus.DELETING or image.purge_at:
        return Plan(False)
    if image.collection_id != home.id or home.deleted is image.deleted:
        return Plan(False)
    if home.deleted_at is not None:
        marks: Fields = {trash.MARK: home.deleted_at, trash.PURGE: None}
        prompts = prompt_trash.hidden(image.user_id, image.id, home.deleted_at) if image.prompt_count else []
    else:
        marks = trash.OUT
        prompts = prompt_trash.shown_again(image.user_id, image.id) if image.prompt_count else []
    return Plan(True, [Update(seen[image_where], marks), *prompts, Update(seen[where], {"due_at": clock().now() + _AGAIN})])


def tell_storyboards(image_id: str, user_id: str) -> None:
    """Whether one that they plan with is there."""
    where = image_path(image_id)
    image = read_image(store().get(where))
    if image is None or image.user_id != user_id or image.status is ImageStatus.DELETING:
        return  # whoever erases it tells them
    images_in_use.tell(user_id, image_id)

    def done(row: Document) -> Fields | None:
        now = read_image(row)
        if now is None or now.status in (ImageStatus.UPLOADING, ImageStatus.DELETING):  # its time is for something else
            return None
        return {"due_at": None} if now.deleted_at == image.deleted_at else None

    store().change(where, done)


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
    """Uploads that never came, deletions and their undoing that stopped half way."""
    return sum(lifecycle_sweep.look_after(care, page) for care in CARES)


def _image_due(row: Document, _now: datetime) -> None:
    lifecycle_sweep.put_off(row, _AGAIN)  # nothing that follows does
    image = read_image(row)
    if image is not None and image.status is ImageStatus.UPLOADING:
        overdue(image)
    elif image is not None and image.status is not ImageStatus.DELETING:
        enqueue_telling(image.id, image.user_id)
    elif image is not None and not (image.kept_for_jobs and is_held(image)):
        enqueue_image(image.id, image.user_id)


def _collection_due(row: Document, _now: datetime) -> None:
    lifecycle_sweep.put_off(row, _AGAIN)
    collection = read_collection(row)
    if collection is not None:
        (enqueue_collection if collection.deleting else enqueue_following)(collection.id, collection.user_id)


CARES = (lifecycle_sweep.Care(IMAGES, _image_due, _AGAIN), lifecycle_sweep.Care(COLLECTIONS, _collection_due, _AGAIN))
