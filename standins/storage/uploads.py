"""Uploads in one request, and the beginning of those that take several."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Literal

from starlette.responses import Response

from standins.storage.blobs import BlobStore, Bytes
from standins.storage.calls import Call, answer
from standins.storage.checksums import claimed, verify
from standins.storage.errors import Invalid, Json, TooLarge, TooSmall
from standins.storage.multipart import MultipartRelated
from standins.storage.preconditions import Conditions
from standins.storage.resources import object_name, written
from standins.storage.resumable import continue_upload
from standins.storage.sessions import Session, Terms

SizeRange = tuple[int, int]


async def upload(call: Call) -> Response:
    if "upload_id" in call.query:
        return await continue_upload(call.service, call.request, call.query["upload_id"])
    begin = _KINDS.get(call.query.get("uploadType", ""))
    if not begin:
        raise Invalid(f"Invalid upload type: {call.query.get('uploadType')}")
    return await begin(call)


async def _media(call: Call) -> Response:
    name, headers = object_name(call.query.get("name")), call.request.headers
    call.service.objects.check(call.bucket, name, call.conditions)
    properties = written({"contentType": headers.get("content-type"), "contentEncoding": call.query.get("contentEncoding")})
    content = await receive(call.service.blobs, call.request.stream(), claimed(headers))
    stored = call.service.objects.commit(call.bucket, name, content, properties, call.conditions)
    return answer(stored.resource(call.base))


async def _multipart(call: Call) -> Response:
    headers = call.request.headers
    async with aclosing(call.request.stream()) as chunks:
        parts = MultipartRelated(headers.get("content-type", ""), chunks)
        body = await parts.metadata()
        name = object_name(call.query.get("name") or body.get("name"))
        call.service.objects.check(call.bucket, name, call.conditions)
        body.setdefault("contentType", await parts.content_type())
        properties = written(body)
        content = await receive(call.service.blobs, parts.data(), claimed(headers, body))
    stored = call.service.objects.commit(call.bucket, name, content, properties, call.conditions)
    return answer(stored.resource(call.base))


async def _resumable(call: Call) -> Response:
    body, headers = await call.body(), call.request.headers
    body.setdefault("contentType", headers.get("x-upload-content-type"))
    session = begin_session(
        call,
        name=object_name(call.query.get("name") or body.get("name")),
        properties=written(body),
        checksums=claimed({}, body),
        conditions=call.conditions,
        style="json",
    )
    location = f"/upload/storage/v1/b/{call.bucket}/o?uploadType=resumable&upload_id={session.id}"
    host = f"{call.request.url.scheme}://{headers['host']}"
    return Response(status_code=200, headers={"location": host + location, "x-guploader-uploadid": session.id})


_KINDS = {"media": _media, "multipart": _multipart, "resumable": _resumable}


def begin_session(
    call: Call,
    *,
    name: str,
    properties: Json,
    checksums: dict[str, str],
    conditions: Conditions,
    style: Literal["json", "xml"],
    size_range: SizeRange | None = None,
) -> Session:
    call.service.objects.check(call.bucket, name, conditions)
    declared = call.request.headers.get("x-upload-content-length", "")
    terms = Terms(
        bucket=call.bucket,
        name=name,
        properties=properties,
        checksums=checksums,
        conditions=conditions.as_dict(),
        declared_size=int(declared) if declared.isdigit() else None,
        size_range=size_range,
        origin=call.request.headers.get("origin", ""),
        style=style,
    )
    if terms.declared_size is not None:
        within(terms.declared_size, size_range)
    return call.service.sessions.begin(terms)


async def receive(
    blobs: BlobStore, chunks: AsyncIterator[bytes], claims: dict[str, str], size_range: SizeRange | None = None
) -> Bytes:
    """Take the bytes in and check them, or leave nothing behind; stops reading as soon as they are too many."""
    writer = blobs.new()
    try:
        async for chunk in chunks:
            await writer.write(chunk)
            within(writer.size, (0, size_range[1]) if size_range else None)
        within(writer.size, size_range)
        content = await writer.finish()
        verify(content, claims)
    except BaseException:
        writer.discard()
        raise
    return content


def within(size: int, size_range: SizeRange | None) -> None:
    if not size_range:
        return
    least, most = size_range
    if size < least:
        raise TooSmall(ProposedSize=str(size), MinSizeAllowed=str(least))
    if size > most:
        raise TooLarge(ProposedSize=str(size), MaxSizeAllowed=str(most))


def size_range_of(text: str | None) -> SizeRange | None:
    if text is None:
        return None
    least, _, most = text.partition(",")
    if not least.strip().isdigit() or not most.strip().isdigit():
        raise Invalid(f"Invalid value for x-goog-content-length-range: {text}")
    return int(least), int(most)
