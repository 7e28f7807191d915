"""What becomes of uploaded bytes: looked at, copied without what they tell of their owner, made small. Worker code.

Only this makes an image ready or rejected. An event may come twice, late, or for an image that is gone: then the uploaded
object is deleted and nothing else happens, so that nothing stays that no image knows.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from shared.images.model import Image, copies_in, image_path, read_image
from shared.images.outcomes import NEVER_CAME, error_of
from shared.images.states import ImageStatus
from shared.images.transitions import transition
from shared.lifecycle.transitions import Change
from shared.media.boxes import Readable
from shared.media.picture import THUMBNAIL_TYPE, look, without_metadata
from shared.media.rejections import MOST_BYTES, RejectedPicture
from shared.platform import logs
from shared.platform.clients import clock, files, queue, store
from shared.platform.settings import settings
from shared.platform.storage.objects import FOREVER, Gone, Stored
from shared.platform.user_ids import media_home, media_home_of

_PLACE = re.compile(r"(?P<home>users/[^/]+)/(?P<image>[0-9a-f]{24})")  # where ask_upload sends bytes to
_MUSIC = re.compile(r"users/[^/]+/music/[0-9a-f]{24}")  # waits there for a film
IsHeld: TypeAlias = Callable[[Image], bool]  # whether something above needs the picture of one that is deleted


def arrived(name: str, is_held: IsHeld) -> None:
    """Bytes are complete in the bucket of uploads."""
    if _MUSIC.fullmatch(name):
        return
    uploads, place = settings().bucket_uploads, _PLACE.fullmatch(name)
    image = read_image(store().get(image_path(place["image"]))) if place else None
    stored = files().stat(uploads, name)
    if place and (image is None or image.status is ImageStatus.DELETING):
        _forget(media_home(place["home"]), place["image"], is_held)  # a look at it that was cut off may have kept something
    if stored is None:  # told twice, and dealt with the first time
        return
    if image is None or image.upload_name != name or image.status is not ImageStatus.UPLOADING:
        logs.info("an upload that no image awaits", name=name, status=image.status.value if image else None)
    else:
        try:
            _taken(image, stored, is_held)
        except Gone:  # another event of the same upload was quicker
            return
    files().delete(uploads, name, stored.generation)


def overdue(image: Image) -> None:
    """Its time is over: an upload whose event was lost is looked at now, by who has the room; one that never came is told."""
    if files().stat(settings().bucket_uploads, image.upload_name) is not None:
        queue().put("erase", "upload-events", "/late", {"image_id": image.id, "user_id": image.user_id}, deadline_s=600)
    else:
        _settled(image, ImageStatus.REJECTED, {"error": error_of(NEVER_CAME)})


def _taken(image: Image, stored: Stored, is_held: IsHeld) -> None:
    media = settings().bucket_media
    source: Readable = files().open(stored)
    if stored.size <= MOST_BYTES:  # it is read three times
        source = io.BytesIO(source.read(stored.size))
    try:
        picture = look(source, stored.size)
    except RejectedPicture as rejected:
        logs.info("an image was rejected", image_id=image.id, reason=str(rejected))
        _settled(image, ImageStatus.REJECTED, {"error": error_of(rejected.reason), "bytes": stored.size})
        return
    kind, small = picture.facts.kind.value, iter([picture.thumbnail])
    files().write_stream(
        media, image.object_name, without_metadata(source, picture.layout), content_type=kind, cache_control=FOREVER
    )
    files().write_stream(media, image.thumbnail_name, small, content_type=THUMBNAIL_TYPE, cache_control=FOREVER)
    facts = {
        "content_type": kind,
        "bytes": picture.layout.size,
        "width": picture.facts.width,
        "height": picture.facts.height,
        "colour": picture.facts.colour,
        "object": image.object_name,
        "thumbnail": image.thumbnail_name,
        "touched_at": clock().now(),
    }
    if not _settled(image, ImageStatus.READY, facts):  # deleted meanwhile, and whoever erases it may have looked before we wrote
        _forget(media_home_of(image.user_id), image.id, is_held)


def _forget(home: str, image_id: str, is_held: IsHeld) -> None:
    image = read_image(store().get(image_path(image_id)))
    if image is not None and is_held(image):
        return  # it is erased once nobody needs it
    for name in copies_in(home, image_id):
        files().delete(settings().bucket_media, name)


def _settled(image: Image, status: ImageStatus, found: Mapping[str, Any]) -> bool:
    """Whether it is now as found: only an image that awaits its bytes changes by them."""
    now = transition(image, lambda _now: Change(status, {**found, "due_at": None})).now
    return now is not None and now.status is status
