"""Events: written down with what they tell of, then delivered, signed as Stripe signs, again and again for three days."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from sqlite3 import Row
from typing import Any

import httpx

from standins.common.clock import Clock

from .shop import Thing, new_id
from .store import Store

API_VERSION = "2026-10-28.endive"  # of the events: that of the library which the product pins
_TICK = 0.05
_TIMEOUT_S = 10.0
_WAITS = (5, 60, 600, 3600, 3 * 3600)  # between tries; the last one again and again
_GIVES_UP_AFTER = 3 * 24 * 3600
_AT_ONCE = 10
_log = logging.getLogger("payments")


@dataclass(frozen=True)
class Target:
    url: str
    secret: str = field(repr=False)  # whsec_…


def target_of(environ: Mapping[str, str]) -> Target | None:
    """Our own door, where it runs and knows the secret."""
    url, known = environ.get("RUSHES_FUNCTIONS_URL"), environ.get("RUSHES_HOOK_SECRETS_STRIPE", "").replace(",", " ").split()
    return Target(f"{url}/hooks/stripe", known[-1]) if url and known else None


def signature(secret: str, moment: int, body: bytes) -> str:
    mark = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={mark}"


class Courier:
    def __init__(self, store: Store, target: Target | None, clock: Clock) -> None:
        self._store, self._target, self._clock = store, target, clock
        self.held = False  # what happens is written down and not told, until somebody lets it go
        self._http = httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False, follow_redirects=False)
        self._sending: dict[int, asyncio.Task[None]] = {}
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._loop = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        tasks = [*self._sending.values(), *([self._loop] if self._loop else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._http.aclose()

    def tell(self, kind: str, about: Thing) -> None:
        """In the commit of what it tells of."""
        now = self._clock.now().timestamp()
        event = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": int(now),
            "data": {"object": about},
            "livemode": False,
            "pending_webhooks": int(self._target is not None),
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }
        due = now if self._target is not None and not self.held else None
        self._store.change(
            "insert into events (id, type, created, body, due) values (?, ?, ?, ?, ?)",
            event["id"],
            kind,
            now,
            json.dumps(event),
            due,
        )

    def events(self, kinds: Collection[str] = (), since: int = 0) -> list[Thing]:
        """The newest first, as Stripe lists them; of these types, where any are named."""
        rows = self._store.rows("select type, body from events where created >= ? order by row desc", since)
        return [json.loads(row["body"]) for row in rows if not kinds or row["type"] in kinds]

    def deliveries(self) -> list[Thing]:
        rows = self._store.rows("select * from events order by row desc limit 500")
        return [{name: row[name] for name in ("id", "type", "tries", "status", "delivered", "due")} for row in rows]

    def send(self, event: str | None = None) -> int:
        """This one, or all of which nobody was told yet: right away, also once more."""
        now = self._clock.now().timestamp()
        if event is not None:
            return self._store.change("update events set due = ?, delivered = null where id = ?", now, event)
        return self._store.change("update events set due = ? where delivered is null and due is null", now)

    async def _watch(self) -> None:
        while True:
            try:
                self._send_due()
            except Exception:  # noqa: BLE001 - what stumbles over one delivery must not end all
                _log.exception("deliveries stumbled")
            await asyncio.sleep(_TICK)

    def _send_due(self) -> None:
        room = _AT_ONCE - len(self._sending)
        if room <= 0 or self._target is None:
            return
        now = self._clock.now().timestamp()
        rows = self._store.rows("select * from events where delivered is null and due <= ? order by due limit ?", now, room)
        for row in rows:
            if row["row"] not in self._sending:
                task = asyncio.create_task(self._send(row, self._target))
                self._sending[row["row"]] = task
                task.add_done_callback(lambda _task, number=row["row"]: self._sending.pop(number, None))

    async def _send(self, row: Row, target: Target) -> None:
        body = str(row["body"]).encode()
        moment = int(self._clock.now().timestamp())
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature(target.secret, moment, body)}
        status: int | None = None
        try:
            answer = await self._http.post(target.url, content=body, headers={**headers, "User-Agent": "Stripe/1.0"})
            status = answer.status_code
        except httpx.HTTPError as trouble:
            _log.info("an event was not taken", extra={"fields": {"event": row["id"], "reason": repr(trouble)}})
        now, tries = self._clock.now().timestamp(), row["tries"] + 1
        good = status is not None and 200 <= status < 300
        again = now + _WAITS[min(tries, len(_WAITS)) - 1]
        due: Any = None if good or again > row["created"] + _GIVES_UP_AFTER else again
        self._store.change(
            "update events set tries = ?, status = ?, delivered = ?, due = ? where row = ?",
            tries,
            status,
            now if good else None,
            due,
            row["row"],
        )
