"""The pictures of the evaluation: painted here, so that every run has the same ones and nobody's rights are touched."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Painting:
    """A sky over a ground, and one body in front of both."""

    name: str
    width: int
    height: int
    sky: Colour
    ground: Colour
    body: Colour
    round: bool  # a disc like a sun or a ball; else an upright block like a tower or a person

    def png(self) -> bytes:
        rows = b"".join(b"\0" + self._row(row) for row in range(self.height))
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in chunks)

    def _row(self, row: int) -> bytes:
        horizon = self.height * 3 // 5
        base = self.sky if row < horizon else self.ground
        depth = 0.7 + 0.3 * (row / horizon if row < horizon else (self.height - row) / (self.height - horizon))
        left, right = self._body_in(row)
        pixel = bytes(round(value * depth) for value in base)
        return pixel * left + bytes(self.body) * (right - left) + pixel * (self.width - right)

    def _body_in(self, row: int) -> tuple[int, int]:
        """From where to where the body covers a row."""
        middle, size = self.width // 2, min(self.width, self.height) // 4
        if self.round:
            above = row - self.height // 2
            half = int(max(0, size**2 - above**2) ** 0.5)
        else:
            half = size // 3 if self.height // 4 < row < self.height * 7 // 8 else 0
        return middle - half, middle + half


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


PAINTINGS = (
    Painting("sunset by the sea", 640, 360, (240, 150, 60), (40, 60, 110), (255, 220, 120), round=True),
    Painting("tower in the fog", 360, 640, (190, 195, 200), (120, 125, 130), (50, 55, 60), round=False),
    Painting("ball on a lawn", 480, 480, (120, 180, 240), (60, 150, 60), (210, 40, 40), round=True),
    Painting("night street", 640, 360, (20, 15, 50), (40, 30, 60), (230, 60, 200), round=False),
    Painting("desert figure", 640, 480, (250, 220, 170), (200, 150, 90), (60, 40, 30), round=False),
    Painting("moon over snow", 480, 640, (30, 40, 80), (230, 235, 245), (250, 250, 240), round=True),
)
