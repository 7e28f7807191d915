"""Films against plain ffmpeg doing the same, the memory of long ones, and what an edit takes of a processor; each in a fresh
process that reads as a worker.

As a program (`python -m bench.films KIND CLIP…`) it makes one and prints its seconds, those of processors, and the peak of its
own memory.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import imageio_ffmpeg

from bench.metrics import Metric, peak_mib
from standins.providers.media.footage import Footage, shoot

_PATIENCE_S = 300
_CROSSFADE_S = 1.0
_SIZE, _EDITED = (1280, 720), (1920, 1080)
# as the films' own encoder: what is compared is everything around it
_ENCODER = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-profile:v", "high", "-g", "48"]
_SOUND = ["-c:a", "aac", "-b:a", "160k", "-ar", "48000"]


class _Film(NamedTuple):
    seconds: float
    cpu_seconds: float
    peak_mib: float


def measure() -> Iterator[Metric]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        long = _clips(folder, 10, seconds=8)
        yield _copied(folder, long)
        yield _crossfaded(folder, long[:2])
        yield _growth(long[0], _clips(folder, 2, seconds=2)[0])
        cpu_s = _film("edit", _clips(folder, 1, seconds=8, size=_EDITED)).cpu_seconds
        yield Metric("edit_cpu_s", cpu_s, "s", how="8 s at 1080p with a look and a title, encoded anew")


def _copied(folder: Path, clips: list[Path]) -> Metric:
    listed = folder / "clips.txt"
    listed.write_text("".join(f"file '{clip}'\n" for clip in clips))
    plain = ["-f", "concat", "-safe", "0", "-i", str(listed), *_ENCODER, *_SOUND]
    ratio = _ratio("copy", clips, plain, folder, rounds=1)  # a tenth is not near
    return Metric("compile_copy_vs_reencode", ratio, "", 0.1, "ten 8-s 720p clips; plain ffmpeg at the films' own preset")


def _crossfaded(folder: Path, clips: list[Path]) -> Metric:
    pictures = f"[0:v][1:v]xfade=duration={_CROSSFADE_S}:offset={8 - _CROSSFADE_S},format=yuv420p[v]"
    fade = f"{pictures};[0:a][1:a]acrossfade=d={_CROSSFADE_S}[a]"
    inputs = [part for clip in clips for part in ("-i", str(clip))]
    plain = [*inputs, "-filter_complex", fade, "-map", "[v]", "-map", "[a]", *_ENCODER, *_SOUND]
    ratio = _ratio("crossfade", clips, plain, folder, rounds=5)
    return Metric("crossfade_realtime_factor", ratio, "", 1.3, "two 8-s 720p clips over one second; plain ffmpeg the same")


def _growth(long: Path, short: Path) -> Metric:
    """The worse of copying and of a crossfade at every join."""
    grown = [
        _film(kind, [clip] * 40).peak_mib - _film(kind, [clip] * 2).peak_mib
        for kind, clip in (("copy", long), ("crossfade", short))
    ]
    return Metric("compile_rss_growth_mib", max(grown), "MiB", 32, "peak of 40 clips against 2, copied and crossfaded")


def _ratio(kind: str, clips: list[Path], plain: list[str], folder: Path, *, rounds: int) -> float:
    """Of the seconds, median of pairs; no start of an interpreter is counted."""
    return statistics.median(_film(kind, clips).seconds / _ffmpeg(plain, folder) for _ in range(rounds))


def _film(kind: str, clips: list[Path]) -> _Film:
    command = [sys.executable, "-m", "bench.films", kind, *map(str, clips)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=_PATIENCE_S)
    return _Film(*map(float, done.stdout.split()[-3:]))


def _ffmpeg(arguments: list[str], folder: Path) -> float:
    program = imageio_ffmpeg.get_ffmpeg_exe()
    began = time.monotonic()
    command = [program, "-v", "error", "-nostdin", "-y", *arguments, "-movflags", "+faststart", str(folder / "plain.mp4")]
    subprocess.run(command, check=True, timeout=_PATIENCE_S)
    return time.monotonic() - began


def _clips(folder: Path, count: int, *, seconds: float, size: tuple[int, int] = _SIZE) -> list[Path]:
    def filmed(number: int) -> Path:
        path = folder / f"{seconds:g}-{size[1]}-{number}.mp4"
        shoot(Footage(f"scene {number}", "bench", seconds, *size), path, threading.Event())
        return path

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(filmed, range(count)))


def _make(kind: str, clips: list[Path]) -> None:
    from shared.media.film.compiling import compile_film
    from shared.media.film.wish import Clip, Look, Title, Wish
    from shared.platform.storage.ranges import RangedReader

    def reader(path: Path) -> RangedReader:
        def fetch(start: int, end: int) -> bytes:
            with path.open("rb") as file:
                file.seek(start)
                return file.read(end - start)

        return RangedReader(path.stat().st_size, fetch)

    overlap = _CROSSFADE_S if kind == "crossfade" else 0.0
    look, title = (Look.WARM, Title("The lantern")) if kind == "edit" else (None, None)
    wish = Wish(tuple(Clip(lambda path=path: reader(path), crossfade=overlap, look=look) for path in clips), title=title)
    began, spent = time.monotonic(), time.process_time()
    with open(os.devnull, "wb") as sink:
        compile_film(wish, sink)
    print(time.monotonic() - began, time.process_time() - spent, peak_mib())


if __name__ == "__main__":
    _make(sys.argv[1], [Path(argument) for argument in sys.argv[2:]])
