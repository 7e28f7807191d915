"""One sqlite file under everything that must survive a kill: operations, faults, the journal, uploaded files."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_TABLES = """
create table if not exists operations (
  id text primary key, name text unique not null, wire text not null, number text not null, orders text not null,
  effects text not null, created real not null, due real, output_due real, state text not null,
  outcome text, uris text not null default '[]', vanished integer not null default 0);
create index if not exists operations_due on operations (state, due);
create table if not exists faults (
  id text primary key, position integer not null, rule text not null, left_over integer, used integer not null default 0);
create table if not exists journal (
  id integer primary key autoincrement, time real not null, wire text not null, call text not null, job text not null,
  storage_uri text not null, billed integer not null, line text not null);
create index if not exists journal_time on journal (time);
create table if not exists deliveries (
  id integer primary key autoincrement, event text not null, operation text not null, wire text not null, kind text not null,
  body text not null, forged integer not null, held integer not null, created real not null, due real, tries integer not null
  default 0, status integer, delivered real);
create index if not exists deliveries_due on deliveries (due);
create index if not exists deliveries_operation on deliveries (operation);
create table if not exists files (
  id text primary key, owner text not null, upload text unique, size integer not null, received integer not null,
  created real not null, active_at real not null, facts text not null, finished integer not null default 0);
"""


class Store:
    """A single connection, used from the event loop's thread only."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.row_factory = sqlite3.Row
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=normal")  # a killed process loses nothing; only a power cut might
        self._db.executescript(_TABLES)

    @contextmanager
    def commit(self) -> Generator[None]:
        """All or nothing; inside another one it is part of that."""
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

    def change(self, sql: str, values: Sequence[Any] = ()) -> int:
        """How many rows it changed."""
        return self._db.execute(sql, values).rowcount

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        return self._db.execute(sql, values).fetchone()

    def close(self) -> None:
        self._db.close()
