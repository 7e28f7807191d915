"""A line of text as glyphs in their places: fonts found for its letters, shaped by HarfBuzz where their script asks for it."""

from __future__ import annotations

import io
import lzma
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import uharfbuzz
from PIL import ImageDraw, ImageFont

from shared.media.film import bidi, letters

hb: Any = uharfbuzz  # its types are unknown
_PRIVATE = 0xF0000  # and a glyph's number: its place in the fonts that are shaped
_MEASURED_AT = 256


class Glyph(NamedTuple):
    font: str
    sign: str  # that Pillow draws it by
    x: float  # of the line, in ems
    y: float


class Line(NamedTuple):
    glyphs: tuple[Glyph, ...]
    width: float  # in ems

    def draw(self, on: ImageDraw.ImageDraw, x: float, baseline: float, points: int, stroke: int = 0) -> None:
        for glyph in self.glyphs:
            place = (x + glyph.x * points, baseline - glyph.y * points)
            on.text(place, glyph.sign, fill=255, font=_pillow(glyph.font, points), anchor="ls", stroke_width=stroke)


@lru_cache(maxsize=1024)
def laid_out(text: str, base: int) -> Line:
    """`base` is the direction of the paragraph that it is a line of."""
    parts = list(_parts(text, bidi.levels(text, base)))
    placed: list[Glyph] = []
    x = 0.0
    for at in bidi.visual([level for _, _, level in parts]):
        part, font, level = parts[at]
        for glyph, advance in _shaped(part, font, level % 2 == 1) if _is_shaped(font) else _set(part, font):
            placed.append(glyph._replace(x=x + glyph.x))
            x += advance
    return Line(tuple(placed), x)


def _parts(text: str, levels: list[int]) -> Iterator[tuple[str, str, int]]:
    """Letters of one font and one level."""
    for run in letters.runs(text):
        begins = run.begins
        for at in range(run.begins + 1, run.ends + 1):
            if at == run.ends or levels[at] != levels[begins]:
                yield text[begins:at], run.font, levels[begins]
                begins = at


def _shaped(text: str, font: str, to_the_left: bool) -> Iterator[tuple[Glyph, float]]:
    buffer: Any = hb.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if to_the_left else "ltr"
    buffer.guess_segment_properties()
    face = _harfbuzz(font)
    hb.shape(face, buffer, {})
    em = face.face.upem
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        sign = chr(_PRIVATE + info.codepoint)
        yield Glyph(font, sign, place.x_offset / em, place.y_offset / em), place.x_advance / em


def _set(text: str, font: str) -> Iterator[tuple[Glyph, float]]:
    """One letter after the other; these scripts have no others."""
    face = _pillow(font, _MEASURED_AT)
    for letter in text:
        if unicodedata.category(letter) not in ("Cf", "Mn"):  # marks and selectors, which change nothing here
            yield Glyph(font, letter, 0.0, 0.0), face.getlength(letter) / _MEASURED_AT


def _is_shaped(font: str) -> bool:
    return (letters.FONTS / f"{font}.ttf.xz").exists()


@lru_cache(maxsize=8)
def _content(font: str) -> bytes:
    if _is_shaped(font):
        return lzma.decompress((letters.FONTS / f"{font}.ttf.xz").read_bytes())
    return (letters.FONTS / f"{font}.woff2").read_bytes()


@lru_cache(maxsize=8)
def _harfbuzz(font: str) -> Any:
    return hb.Font(hb.Face(_content(font)))


@lru_cache(maxsize=16)
def _pillow(font: str, points: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(_content(font)), points, layout_engine=ImageFont.Layout.BASIC)
