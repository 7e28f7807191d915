"""What becomes of uploaded bytes: looked at, copied without what they tell of their owner, made small. Worker code.

Only this makes an image ready or rejected. An event may come twice, late, or for an image that is gone: then the uploaded
object is deleted and nothing else happens, so that nothing stays that no image knows.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from shared.images.model import Image, ImageStatus, image_path, read_image
from shared.media.boxes import Readable
from shared.media.picture import THUMBNAIL_TYPE, look, without_metadata
from shared.media.rejections import MOST_BYTES, TEXTS, RejectedPicture
from shared.platform import logs
from shared.platform.clients import clock, files, store
from shared.platform.documents import Plan, Seen, Update
from shared.platform.errors import Text
from shared.platform.settings import settings
from shared.platform.stored import FOREVER, Gone, Stored

_NEVER_CAME = Text("No picture was uploaded.", "Es wurde kein Bild hochgeladen.")


def arrived(name: str) -> None:
    """Bytes are complete in the bucket of uploads."""
    uploads = settings().bucket_uploads
    image = read_image(store().get(image_path(name.rpartition("/")[2])))
    stored = files().stat(uploads, name)
    if stored is None:  # told twice, and dealt with the first time
        return
    if image is None or image.upload_name != name or image.status is not ImageStatus.UPLOADING:
        logs.info("an upload that no image awaits", name=name, status=image.status.value if image else None)
    else:
        try:
            _taken(image, stored)
        except Gone:  # another event of the same upload was quicker
            return
    files().delete(uploads, name, stored.generation)


def never_came(image: Image) -> None:
    """Its time is over: an upload whose event was lost is taken now, one that never came is told."""
    if files().stat(settings().bucket_uploads, image.upload_name) is not None:
        arrived(image.upload_name)
    else:
        _settled(image, {"status": ImageStatus.REJECTED.value, "reason": _reason("not_uploaded", _NEVER_CAME)})


def _taken(image: Image, stored: Stored) -> None:
    media = settings().bucket_media
    source: Readable = files().open(stored)
    if stored.size <= MOST_BYTES:  # it is read three times
        source = io.BytesIO(source.read(stored.size))
    try:
        picture = look(source, stored.size)
    except RejectedPicture as rejected:
        logs.info("an image was rejected", image_id=image.id, reason=str(rejected))
        reason = _reason(rejected.reason.value, TEXTS[rejected.reason])
        _settled(image, {"status": ImageStatus.REJECTED.value, "reason": reason, "bytes": stored.size})
        return
    kind, small = picture.facts.kind.value, iter([picture.thumbnail])
    files().write_stream(
        media, image.object_name, without_metadata(source, picture.layout), content_type=kind, cache_control=FOREVER
    )
    files().write_stream(media, image.thumbnail_name, small, content_type=THUMBNAIL_TYPE, cache_control=FOREVER)
    facts = {
        "status": ImageStatus.READY.value,
        "content_type": kind,
        "bytes": picture.layout.size,
        "width": picture.facts.width,
        "height": picture.facts.height,
        "colour": picture.facts.colour,
        "object": image.object_name,
        "thumbnail": image.thumbnail_name,
    }
    if not _settled(image, facts):  # deleted meanwhile; whoever erases it may have looked before we wrote
        files().delete(media, image.object_name)
        files().delete(media, image.thumbnail_name)


def _settled(image: Image, found: Mapping[str, Any]) -> bool:
    """Whether it is now as found: only an image that awaits its bytes changes by them."""
    now = clock().now()

    def decide(seen: Seen) -> Plan[bool]:
        before = read_image(seen[image.path])
        if before is None or before.status is ImageStatus.DELETING:
            return Plan(False)
        if before.status is not ImageStatus.UPLOADING:
            return Plan(True)
        return Plan(True, [Update(seen[image.path], {**found, "due_at": None, "updated_at": now})])

    return store().settle([image.path], decide)


def _reason(code: str, text: Text) -> dict[str, str]:
    return {"code": code, "en": text.en, "de": text.de}
