"""Spans on their way to a collector: OTLP over HTTP in its JSON form, in a thread of its own, a batch at a time.

What cannot be sent is dropped and said in the log once a minute: a trace is never worth a request. At Google's own collector
we are known by our service account.
"""

from __future__ import annotations

import json
import queue
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import google.auth
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import Request

from shared.platform import logs
from shared.platform.settings import settings

if TYPE_CHECKING:
    from shared.platform.tracing import Span

_MOST, _BATCH = 2048, 128
_WAIT_S, _TIMEOUT_S, _QUIET_S = 0.5, 5.0, 60.0

_ready: queue.Queue[Mapping[str, Any]] = queue.Queue(_MOST)
_sender: list[threading.Thread] = []
_said_at: list[float] = [-_QUIET_S]


def take(url: str, span: Span, ended: int, *, failed: bool) -> None:
    """Never waits."""
    try:
        _ready.put_nowait(_told(span, ended, failed=failed))
    except queue.Full:
        return
    if not _sender or not _sender[0].is_alive():
        _sender[:] = [threading.Thread(target=_send_all, args=(url,), name="traces", daemon=True)]
        _sender[0].start()


def _send_all(url: str) -> None:
    credentials = _Google() if urlsplit(url).hostname == "telemetry.googleapis.com" else None
    while True:
        batch = [_ready.get()]
        time.sleep(_WAIT_S)
        while len(batch) < _BATCH and not _ready.empty():
            batch.append(_ready.get())
        try:
            _post(url, batch, credentials.headers() if credentials else {})
        except (OSError, ValueError, GoogleAuthError, urllib.error.HTTPError) as trouble:
            if time.monotonic() - _said_at[0] > _QUIET_S:
                _said_at[0] = time.monotonic()
                logs.warning("traces could not be sent", spans=len(batch), reason=f"{type(trouble).__name__}: {trouble}")


def _post(url: str, batch: Sequence[Mapping[str, Any]], headers: Mapping[str, str]) -> None:
    body = json.dumps(document(batch), separators=(",", ":")).encode()
    told = {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(f"{url.rstrip('/')}/v1/traces", data=body, headers=told)  # noqa: S310 - checked with the settings
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:  # noqa: S310
        answer.read()


class _Google:
    """Our own name there."""

    def __init__(self) -> None:
        self._credentials: Any = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])[0]

    def headers(self) -> Mapping[str, str]:
        if not self._credentials.valid:
            self._credentials.refresh(Request())
        return {"Authorization": f"Bearer {self._credentials.token}", "x-goog-user-project": settings().project}


def document(batch: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """As OTLP's ExportTraceServiceRequest is spelled in JSON."""
    told = settings()
    resource = {"service.name": "rushes", "service.version": told.version, "gcp.project_id": told.project}
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": _attributes(resource)},
                "scopeSpans": [{"scope": {"name": "rushes"}, "spans": list(batch)}],
            }
        ]
    }


def _told(span: Span, ended: int, *, failed: bool) -> dict[str, Any]:
    status = span.told.get("status")
    wrong = failed or (isinstance(status, int) and status >= 500)
    return {
        "traceId": span.trace,
        "spanId": span.id,
        **({"parentSpanId": span.parent} if span.parent else {}),
        "name": span.name,
        "kind": span.kind,
        "startTimeUnixNano": str(span.began),
        "endTimeUnixNano": str(ended),
        "attributes": _attributes(span.told),
        "status": {"code": 2} if wrong else {},
    }


def _attributes(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"key": name, "value": _value(value)} for name, value in told.items() if value is not None]


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    return {"doubleValue": value} if isinstance(value, float) else {"stringValue": str(value)[:200]}
