"""Pictures as a user meets them: ask for an upload, look, list, change, delete. What happens to the bytes: `arrival`."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from shared import accounts, usage
from shared.accounts.ledger import account_path
from shared.images import collections
from shared.images.model import IMAGES, Image, ImageStatus, collection_path, image_path, read_image
from shared.platform import logs
from shared.platform.clients import clock, queue, signer, store
from shared.platform.cursors import cursor_of, newest_first, place_of
from shared.platform.documents import AlsoNeeds, Create, Document, Plan, Seen, Update, Write
from shared.platform.errors import AppError, NotFound, Text, Unavailable
from shared.platform.rates import NoPlace
from shared.platform.settings import settings
from shared.usage import Usage, usage_path

MOST_BYTES = 20 * 1024 * 1024  # as shared.media.rejections says; its module is not worth importing here
UPLOAD_LIVES = timedelta(minutes=15)
UPLOAD_IS_LATE = timedelta(hours=1)  # its URL has ended long ago, and so has every upload that was begun with it
LINKS_LIVE = timedelta(hours=1)
MOST_NAMED = 20  # images in use that a refusal lists
_AT_ONCE = 30  # values of one query


class NotReady(AppError):
    status, code, retryable = 409, "IMAGE_NOT_READY", True
    message = Text(
        "This image still waits for its upload, or is being looked at.",
        "Dieses Bild wartet noch auf seinen Upload oder wird gerade geprüft.",
    )
    action = Text("Wait until it is ready.", "Warte, bis es bereit ist.")


class WasRejected(NotReady):
    retryable = False
    message = Text("This image was rejected and cannot be used.", "Dieses Bild wurde abgelehnt und lässt sich nicht verwenden.")
    action = Text("Upload another.", "Lade ein anderes hoch.")


class TooManyUploads(NoPlace):
    code = "TOO_MANY_UPLOADS"
    message = Text("{limit} uploads of yours are open already.", "Von dir sind schon {limit} Uploads offen.")
    action = Text(
        "Send what they wait for, delete one, or wait until {free_at}.",
        "Sende, worauf sie warten, lösche einen oder warte bis {free_at}.",
    )


class ImageInUse(AppError):
    """Details name the first of the storyboards, whether its character is shown by it, and the scenes."""

    status, code = 409, "IMAGE_IN_USE"
    message = Text("Storyboards of yours plan with this image.", "Storyboards von dir planen mit diesem Bild.")
    action = Text(
        "Take it out of them, or delete it with force=true: their scenes then say that it is missing.",
        "Nimm es dort heraus oder lösche es mit force=true: Die Szenen sagen dann, dass es fehlt.",
    )


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
    from shared import quotas  # the configuration's validators are not worth importing for who only looks

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

    account_where, usage_where = account_path(user_id), usage_path(user_id)

    def decide(seen: Seen) -> Plan[None]:
        collections.own(seen[where], user_id)
        account, kept = accounts.read(seen[account_where]), with_pictures(user_id, seen, 0)
        places, most = kept.open_places("upload_places", now), quotas.limit(account, "upload_places")
        if len(places) >= most:
            raise TooManyUploads(most, min(places.values()), now)
        quotas.require_room(account, kept.stored_bytes + ((account.stored_bytes or 0) if account else 0))
        kept = kept.with_place("upload_places", image.id, now + UPLOAD_LIVES, now)
        new = [Create(image.path, image.fields()), collections.counted(seen[where], 1)]
        return Plan(None, [*new, usage.write(seen[usage_where], kept)])

    store().settle([where, account_where, usage_where], decide)
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

    def decide(seen: Seen) -> Plan[Image]:
        before = own(seen[where], user_id)
        writes: list[Write] = []
        if collection_id and collection_id != before.collection_id:
            origin, target = _home(seen, before.collection_id), _home(seen, collection_id)
            collections.own(target, user_id)
            collections.own(origin, user_id)
            writes += [collections.counted(target, 1), collections.counted(origin, -1)]
        after = replace(
            before,
            title=before.title if title is None else title,
            metadata=before.metadata if metadata is None else metadata,
            collection_id=collection_id or before.collection_id,
            updated_at=now,
        )
        changed = {"title": after.title, "metadata": dict(after.metadata), "collection_id": after.collection_id}
        return Plan(after, [*writes, Update(seen[where], {**changed, "updated_at": now})])

    return store().settle([where, *([collection_path(collection_id)] if collection_id else [])], decide)


def _home(seen: Seen, collection_id: str) -> Document:
    """An image that is moved meanwhile names yet another collection."""
    if (found := seen.get(collection_path(collection_id))) is None:
        raise AlsoNeeds(collection_path(collection_id))
    return found


def delete(user_id: str, image_id: str, *, force: bool = False) -> None:
    """Gone for its owner at once; its prompts and files follow in a task. `force` deletes what storyboards plan with, too."""
    image = own(store().get(image_path(image_id)), user_id)
    mark_deleting(image, even_if_planned=force)
    enqueue_erasing(image_id, user_id)


def mark_deleting(image: Image, *, even_if_planned: bool = True) -> None:
    """In one commit with its collection's count; one that is marked already stays as it is.

    Whoever asks for a video with it, or plans with it, writes it in that commit: so they either come first, or not at all.
    """
    where, now = image.path, clock().now()

    def decide(seen: Seen) -> Plan[None]:
        before = read_image(seen[where])
        if before is None or before.status is ImageStatus.DELETING:
            return Plan(None)
        if before.planned and not even_if_planned and (users := _users([before])[before.id]):
            raise ImageInUse(id=before.id, users=users)
        home = _home(seen, before.collection_id)
        marks = {"status": ImageStatus.DELETING.value, "due_at": now + collections.ERASING_IS_LATE, "updated_at": now}
        counts = [collections.counted(home, -1)] if home.fields is not None else []
        freed = usage.write(seen[usage_path(image.user_id)], _without(before, seen, now))
        return Plan(None, [Update(seen[where], marks), *counts, freed])

    store().settle([where, collection_path(image.collection_id), usage_path(image.user_id)], decide)


def _without(image: Image, seen: Seen, now: datetime) -> Usage:
    """What its owner keeps once it is gone for them; that its picture may stay for a video is not their doing."""
    by = -image.bytes if image.status is ImageStatus.READY else 0
    return with_pictures(image.user_id, seen, by).without_place("upload_places", image.id, now)


def with_pictures(user_id: str, seen: Seen, by: int) -> Usage:
    """What the user keeps with so many more bytes of pictures."""
    return usage.read(seen[usage_path(user_id)]).counted("picture_bytes", by, lambda: kept_bytes(user_id))


def kept_bytes(user_id: str) -> int:
    """Of all that are ready, by a query."""
    return store().sum_of(IMAGES, where=[("user_id", "==", user_id), ("status", "==", ImageStatus.READY.value)], field="bytes")


def _users(found: Sequence[Image]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    from shared.storyboards.pictures import users  # they know of images, and images of them only here

    return users(found[0].user_id, [image.id for image in found])


def planned_in(user_id: str, collection_id: str) -> list[dict[str, Any]]:
    """The first images of a collection that storyboards plan with, each with its users."""
    where: list[tuple[str, Literal["=="], Any]] = [
        ("user_id", "==", user_id),
        ("collection_id", "==", collection_id),
        ("planned", "==", True),
    ]
    found: list[dict[str, Any]] = []
    after: list[str] | None = None
    while len(found) < MOST_NAMED:
        rows = store().find(IMAGES, where=where, order=[("__name__", "asc")], after=after, limit=_AT_ONCE)
        images = [image for row in rows if (image := read_image(row)) and image.status is not ImageStatus.DELETING]
        users = _users(images) if images else {}
        found += [{"id": image_id, "users": each} for image_id, each in users.items() if each]
        if len(rows) < _AT_ONCE:
            break
        after = [rows[-1].id]
    return found[:MOST_NAMED]


def enqueue_erasing(image_id: str, user_id: str) -> None:
    try:
        queue().put("erase", "pictures", "/erase", {"id": image_id, "user_id": user_id}, deadline_s=600)
    except Unavailable:
        logs.warning("a deletion was not enqueued, left to the sweep", image_id=image_id)


def links(user_id: str, image_id: str) -> dict[str, Any]:
    """Addresses that show the picture and its thumbnail for an hour."""
    image = _ready(show(user_id, image_id))
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
    return _ready(own(document, user_id))


def with_prompts(document: Document, count: int, last: str, primary: str | None) -> Write:
    """The write that keeps an image's prompts counted and its primary known; fails when the image changed since it was seen."""
    marks = {"prompt_count": count, "last_prompt_id": last, "primary_prompt_id": primary}
    return Update(document, {**marks, "updated_at": clock().now()})


def with_job(document: Document, job_id: str) -> Write:
    """The write by which a new job holds an image: its picture stays until that has ended, or it fails with the whole commit."""
    return Update(document, {"last_job_id": job_id})


def with_storyboard(document: Document) -> Write:
    """The same for a storyboard that names it from now on."""
    return Update(document, {"planned": True})


def uri(image: Image) -> str:
    return f"gs://{settings().bucket_media}/{image.object}"


def _ready(image: Image) -> Image:
    if image.status is ImageStatus.READY:
        return image
    refusal = WasRejected if image.status is ImageStatus.REJECTED else NotReady
    raise refusal(id=image.id, state=image.status.value)
