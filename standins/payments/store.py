"""All that was acknowledged, in one sqlite file: objects, events and their deliveries, idempotency keys, the journal."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TABLES = """
create table if not exists objects (
  row integer primary key autoincrement, id text unique not null, kind text not null, about text not null, body text not null);
create index if not exists objects_about on objects (kind, about);
create table if not exists events (
  row integer primary key autoincrement, id text unique not null, type text not null, created real not null, body text not null,
  due real, tries integer not null default 0, status integer, delivered real);
create index if not exists events_due on events (due);
create table if not exists keys (key text primary key, digest text not null, status integer, body text, until real not null);
create table if not exists journal (
  row integer primary key autoincrement, time real not null, call text not null, key text, status integer not null,
  told text not null, moved text);
"""


class Store:
    """A single connection, used from the event loop's thread only; what was committed survives a kill."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=normal")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def commit(self) -> Generator[None]:
        if self._db.in_transaction:
            yield
            return
        self._db.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._db.execute("rollback")
            raise
        self._db.execute("commit")

    def change(self, sql: str, *values: Any) -> int:
        return self._db.execute(sql, values).rowcount

    def rows(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        return self._db.execute(sql, values).fetchone()

    # -- objects of Stripe's, as they are answered

    def put(self, thing: dict[str, Any], about: str = "") -> dict[str, Any]:
        """`about` is what it is listed by: the payment intent that it belongs to."""
        self._db.execute(
            "insert into objects (id, kind, about, body) values (?, ?, ?, ?) on conflict (id) do update set body = excluded.body",
            (thing["id"], thing["object"], about, json.dumps(thing)),
        )
        return thing

    def find(self, name: str) -> dict[str, Any] | None:
        row = self.row("select body from objects where id = ?", name)
        return json.loads(row["body"]) if row else None

    def listed(self, kind: str, about: str | None = None) -> list[dict[str, Any]]:
        """The newest first."""
        rows = self.rows(
            "select body from objects where kind = ? and (? is null or about = ?) order by row desc", kind, about, about
        )
        return [json.loads(row["body"]) for row in rows]
