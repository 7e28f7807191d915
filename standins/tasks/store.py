"""Everything that was acknowledged, in one sqlite file.

Each change is committed before it is answered. With a write-ahead log and synchronous=NORMAL it is then in the system's
hands: a killed process loses nothing (a machine that loses power may lose the last moments).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from standins.tasks import records
from standins.tasks.model import Task
from standins.tasks.queue import Queue

_TABLES = """
CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, settings TEXT, paused INTEGER, purged INTEGER);
CREATE TABLE IF NOT EXISTS tasks (
    row INTEGER PRIMARY KEY, name TEXT UNIQUE, queue TEXT, named INTEGER, created INTEGER, due INTEGER,
    deadline REAL, retry TEXT, call TEXT, body BLOB);
CREATE TABLE IF NOT EXISTS progress (row INTEGER PRIMARY KEY, due INTEGER, record TEXT);
CREATE TABLE IF NOT EXISTS used_names (name TEXT PRIMARY KEY, until INTEGER);
CREATE TABLE IF NOT EXISTS jobs (name TEXT PRIMARY KEY, record TEXT, body BLOB);
CREATE TABLE IF NOT EXISTS configured (name TEXT PRIMARY KEY, record TEXT);
"""


class Store:
    def __init__(self, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "tasks.sqlite3", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.executescript(_TABLES)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def together(self) -> Generator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    # queues

    def save_queue(self, queue: Queue) -> None:
        settings = records.dump(records.settings_record(queue.settings))
        self._db.execute(
            "INSERT OR REPLACE INTO queues VALUES (?, ?, ?, ?)",
            (queue.name, settings, queue.paused, records.maybe_micros(queue.purged)),
        )

    def remove_queue(self, name: str) -> None:
        self.remove_tasks_of(name)
        self._db.execute("DELETE FROM queues WHERE name = ?", (name,))

    def queues(self, now: datetime) -> list[Queue]:
        found: list[Queue] = []
        for name, settings, paused, purged in self._db.execute("SELECT name, settings, paused, purged FROM queues"):
            queue = Queue(name, records.queue_settings(json.loads(settings)), now)
            queue.paused, queue.purged = bool(paused), records.maybe_moment(purged)
            found.append(queue)
        return found

    # tasks

    def add_task(self, task: Task) -> None:
        row = self._db.execute(
            "INSERT INTO tasks (name, queue, named, created, due, deadline, retry, call, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                task.name,
                task.queue,
                task.named,
                records.micros(task.created),
                records.micros(task.due),
                task.deadline.total_seconds(),
                records.dump(records.retry_record(task.retry)) if task.retry else None,
                records.dump(records.call_record(task.call)),
                task.call.body,
            ),
        ).lastrowid
        task.row = row or 0

    def save_progress(self, task: Task) -> None:
        record = records.dump(records.progress_record(task))
        self._db.execute("INSERT OR REPLACE INTO progress VALUES (?, ?, ?)", (task.row, records.micros(task.due), record))

    def remove_task(self, task: Task) -> None:
        self._db.execute("DELETE FROM progress WHERE row = ?", (task.row,))
        self._db.execute("DELETE FROM tasks WHERE row = ?", (task.row,))

    def remove_tasks_of(self, queue: str) -> None:
        self._db.execute("DELETE FROM progress WHERE row IN (SELECT row FROM tasks WHERE queue = ?)", (queue,))
        self._db.execute("DELETE FROM tasks WHERE queue = ?", (queue,))

    def tasks(self) -> Iterable[Task]:
        """Oldest first."""
        rows = self._db.execute(
            "SELECT tasks.row, name, named, created, coalesce(progress.due, tasks.due), deadline, retry, call, body,"
            " record FROM tasks LEFT JOIN progress USING (row) ORDER BY created, tasks.row"
        )
        for row, name, named, created, due, deadline, retry, call, body, progress in rows:
            task = Task(
                name=name,
                call=records.call_of(json.loads(call), body),
                created=records.moment(created),
                due=records.moment(due),
                deadline=timedelta(seconds=deadline),
                retry=records.retry_rule(json.loads(retry)) if retry else None,
                named=bool(named),
                row=row,
            )
            if progress:
                records.restore_progress(task, json.loads(progress))
            yield task

    # names that may not be used again yet, of tasks and of queues

    def reserve(self, name: str, until: datetime) -> None:
        self._db.execute("INSERT OR REPLACE INTO used_names VALUES (?, ?)", (name, records.micros(until)))

    def release(self, name: str) -> None:
        self._db.execute("DELETE FROM used_names WHERE name = ?", (name,))

    def release_until(self, now: datetime) -> None:
        self._db.execute("DELETE FROM used_names WHERE until <= ?", (records.micros(now),))

    def used_names(self) -> dict[str, datetime]:
        rows = self._db.execute("SELECT name, until FROM used_names ORDER BY until")
        return {name: records.moment(until) for name, until in rows}

    # scheduled jobs

    def save_job(self, name: str, record: dict[str, Any], body: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO jobs VALUES (?, ?, ?)", (name, records.dump(record), body))

    def remove_job(self, name: str) -> None:
        self._db.execute("DELETE FROM jobs WHERE name = ?", (name,))

    def jobs(self) -> list[tuple[str, dict[str, Any], bytes]]:
        rows = self._db.execute("SELECT name, record, body FROM jobs ORDER BY name")
        return [(name, json.loads(record), body) for name, record, body in rows]

    # what the environment asked for at the last start, so that a start changes only what was changed there

    def configured(self, name: str) -> str:
        row = self._db.execute("SELECT record FROM configured WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def save_configured(self, name: str, record: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO configured VALUES (?, ?)", (name, record))
