"""Which request, which of its tasks and which calls of providers belong together: W3C Trace Context, in our own few lines.

A request takes up the trace that it comes with, or begins one; a task carries it on in its `traceparent`. Providers never get
it. Where `RUSHES_OTLP_URL` names a collector, spans are sent to it (OTLP over HTTP, as JSON); where it does not, nothing is
imported, kept or sent for them: log lines carry the trace in any case.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from shared.platform import logs
from shared.platform.settings import settings

Kind = Literal[1, 2, 3]  # internal, server, client: as OTLP numbers them
_PARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
_CLOUD = re.compile(r"([0-9a-f]{32})(?:/([0-9]{1,20}))?(?:;o=([01]))?")  # X-Cloud-Trace-Context


class _Headers(Protocol):
    def get(self, key: str, /) -> str | None: ...


@dataclass(frozen=True)
class Span:
    """One piece of work within a trace."""

    trace: str
    id: str
    parent: str | None
    sampled: bool
    name: str = ""
    kind: Kind = 1
    began: int = 0  # nanoseconds since 1970
    told: dict[str, Any] = field(default_factory=dict[str, Any])


_current: ContextVar[Span | None] = ContextVar("span", default=None)


def _new() -> str:
    return secrets.token_hex(8)


def heard(headers: _Headers) -> Span:
    """The trace that a request comes with; one of its own where it comes with none, or with nonsense."""
    if (told := _PARENT.fullmatch(headers.get("traceparent") or "")) and set(told[1]) != {"0"} and set(told[2]) != {"0"}:
        return Span(told[1], _new(), told[2], bool(int(told[3], 16) & 1))
    if (told := _CLOUD.fullmatch(headers.get("X-Cloud-Trace-Context") or "")) and set(told[1]) != {"0"}:
        parent = f"{int(told[2] or 0) % 2**64:016x}"
        return Span(told[1], _new(), parent if int(parent, 16) else None, told[3] == "1")
    return Span(secrets.token_hex(16), _new(), None, sampled=True)


@contextmanager
def serving(function: str, request_id: str, headers: _Headers) -> Generator[None]:
    """A request: every line inside says which it is about, and of which trace."""
    span, project = heard(headers), settings().project
    fields = {
        "logging.googleapis.com/trace": f"projects/{project}/traces/{span.trace}",
        "logging.googleapis.com/spanId": span.id,
        "logging.googleapis.com/trace_sampled": "true" if span.sampled else "false",
    }
    with logs.about(function=function, request_id=request_id, **fields), _as(span, function, 2):
        note(request_id=request_id)
        yield


@contextmanager
def span(name: str, **told: Any) -> Generator[None]:
    """A call of somebody else within a request; outside of one it is nothing."""
    above = _current.get()
    if above is None:
        yield
        return
    with _as(Span(above.trace, _new(), above.id, above.sampled), name, 3):
        note(**told)
        yield


@contextmanager
def _as(span: Span, name: str, kind: Kind) -> Generator[None]:
    begun = Span(span.trace, span.id, span.parent, span.sampled, name, kind, time.time_ns())
    reset, failed = _current.set(begun), True
    try:
        yield
        failed = False
    finally:
        _current.reset(reset)
        if begun.sampled and (url := settings().otlp_url) is not None:
            _send(url, begun, failed=failed)


def note(**told: Any) -> None:
    """What is to be read of the piece of work that is going on; never a user's words."""
    if (span := _current.get()) is not None:
        span.told.update(told)


def header() -> Mapping[str, str]:
    """For what goes on with it in another of our functions."""
    span = _current.get()
    return {} if span is None else {"traceparent": f"00-{span.trace}-{span.id}-{int(span.sampled):02x}"}


def _send(url: str, span: Span, *, failed: bool) -> None:
    from shared.platform import otlp

    otlp.take(url, span, time.time_ns(), failed=failed)
