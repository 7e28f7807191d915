"""Data over code: every call of the JSON interface with the parameters it knows. Any other parameter is refused."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from standins.storage import json_api as api
from standins.storage import kms
from standins.storage.batch import batch
from standins.storage.calls import Call
from standins.storage.errors import Unknown
from standins.storage.iam import sign_blob
from standins.storage.paths import raw_path
from standins.storage.preconditions import PARAMETERS as CONDITIONS
from standins.storage.preconditions import SOURCE_PARAMETERS
from standins.storage.service import Service
from standins.storage.uploads import upload

_ANYWHERE = {"alt", "fields", "key", "prettyPrint", "projection", "quotaUser", "userIp", "$.xgafv"}
_PAGED = {"maxResults", "pageToken", "prefix"}
_LISTED = {*_PAGED, "delimiter", "startOffset", "endOffset", "includeTrailingDelimiter", "matchGlob"}
_COPIED = {*CONDITIONS, *SOURCE_PARAMETERS, "sourceGeneration"}
_UPLOADED = {*CONDITIONS, "uploadType", "name", "upload_id", "contentEncoding"}
_HARMLESS_WHEN = {"versions": "false", "softDeleted": "false", "includeFoldersAsPrefixes": "false"}

_BUCKET = "/storage/v1/b/(?P<bucket>[^/]+)"
_OBJECT = f"{_BUCKET}/o/(?P<name>[^/]+)"
_ID = "[A-Za-z0-9_-]{1,63}"
_LOCATION = "projects/[^/:]+/locations/[^/:]+"
_RING = f"{_LOCATION}/keyRings/{_ID}"
_KEY = f"{_RING}/cryptoKeys/{_ID}"
_VERSION = f"{_KEY}/cryptoKeyVersions/[0-9]{{1,9}}"
_TARGET = "b/(?P<target_bucket>[^/]+)/o/(?P<target_name>[^/]+)"


@dataclass(frozen=True, slots=True)
class Route:
    methods: tuple[str, ...]
    path: re.Pattern[str]
    act: Callable[[Call], Awaitable[Response]]
    parameters: frozenset[str]


def _route(methods: str, path: str, act: Callable[[Call], Awaitable[Response]], *parameters: str) -> Route:
    return Route(tuple(methods.split()), re.compile(path), act, frozenset(parameters) | _ANYWHERE)


async def _batch(call: Call) -> Response:
    return await batch(call, json_interface)


ROUTES = [
    _route("GET", "/storage/v1/b", api.list_buckets, "project", *_PAGED),
    _route("POST", "/storage/v1/b", api.create_bucket, "project"),
    _route("GET", _BUCKET, api.get_bucket, *CONDITIONS),
    _route("PATCH", _BUCKET, api.patch_bucket, *CONDITIONS),
    _route("DELETE", _BUCKET, api.delete_bucket, *CONDITIONS),
    _route("GET", f"{_BUCKET}/o", api.list_objects, *_LISTED, "softDeleted"),
    _route("GET", _OBJECT, api.get_object, "generation", "softDeleted", *CONDITIONS),
    _route("GET", f"/download{_OBJECT}", api.download, "generation", *CONDITIONS),
    _route("PATCH", _OBJECT, api.patch_object, "generation", *CONDITIONS),
    _route("PUT", _OBJECT, api.update_object, "generation", *CONDITIONS),
    _route("DELETE", _OBJECT, api.delete_object, "generation", *CONDITIONS),
    _route("POST", f"{_OBJECT}/restore", api.restore_object, "generation", *CONDITIONS),
    _route("POST", f"{_OBJECT}/compose", api.compose, *CONDITIONS),
    _route("POST", f"{_OBJECT}/copyTo/{_TARGET}", api.copy, *_COPIED),
    _route("POST", f"{_OBJECT}/rewriteTo/{_TARGET}", api.rewrite, *_COPIED, "rewriteToken", "maxBytesRewrittenPerCall"),
    _route("POST PUT DELETE", f"/upload{_BUCKET}/o", upload, *_UPLOADED),
    _route("POST", "/batch(?:/storage/v1)?", _batch),
    _route("POST", "/v1/projects/-/serviceAccounts/(?P<name>[^/:]+):signBlob", sign_blob),
    _route("POST", f"/v1/(?P<name>{_LOCATION})/keyRings", kms.create_ring, "keyRingId"),
    _route("POST", f"/v1/(?P<name>{_RING})/cryptoKeys", kms.create_key, "cryptoKeyId"),
    _route("POST", f"/v1/(?P<name>{_KEY})/cryptoKeyVersions", kms.create_version),
    _route("GET", f"/v1/(?P<name>{_KEY})/cryptoKeyVersions", kms.list_versions),
    _route("GET", f"/v1/(?P<name>{_RING}|{_KEY}|{_VERSION})", kms.get),
    _route("POST", f"/v1/(?P<name>{_KEY}|{_VERSION}):encrypt", kms.encrypt),
    _route("POST", f"/v1/(?P<name>{_KEY}):decrypt", kms.decrypt),
    _route("POST", f"/v1/(?P<name>{_KEY}):updatePrimaryVersion", kms.update_primary),
    _route("POST", f"/v1/(?P<name>{_VERSION}):destroy", kms.destroy),
    _route("POST", f"/v1/(?P<name>{_VERSION}):restore", kms.restore),
]


async def json_interface(service: Service, request: Request) -> Response:
    path, query = raw_path(request.scope), dict(request.query_params)
    for route in ROUTES:
        found = route.path.fullmatch(path)
        if found and request.method in route.methods:
            _refuse_unknown(route, query)
            _refuse_headers(request)
            parts = {name: unquote(text) for name, text in found.groupdict().items()}
            target = parts.pop("target_bucket", ""), parts.pop("target_name", "")
            return await route.act(Call(service, request, query, **parts, target=target))
    raise Unknown(f"The local stand-in for Cloud Storage does not know {request.method} {path}")


def _refuse_headers(request: Request) -> None:
    """Headers that would change what a call means: keys of the caller's own, and ETags on anything but a read."""
    for name in request.headers:
        of_a_write = request.method != "GET" and name in ("if-match", "if-none-match")
        if of_a_write or name.startswith(("x-goog-encryption-", "x-goog-copy-source-")):
            raise Unknown(f"The local stand-in does not know the header {name} here")


def _refuse_unknown(route: Route, query: dict[str, str]) -> None:
    for name, text in query.items():
        if name not in route.parameters and _HARMLESS_WHEN.get(name) != text.lower():
            raise Unknown(f"The local stand-in does not know the query parameter {name}")
