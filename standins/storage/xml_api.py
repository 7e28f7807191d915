"""The XML interface as signed URLs use it: /bucket/object, everything that matters in headers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from starlette.responses import Response

from standins.storage import signatures
from standins.storage.calls import Call
from standins.storage.checksums import claimed
from standins.storage.downloads import media, xml_etag, xml_headers_of
from standins.storage.errors import ConditionNotMet, Json, NotModified, Unknown
from standins.storage.paths import raw_path
from standins.storage.preconditions import Conditions
from standins.storage.resources import StoredObject, object_name, written
from standins.storage.resumable import continue_upload
from standins.storage.stamps import moment
from standins.storage.uploads import begin_session, receive, size_range_of, within

_OVERRIDES = {f"response-{name}": name for name in ("content-type", "content-disposition", "cache-control")}
_PARAMETERS = {*_OVERRIDES, "generation"}
_PROPERTIES = {
    "content-type": "contentType",
    "cache-control": "cacheControl",
    "content-disposition": "contentDisposition",
    "content-encoding": "contentEncoding",
    "content-language": "contentLanguage",
    "x-goog-custom-time": "customTime",
    "x-goog-storage-class": "storageClass",
}
_KNOWN_HEADERS = {
    *_PROPERTIES,
    "x-goog-if-generation-match",
    "x-goog-if-metageneration-match",
    "x-goog-content-length-range",
    "x-goog-content-sha256",
    "x-goog-hash",
    "x-goog-resumable",
}


async def xml(call: Call) -> Response:
    if "upload_id" in call.query:  # the session's address is its own permission
        return await continue_upload(call.service, call.request, call.query["upload_id"])
    bucket = call.service.buckets.find(call.bucket)
    region = bucket.region if bucket else "auto"
    signatures.verify(call.request, call.service.identity, call.service.clock.now(), region)
    act = _ACTS.get(call.request.method)
    if not act or not call.name:
        raise Unknown(f"The local stand-in does not know {call.request.method} on {call.request.url.path}")
    _refuse_unknown(call)
    return await act(call)


def _refuse_unknown(call: Call) -> None:
    ours = {name for name in call.query if name.lower().startswith("x-goog-")}
    for name in call.query:
        if name not in _PARAMETERS | ours:
            raise Unknown(f"The local stand-in does not know the query parameter {name}")
    for name in call.request.headers:
        if name.startswith(("x-goog-", "x-amz-")) and name not in _KNOWN_HEADERS and not name.startswith("x-goog-meta-"):
            raise Unknown(f"The local stand-in does not know the header {name}")
        if name.startswith("if-") and call.request.method not in ("GET", "HEAD"):
            raise Unknown(f"The local stand-in knows {name} only for reading")


async def _read(call: Call) -> Response:
    stored = call.service.objects.get(call.bucket, call.name, call.generation)
    Conditions.of_headers(call.request.headers).check(stored)
    _check_freshness(call, stored)
    overrides = {header: call.query[name] for name, header in _OVERRIDES.items() if name in call.query}
    extra = xml_headers_of(stored) | overrides
    return media(call.service.blobs, stored, call.request, xml_etag(stored), extra)


def _check_freshness(call: Call, stored: StoredObject) -> None:
    headers, etag = call.request.headers, xml_etag(stored)
    updated = moment(stored.properties["updated"]).replace(microsecond=0)
    if "if-match" in headers and headers["if-match"] not in (etag, "*"):
        raise ConditionNotMet
    if "if-unmodified-since" in headers and updated > _date(headers["if-unmodified-since"]):
        raise ConditionNotMet
    if "if-none-match" in headers:
        if headers["if-none-match"] in (etag, "*"):
            raise NotModified
    elif "if-modified-since" in headers and updated <= _date(headers["if-modified-since"]):
        raise NotModified


def _date(text: str) -> datetime:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except ValueError:
        raise Unknown(f"The local stand-in does not understand the date {text}") from None


async def _put(call: Call) -> Response:
    headers, service = call.request.headers, call.service
    name, conditions = object_name(call.name), Conditions.of_headers(headers)
    size_range = size_range_of(headers.get("x-goog-content-length-range"))
    length = headers.get("content-length", "")
    if length.isdigit():
        within(int(length), size_range)
    service.objects.check(call.bucket, name, conditions)
    properties = written(_properties(call))
    content = await receive(service.blobs, call.request.stream(), claimed(headers), size_range)
    stored = service.objects.commit(call.bucket, name, content, properties, conditions)
    return Response(
        headers={
            "etag": xml_etag(stored),
            "x-goog-generation": str(stored.generation),
            "x-goog-metageneration": "1",
            "x-goog-hash": f"crc32c={content.crc32c},md5={content.md5}",
            "x-goog-stored-content-encoding": properties.get("contentEncoding", "identity"),
            "x-goog-stored-content-length": str(content.size),
        }
    )


def _properties(call: Call) -> Json:
    headers = call.request.headers
    properties: Json = {field: headers[name] for name, field in _PROPERTIES.items() if name in headers}
    prefix = "x-goog-meta-"
    metadata = {name.removeprefix(prefix): text for name, text in headers.items() if name.startswith(prefix)}
    return properties | ({"metadata": metadata} if metadata else {})


async def _begin(call: Call) -> Response:
    headers = call.request.headers
    if headers.get("x-goog-resumable") != "start":
        raise Unknown("The local stand-in knows POST only to begin a resumable upload (x-goog-resumable: start)")
    session = begin_session(
        call,
        name=object_name(call.name),
        properties=written(_properties(call)),
        checksums=claimed(headers),
        conditions=Conditions.of_headers(headers),
        style="xml",
        size_range=size_range_of(headers.get("x-goog-content-length-range")),
    )
    host = f"{call.request.url.scheme}://{headers['host']}"
    path = raw_path(call.request.scope)
    return Response(status_code=201, headers={"location": f"{host}{path}?upload_id={session.id}"})


async def _delete(call: Call) -> Response:
    stored = call.service.objects.get(call.bucket, call.name, call.generation)
    call.service.objects.delete(stored, Conditions.of_headers(call.request.headers))
    return Response(status_code=204)


_ACTS: dict[str, Callable[[Call], Awaitable[Response]]] = {
    "GET": _read,
    "HEAD": _read,
    "PUT": _put,
    "POST": _begin,
    "DELETE": _delete,
}
