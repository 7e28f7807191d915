"""One document, read over REST: for a function that answers before Firestore's client would have been imported."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from typing import Any, cast

from shared.platform import logs
from shared.platform.settings import settings

_TIMEOUT_S = 2.0
_HOST = "firestore.googleapis.com"
_METADATA = "metadata.google.internal"  # where every deployed function gets a token from
_TOKEN = "/computeMetadata/v1/instance/service-accounts/default/token"  # noqa: S105 - an address
_token: list[tuple[float, str]] = []  # until when, by the machine's own time


def fields_of(path: str) -> Mapping[str, Any] | None:
    """None where there is no such document. Whatever hinders, the client with all its patience is asked instead."""
    try:
        return _read(path)
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError) as trouble:
        logs.info("a document could not be read at a glance", reason=type(trouble).__name__)
        from shared.platform.clients import store

        return store().get(path).fields


def _read(path: str) -> Mapping[str, Any] | None:
    local = settings().firestore_host
    server = http.client.HTTPConnection(local, timeout=_TIMEOUT_S) if local else _secure()
    token = "owner" if local else _bearer()
    where = f"/v1/projects/{settings().project}/databases/(default)/documents/{path}"
    status, found = _ask(server, where, {"Authorization": f"Bearer {token}"})
    if status == 404:
        return None
    if status != 200:
        raise ValueError(f"HTTP {status}")
    return {name: _plain(value) for name, value in found.get("fields", {}).items()}


def _secure() -> http.client.HTTPSConnection:
    return http.client.HTTPSConnection(_HOST, timeout=_TIMEOUT_S)


def _bearer() -> str:
    if not _token or _token[0][0] <= time.monotonic():
        server = http.client.HTTPConnection(_METADATA, timeout=_TIMEOUT_S)
        status, found = _ask(server, _TOKEN, {"Metadata-Flavor": "Google"})
        if status != 200:
            raise ValueError(f"HTTP {status}")
        _token[:] = [(time.monotonic() + float(found["expires_in"]) - 60, str(found["access_token"]))]
    return _token[0][1]


def _ask(server: http.client.HTTPConnection, path: str, headers: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
    try:
        server.request("GET", path, headers=dict(headers))
        answer = server.getresponse()
        found: Any = json.loads(answer.read() or b"{}") if answer.status == 200 else {}
        return answer.status, cast("dict[str, Any]", found)
    finally:
        server.close()


def _plain(value: Mapping[str, Any]) -> Any:
    """A value of Firestore's REST API as plain Python; times stay texts."""
    ((kind, held),) = value.items()
    if kind == "mapValue":
        return {name: _plain(each) for name, each in held.get("fields", {}).items()}
    if kind == "arrayValue":
        return [_plain(each) for each in held.get("values", [])]
    return int(held) if kind == "integerValue" else held
