"""The picture of a clip: a background that glides, a dark card with the prompt, and a bar with the time.

Everything is painted into the luma plane by copying rows, so that a frame costs well under a millisecond.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import cached_property

from . import font

_CARD, _INK, _PALE, _TRACK = 28, 235, 150, 70  # luma


@dataclass(frozen=True)
class Canvas:
    """One size and one text; `stride` is the width of a row in memory."""

    text: str
    caption: str
    width: int
    height: int
    stride: int
    chroma_stride: int

    def luma(self, shift: float, clock: str, progress: float) -> bytes:
        """The plane of brightness for one moment."""
        top = int((shift % 1.0) * self.height) * self.stride
        frame = bytearray(self._background[top : top + self.height * self.stride])
        left, first = self._card_place
        for number, row in enumerate(self._card):
            at = (first + number) * self.stride + left
            frame[at : at + len(row)] = row
        self._paint_bar(frame, clock, progress)
        return bytes(frame)

    @cached_property
    def chroma(self) -> tuple[bytes, bytes]:
        """Two planes of colour that run from one hue to another, both out of the text."""
        seed = hashlib.sha256(self.text.encode()).digest()
        start, end = seed[0] / 255, (seed[0] + 40 + seed[1] // 4) / 255
        rows = (self.height + 1) // 2
        u, v = bytearray(), bytearray()
        for row in range(rows):
            hue = math.tau * (start + (end - start) * row / rows)
            u += bytes([round(128 + 52 * math.cos(hue))]) * self.chroma_stride
            v += bytes([round(128 + 52 * math.sin(hue))]) * self.chroma_stride
        return bytes(u), bytes(v)

    @cached_property
    def _background(self) -> bytes:
        """Two picture heights of soft waves that meet without a seam."""
        period = bytearray()
        for row in range(self.height):
            level = 96 + 34 * math.sin(math.tau * row / self.height) + 10 * math.sin(6 * math.tau * row / self.height)
            period += bytes([round(level)]) * self.stride
        return bytes(period * 2)

    @cached_property
    def _scale(self) -> int:
        return max(1, min(self.width, self.height) // 180)

    @cached_property
    def _card(self) -> list[bytes]:
        scale, columns = self._scale, max(12, int(self.width * 0.8 / (font.WIDTH * self._scale)))
        lines = font.wrap(self.text, min(columns, 34), 5)
        wide = max(max(len(line) for line in lines), len(self.caption), 12)
        edge = bytes([_CARD]) * ((wide + 2) * font.WIDTH * scale)
        rows = [edge] * (font.HEIGHT * scale // 2)
        for line in lines:
            rows += written(f" {line}".ljust(wide + 2), scale, _INK, _CARD)
        rows += written(f" {self.caption}".ljust(wide + 2), scale, _PALE, _CARD)
        rows += [edge] * (font.HEIGHT * scale // 2)
        return [row[: self.width] for row in rows][: self.height]

    @cached_property
    def _card_place(self) -> tuple[int, int]:
        wide, tall = len(self._card[0]), len(self._card)
        return (self.width - wide) // 2, max(0, (self.height - tall) * 2 // 5)

    def _paint_bar(self, frame: bytearray, clock: str, progress: float) -> None:
        scale, margin = self._scale, self.width // 20
        if not clock:
            return
        rows = written(clock, scale, _INK, _CARD)
        first = self.height - self.height // 12 - len(rows)
        for number, row in enumerate(rows):
            at = (first + number) * self.stride + margin
            frame[at : at + len(row)] = row
        wide = self.width - 2 * margin
        full = round(wide * min(1.0, max(0.0, progress)))
        track = bytes([_INK]) * full + bytes([_TRACK]) * (wide - full)
        for number in range(2 * scale):
            at = (first + len(rows) + scale + number) * self.stride + margin
            frame[at : at + wide] = track


def written(text: str, scale: int, ink: int, paper: int) -> list[bytes]:
    """The rows of one line of text, each a run of luma values."""
    dark, light = bytes([paper]) * scale, bytes([ink]) * scale
    blank = dark * (font.WIDTH * len(text))
    rows: list[bytes] = []
    letters = [font.letter(character) for character in text]
    for y in range(font.HEIGHT - 1):
        row = b"".join(b"".join(light if point == "#" else dark for point in glyph[y]) + dark for glyph in letters)
        rows += [row] * scale
    return rows + [blank] * scale
