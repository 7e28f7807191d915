"""An order as multipart/form-data, sent piece by piece, and what that says about an order that got lost on its way."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from shared.platform.errors import Unavailable
from shared.platform.storage.objects import Gone
from shared.providers.interface import Order, OrderRefused, Picture
from shared.providers.outcomes import Code, Outcome
from shared.providers.wire import NeverSent

if TYPE_CHECKING:
    from shared.platform.storage.files import Files
    from shared.platform.storage.ranges import RangedReader

MOST_PICTURE_BYTES = 20 * 1024 * 1024
_BLOCK = 256 * 1024
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
# width and height in landscape; what is usual for a name that servers read differently
_SIZES: Mapping[str, tuple[int, int]] = {
    "360p": (640, 360),
    "480p": (832, 480),
    "720p": (1280, 720),
    "1024p": (1792, 1024),
    "1080p": (1920, 1080),
    "4k": (3840, 2160),
}


class OrderForm:
    """The body of one create."""

    def __init__(self, order: Order, files: Callable[[], Files]) -> None:
        """Raises Refused where the wire cannot say what is ordered, and where the picture cannot be had."""
        self._mark = secrets.token_hex(16)
        fields = {"prompt": order.prompt, "model": order.model, "seconds": str(order.seconds), "size": size_of(order)}
        head = "".join(f"{self._part(name)}\r\n\r\n{value}\r\n" for name, value in fields.items())
        picture = _picture(order)
        self._file = _opened(picture, files) if picture else None
        if picture:
            ending = _ENDINGS[picture.mime_type]
            head += f'{self._part("input_reference")}; filename="reference.{ending}"\r\nContent-Type: {picture.mime_type}\r\n\r\n'
        self._head = head.encode("utf-8", "replace")
        self._tail = f"--{self._mark}--\r\n".encode()
        if picture:
            self._tail = b"\r\n" + self._tail

    @property
    def headers(self) -> dict[str, str]:
        size = len(self._head) + (self._file.size if self._file else 0) + len(self._tail)
        return {"Content-Type": f"multipart/form-data; boundary={self._mark}", "Content-Length": str(size)}

    def pieces(self) -> Iterator[bytes]:
        yield self._head
        while self._file and (piece := self._file.read(_BLOCK)):
            yield piece
        yield self._tail

    def _part(self, name: str) -> str:
        return f'--{self._mark}\r\nContent-Disposition: form-data; name="{name}"'


def size_of(order: Order) -> str:
    """The wire knows pixels only."""
    sides = _SIZES.get(order.resolution)
    shapes = {"16:9": sides, "9:16": sides and sides[::-1], "1:1": sides and (sides[1], sides[1])}
    found = shapes.get(order.aspect_ratio)
    if found is None:
        raise OrderRefused(Outcome.REJECTED, f"this wire has no size for {order.resolution} in {order.aspect_ratio}")
    return f"{found[0]}x{found[1]}"


def _picture(order: Order) -> Picture | None:
    given = [picture for picture in (order.first_frame, *order.references) if picture]
    if len(given) > 1 or order.last_frame:
        raise OrderRefused(Outcome.REJECTED, "this wire takes one picture, to begin with")
    if given and given[0].mime_type not in _ENDINGS:
        raise OrderRefused(Outcome.REJECTED, f"this wire takes no picture of type {given[0].mime_type[:40]}")
    return given[0] if given else None


def _opened(picture: Picture, files: Callable[[], Files]) -> RangedReader:
    bucket, _, name = picture.uri.removeprefix("gs://").partition("/")
    try:
        stored = files().stat(bucket, name)
    except Unavailable as trouble:
        raise OrderRefused(Outcome.PROVIDER_ERROR, "the picture cannot be read just now", code=Code.NETWORK) from trouble
    if stored is None:
        raise OrderRefused(Outcome.REJECTED, f"the picture is gone: {picture.uri}")
    if not 0 < stored.size <= MOST_PICTURE_BYTES:
        raise OrderRefused(Outcome.REJECTED, f"the picture has {stored.size} bytes, of {MOST_PICTURE_BYTES} at most")
    return files().open(stored)


def broken_off(error: NeverSent) -> OrderRefused:
    """The order ended before its last bytes: whoever got the rest of it has no order."""
    if isinstance(why := error.unreadable, Gone):
        return OrderRefused(Outcome.REJECTED, f"the picture is gone: {why}")
    return OrderRefused(Outcome.PROVIDER_ERROR, f"not sent: {error}", code=error.code)
