"""The bytes: immutable files named by nothing but chance. Hashes are taken while writing; nothing is held in memory."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import google_crc32c

BLOCK = 1 << 20  # written in blocks of this size, away from the event loop
READ = 1 << 18


@dataclass(frozen=True, slots=True)
class Bytes:
    """A finished file and what the service says about its content."""

    blob: str
    size: int
    crc32c: str
    md5: str | None
    components: int | None = None


class _Digests:
    def __init__(self) -> None:
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._crc32c = google_crc32c.Checksum()

    def update(self, block: bytes) -> None:
        self._md5.update(block)
        self._crc32c.update(block)

    @property
    def md5(self) -> str:
        return base64.b64encode(self._md5.digest()).decode()

    @property
    def crc32c(self) -> str:
        return base64.b64encode(self._crc32c.digest()).decode()


class BlobWriter:
    """Collects what arrives, writes whole blocks in a thread, and can give back what did not fill a quantum."""

    def __init__(self, path: Path, size: int = 0, digests: _Digests | None = None) -> None:
        self._path = path
        self._digests = digests or _Digests()
        self._written = size
        self._pending = bytearray()

    @property
    def size(self) -> int:
        return self._written + len(self._pending)

    async def write(self, chunk: bytes) -> None:
        self._pending += chunk
        if len(self._pending) >= BLOCK:
            await self._flush(BLOCK)

    async def keep(self, quantum: int) -> None:
        """Persist what is there down to a multiple of the quantum; forget the rest."""
        whole = self.size // quantum * quantum - self._written
        if whole > 0:
            await self._flush(whole)
        self._pending.clear()

    async def finish(self, components: int | None = None) -> Bytes:
        await self._flush(len(self._pending))
        md5 = None if components else self._digests.md5
        return Bytes(self._path.name, self._written, self._digests.crc32c, md5, components)

    def discard(self) -> None:
        self._path.unlink(missing_ok=True)

    async def _flush(self, count: int) -> None:
        block = bytes(self._pending[:count])
        del self._pending[:count]
        await asyncio.to_thread(self._append, block)

    def _append(self, block: bytes) -> None:
        with self._path.open("ab") as file:
            file.write(block)
        self._digests.update(block)
        self._written += len(block)


class BlobStore:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def new(self) -> BlobWriter:
        return BlobWriter(self._folder / secrets.token_hex(16))

    async def resume(self, blob: str, quantum: int) -> BlobWriter:
        """Go on after a restart: cut what a crash left unaligned, hash again what is there."""
        path = self._folder / blob
        size = self.size(blob) // quantum * quantum
        digests = await asyncio.to_thread(_hash_again, path, size)
        return BlobWriter(path, size, digests)

    def size(self, blob: str) -> int:
        path = self._folder / blob
        return path.stat().st_size if path.exists() else 0

    def open(self, blob: str) -> BinaryIO:
        return (self._folder / blob).open("rb")

    def link(self, blob: str) -> str:
        """A second name for the same bytes: copying costs nothing and each owner may delete its own."""
        fresh = secrets.token_hex(16)
        os.link(self._folder / blob, self._folder / fresh)
        return fresh

    def discard(self, blob: str) -> None:
        (self._folder / blob).unlink(missing_ok=True)

    def sweep(self, keep: set[str]) -> None:
        """Remove what a crash left behind between a file and its row."""
        for path in self._folder.iterdir():
            if path.name not in keep:
                path.unlink()


async def read(file: BinaryIO, start: int, length: int) -> AsyncIterator[bytes]:
    """The open file outlives a delete or an overwrite of its object; that is what a reader is promised."""
    try:
        file.seek(start)
        while length > 0:
            block = await asyncio.to_thread(file.read, min(READ, length))
            if not block:
                return
            length -= len(block)
            yield block
    finally:
        file.close()


def _hash_again(path: Path, size: int) -> _Digests:
    digests = _Digests()
    with path.open("ab") as file:
        file.truncate(size)
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digests.update(block)
    return digests
