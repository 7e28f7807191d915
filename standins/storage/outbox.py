"""The events that are owed. A row is written in the transaction of the change it tells of, so neither exists alone."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from standins.storage.database import Database, Row
from standins.storage.errors import Json
from standins.storage.resources import StoredObject
from standins.storage.settings import Subscription
from standins.storage.stamps import micros, stamp

_REMEMBERED = 5_000  # delivered events that can still be repeated
_FIELDS = "number, id, bucket, object, type, target, time, body, created, due, attempts, last_error"


@dataclass(frozen=True, slots=True)
class Event:
    number: int
    id: str
    bucket: str
    object: str
    type: str
    target: Subscription
    time: str
    body: str
    created: int
    due: int | None  # None: delivered or given up
    attempts: int
    last_error: str

    def summary(self) -> Json:
        return {
            "id": self.id,
            "bucket": self.bucket,
            "name": self.object,
            "type": self.type,
            "url": self.target.url,
            "attempts": self.attempts,
            "last_error": self.last_error,
        }


class Outbox:
    def __init__(self, database: Database, subscriptions: list[Subscription], base: str) -> None:
        self._database = database
        self._subscriptions = subscriptions
        self._base = base

    def record(self, kind: str, about: StoredObject, at: datetime) -> None:
        """Call it inside the transaction of the change."""
        for told in self._subscriptions:
            if told.bucket == about.bucket and told.event == kind:
                self._database.run(
                    "insert into messages(id, bucket, object, type, target, time, body, created, due)"
                    " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    str(secrets.randbelow(10**17)),
                    about.bucket,
                    about.name,
                    told.event,
                    json.dumps(asdict(told)),
                    stamp(at),
                    json.dumps(about.resource(self._base)),
                    micros(at),
                    micros(at),
                )

    def due(self, now: int, but: set[int], count: int) -> list[Event]:
        """What may go out now; held buckets wait, and so does what is under way already."""
        found = self._select(
            "due is not null and due <= ? and bucket not in (select bucket from holds) order by due, number limit ?",
            now,
            count + len(but),
        )
        return [event for event in found if event.number not in but][:count]

    def next_due(self) -> int | None:
        free = "bucket not in (select bucket from holds)"
        row = self._database.row(f"select min(due) from messages where due is not null and {free}")  # noqa: S608
        return row[0] if row else None

    def pending(self, bucket: str | None = None) -> list[Event]:
        if bucket:
            return self._select("due is not null and bucket = ? order by number", bucket)
        return self._select("due is not null order by number")

    def dead(self, bucket: str | None = None) -> list[Event]:
        """What was given up, as a subscription to the topic of dead letters would have it."""
        given_up = self._select("due is null and last_error != '' order by number")
        return [event for event in given_up if bucket in (None, event.bucket)]

    def last_of(self, bucket: str, name: str) -> Event | None:
        found = self._select("bucket = ? and object = ? order by number desc limit 1", bucket, name)
        return found[0] if found else None

    def settle(self, event: Event, error: str, due: int | None) -> None:
        """Note an attempt: with no due time the event is done with, delivered or given up."""
        self._database.run(
            "update messages set attempts = attempts + 1, last_error = ?, due = ? where number = ?",
            error,
            due,
            event.number,
        )
        self._database.run("delete from messages where due is null and number <= ?", event.number - _REMEMBERED)

    def hold(self, bucket: str) -> None:
        self._database.run("insert or ignore into holds values (?)", bucket)

    def is_held(self, bucket: str) -> bool:
        return self._database.row("select 1 from holds where bucket = ?", bucket) is not None

    def release(self, bucket: str) -> None:
        self._database.run("delete from holds where bucket = ?", bucket)

    def _select(self, where: str, *values: Any) -> list[Event]:
        return [_event(row) for row in self._database.rows(f"select {_FIELDS} from messages where {where}", *values)]  # noqa: S608


def _event(row: Row) -> Event:
    number, id_, bucket, name, kind, target, *rest = row
    return Event(number, id_, bucket, name, kind, Subscription(**json.loads(target)), *rest)
