"""Delivers events as push subscriptions of Pub/Sub do: signed, at least once, again after a while, at last a dead letter."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
from contextlib import suppress
from datetime import timedelta

import httpx

from standins.common.clock import Clock
from standins.common.identity import Identity
from standins.storage.errors import Json
from standins.storage.outbox import Event, Outbox
from standins.storage.stamps import micros

log = logging.getLogger(__name__)

_ACKNOWLEDGED = {102, 200, 201, 202, 204}
_AT_ONCE = 16
_LOOK = 0.04  # how often moved time is noticed
_KEPT = timedelta(days=7)


class Courier:
    def __init__(self, outbox: Outbox, identity: Identity, clock: Clock) -> None:
        self._outbox = outbox
        self._identity = identity
        self._clock = clock
        self._client = httpx.AsyncClient(limits=httpx.Limits(max_connections=_AT_ONCE * 2), trust_env=False)
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
        """A dead letter after so many tries; none of a topic outlives a week."""
        told, now = event.target, self._clock.now()
        wait = min(told.max_backoff_s, told.min_backoff_s * 2 ** min(event.attempts, 10))
        due = micros(now + timedelta(seconds=wait))
        given_up = event.attempts + 1 >= told.max_delivery_attempts or due > event.created + _KEPT // timedelta(microseconds=1)
        return None if given_up else due

    async def _post(self, event: Event) -> str:
        told = event.target
        token = self._identity.oidc_token(told.service_account, told.audience, self._clock.now())
        headers = {
            "authorization": f"Bearer {token}",
            "content-type": "application/json",
            "from": "noreply@google.com",
            "user-agent": "CloudPubSub-Google",
        }
        try:
            answer = await self._client.post(told.url, json=_push(event), headers=headers, timeout=told.ack_deadline_s)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return f"{type(error).__name__}: {error}"
        return "" if answer.status_code in _ACKNOWLEDGED else f"HTTP {answer.status_code}"


def _push(event: Event) -> Json:
    """A notification of Cloud Storage (payload JSON_API_V1), as a push subscription with a topic for dead letters wraps it."""
    resource = json.loads(event.body)
    return {
        "deliveryAttempt": event.attempts + 1,
        "message": {
            "attributes": {
                "bucketId": event.bucket,
                "eventTime": event.time,
                "eventType": event.type,
                "notificationConfig": f"projects/_/buckets/{event.bucket}/notificationConfigs/1",
                "objectGeneration": resource["generation"],
                "objectId": event.object,
                "payloadFormat": "JSON_API_V1",
            },
            "data": base64.b64encode(event.body.encode()).decode(),
            "messageId": event.id,
            "message_id": event.id,
            "publishTime": event.time,
            "publish_time": event.time,
        },
        "subscription": event.target.name,
    }
