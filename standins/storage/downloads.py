"""Bytes on their way out: whole, in a range, or only their headers."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from standins.storage.blobs import BlobStore, read
from standins.storage.errors import BadRange, Unknown
from standins.storage.resources import StoredObject
from standins.storage.stamps import http_date

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_SHOWN_AS = {
    "cacheControl": "cache-control",
    "contentDisposition": "content-disposition",
    "contentEncoding": "content-encoding",
    "contentLanguage": "content-language",
}


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    length: int
    partial: bool


def media(
    blobs: BlobStore, stored: StoredObject, request: Request, etag: str, overrides: Mapping[str, str] | None = None
) -> Response:
    """Nothing may be awaited between finding the object and this call, which opens its bytes for good."""
    _refuse_transcoding(stored, request)
    headers = headers_of(stored, etag) | dict(overrides or {})
    unchanged = request.headers.get("if-range", etag) in (etag, headers["last-modified"])
    span = _span(request.headers.get("range", "") if unchanged else "", stored.size)
    headers["content-length"] = str(span.length)
    if span.partial:
        headers["content-range"] = f"bytes {span.start}-{span.start + span.length - 1}/{stored.size}"
    status = 206 if span.partial else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return StreamingResponse(read(blobs.open(stored.blob), span.start, span.length), status, headers)


def headers_of(stored: StoredObject, etag: str) -> dict[str, str]:
    facts = stored.properties
    hashes = [f"crc32c={facts['crc32c']}", *([f"md5={facts['md5Hash']}"] if "md5Hash" in facts else [])]
    headers = {
        "content-type": facts.get("contentType", "application/octet-stream"),
        "accept-ranges": "bytes",
        "cache-control": "private, max-age=0",
        "etag": etag,
        "last-modified": http_date(facts["updated"]),
        "x-goog-generation": str(stored.generation),
        "x-goog-metageneration": str(stored.metageneration),
        "x-goog-hash": ",".join(hashes),
        "x-goog-storage-class": facts["storageClass"],
        "x-goog-stored-content-encoding": facts.get("contentEncoding", "identity"),
        "x-goog-stored-content-length": facts["size"],
    }
    headers |= {shown: facts[name] for name, shown in _SHOWN_AS.items() if name in facts}
    if "componentCount" in facts:
        headers["x-goog-component-count"] = str(facts["componentCount"])
    return headers


def xml_headers_of(stored: StoredObject) -> dict[str, str]:
    """What only the XML interface shows: the caller's own metadata and the custom time."""
    headers = {f"x-goog-meta-{key}": text for key, text in stored.properties.get("metadata", {}).items()}
    if "customTime" in stored.properties:
        headers["x-goog-custom-time"] = stored.properties["customTime"]
    return headers


def xml_etag(stored: StoredObject) -> str:
    """The MD5 in hex, as S3 has it; an object without an MD5 shows its generations instead."""
    md5 = stored.properties.get("md5Hash")
    return f'"{base64.b64decode(md5).hex()}"' if md5 else f'"-{stored.etag}"'


def _span(asked: str, size: int) -> Span:
    if asked.startswith("bytes=") and "," in asked:
        raise Unknown("The local stand-in does not know requests for several ranges at once")
    found = _RANGE.fullmatch(asked)
    if not found or found[0] == "bytes=-":
        return Span(0, size, partial=False)
    if not found[1]:
        start, end = max(0, size - int(found[2])), size
    else:
        start, end = int(found[1]), min(size, int(found[2]) + 1) if found[2] else size
    if found[1] and found[2] and int(found[2]) < start:
        return Span(0, size, partial=False)  # not a range at all, so it is ignored
    if start >= size:
        raise BadRange(asked, size)
    return Span(start, end - start, partial=True)


def _refuse_transcoding(stored: StoredObject, request: Request) -> None:
    facts = stored.properties
    if facts.get("contentEncoding") != "gzip" or "no-transform" in facts.get("cacheControl", ""):
        return
    if "gzip" not in request.headers.get("accept-encoding", ""):
        raise Unknown("The local stand-in does not unpack gzip objects: ask with accept-encoding: gzip")
