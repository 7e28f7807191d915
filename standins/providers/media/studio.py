"""Makes clips on a few threads and keeps them on disk: an order that was filmed before costs nothing.

Several simulators may keep theirs in one folder: a clip has the name of what it shows and of what filmed it.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Literal

import av

from . import canvas, font, footage
from .footage import Footage, shoot, still

Defect = Literal["broken", "truncated", "empty", "tiny", "no_video_track", "wrong_duration"]
_MOST_CLIPS = 300
_GIVEN_UP_S = 600  # what is unfinished for so long was some killed process's


class Studio:
    """libav releases the interpreter while it works, so threads keep the server responsive."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._forget_oldest()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="studio")
        self._stopping = threading.Event()
        self._under_way: dict[str, asyncio.Future[Path]] = {}

    async def film(self, footage: Footage) -> Path:
        """The clip's file; who asks for the same one meanwhile waits for the same work."""
        path = self._folder / f"{footage.digest}-{_camera()}.mp4"
        with suppress(FileNotFoundError):
            os.utime(path)  # it is wanted, so it is no old one
            return path
        work = self._under_way.get(footage.digest)
        if work is None:
            loop = asyncio.get_running_loop()
            work = asyncio.ensure_future(loop.run_in_executor(self._pool, self._shoot, footage, path))
            self._under_way[footage.digest] = work
            work.add_done_callback(lambda _: self._under_way.pop(footage.digest, None))
        return await asyncio.shield(work)

    async def clip(self, footage: Footage, defect: Defect | None = None) -> bytes:
        """The clip's bytes, spoiled in the way that was ordered."""
        if defect == "no_video_track":
            footage = replace(footage, picture=False, audio=True)
        elif defect == "wrong_duration":
            footage = replace(footage, seconds=max(1.0, footage.seconds / 2))
        content = await asyncio.to_thread((await self.film(footage)).read_bytes)
        return spoiled(content, defect)

    async def picture(self, text: str, width: int, height: int) -> bytes:
        return await asyncio.to_thread(still, text, width, height)

    def interrupt(self) -> None:
        """Clips that are being made are given up."""
        self._stopping.set()

    def close(self) -> None:
        self.interrupt()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _shoot(self, footage: Footage, path: Path) -> Path:
        part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
        try:
            shoot(footage, part, self._stopping)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        return path

    def _forget_oldest(self) -> None:
        """Whoever keeps clips in the same folder may be just as tidy."""
        times = {path: _written(path) for path in (*self._folder.glob("*.mp4"), *self._folder.glob("*.part"))}
        clips = sorted((path for path in times if path.suffix == ".mp4"), key=times.__getitem__, reverse=True)
        parts = [path for path, written in times.items() if path.suffix == ".part" and written < time.time() - _GIVEN_UP_S]
        for path in (*clips[_MOST_CLIPS:], *parts):
            path.unlink(missing_ok=True)


@cache
def _camera() -> str:
    """What films: another way of filming makes other clips of the same orders."""
    sources = [Path(str(module.__file__)).read_bytes() for module in (footage, canvas, font)]
    return hashlib.sha256(b"".join([av.__version__.encode(), *sources])).hexdigest()[:8]


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def spoiled(content: bytes, defect: Defect | None) -> bytes:
    if defect == "broken":
        return random.Random(len(content)).randbytes(20_000)
    if defect == "truncated":
        return content[: len(content) * 3 // 5]
    if defect == "empty":
        return b""
    if defect == "tiny":
        return content[:512]
    return content
