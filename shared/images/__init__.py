"""Pictures as a user meets them: ask for an upload, look, list, change, delete. What happens to the bytes: `arrival`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from shared.images import collections
from shared.images.model import IMAGES, Image, ImageStatus, collection_path, image_path, read_image
from shared.platform import logs
from shared.platform.clients import clock, queue, signer, store
from shared.platform.cursors import cursor_of, newest_first, place_of
from shared.platform.documents import Create, Document, Plan, Seen, Update, Write
from shared.platform.errors import AppError, NotFound, Text, Unavailable
from shared.platform.settings import settings

MOST_BYTES = 20 * 1024 * 1024  # as shared.media.rejections says; its module is not worth importing here
UPLOAD_LIVES = timedelta(minutes=15)
UPLOAD_IS_LATE = timedelta(hours=1)  # its URL has ended long ago, and so has every upload that was begun with it
LINKS_LIVE = timedelta(hours=1)


class NotReady(AppError):
    status, code = 409, "IMAGE_NOT_READY"
    message = Text("This image cannot be used: it is {state}.", "Dieses Bild lässt sich nicht verwenden: Es ist {state}.")
    action = Text("Wait until it is ready, or upload another.", "Warte, bis es bereit ist, oder lade ein anderes hoch.")


class Upload(NamedTuple):
    """Where and how to send the bytes: with PUT, with exactly these headers."""

    image: Image
    url: str
    headers: Mapping[str, str]
    expires_at: datetime


class Images(NamedTuple):
    rows: Sequence[Image]
    next_cursor: str | None


def ask_upload(
    user_id: str, collection_id: str, *, content_type: str, bytes: int | None, title: str, metadata: Mapping[str, str]
) -> Upload:
    """A place for one picture. Its URL takes one file of this type and size, once, for a quarter of an hour."""
    now, where = clock().now(), collection_path(collection_id)
    image = Image(
        id=secrets.token_hex(12),
        user_id=user_id,
        collection_id=collection_id,
        status=ImageStatus.UPLOADING,
        content_type=content_type,
        bytes=bytes or 0,
        created_at=now,
        updated_at=now,
        due_at=now + UPLOAD_IS_LATE,
        title=title,
        metadata=metadata,
    )

    def decide(seen: Seen) -> Plan[None]:
        collections.own(seen[where], user_id)
        return Plan(None, [Create(image.path, image.fields()), collections.counted(seen[where], 1)])

    store().settle([where], decide)
    headers = {
        "Content-Type": content_type,
        "x-goog-content-length-range": f"{bytes},{bytes}" if bytes else f"1,{MOST_BYTES}",
        "x-goog-if-generation-match": "0",
    }
    signed = signer().sign("PUT", settings().bucket_uploads, image.upload_name, UPLOAD_LIVES, headers=headers)
    return Upload(image, signed.url, headers, signed.expires_at)


def show(user_id: str, image_id: str) -> Image:
    return own(store().get(image_path(image_id)), user_id)


def listed(user_id: str, *, limit: int, cursor: str | None, collection_id: str | None, status: str | None) -> Images:
    """The newest first; of one collection or of all."""
    alive = [status.value for status in ImageStatus if status is not ImageStatus.DELETING]
    where: list[tuple[str, Literal["==", "in"], Any]] = [("user_id", "==", user_id)]
    if collection_id:
        where.append(("collection_id", "==", collection_id))
    where.append(("status", "==", status) if status else ("status", "in", alive))
    after = None if cursor is None else place_of(cursor)
    rows = store().find(IMAGES, where=where, order=newest_first("created_at"), after=after, limit=limit)
    found = [image for row in rows if (image := read_image(row))]
    return Images(found, cursor_of(found[-1].created_at, found[-1].id) if len(found) == limit else None)


def edit(
    user_id: str, image_id: str, *, title: str | None, metadata: Mapping[str, str] | None, collection_id: str | None = None
) -> Image:
    """What its owner says about it, and where it is kept; what is None stays."""
    where, now = image_path(image_id), clock().now()
    target = [collection_path(collection_id)] if collection_id else []

    def decide(seen: Seen) -> Plan[Image]:
        before = own(seen[where], user_id)
        writes: list[Write] = []
        if collection_id and collection_id != before.collection_id:
            origin = collection_path(before.collection_id)
            if origin not in seen:
                raise _AlsoNeeds(origin)
            collections.own(seen[collection_path(collection_id)], user_id)
            collections.own(seen[origin], user_id)
            writes += [collections.counted(seen[collection_path(collection_id)], 1), collections.counted(seen[origin], -1)]
        after = replace(
            before,
            title=before.title if title is None else title,
            metadata=before.metadata if metadata is None else metadata,
            collection_id=collection_id or before.collection_id,
            updated_at=now,
        )
        changed = {"title": after.title, "metadata": dict(after.metadata), "collection_id": after.collection_id}
        return Plan(after, [*writes, Update(seen[where], {**changed, "updated_at": now})])

    try:
        return store().settle([where, *target], decide)
    except _AlsoNeeds as more:
        return store().settle([where, *target, more.path], decide)


class _AlsoNeeds(Exception):
    """A document that only another one names."""

    def __init__(self, path: str) -> None:
        self.path = path


def delete(user_id: str, image_id: str) -> None:
    """Gone for its owner at once; its prompts and files follow in a task."""
    where = image_path(image_id)
    image = own(store().get(where), user_id)
    mark_deleting(image)
    enqueue_erasing(image_id, user_id)


def mark_deleting(image: Image) -> None:
    """In one commit with its collection's count; one that is marked already stays as it is."""
    where, home, now = image.path, collection_path(image.collection_id), clock().now()

    def decide(seen: Seen) -> Plan[None]:
        before = read_image(seen[where])
        if before is None or before.status is ImageStatus.DELETING:
            return Plan(None)
        marks = {"status": ImageStatus.DELETING.value, "due_at": now + collections.ERASING_IS_LATE, "updated_at": now}
        counts = [collections.counted(seen[home], -1)] if seen[home].fields is not None else []
        return Plan(None, [Update(seen[where], marks), *counts])

    store().settle([where, home], decide)


def enqueue_erasing(image_id: str, user_id: str) -> None:
    try:
        queue().put("erase", "pictures", "/erase", {"id": image_id, "user_id": user_id}, deadline_s=600)
    except Unavailable:
        logs.warning("a deletion was not enqueued, left to the sweep", image_id=image_id)


def links(user_id: str, image_id: str) -> dict[str, Any]:
    """Addresses that show the picture and its thumbnail for an hour."""
    image = show(user_id, image_id)
    if image.status is not ImageStatus.READY:
        raise NotReady(id=image.id, state=image.status.value)
    picture = signer().sign("GET", settings().bucket_media, str(image.object), LINKS_LIVE)
    small = signer().sign("GET", settings().bucket_media, str(image.thumbnail), LINKS_LIVE)
    return {"picture": picture.url, "thumbnail": small.url, "expires_at": min(picture.expires_at, small.expires_at)}


# -- for other domains


def own(document: Document, user_id: str) -> Image:
    """The user's image; another's does not exist for them, nor does one that is being deleted."""
    image = read_image(document)
    if image is None or image.user_id != user_id or image.status is ImageStatus.DELETING:
        raise NotFound(kind="image", id=document.id)
    return image


def usable(document: Document, user_id: str) -> Image:
    """The same, and its checked copy is there."""
    image = own(document, user_id)
    if image.status is not ImageStatus.READY:
        raise NotReady(id=image.id, state=image.status.value)
    return image


def with_prompts(document: Document, count: int, last: str, primary: str | None) -> Write:
    """The write that keeps an image's prompts counted and its primary known; fails when the image changed since it was seen."""
    marks = {"prompt_count": count, "last_prompt_id": last, "primary_prompt_id": primary}
    return Update(document, {**marks, "updated_at": clock().now()})


def uri(image: Image) -> str:
    return f"gs://{settings().bucket_media}/{image.object}"
