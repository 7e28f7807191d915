"""The largest pictures that are taken: time to look at one, and the peak of memory, each in a fresh process.

As a program (`python -m bench.pictures look KIND FILE`) it looks at one file and prints milliseconds and its own peak.
The files are made in processes of their own too: a peak is never forgotten.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.metrics import Metric, peak_mib
from shared.media.rejections import MOST_BYTES

_MOST_MIB = {"jpeg": 120, "jpeg_progressive": 500, "png": 350, "webp": 250, "webp_lossless": 400}
_SIDE = 8192
_MOST_MS = 15_000


def measure() -> Iterator[Metric]:
    with tempfile.TemporaryDirectory() as folder:
        for kind in _MOST_MIB:
            file = Path(folder) / kind
            _run("make", kind, file)
            milliseconds, peak = map(float, _run("look", kind, file).split())
            size = f"{_SIDE} px a side, {file.stat().st_size / 2**20:.1f} MiB"
            yield Metric(f"picture_ms.{kind}", milliseconds, "ms", _MOST_MS, size)
            yield Metric(f"picture_peak_mib.{kind}", peak, "MiB", _MOST_MIB[kind], f"peak of a process of its own, {size}")


def _run(act: str, kind: str, file: Path) -> str:
    command = [sys.executable, "-m", "bench.pictures", act, kind, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout


def _look(file: Path) -> None:
    from shared.media.picture import look, without_metadata

    content = file.read_bytes()
    source = io.BytesIO(content)
    begun = time.perf_counter()
    picture = look(source, len(content))
    copied = sum(len(piece) for piece in without_metadata(source, picture.layout))
    took = time.perf_counter() - begun
    if copied != picture.layout.size or (picture.facts.width, picture.facts.height) != (_SIDE, _SIDE):
        raise RuntimeError(f"a look at {file.name} went wrong")
    print(took * 1000, peak_mib())


def _make(kind: str, file: Path) -> None:
    """As near to 20 MiB as it is easily made."""
    from PIL import Image

    if kind in ("png", "webp_lossless"):  # flat, with as much noise at the top as there is room for
        whole = Image.new("RGB", (_SIDE, _SIDE), "#336699")
        rows = 790
        whole.paste(Image.frombytes("RGB", (_SIDE, rows), os.urandom(3 * _SIDE * rows)), (0, 0))
        if kind == "png":
            whole.save(file, "PNG", compress_level=6)
        else:
            whole.save(file, "WEBP", lossless=True, quality=10, method=2)
        return
    side = 1024
    tile = Image.frombytes("RGB", (side // 8, side // 8), os.urandom(3 * side * side // 64)).resize((side, side))
    whole = Image.new("RGB", (_SIDE, _SIDE))
    for across in range(0, _SIDE, side):
        for down in range(0, _SIDE, side):
            whole.paste(tile.rotate(90 * (across // side + down // side)), (across, down))
    for quality in range(65 if kind == "webp" else 95, 5, -5):
        if kind == "webp":  # of a size like this, its format has no room for more detail
            with contextlib.suppress(ValueError):
                whole.save(file, "WEBP", quality=quality, method=0)
        else:
            whole.save(file, "JPEG", quality=quality, subsampling="4:4:4", progressive=kind == "jpeg_progressive")
        if file.exists() and 0 < file.stat().st_size <= MOST_BYTES:
            return


if __name__ == "__main__":
    if sys.argv[1] == "make":
        _make(sys.argv[2], Path(sys.argv[3]))
    else:
        _look(Path(sys.argv[3]))
