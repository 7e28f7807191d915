"""A picture for the demo: a sunset over water, painted here, so that nobody's photograph is needed.

python -m local.picture > picture.jpg
"""

from __future__ import annotations

import io
import sys

from PIL import Image, ImageDraw

_WIDTH, _HEIGHT = 1280, 720
_SKY, _HORIZON, _SEA = (36, 44, 92), (244, 150, 70), (28, 36, 66)


def demo_picture() -> bytes:
    """As a JPEG."""
    picture = Image.new("RGB", (_WIDTH, _HEIGHT))
    draw = ImageDraw.Draw(picture)
    middle = _HEIGHT * 3 // 5
    for line in range(_HEIGHT):
        above = line < middle
        share = line / middle if above else (line - middle) / (_HEIGHT - middle)
        begin, end = (_SKY, _HORIZON) if above else (_HORIZON, _SEA)
        draw.line([(0, line), (_WIDTH, line)], tuple(round(a + (b - a) * share) for a, b in zip(begin, end, strict=True)))
    draw.ellipse([(_WIDTH // 2 - 70, middle - 90), (_WIDTH // 2 + 70, middle + 50)], (255, 226, 150))
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=90)
    return encoded.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(demo_picture())
