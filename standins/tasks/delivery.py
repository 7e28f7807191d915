"""Sends one call, as the service would: with its token, without following redirects, and not beyond its deadline."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from datetime import datetime, timedelta

from standins.common.clock import Clock
from standins.common.identity import Identity
from standins.tasks import http1
from standins.tasks.model import Call, Token
from standins.tasks.outcome import Answer

_REMOVED = "SIGNATURE_REMOVED_BY_GOOGLE"  # what a service gets to see that lets Cloud Run check its invokers
_TOKEN_KEPT = timedelta(minutes=1)
_COMPUTED = {"host", "content-length", "transfer-encoding", "connection"}
_RESERVED = ("x-google-", "x-appengine-")
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


class Courier:
    def __init__(self, identity: Identity, clock: Clock) -> None:
        self._identity = identity
        self._clock = clock
        self._tokens: dict[Token, tuple[datetime, str]] = {}
        self._under_way: dict[asyncio.Task[Answer], datetime] = {}
        self._http = http1.Client()

    def close(self) -> None:
        self._http.close()

    async def deliver(self, call: Call, service_headers: Mapping[str, str], within: timedelta, *, signed: bool = True) -> Answer:
        """The handler's answer, or why there is none; the service's headers win over the call's own."""
        sending = asyncio.create_task(self._send(call, service_headers, signed))
        self._under_way[sending] = self._clock.now() + within
        try:
            return await sending
        except asyncio.CancelledError:
            if sending in self._under_way:  # it is we who are being stopped, not a call that took too long
                sending.cancel()
                raise
            return Answer.too_late()
        finally:
            self._under_way.pop(sending, None)

    def drop_overdue(self, now: datetime) -> None:
        """Close the connections of handlers that did not answer in time."""
        for sending in [sending for sending, deadline in self._under_way.items() if deadline <= now]:
            del self._under_way[sending]
            sending.cancel()

    async def _send(self, call: Call, service_headers: Mapping[str, str], signed: bool) -> Answer:
        headers = _merged(call.headers, service_headers)
        if call.token:
            bearer = self._bearer(call.token)
            if not signed and call.token.kind == "oidc":
                bearer = f"{bearer.rpartition('.')[0]}.{_REMOVED}"
            headers = _merged(headers, {"Authorization": f"Bearer {bearer}"})
        body = call.body if call.method in WITH_BODY else b""
        try:
            response = await self._http.send(call.method, call.url, headers, body)
        except http1.FAILURES as error:
            return Answer.none(f"{type(error).__name__}: {error}")
        return Answer.of(response.status, response.retry_after)

    def _bearer(self, token: Token) -> str:
        """Made when it is needed, and kept for a minute: a signature costs more than everything else here."""
        now = self._clock.now()
        made, bearer = self._tokens.get(token, (None, ""))
        if made is None or not timedelta(0) <= now - made < _TOKEN_KEPT:
            bearer = self._sign(token, now)
            self._tokens[token] = (now, bearer)
        return bearer

    def _sign(self, token: Token, now: datetime) -> str:
        if token.kind == "oidc":
            return self._identity.oidc_token(token.email, token.about, now)
        return "ya29.local." + base64.urlsafe_b64encode(f"{token.email} {token.about}".encode()).decode().rstrip("=")


def _merged(own: Mapping[str, str], service: Mapping[str, str]) -> dict[str, str]:
    taken = {name.lower() for name in service}
    kept = {name: value for name, value in own.items() if not _is_ours(name.lower(), taken)}
    return kept | dict(service)


def _is_ours(name: str, taken: set[str]) -> bool:
    return name in taken or name in _COMPUTED or name.startswith(_RESERVED)
