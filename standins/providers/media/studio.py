"""Makes clips on a few threads and keeps them on disk: an order that was filmed before costs nothing."""

from __future__ import annotations

import asyncio
import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Literal

from .footage import Footage, shoot, still

Defect = Literal["broken", "truncated", "empty", "tiny", "no_video_track", "wrong_duration"]
_MOST_CLIPS = 300


class Studio:
    """libav releases the interpreter while it works, so threads keep the server responsive."""

    def __init__(self, folder: Path, threads: int = 2) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        for unfinished in folder.glob("*.part"):
            unfinished.unlink()
        self._forget_oldest()
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="studio")
        self._stopping = threading.Event()
        self._under_way: dict[str, asyncio.Future[Path]] = {}

    async def film(self, footage: Footage) -> Path:
        """The clip's file; who asks for the same one meanwhile waits for the same work."""
        path = self._folder / f"{footage.digest}.mp4"
        if path.exists():
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
        part = path.with_suffix(f".{threading.get_ident()}.part")
        try:
            shoot(footage, part, self._stopping)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
        return path

    def _forget_oldest(self) -> None:
        clips = sorted(self._folder.glob("*.mp4"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in clips[_MOST_CLIPS:]:
            path.unlink()


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
