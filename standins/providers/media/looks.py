"""What a picture looks like to the model that describes it: its size, its orientation, its main colour, how bright it is."""

from __future__ import annotations

import colorsys
import hashlib
import io
from collections import Counter
from dataclasses import dataclass
from typing import Literal, cast

import av
import av.error

Orientation = Literal["landscape", "portrait", "square"]
Colour = Literal["red", "orange", "yellow", "green", "turquoise", "blue", "violet", "pink", "white", "grey", "black"]

_GRID = 24
_MAGIC = {b"\xff\xd8\xff": "jpeg_pipe", b"\x89PNG": "png_pipe", b"RIFF": "webp_pipe"}
_HUES: list[tuple[float, Colour]] = [
    (18, "red"),
    (45, "orange"),
    (68, "yellow"),
    (155, "green"),
    (195, "turquoise"),
    (255, "blue"),
    (290, "violet"),
    (340, "pink"),
    (361, "red"),
]


class NotAPicture(Exception):
    """The bytes do not decode to an image."""


@dataclass(frozen=True)
class Look:
    width: int
    height: int
    colour: Colour
    bright: bool
    digest: str

    @property
    def orientation(self) -> Orientation:
        ratio = self.width / self.height
        if 0.9 < ratio < 1.1:
            return "square"
        return "landscape" if ratio > 1 else "portrait"


def look_at(content: bytes) -> Look:
    """Decode the whole picture, then judge it on a coarse grid."""
    form = next((form for magic, form in _MAGIC.items() if content.startswith(magic)), None)
    if form is None:
        raise NotAPicture
    try:
        with av.open(io.BytesIO(content), "r", format=form, options={"err_detect": "explode"}) as container:
            frame = next(container.decode(video=0))
            small = frame.reformat(width=_GRID, height=_GRID, format="rgb24")
    except (av.error.FFmpegError, StopIteration, ValueError, IndexError) as error:
        raise NotAPicture from error
    plane = small.planes[0]
    rows = bytes(cast(bytes, plane))
    points = [
        (rows[at], rows[at + 1], rows[at + 2])
        for y in range(_GRID)
        for at in range(y * plane.line_size, y * plane.line_size + 3 * _GRID, 3)
    ]
    names: Counter[Colour] = Counter(_name(*point) for point in points)
    colour: Colour = names.most_common(1)[0][0]
    bright = sum(map(sum, points)) / len(points) > 3 * 110
    return Look(frame.width, frame.height, colour, bright, hashlib.sha256(content).hexdigest())


def _name(red: int, green: int, blue: int) -> Colour:
    hue, saturation, value = colorsys.rgb_to_hsv(red / 255, green / 255, blue / 255)
    if value < 0.16:
        return "black"
    if saturation < 0.16:
        return "white" if value > 0.82 else "grey"
    return next(name for limit, name in _HUES if hue * 360 < limit)
