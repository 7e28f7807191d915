"""A call from the wish to the answer: token, key, what is sent again and when, and what a refusal is raised as."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from rushes import errors
from rushes._requests import Flow, Incoming, Request, Send, Sleep
from rushes._version import __version__

if TYPE_CHECKING:
    from rushes._pace import Pace
    from rushes._tokens import Tokens

T = TypeVar("T")
_FIRST_S, _LONGEST_S = 0.5, 8.0
_PASSING = frozenset({400, 408, 500, 502, 503, 504})  # retryable without a time to wait for
_NOT_BEGUN = frozenset({400, 408, 409, 429, 503})  # refused before anything was done: any call may come again
_MAYBE_DONE = frozenset(
    {"UNAVAILABLE", "HTTP_408", "HTTP_503"}
)  # but for these: it broke off behind the API, or before its answer


@dataclass(frozen=True, slots=True)
class Options:
    """How calls are made; `client.with_options(…)` changes some of it."""

    url: str
    language: str | None = None  # of messages: "de" or "en"
    timeout: float = 30.0  # of one exchange, in seconds
    deadline: float = 60.0  # of a call with all its retries
    retries: int = 4
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


def perform(options: Options, tokens: Tokens, pace: Pace, request: Request[T]) -> Flow[T]:
    """Send it, again where that is right, and read the answer or raise what it says."""
    key = (request.key or uuid.uuid4().hex) if request.spends else None
    until = pace.now() + options.deadline + request.patience
    attempt, renewed, maybe_done = 0, False, False
    while True:
        wait: float | None
        try:
            token = (yield from tokens.current()) if request.signed_in else None
            came: Incoming = yield _outgoing(options, request, key, token)
        except errors.ConnectionFailed as lost:
            lost.idempotency_key = key
            maybe_done = maybe_done or lost.sent
            refusal, wait = lost, _pause(pace, attempt) if request.repeatable or not lost.sent else None
        else:
            if came.status < 300:
                return _read(request, came)
            refused = errors.of(came.status, came.headers, came.body, key)
            if refused.status == 404 and request.deletes and maybe_done:  # by the try whose answer was lost
                return request.answer(None)
            maybe_done = maybe_done or may_be_done(refused)
            if refused.code == "UNAUTHENTICATED" and request.signed_in and not renewed and tokens.renew():
                renewed = True
                continue
            refusal, wait = refused, _wait(pace, request, refused, attempt)
        attempt += 1
        if wait is None or attempt > options.retries or pace.now() + wait > until:
            raise refusal
        yield Sleep(wait)


def _outgoing(options: Options, request: Request[Any], key: str | None, token: str | None) -> Send:
    headers = {"Accept": "*/*", "User-Agent": f"rushes-python/{__version__}", **options.headers}
    headers |= {"Accept-Language": options.language} if options.language else {}
    headers |= {"Authorization": f"Bearer {token}"} if token else {}
    headers |= {"Idempotency-Key": key} if key else {}
    content = b""
    if request.body is not None:
        headers["Content-Type"] = request.media_type
        text = request.body if isinstance(request.body, str) else json.dumps(request.body, separators=(",", ":"))
        content = text.encode()
    query = urlencode([(name, _word(value)) for name, value in request.query.items() if value is not None])
    url = f"{options.url.rstrip('/')}{request.path}{'?' if query else ''}{query}"
    return Send(request.method, url, headers, content, options.timeout + request.patience)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _read(request: Request[T], came: Incoming) -> T:
    if request.as_text:
        return request.answer(came.body.decode())
    try:
        return request.answer(json.loads(came.body) if came.body else None)
    except ValueError as problem:
        raise errors.UnexpectedAnswer(f"{request.method} {request.path} answered no JSON: {problem}") from None


def _wait(pace: Pace, request: Request[Any], refused: errors.ApiError, attempt: int) -> float | None:
    """How long to wait before it is sent again; None where that is of no use or might do it twice."""
    if not refused.retryable or not (request.repeatable or not may_be_done(refused)):
        return None
    if refused.retry_after is not None:
        return refused.retry_after + pace.between(0, _FIRST_S)
    return _pause(pace, attempt) if refused.status in _PASSING else None


def may_be_done(refused: errors.ApiError) -> bool:
    return refused.status not in _NOT_BEGUN or refused.code in _MAYBE_DONE


def _pause(pace: Pace, attempt: int) -> float:
    longest = min(_LONGEST_S, _FIRST_S * 2**attempt)
    return pace.between(longest / 2, longest)
