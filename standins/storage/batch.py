"""Many calls in one: each part is served as if it had come alone, and fails alone."""

from __future__ import annotations

import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from standins.storage.calls import Call, answer
from standins.storage.errors import Invalid, StorageError, Unknown
from standins.storage.service import Service

Serve = Callable[[Service, Request], Awaitable[Response]]

_MOST = 1000
_BOUNDARY = re.compile(r'multipart/mixed;.*boundary="?([^";\s]+)', re.IGNORECASE)
_CONTENT_ID = re.compile(r"content-id:\s*<?([^>\r\n]+)>?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Part:
    content_id: str
    method: str
    url: str
    headers: list[tuple[bytes, bytes]]
    body: bytes


async def batch(call: Call, serve: Serve) -> Response:
    found = _BOUNDARY.match(call.request.headers.get("content-type", ""))
    if not found:
        raise Invalid("Failed to parse batch request: a multipart/mixed body with a boundary is needed")
    text = (await call.request.body()).decode().replace("\r\n", "\n")
    parts = [_parse(part) for part in text.split(f"--{found[1]}")[1:-1]]
    if len(parts) > _MOST:
        raise Invalid(f"The batch request has {len(parts)} calls; {_MOST} are allowed")
    boundary = f"batch_{secrets.token_hex(8)}"
    answers = [await _serve(call, part, serve) for part in parts]
    shown = "".join(f"--{boundary}\r\n{answer}\r\n" for answer in answers) + f"--{boundary}--\r\n"
    return Response(shown, media_type=f"multipart/mixed; boundary={boundary}")


def _parse(text: str) -> _Part:
    outer, _, inner = text.lstrip("\n").partition("\n\n")
    head, _, body = inner.partition("\n\n")
    line, *lines = head.strip().split("\n")
    words = line.split()
    if len(words) < 2:
        raise Invalid("Failed to parse batch request: a part has no request line")
    named = _CONTENT_ID.search(outer)
    headers = [tuple(part.strip().encode("latin-1") for part in header.partition(":")[::2]) for header in lines]
    return _Part(
        named[1] if named else "",
        words[0],
        words[1],
        [(name.lower(), value) for name, value in headers],
        body.rstrip("\n").encode(),
    )


async def _serve(call: Call, part: _Part, serve: Serve) -> str:

    path = urlsplit(part.url)
    try:
        if not path.path.startswith("/storage/v1/") or "alt=media" in path.query:
            raise Unknown("Uploads, downloads and other batches do not belong into a batch")
        response = await serve(call.service, _request(part, path.path, path.query, call.request))
    except StorageError as error:
        response = Response(status_code=error.status)
        if error.status != HTTPStatus.NOT_MODIFIED:
            response = answer(error.as_json(), error.status)
    body = bytes(response.body)
    status = f"HTTP/1.1 {response.status_code} {HTTPStatus(response.status_code).phrase}"
    head = f"Content-Type: application/http\r\nContent-ID: <response-{part.content_id}>\r\n\r\n{status}\r\n"
    return f"{head}Content-Type: application/json; charset=UTF-8\r\nContent-Length: {len(body)}\r\n\r\n{body.decode()}"


def _request(part: _Part, path: str, query: str, outer: Request) -> Request:
    async def receive() -> Message:
        return {"type": "http.request", "body": part.body, "more_body": False}

    scope = {
        **outer.scope,
        "method": part.method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": part.headers,
    }
    return Request(scope, receive)
