"""The caller's buckets, as the provider reaches them: plain JSON API over HTTP."""

from __future__ import annotations

import json
import secrets
from urllib.parse import quote

import httpx

_CREATED, _ALREADY_THERE = 200, 412


class NoSuchBucket(Exception):
    """The bucket that should take the result does not exist (any more)."""


class BucketsUnreachable(Exception):
    """Cloud Storage did not answer as it should; asking again may help."""


class Buckets:
    def __init__(self, host: str) -> None:
        self._http = httpx.AsyncClient(
            base_url=host, timeout=30, trust_env=False, headers={"authorization": "Bearer provider-simulator"}
        )

    async def exists(self, bucket: str) -> bool:
        return (await self._send("GET", f"/storage/v1/b/{quote(bucket, safe='')}")).status_code == 200

    async def has(self, uri: str) -> bool:
        return (await self._send("GET", _path(uri))).status_code == 200

    async def read(self, uri: str) -> bytes | None:
        answer = await self._send("GET", f"{_path(uri)}?alt=media")
        return answer.content if answer.status_code == 200 else None

    async def write(self, uri: str, content: bytes, content_type: str, *, once: bool = True) -> None:
        """`once`: what a killed process has already written stays as it is, and wakes nobody again."""
        bucket, name = split(uri)
        seam = f"seam-{secrets.token_hex(12)}"
        facts = json.dumps({"name": name, "contentType": content_type}).encode()
        body = b"".join(
            (
                f"--{seam}\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n".encode(),
                facts,
                f"\r\n--{seam}\r\nContent-Type: {content_type}\r\n\r\n".encode(),
                content,
                f"\r\n--{seam}--\r\n".encode(),
            )
        )
        condition = "&ifGenerationMatch=0" if once else ""
        answer = await self._send(
            "POST",
            f"/upload/storage/v1/b/{quote(bucket, safe='')}/o?uploadType=multipart{condition}",
            content=body,
            headers={"content-type": f"multipart/related; boundary={seam}"},
        )
        if answer.status_code == 404:
            raise NoSuchBucket(bucket)
        if answer.status_code not in (_CREATED, _ALREADY_THERE):
            raise BucketsUnreachable(f"{answer.status_code} {answer.text[:200]}")

    async def close(self) -> None:
        await self._http.aclose()

    async def _send(
        self, method: str, path: str, content: bytes | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        try:
            answer = await self._http.request(method, path, content=content, headers=headers)
        except httpx.TransportError as error:
            raise BucketsUnreachable(str(error)) from error
        if answer.status_code >= 500:
            raise BucketsUnreachable(f"{answer.status_code} {answer.text[:200]}")
        return answer


def split(uri: str) -> tuple[str, str]:
    bucket, _, name = uri.removeprefix("gs://").partition("/")
    return bucket, name


def _path(uri: str) -> str:
    bucket, name = split(uri)
    return f"/storage/v1/b/{quote(bucket, safe='')}/o/{quote(name, safe='')}"
