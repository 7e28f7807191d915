"""Pictures as their owners see them: one, a page of them, links to their files, and what needs one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from shared.accounts import usage
from shared.accounts.usage import Usage, usage_path
from shared.images.errors import NotReady, WasRejected
from shared.images.model import IMAGES, Image, image_path, read_image
from shared.images.states import ImageStatus
from shared.lifecycle import takedown, trash
from shared.lifecycle.links import of_each, signed
from shared.lifecycle.untouched import touch
from shared.platform.clients import store
from shared.platform.errors import AppError, NotFound
from shared.platform.firestore.documents import Document, Seen
from shared.platform.settings import settings
from shared.platform.web.cursors import Page, newest_first, page_of, place_of

if TYPE_CHECKING:
    from shared.images import views


def show(user_id: str, image_id: str) -> Image:
    return own(store().get(image_path(image_id)), user_id)


def listed(user_id: str, *, limit: int, cursor: str | None, collection_id: str | None, status: str | None) -> Page[Image]:
    """The newest first; of one collection or of all."""
    where: list[tuple[str, Literal["=="], Any]] = [("user_id", "==", user_id), (trash.MARK, "==", None)]
    if collection_id:
        where.append(("collection_id", "==", collection_id))
    if status:
        where.append(("status", "==", status))
    rows = store().find(IMAGES, where=where, order=newest_first("created_at"), after=place_of(cursor), limit=limit)
    return page_of(rows, limit, read_image)


def with_pictures(user_id: str, seen: Seen, by: int) -> Usage:
    """What the user keeps with so many more bytes of pictures."""
    return usage.read(seen[usage_path(user_id)]).counted("picture_bytes", by, lambda: kept_bytes(user_id))


def kept_bytes(user_id: str) -> int:
    """Of all that are ready, by a query."""
    return store().sum_of(IMAGES, where=[("user_id", "==", user_id), ("status", "==", ImageStatus.READY.value)], field="bytes")


def links(user_id: str, image_id: str, lives: timedelta) -> views.ImageLinks:
    """Addresses that show the picture and its thumbnail."""
    image = _ready(show(user_id, image_id))
    touch(image.path, image.touched_at)
    picture, thumbnail = signed(image.object_name, lives=lives), signed(image.thumbnail_name, lives=lives)
    return {
        "picture": picture.url,
        "thumbnail": thumbnail.url,
        "expires_at": min(picture.expires_at, thumbnail.expires_at),
    }


def links_of(user_id: str, image_ids: Sequence[str], lives: timedelta, *, previews: bool) -> views.ImageLinksList:
    """Those of several; of the pictures themselves only where more than previews is wanted."""
    asked = dict.fromkeys(image_ids)
    seen = store().read([image_path(each) for each in asked])
    ready = {image.id: image for each in seen.values() if (image := _if_ready(each, user_id))}

    def addresses(image: Image) -> views.ListedImageLinks:
        thumbnail = signed(image.thumbnail_name, lives=lives)
        picture = None if previews else signed(image.object_name, lives=lives)
        until = min(each.expires_at for each in (thumbnail, picture) if each)
        return {"id": image.id, "thumbnail": thumbnail.url, "picture": picture and picture.url, "expires_at": until}

    found = of_each([ready[each] for each in asked if each in ready], addresses)
    return {"links": found, "missing": [each for each in asked if each not in ready]}


def own(document: Document, user_id: str) -> Image:
    """The user's image; another's does not exist for them, nor does one in the trash."""
    image = read_image(document)
    if image is None or image.user_id != user_id or image.deleted or image.status is ImageStatus.DELETING:
        raise NotFound(kind="image", id=document.id)
    return image


def usable(document: Document, user_id: str) -> Image:
    """The same, and its checked copy is there."""
    return _ready(own(document, user_id))


def _if_ready(document: Document, user_id: str) -> Image | None:
    try:
        return usable(document, user_id)
    except AppError:
        return None


def uri(image: Image) -> str:
    return f"gs://{settings().bucket_media}/{image.object}"


def _ready(image: Image) -> Image:
    takedown.require_up(image)
    if image.status is ImageStatus.READY:
        return image
    refusal = WasRejected if image.status is ImageStatus.REJECTED else NotReady
    raise refusal(id=image.id, state=image.status.value)
