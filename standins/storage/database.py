"""One sqlite file holds what is known about buckets, objects, upload sessions and events that are still owed.

Every change runs in one short transaction on the event loop's thread, so a check and the write it guards cannot be parted.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]

SCHEMA = """
create table if not exists buckets(
    name text primary key, metageneration integer not null, properties text not null
) without rowid;
create table if not exists objects(
    bucket text not null, name text not null, generation integer not null, metageneration integer not null,
    properties text not null, blob text not null, primary key (bucket, name)
) without rowid;
create table if not exists soft_deleted(
    bucket text not null, name text not null, generation integer not null, metageneration integer not null,
    properties text not null, blob text not null, until integer not null, primary key (bucket, name, generation)
) without rowid;
create table if not exists counters(name text primary key, value integer not null) without rowid;
insert or ignore into counters values ('objects', 0), ('generation', 0);
create trigger if not exists object_added after insert on objects
    begin update counters set value = value + 1 where name = 'objects'; end;
create trigger if not exists object_removed after delete on objects
    begin update counters set value = value - 1 where name = 'objects'; end;
create table if not exists uploads(
    id text primary key, state text not null, created integer not null, blob text not null,
    terms text not null, outcome text not null
) without rowid;
create table if not exists messages(
    number integer primary key autoincrement, id text not null, bucket text not null, object text not null,
    type text not null, target text not null, time text not null, body text not null,
    created integer not null, due integer, attempts integer not null default 0, last_error text not null default ''
);
create index if not exists messages_due on messages(due) where due is not null;
create index if not exists messages_about_an_object on messages(bucket, object, number);
create table if not exists holds(bucket text primary key) without rowid;
"""


class Database:
    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("pragma journal_mode=wal")
        self._connection.execute("pragma synchronous=normal")
        self._connection.executescript(SCHEMA)

    def rows(self, query: str, *values: Any) -> list[Row]:
        return self._connection.execute(query, values).fetchall()

    def row(self, query: str, *values: Any) -> Row | None:
        found: Row | None = self._connection.execute(query, values).fetchone()
        return found

    def run(self, statement: str, *values: Any) -> int:
        """How many rows the statement changed."""
        return self._connection.execute(statement, values).rowcount

    @contextmanager
    def transaction(self) -> Generator[None]:
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def counter(self, name: str) -> int:
        found = self.row("select value from counters where name = ?", name)
        return int(found[0]) if found else 0

    def next_generation(self, at: int) -> int:
        """Microseconds, as the service counts generations; never the same one twice, wherever the clock is moved."""
        generation = max(at, self.counter("generation") + 1)
        self.run("update counters set value = ? where name = 'generation'", generation)
        return generation

    def close(self) -> None:
        self._connection.close()
