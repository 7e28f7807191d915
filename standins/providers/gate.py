"""The one way in: prove who asks, draw a fault, let the wire answer, and write it down in the same commit."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request

from standins.common.clock import Clock

from .faults import Effects, Faults
from .journal import Journal
from .operations import Operations
from .rendering import Rendering
from .store import Store
from .wire import Answer, Ask, Document, Refusal, Route, Wire

_MOST_BYTES = 110_000_000  # inline pictures of 100 MB, and what JSON adds
_NAP = 0.02


class HangUp(Exception):
    """Close the connection without an answer."""


class Gate:
    def __init__(
        self,
        wires: Sequence[Wire],
        *,
        store: Store,
        operations: Operations,
        faults: Faults,
        journal: Journal,
        rendering: Rendering,
        clock: Clock,
    ) -> None:
        self._wires, self._store, self._clock = wires, store, clock
        self._operations, self._faults, self._journal, self._rendering = operations, faults, journal, rendering
        self._stopping = False

    def end_pauses(self) -> None:
        """Whoever was told to wait is let go without an answer."""
        self._stopping = True

    def find(self, method: str, path: str) -> tuple[Wire, Route, Mapping[str, str]] | None:
        for wire in self._wires:
            for route in wire.routes:
                fit = route.path.match(path) if route.method == method else None
                if fit:
                    return wire, route, fit.groupdict()
        return None

    async def answer(self, request: Request, wire: Wire, route: Route, parts: Mapping[str, str]) -> Answer:
        ask = Ask(
            wire=wire.name,
            call=route.call,
            method=route.method,
            path=request.url.path,
            parts=parts,
            query=dict(request.query_params),
            headers=dict(request.headers),
            body=b"",
            document={},
            effects=Effects(),  # type: ignore[call-arg]
        )
        if self._faults.drops_unread(ask, billable=route.billable):
            self._record(wire, route, ask, None, accepted=False)
            raise HangUp
        ask.body = await _body(request)
        try:
            answer = await self._judged(wire, route, ask)
        except Refusal as refusal:
            answer = _refused(wire, route, ask, refusal)
        except HangUp:
            self._record(wire, route, ask, None, accepted=False)
            raise
        return await self._close(wire, route, ask, answer)

    async def _judged(self, wire: Wire, route: Route, ask: Ask) -> Answer:
        if len(ask.body) > _MOST_BYTES:
            raise Refusal(413, "Request payload size exceeds the limit.", code="INVALID_ARGUMENT")
        wire.admit(ask)
        ask.document = route.read(ask) if route.read else _document(ask.body) if route.json else {}
        ask.effects = self._faults.draw(ask, wire.prompt(ask.document), wire.labels(ask.document), billable=route.billable)
        await self._pause(ask.effects.delay_s)
        if ask.effects.drop:
            raise HangUp
        _refuse_as_ordered(ask)
        return await route.handle(ask)

    async def _close(self, wire: Wire, route: Route, ask: Ask, answer: Answer) -> Answer:
        """Accepted work and the line about it are one commit; only then may the answer get lost."""
        accepted = answer.status < 400
        effects = ask.effects if accepted else Effects()  # type: ignore[call-arg]
        status = None if effects.accept_then_drop else effects.accept_then_status or answer.status
        with self._store.commit():
            if answer.operation:
                self._operations.open(answer.operation)
            self._record(wire, route, ask, status, accepted=accepted, answer=answer)
        if answer.operation:
            self._rendering.prepare(answer.operation)
        await self._pause(effects.accept_then_delay_s)
        if effects.accept_then_drop:
            raise HangUp
        if effects.accept_then_status:
            return _refused(wire, route, ask, Refusal(effects.accept_then_status, _message(effects.accept_then_status)))
        return answer

    def _record(
        self, wire: Wire, route: Route, ask: Ask, status: int | None, *, accepted: bool, answer: Answer | None = None
    ) -> None:
        operation = answer.operation if answer else None
        self._journal.write(
            ask,
            self._clock.now(),
            status=status,
            labels=wire.labels(ask.document),
            key=wire.key(ask),
            accepted=accepted,
            billed=accepted and route.billable,
            operation=operation.name if operation else None,
            storage_uri=operation.order.storage_uri if operation else "",
        )

    async def _pause(self, seconds: float | None) -> None:
        """By the clock, so that moving it ends the wait."""
        until = self._clock.now().timestamp() + (seconds or 0)
        while self._clock.now().timestamp() < until:
            if self._stopping:
                raise HangUp
            await asyncio.sleep(_NAP)


def _refused(wire: Wire, route: Route, ask: Ask, refusal: Refusal) -> Answer:
    """A stream of JSON is a list from its first byte on, and so is one that ends before it began."""
    answer = wire.refused(refusal)
    if route.streams and ask.query.get("alt") != "sse" and isinstance(answer.content, dict):
        answer.content = [answer.content]
    return answer


def _refuse_as_ordered(ask: Ask) -> None:
    effects = ask.effects
    if effects.retired:
        raise Refusal(404, f"This model {ask.model} is no longer available. Please update your code to use a newer model.")
    if effects.status:
        wait, says = effects.retry_after, effects.message or _message(effects.status)
        if wait is None:
            raise Refusal(effects.status, says, code=effects.code)
        info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": f"{wait:g}s"}
        headers = {"retry-after": f"{wait:g}"}
        raise Refusal(effects.status, says, code=effects.code, headers=headers, details=[info])


def _message(status: int) -> str:
    texts = {
        429: "Resource exhausted. Please try again later.",
        500: "An internal error has occurred. Please retry or report the problem.",
        503: "The model is overloaded. Please try again later.",
        504: "Deadline expired before operation could complete.",
    }
    return texts.get(status, f"The service answers {status} because it was told to.")


def _document(body: bytes) -> Document:
    if not body:
        return {}
    try:
        document: Any = json.loads(body)
    except ValueError as error:
        raise Refusal(400, f"Invalid JSON payload received. {error}") from error
    if not isinstance(document, dict):
        raise Refusal(400, "Invalid JSON payload received. Expected an object.")
    return document


async def _body(request: Request) -> bytes:
    """Read on past the limit without keeping it, so that the caller gets to hear the refusal."""
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size <= _MOST_BYTES + 1:
            pieces.append(piece)
    content = b"".join(pieces)
    return content if size <= _MOST_BYTES else content.ljust(_MOST_BYTES + 1, b" ")
