"""Tells by Standard Webhooks that an operation has ended: at least once, signed, tried again for a day, in any order.

It knows no wire. Each brings a function that says what is told of an operation, and the address and secret to tell it to.
"""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from sqlite3 import Row
from typing import Any

import httpx

from standins.common.clock import Clock

from .faults import HookTrouble
from .operations import Operation, Operations, State
from .store import Store
from .wire import Document, Refusal

_TICK = 0.06
_TIMEOUT_S = 10.0
_WAITS = (5, 30, 120, 600, 3600, 3 * 3600)  # between tries; the last one again and again
_GIVES_UP_AFTER = 24 * 3600
_HELD_S = 60  # a reordered event waits no longer for another one
_AT_ONCE = 20
_log = logging.getLogger("simulator")

Told = Callable[[Operation], Document | None]


@dataclass(frozen=True)
class Target:
    """Where a wire's webhooks go, the secret that signs them, and what they say; `told` gives None where nothing is told."""

    url: str
    secret: str = field(repr=False)  # whsec_…
    told: Told


def targets(environ: Mapping[str, str]) -> dict[str, Target]:
    """Our own functions, where they run and know the secrets: each wire that has webhooks tells them of its ends."""
    url, found = environ.get("RUSHES_FUNCTIONS_URL"), dict[str, Target]()
    for wire, sender, told in (("omni", "gemini", gemini_told), ("openai-videos", "openai", openai_told)):
        known = environ.get(f"RUSHES_HOOK_SECRETS_{sender.upper()}", "").replace(",", " ").split()
        if url and known:
            found[wire] = Target(f"{url}/hooks/{sender}", known[-1], told)
    return found


def gemini_told(operation: Operation) -> Document:
    """What the Gemini API says of an interaction that has ended."""
    good = operation.state in (State.SUCCEEDED, State.FILTERED)
    data: Document = {"id": operation.name}
    if not good and operation.outcome:
        data |= {"error_code": str(operation.outcome.code), "error_message": operation.outcome.message}
    kind = "interaction.completed" if good else "interaction.failed"
    return {"type": kind, "version": "v1", "timestamp": _time(operation), "data": data}


def openai_told(operation: Operation) -> Document:
    """What the OpenAI Videos wire says of a job that has ended; the event's own id is added when it is sent."""
    kind = "video.completed" if operation.state is State.SUCCEEDED else "video.failed"
    return {
        "object": "event",
        "type": kind,
        "created_at": int(operation.due or operation.created),
        "data": {"id": operation.name},
    }


def signature(secret: str, event: str, moment: int, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    mark = hmac.digest(key, f"{event}.{moment}.".encode() + body, "sha256")
    return f"v1,{base64.b64encode(mark).decode()}"


class Courier:
    """Notices ends by itself, so that it needs nothing of those who cause them and misses none over a restart."""

    def __init__(self, store: Store, operations: Operations, targets: Mapping[str, Target], clock: Clock) -> None:
        """`targets` by the name of their wire."""
        self._store, self._operations, self._targets, self._clock = store, operations, targets, clock
        self._http = httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=False, follow_redirects=False)
        self._under_way: dict[str, None] = {}  # operations that have not ended, in the order of their beginning
        self._seen = 0  # the last row that was looked at
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

    # -- what our own side may ask

    def listed(self, operation: str | None = None) -> list[Document]:
        """The latest first; `operation` by its name."""
        rows = self._store.rows(
            "select * from deliveries where ? is null or operation = ? order by id desc limit 200", (operation, operation)
        )
        return [_shown(row) for row in rows]

    def resend(self, delivery: str) -> Document:
        """Once more right away, as the same event."""
        row = self._store.row("select * from deliveries where id = ?", (delivery,)) if delivery.isdecimal() else None
        if row is None:
            raise Refusal(404, f"There is no delivery {delivery}.")
        self._store.change(
            "update deliveries set due = ?, delivered = null, held = 0 where id = ?", (self._clock.now().timestamp(), row["id"])
        )
        return {"id": row["id"], "event": row["event"]}

    # -- noticing

    async def _watch(self) -> None:
        while True:
            try:
                self._look()
                self._send_due()
            except Exception:  # noqa: BLE001 - what stumbles over one delivery must not end all
                _log.exception("webhooks stumbled")
            await asyncio.sleep(_TICK)

    def _look(self) -> None:
        for row in self._store.rows("select rowid, id, wire from operations where rowid > ? order by rowid", (self._seen,)):
            self._seen = row["rowid"]
            if row["wire"] in self._targets:
                self._under_way[row["id"]] = None
        for identity in list(self._under_way):
            operation = self._operations.get(identity)
            if operation is None or operation.state is not State.RENDERING:
                del self._under_way[identity]
                if operation is not None:
                    self._tell(operation)

    def _tell(self, operation: Operation) -> None:
        """Every delivery of this end is written down in one commit, so a restart neither forgets nor repeats it."""
        trouble = operation.effects.webhook or HookTrouble()  # type: ignore[call-arg]
        known = self._store.row("select 1 from deliveries where operation = ?", (operation.name,))
        told = None if known or trouble.lost or operation.vanished else self._targets[operation.wire].told(operation)
        if told is None:
            return
        event, now = f"evt_{secrets.token_hex(12)}", self._clock.now().timestamp()
        with self._store.commit():
            if trouble.forged:
                self._add(operation, f"evt_{secrets.token_hex(12)}", told, now, now, forged=True)
            for _ in range(trouble.copies):
                self._add(operation, event, told, now, now + trouble.late_s, held=trouble.reordered)

    def _add(
        self,
        operation: Operation,
        event: str,
        told: Document,
        now: float,
        due: float,
        *,
        forged: bool = False,
        held: bool = False,
    ) -> None:
        body = json.dumps({"id": event, **told} if "object" in told else told)
        self._store.change(
            "insert into deliveries (event, operation, wire, kind, body, forged, held, created, due) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (event, operation.name, operation.wire, str(told["type"]), body, forged, held, now, due),
        )

    # -- sending

    def _send_due(self) -> None:
        now = self._clock.now().timestamp()
        for row in self._store.rows("select * from deliveries where due <= ? order by due, id limit 500", (now,)):
            if len(self._sending) >= _AT_ONCE:
                return
            if row["id"] in self._sending or row["wire"] not in self._targets or self._is_held(row, now):
                continue
            task = asyncio.create_task(self._send(row))
            self._sending[row["id"]] = task
            task.add_done_callback(lambda _, identity=row["id"]: self._sending.pop(identity, None))

    def _is_held(self, row: Row, now: float) -> bool:
        overtaken = self._store.row(
            "select 1 from deliveries where wire = ? and id > ? and event != ? and delivered is not null",
            (row["wire"], row["id"], row["event"]),
        )
        return bool(row["held"]) and overtaken is None and now < row["created"] + _HELD_S

    async def _send(self, row: Row) -> None:
        target, body, moment = self._targets[row["wire"]], row["body"].encode(), int(self._clock.now().timestamp())
        secret = _strange_secret() if row["forged"] else target.secret
        headers = {
            "content-type": "application/json",
            "webhook-id": row["event"],
            "webhook-timestamp": str(moment),
            "webhook-signature": signature(secret, row["event"], moment, body),
        }
        status: int | None = None
        try:
            status = (await self._http.post(target.url, content=body, headers=headers)).status_code
        except httpx.HTTPError as trouble:
            _log.info("webhook unanswered", extra={"fields": {"event": row["event"], "reason": repr(trouble)}})
        self._tried(row, status)

    def _tried(self, row: Row, status: int | None) -> None:
        now, taken = self._clock.now().timestamp(), status is not None and 200 <= status < 300
        again = None if taken or row["forged"] else now + _WAITS[min(row["tries"], len(_WAITS) - 1)]
        if again is not None and again > row["created"] + _GIVES_UP_AFTER:
            again = None
        self._store.change(
            "update deliveries set tries = tries + 1, status = ?, delivered = ?, due = ? where id = ?",
            (status, now if taken else None, again, row["id"]),
        )


def _strange_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _time(operation: Operation) -> str:
    return datetime.fromtimestamp(operation.due or operation.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _shown(row: Row) -> Document:
    shown: dict[str, Any] = dict(row)
    return {**shown, "body": json.loads(row["body"]), "forged": bool(row["forged"]), "held": bool(row["held"])}
