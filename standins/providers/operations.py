"""Long-running work that was accepted: it outlives this process and ends by the clock, whether or not anybody polls."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from sqlite3 import Row
from typing import Any

from .faults import Effects
from .media.footage import Footage
from .store import Store
from .wire import Document


class State(StrEnum):
    RENDERING = "rendering"
    SUCCEEDED = "succeeded"
    FILTERED = "filtered"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Order:
    """What a wire has understood, after every check."""

    model: str
    prompt: str
    seconds: float
    width: int
    height: int
    audio: bool
    render_seconds: float
    samples: int = 1
    storage_uri: str = ""
    labels: dict[str, str] = field(default_factory=dict[str, str])
    extra: Document = field(default_factory=dict[str, Any])  # what only its wire understands

    def footage(self, take: int = 0) -> Footage:
        return Footage(self.prompt, self.model, self.seconds, self.width, self.height, self.audio, take)


@dataclass(frozen=True)
class Outcome:
    state: State
    code: int | str = 0
    message: str = ""
    category: str = ""


@dataclass(frozen=True)
class Operation:
    id: str
    name: str  # as its wire calls it
    wire: str
    number: int  # names the folder of its output
    order: Order
    effects: Effects
    created: float
    due: float | None  # None: never
    output_due: float | None  # a file that comes after the answer
    state: State = State.RENDERING
    outcome: Outcome | None = None
    uris: tuple[str, ...] = ()
    vanished: bool = False

    def output_uri(self, sample: int = 0, offset: int = 0) -> str:
        return f"{self.order.storage_uri.rstrip('/')}/{self.number + offset}/sample_{sample}.mp4"

    def shown(self) -> Document:
        """For the page and for tests; keys and pictures are not in it."""
        return {
            "id": self.id,
            "name": self.name,
            "wire": self.wire,
            "model": self.order.model,
            "prompt": self.order.prompt,
            "seconds": self.order.seconds,
            "size": f"{self.order.width}x{self.order.height}",
            "labels": self.order.labels,
            "storage_uri": self.order.storage_uri,
            "state": self.state.value,
            "outcome": asdict(self.outcome) if self.outcome else None,
            "created": self.created,
            "due": self.due,
            "uris": list(self.uris),
            "will_write": [self.output_uri(sample) for sample in range(self.order.samples)] if self.order.storage_uri else [],
            "vanished": self.vanished,
            "fault": self.effects.applied,
        }


def draft(wire: str, name_prefix: str, order: Order, effects: Effects, now: datetime) -> Operation:
    """An operation that the gate will store together with the journal's line."""
    name = str(uuid.uuid4())
    render = effects.render_seconds if effects.render_seconds is not None else order.render_seconds
    due = now.timestamp() + render
    return Operation(
        id=name,
        name=f"{name_prefix}{name}",
        wire=wire,
        number=10**18 + secrets.randbelow(9 * 10**18),
        order=order,
        effects=effects,
        created=now.timestamp(),
        due=None if effects.never else due,
        output_due=due + effects.late_output if effects.late_output is not None else None,
        vanished=effects.vanish,
    )


class Operations:
    def __init__(self, store: Store) -> None:
        self._store = store

    def open(self, operation: Operation) -> None:
        self._store.change(
            "insert into operations (id, name, wire, number, orders, effects, created, due, output_due, state, vanished) "
            "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                operation.id,
                operation.name,
                operation.wire,
                str(operation.number),
                json.dumps(asdict(operation.order)),
                operation.effects.model_dump_json(exclude_defaults=True),
                operation.created,
                operation.due,
                operation.output_due,
                operation.state,
                operation.vanished,
            ),
        )

    def named(self, name: str) -> Operation | None:
        """As a poll sees it: a vanished one is not there."""
        row = self._store.row("select * from operations where name = ? and not vanished", (name,))
        return _operation(row) if row else None

    def get(self, identity: str) -> Operation | None:
        row = self._store.row("select * from operations where id = ?", (identity,))
        return _operation(row) if row else None

    def latest(self, limit: int = 100) -> list[Operation]:
        rows = self._store.rows("select * from operations order by created desc, rowid desc limit ?", (limit,))
        return [_operation(row) for row in rows]

    def on_wire(self, wire: str) -> list[Operation]:
        """Those that a caller of the wire could list, the latest first."""
        rows = self._store.rows(
            "select * from operations where wire = ? and not vanished order by created desc, rowid desc", (wire,)
        )
        return [_operation(row) for row in rows]

    def count(self) -> int:
        row = self._store.row("select count(*) from operations")
        return int(row[0]) if row else 0

    def due(self, now: datetime) -> Iterator[Operation]:
        """What must end now, and what ended but still owes a file."""
        moment = now.timestamp()
        yield from map(
            _operation,
            self._store.rows(
                "select * from operations where (state = ? and due <= ?) or (output_due <= ? and uris = '[]')",
                (State.RENDERING, moment, moment),
            ),
        )

    def settle(self, operation: Operation, outcome: Outcome, uris: list[str]) -> bool:
        """The first end counts."""
        return bool(
            self._store.change(
                "update operations set state = ?, outcome = ?, uris = ? where id = ? and state = ?",
                (outcome.state, json.dumps(asdict(outcome)), json.dumps(uris), operation.id, State.RENDERING),
            )
        )

    def deliver_late(self, operation: Operation, uris: list[str]) -> None:
        self._store.change("update operations set uris = ?, output_due = null where id = ?", (json.dumps(uris), operation.id))

    def hurry(self, operation: Operation, now: datetime, changes: Document) -> Operation:
        """End it at the next look at the clock, with other effects than it was ordered with."""
        effects = Effects.model_validate({**operation.effects.applied, "never": False, **changes})
        self._store.change(
            "update operations set due = ?, effects = ? where id = ? and state = ?",
            (now.timestamp(), effects.model_dump_json(exclude_defaults=True), operation.id, State.RENDERING),
        )
        return replace(operation, due=now.timestamp(), effects=effects)

    def vanish(self, operation: Operation) -> None:
        self._store.change("update operations set vanished = 1 where id = ?", (operation.id,))


def _operation(row: Row) -> Operation:
    outcome = json.loads(row["outcome"]) if row["outcome"] else None
    return Operation(
        id=row["id"],
        name=row["name"],
        wire=row["wire"],
        number=int(row["number"]),
        order=Order(**json.loads(row["orders"])),
        effects=Effects.model_validate_json(row["effects"]),
        created=row["created"],
        due=row["due"],
        output_due=row["output_due"],
        state=State(row["state"]),
        outcome=replace(Outcome(**outcome), state=State(outcome["state"])) if outcome else None,
        uris=tuple(json.loads(row["uris"])),
        vanished=bool(row["vanished"]),
    )
