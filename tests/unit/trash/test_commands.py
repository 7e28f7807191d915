"""Emptying a trash that holds more than one call takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from shared.lifecycle import trash
from shared.platform.firestore.documents import Document
from shared.trash import commands
from tests.fixtures.fakes import NOON, FakeClock

KEPT = timedelta(days=30)


class Shelf:
    """In the place of the store: rows of several collections by their paths."""

    def __init__(self, rows: dict[str, dict[str, Any]]) -> None:
        self.rows = rows

    def find(self, collection: str, *, where: Any, after: Any, limit: int, **_: Any) -> list[Document]:
        ((_, _, since),) = [each for each in where if each[0] == trash.PURGE]
        found = [Document(path, dict(row)) for path, row in self.rows.items() if path.startswith(f"{collection}/")]
        found = [row for row in found if _place(row)[0] > since and (after is None or _place(row) < after)]
        return sorted(found, key=_place, reverse=True)[:limit]

    def settle(self, paths: Iterable[str], decide: Callable[[Mapping[str, Document]], Any]) -> Any:
        plan = decide({path: Document(path, self.rows[path]) for path in paths})
        for write in plan.writes:
            self.rows[write.path] |= write.fields
        return plan.answer


def _place(row: Document) -> tuple[datetime, str]:
    return (row.fields or {})[trash.PURGE], row.id


class Queue:
    """Tasks that nobody has done yet."""

    def __init__(self) -> None:
        self.tasks: list[dict[str, Any]] = []

    def put(self, _queue: str, _function: str, path: str, payload: dict[str, Any], **_: Any) -> None:
        assert path == "/empty-trash"
        self.tasks.append(payload)


def _row(deleted_at: datetime) -> dict[str, Any]:
    return {"user_id": "ada", trash.MARK: deleted_at, trash.PURGE: deleted_at + KEPT}


def test_a_crowd_that_comes_meanwhile_holds_up_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """V15: each task goes on where the one before ended; what was put there later stays, and is not looked at for ever."""
    earlier = {
        f"{kind}/{n:024x}": _row(NOON - timedelta(hours=1 + n)) for kind in ("images", "films", "video_jobs") for n in range(9)
    }
    shelf, queue = Shelf(dict(earlier)), Queue()
    for module in (trash, commands):
        monkeypatch.setattr(module, "store", lambda: shelf)
    monkeypatch.setattr(trash, "kept_for", lambda: KEPT)
    monkeypatch.setattr(commands, "queue", lambda: queue)
    monkeypatch.setattr(commands, "clock", lambda: FakeClock(NOON))
    monkeypatch.setattr(commands, "_PAGE", 2)
    monkeypatch.setattr(commands, "_PAGES", 2)
    emptied = commands.empty("ada", NOON)
    for n in range(40):
        shelf.rows[f"images/{100 + n:024x}"] = _row(NOON + timedelta(seconds=1 + n))
    calls = 0
    while queue.tasks and (calls := calls + 1) < 20:
        task = queue.tasks.pop()
        emptied += commands.empty("ada", datetime.fromisoformat(task["before"]), task["kind"], task["cursor"])
    assert not queue.tasks, "it begins again and again"
    assert emptied == len(earlier)
    assert {path for path, row in shelf.rows.items() if trash.waits(row, NOON)} == {*shelf.rows} - {*earlier}
