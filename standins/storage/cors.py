"""What a browser from elsewhere may do, as each bucket says; a bucket that says nothing allows nothing."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from standins.storage.buckets import Bucket
from standins.storage.errors import Json

_KEEP = 3600


def preflight(bucket: Bucket | None, request: Request) -> Response:
    """Always 200; only the headers say whether the browser may go on."""
    method = request.headers.get("access-control-request-method", "")
    asked = [name.strip().lower() for name in request.headers.get("access-control-request-headers", "").split(",")]
    entry = _entry(bucket, request, method)
    if not entry:
        return Response()
    allowed = {name.lower() for name in entry.get("responseHeader", [])}
    if not {name for name in asked if name} <= allowed:
        return Response()
    return Response(
        headers={
            **_origin(entry, request),
            "access-control-allow-methods": ",".join(entry.get("method", [])),
            "access-control-allow-headers": ",".join(entry.get("responseHeader", [])),
            "access-control-max-age": str(entry.get("maxAgeSeconds", _KEEP)),
        }
    )


def headers(bucket: Bucket | None, request: Request) -> dict[str, str]:
    """For the answer to the request itself."""
    entry = _entry(bucket, request, request.method)
    if not entry:
        return {}
    exposed = ", ".join(entry.get("responseHeader", []))
    return _origin(entry, request) | ({"access-control-expose-headers": exposed} if exposed else {})


def _entry(bucket: Bucket | None, request: Request, method: str) -> Json | None:
    origin = request.headers.get("origin")
    if not bucket or not origin:
        return None
    for entry in bucket.properties.get("cors", []):
        if {origin, "*"} & set(entry.get("origin", [])) and {method, "*"} & set(entry.get("method", [])):
            return entry
    return None


def _origin(entry: Json, request: Request) -> dict[str, str]:
    if "*" in entry["origin"]:
        return {"access-control-allow-origin": "*"}
    return {"access-control-allow-origin": request.headers["origin"], "vary": "Origin"}
