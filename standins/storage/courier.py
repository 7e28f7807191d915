"""Delivers events as Eventarc does: binary mode, signed, at least once, again after 10 s growing to 600 s, for a day."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from urllib.parse import quote

import httpx

from standins.common.clock import Clock
from standins.common.identity import Identity
from standins.storage.outbox import Event, Outbox
from standins.storage.stamps import micros

log = logging.getLogger(__name__)

_ACKNOWLEDGED = {102, 200, 201, 202, 204}
_PATIENCE = 600.0  # how long a receiver may take over one event
_AT_ONCE = 16
_LOOK = 0.04  # how often moved time is noticed
_PRINTABLE = "!#$&'()*+,/:;<=>?@[\\]^`{|}~"  # what a CloudEvents header need not encode
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=10), timedelta(seconds=600)
_GIVE_UP = timedelta(hours=24)


class Courier:
    def __init__(self, outbox: Outbox, identity: Identity, clock: Clock) -> None:
        self._outbox = outbox
        self._identity = identity
        self._clock = clock
        self._client = httpx.AsyncClient(timeout=_PATIENCE, limits=httpx.Limits(max_connections=_AT_ONCE * 2), trust_env=False)
        self._under_way: dict[int, asyncio.Task[str]] = {}
        self._something_new = asyncio.Event()

    def wake(self) -> None:
        self._something_new.set()

    async def run(self) -> None:
        """Until cancelled. What is under way then was not acknowledged, so it goes out again after a restart."""
        try:
            while True:
                self._something_new.clear()
                self._send_out()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._something_new.wait(), _LOOK)
        finally:
            for task in self._under_way.values():
                task.cancel()
            await self._client.aclose()

    def _send_out(self) -> None:
        free = _AT_ONCE - len(self._under_way)
        if free <= 0:
            return
        for event in self._outbox.due(micros(self._clock.now()), set(self._under_way), free):
            task = asyncio.create_task(self.deliver(event))
            self._under_way[event.number] = task
            task.add_done_callback(lambda _, number=event.number: self._landed(number))

    def _landed(self, number: int) -> None:
        self._under_way.pop(number, None)
        self.wake()

    async def deliver(self, event: Event) -> str:
        """One attempt, noted whatever its end; answers what went wrong, or nothing."""
        error = await self._post(event)
        self._outbox.settle(event, error, self._next_attempt(event) if error else None)
        if error:
            log.warning("event not delivered", extra={"fields": event.summary() | {"last_error": error}})
        return error

    def _next_attempt(self, event: Event) -> int | None:
        now = self._clock.now()
        wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(event.attempts, 10))
        given_up = micros(now + wait) > event.created + _GIVE_UP // timedelta(microseconds=1)
        return None if given_up else micros(now + wait)

    async def _post(self, event: Event) -> str:
        token = self._identity.oidc_token(event.target.service_account, event.target.audience, self._clock.now())
        headers = {
            "authorization": f"Bearer {token}",
            "content-type": "application/json",
            "ce-id": event.id,
            "ce-specversion": "1.0",
            "ce-type": event.type,
            "ce-source": f"//storage.googleapis.com/projects/_/buckets/{event.bucket}",
            "ce-subject": quote(f"objects/{event.object}", safe=_PRINTABLE),
            "ce-time": event.time,
            "ce-bucket": event.bucket,
        }
        try:
            answer = await self._client.post(event.target.url, content=event.body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return f"{type(error).__name__}: {error}"
        return "" if answer.status_code in _ACKNOWLEDGED else f"HTTP {answer.status_code}"
