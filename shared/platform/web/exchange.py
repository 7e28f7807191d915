"""The doors' frame: one request on its way through its door and back. Every error leaves through one path, in one shape.

It knows no web framework; `flask_door` and `async_door` bring requests and carry off replies, and nothing else.
"""

from __future__ import annotations

import json
import math
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from shared.platform import logs, tracing
from shared.platform.clients import clock
from shared.platform.errors import (
    AppError,
    IdempotencyKeyLength,
    IdempotencyKeyMalformed,
    IdempotencyKeyMissing,
    InternalError,
    Language,
    NoSuchPath,
    SignatureRemoved,
    TooLarge,
)
from shared.platform.renamed import names_of
from shared.platform.web import cors, rates, task_attempts
from shared.platform.web.door import Call, Door, Reply, Route
from shared.platform.web.languages import liked

if TYPE_CHECKING:
    from shared.platform.web.callers import Caller
    from shared.platform.web.sessions import Session

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9_-]*")
_ID = re.compile(rb"[0-9a-f]{24}")
_DOCUMENTS = 20  # that a call may read and still count as one


class Headers(Mapping[str, str]):
    """A request's headers, by their names in whatever case."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._texts = {name.lower(): text for name, text in pairs}

    def __getitem__(self, name: str) -> str:
        return self._texts[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


class HttpRequest(NamedTuple):
    """What was asked, as any web framework can tell it, but for the body, which is read once it is known who asks."""

    method: str
    path: str
    headers: Headers
    query: str


class Sent(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


class Exchange:
    """A request and what is known of it before its door has looked at it."""

    def __init__(self, door: Door, request: HttpRequest) -> None:
        given = request.headers.get("X-Request-Id", "")
        self.door, self.request, self.began = door, request, clock().now()
        self.id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(12)
        wanted = liked(request.headers.get("Accept-Language", ""))
        self.language: Language = wanted or "en"
        self.content_language: Language = wanted or "de"
        self._worth = 1  # in calls of its user
        self._asks_to_spend = False
        self._session: Session | None = None  # once it is known who calls, at a door for users
        self._told, self._since = rates.Told(), time.monotonic()

    def logged(self) -> AbstractContextManager[None]:
        """Every line inside says which request it is about."""
        return tracing.serving(self.door.name, self.id, self.request.headers)

    def enter(self) -> tuple[Route, Call]:
        """The route that was asked for, and a call whose caller may come in; its body is still to be read."""
        request, door = self.request, self.door
        route, parts = door.find(request.method, self.path)
        caller, now = self._caller(route), clock().now()
        if caller.id:
            logs.note(user_id=caller.id)
            self._session = caller.session
        if pace := door.refusals if route.spends else door.pace:
            pace.take(caller.id or caller.address, now, caller.per_minute(now))
        return route, Call(
            door=door.name,
            request_id=self.id,
            language=self.language,
            content_language=self.content_language,
            began=self.began,
            now=now,
            caller=caller,
            path=parts,
            headers=request.headers,
            head=request.method == "HEAD",
            query_string=request.query,
        )

    @property
    def path(self) -> str:
        """Within this door, whose name may stand before it: there where one host has all functions."""
        path = _path(self.request.path)
        for name in names_of(self.door.name):
            if path == f"/{name}" or path.startswith(f"/{name}/"):
                return path[len(name) + 1 :] or "/"
        return path

    def _caller(self, route: Route) -> Caller:
        """Who asks. A task whose token lost its signature on the way here is told of: no try of it will get any further."""
        try:
            return self.door.caller(self.door.name, self.request.headers)
        except SignatureRemoved as refusal:
            logs.alert("Google removed a token's signature: this service must not check its invokers", path=route.path)
            if self.door.on_give_up is not None and (attempt := task_attempts.attempt_of(self.request.headers)) is not None:
                attempt.failed(refusal, self.door.on_give_up, self.door.name, route.path, b"")  # nobody's body is not read
            raise

    def most_of_body(self, route: Route) -> int:
        """How many bytes of a body to read: one too many where it is too large, none where none is looked at."""
        if route.method == "GET":
            return 0
        size = self.request.headers.get("Content-Length", "")
        if size.isdecimal() and int(size[:19]) > route.body_limit:
            raise TooLarge(limit=route.body_limit)
        return route.body_limit + 1

    def with_body(self, route: Route, call: Call, raw: bytes) -> Call:
        if len(raw) > route.body_limit:
            raise TooLarge(limit=route.body_limit)
        return call._replace(raw=raw)

    def validate(self, route: Route, call: Call) -> Call:
        """The call with its query, key and body, valid, and counted as what it is worth: before anything is read for it."""
        try:
            call = self._valid(route, call)
        except AppError as refusal:
            if (session := call.caller.session) is not None:
                with session.owes_look(at_once=False):  # it would have got nowhere
                    session.look_before(refusal)
            raise
        self._weigh(route, call)
        return call

    def _valid(self, route: Route, call: Call) -> Call:
        """A task's only while it is still to be worked on."""
        if self.door.on_give_up is not None and (attempt := task_attempts.attempt_of(call.headers)) is not None:
            attempt.require_try()
        call.caller.require_scope(route.scope)
        if not (route.body or route.query):
            return self._with_key(route, call)  # and pydantic is not imported
        if not route.body and route.plainly and (plain := route.plainly(self.request.query)):
            return call._replace(query=plain)
        from shared.platform.web import validation

        form, kind = self.door.form, call.headers.get("Content-Type")
        query = validation.query(form(route.query), self.request.query, self.language) if route.query else None
        call = self._with_key(route, call._replace(query=query))
        body = validation.body(form(route.body), call.raw, kind, self.language) if route.body else None
        return call._replace(body=body)

    def _with_key(self, route: Route, call: Call) -> Call:
        """What only asks for a price needs no key, whatever else its route does."""
        if not (route.spends or route.keyed) or getattr(call.query, "quote", False):
            return call
        return call._replace(idempotency_key=_idempotency_key(call.headers))

    def _weigh(self, route: Route, call: Call) -> None:
        """What only asks for a price is counted as all other calls are, and what is dear counts more."""
        pace, refusals = self.door.pace, self.door.refusals
        if pace is None or refusals is None:
            return
        self._asks_to_spend = _asks_to_spend(route, call)
        if route.spends and not self._asks_to_spend:
            refusals.count(call.caller.id, -1)
            pace.take(call.caller.id, call.now, call.caller.per_minute(call.now))
        self._worth = _worth(route, call)
        (refusals if self._asks_to_spend else pace).count(call.caller.id, self._worth - 1)

    def answered(self, call: Call, reply: Reply) -> Reply:
        """What was admitted was counted in its own commit, and so it counts as nothing here; told again, it counts as one."""
        again = "Idempotency-Replayed" in reply.headers
        if self._asks_to_spend and reply.status < 300 and self.door.refusals is not None:
            self.door.refusals.count(call.caller.id, again - self._worth)
        counted = self.door.pace and self.door.pace.left(call.caller.id, call.now)
        left = counted if not self._asks_to_spend else None if again else self._told.left
        return reply._replace(headers={**left.headers, **reply.headers}) if left else reply

    def act(self, route: Route, call: Call) -> Reply:
        """What the door does; not for a user whose sessions were ended."""
        if (session := call.caller.session) is None:
            return route.answer(call)
        with owed_look(route, call, session):
            try:
                reply = route.answer(call)
            except AppError as refusal:
                session.look_before(refusal)
                raise
            session.look()
            session.write_presence(self.door.newcomer)
        return reply

    def preflight(self) -> Reply:
        allowed = sorted({route.method for path in [self.path] for route in self.door.routes if route.pattern.fullmatch(path)})
        if not allowed:
            raise NoSuchPath
        return Reply(204, headers=cors.before(allowed))

    def task_failed(self, route: Route, call: Call, error: Exception) -> Reply:
        """What a door that gives tasks up answers to a try that failed; any other failure is raised again."""
        give_up, attempt = self.door.on_give_up, task_attempts.attempt_of(call.headers)
        if give_up is None or attempt is None:
            raise error
        settled = attempt.failed(error, give_up, self.door.name, route.path, call.raw)
        return Reply(204) if settled else self.refuse(InternalError())

    def count_refusal(self, error: Exception) -> None:
        """Of a call that was one too many; now and then this writes, so it takes a thread."""
        if isinstance(error, rates.RateLimited) and self._session is not None:
            self._session.had_too_many()

    def refuse(self, error: Exception) -> Reply:
        if not isinstance(error, AppError):
            logs.error("unforeseen error", cause=error)
            error = InternalError()
        if self.door.refusal is not None:
            return self.door.refusal(error, self.language, self.id)
        return Reply(error.status, error.body(self.language, self.id), error.headers)

    def send(self, reply: Reply) -> Sent:
        """The reply as it goes out, and its line in the log."""
        body = b"" if reply.body is None else reply.body if isinstance(reply.body, bytes) else as_json(reply.body)
        headers = {
            **({} if reply.body is None else {"Content-Type": "application/json; charset=utf-8"}),
            "Content-Length": str(len(body)),
            "X-Request-Id": self.id,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            **cors.beside(self.request.headers.get("Origin"), reply.headers),
            **reply.headers,
        }
        ms = round((time.monotonic() - self._since) * 1000)
        logs.info("answered", method=self.request.method, status=reply.status, ms=ms)
        tracing.note(status=reply.status, method=self.request.method, ms=ms)
        return Sent(reply.status, headers, b"" if self.request.method == "HEAD" else body)


def owed_look(route: Route, call: Call, session: Session) -> AbstractContextManager[None]:
    """What is paid reads the account in its commit; what is only priced does not."""
    return session.owes_look(at_once=not route.trusts_memory, by_commit=_asks_to_spend(route, call))


def _asks_to_spend(route: Route, call: Call) -> bool:
    return route.spends and call.idempotency_key is not None


def _path(path: str) -> str:
    return f"/{path.strip('/')}" if path[:1] != "/" else path.rstrip("/") or "/"


def _worth(route: Route, call: Call) -> int:
    """In calls: one for each twenty documents that it may read. Whose they are, and whether they are, is known too late."""
    reads = route.reads(call) if callable(route.reads) else route.reads
    return max(1, min(rates.HEAVIEST, math.ceil((reads + _named(call.raw)) / _DOCUMENTS)))


def _named(raw: bytes) -> int:
    """How many ids stand in a body, as far as it matters."""
    found: set[bytes] = set()
    for match in _ID.finditer(raw):
        found.add(match[0])
        if len(found) == rates.HEAVIEST * _DOCUMENTS:
            break
    return len(found)


def _idempotency_key(headers: Mapping[str, str]) -> str:
    key = headers.get("Idempotency-Key")
    if key is None:
        raise IdempotencyKeyMissing
    if not _IDEMPOTENCY_KEY.fullmatch(key):
        raise IdempotencyKeyMalformed
    if not 8 <= len(key) <= 128:
        raise IdempotencyKeyLength(length=len(key))
    return key


def as_json(body: Any) -> bytes:
    if (dump := getattr(body, "model_dump_json", None)) is not None:
        return cast("str", dump(by_alias=True)).encode()
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
