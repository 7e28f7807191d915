"""multipart/related, read as it arrives: a little JSON first, then as many bytes as there are."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from standins.storage.calls import parsed
from standins.storage.errors import Invalid, Json

_HEAD_LIMIT = 1 << 20
_BOUNDARY = re.compile(r'multipart/related;.*boundary=(?:"([^"]+)"|([^;\s]+))', re.IGNORECASE)
_CONTENT_TYPE = re.compile(rb"^content-type:\s*([^\r\n]+)", re.IGNORECASE | re.MULTILINE)


class MultipartRelated:
    def __init__(self, content_type: str, chunks: AsyncIterator[bytes]) -> None:
        found = _BOUNDARY.match(content_type)
        if not found:
            raise Invalid("Bad content type. Please use multipart/related with a boundary.")
        self._mark = b"--" + (found[1] or found[2]).strip("'").encode()
        self._chunks = chunks
        self._buffer = bytearray()

    async def metadata(self) -> Json:
        await self._until(self._mark)
        await self._until(b"\r\n\r\n")
        return parsed(await self._until(b"\r\n" + self._mark))

    async def content_type(self) -> str | None:
        found = _CONTENT_TYPE.search(await self._until(b"\r\n\r\n"))
        return found[1].decode("latin-1").strip() if found else None

    async def data(self) -> AsyncIterator[bytes]:
        mark = b"\r\n" + self._mark + b"--"
        while (at := self._buffer.find(mark)) < 0:
            safe = len(self._buffer) - len(mark)
            if safe > 0:
                yield bytes(self._buffer[:safe])
                del self._buffer[:safe]
            await self._more()
        yield bytes(self._buffer[:at])
        async for _ in self._chunks:
            pass  # nothing of interest follows the last part

    async def _until(self, mark: bytes) -> bytes:
        while (at := self._buffer.find(mark)) < 0:
            if len(self._buffer) > _HEAD_LIMIT:
                raise Invalid("The metadata part of the upload is too large.")
            await self._more()
        found = bytes(self._buffer[:at])
        del self._buffer[: at + len(mark)]
        return found

    async def _more(self) -> None:
        chunk = await anext(self._chunks, None)
        if chunk is None:
            raise Invalid("Missing end boundary in multipart body.")
        self._buffer += chunk
