"""Since when and until when something lies in the trash, and who may bring it back or hasten it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from shared.lifecycle import trash
from shared.lifecycle.trash import OUT, Times
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Document, Update
from tests.fixtures.fakes import NOON

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
KEPT = 30 * DAY


@pytest.fixture(autouse=True)
def _thirty_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trash, "kept_for", lambda: KEPT)


def row(deleted_at: Any = NOON, purge_at: Any = NOON + KEPT, **also: Any) -> dict[str, Any]:
    return {"user_id": "ada", "deleted_at": deleted_at, "purge_at": purge_at, **also}


class Shelf:
    """In the place of the store: rows by their paths, as they are after what was written."""

    def __init__(self, **rows: dict[str, Any]) -> None:
        self.rows = rows

    def settle(self, paths: Iterable[str], decide: Callable[[Mapping[str, Document]], Any]) -> Any:
        plan = decide({path: Document(path, self.rows.get(path)) for path in paths})
        for write in plan.writes:
            assert isinstance(write, Update)
            self.rows[write.seen.path] |= write.fields
        return plan.answer


@pytest.fixture
def shelf(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Shelf]:
    def put(**rows: dict[str, Any]) -> Shelf:
        found = Shelf(**rows)
        monkeypatch.setattr(trash, "store", lambda: found)
        return found

    return put


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (None, None),
        ({}, None),
        ({"deleted_at": None, "purge_at": None}, None),
        (row(), Times(NOON, NOON + KEPT)),
        (row(purge_at=NOON), Times(NOON, NOON + KEPT)),  # deleted under the rules: a client cannot know how long
        (row(purge_at=NOON + DAY), Times(NOON, NOON + DAY)),
        (row(purge_at=None), None),  # hidden with something else
        (row(purged_at=NOON), None),  # its files are still to go
    ],
)
def test_what_lies_in_the_trash_by_itself_has_its_times(fields: Any, found: Times | None) -> None:
    """V15: whoever deleted it; what is hidden with another comes and goes with that one."""
    assert trash.times(fields) == found


def test_it_may_come_back_until_its_time_is_over_and_goes_from_then_on() -> None:
    """V15: there is no moment at which it may do both, or neither."""
    for now in (NOON, NOON + KEPT - MINUTE, NOON + KEPT, NOON + KEPT + MINUTE):
        over = now >= NOON + KEPT
        assert (trash.is_over(row(), now), trash.waits(row(), now) is None) == (over, over)
    for nothing in (None, row(None, None), row(purge_at=None), row(purged_at=NOON)):
        assert (trash.is_over(nothing, NOON + 99 * DAY), trash.waits(nothing, NOON)) == (False, None)


def test_what_is_deleted_now_is_over_after_the_days_that_operators_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """V15: with none it is over at once, and never taken for what a client deleted."""
    assert trash.put_in(NOON) == {"deleted_at": NOON, "purge_at": NOON + KEPT}
    assert trash.is_over({**row(), **trash.put_in(NOON)}, NOON) is False
    monkeypatch.setattr(trash, "kept_for", timedelta)
    assert trash.is_over({**row(), **trash.put_in(NOON)}, NOON) is True


def test_what_shall_not_wait_is_over_at_once() -> None:
    """V15: also where it was deleted in this very moment, by a client whose mark that moment is."""
    for deleted_at, now in ((NOON, NOON + DAY), (NOON, NOON), (NOON + MINUTE, NOON)):
        hastened = {**row(deleted_at), **trash.gone(now, deleted_at)}
        assert hastened["purge_at"] > deleted_at
        assert trash.is_over(hastened, hastened["purge_at"])
        assert hastened["purge_at"] - max(now, deleted_at) <= timedelta(microseconds=1)


def test_what_comes_back_is_as_it_was(shelf: Callable[..., Shelf]) -> None:
    """V15: twice, too; only its owner's, only while it waits, and to nobody else does it exist."""
    mine = shelf(film=row(name="Mine"), gone=row(purged_at=NOON), hidden=row(purge_at=None), theirs=row(user_id="bob"))
    trash.restore("film", "ada", "film", NOON)
    trash.restore("film", "ada", "film", NOON)
    assert mine.rows["film"] == {"user_id": "ada", "name": "Mine", **OUT}
    for path, now in (("gone", NOON), ("hidden", NOON), ("theirs", NOON), ("nothing", NOON)):
        with pytest.raises(NotFound):
            trash.restore(path, "ada", "film", now)
    late = shelf(film=row())
    with pytest.raises(NotFound):
        trash.restore("film", "ada", "film", NOON + KEPT)
    assert late.rows["film"] == row()


def test_hastened_is_what_waits_and_is_ones_own(shelf: Callable[..., Shelf]) -> None:
    """V15: the others are left as they are; asked for twice, it is done once."""
    found = shelf(a=row(), out=row(None, None), theirs=row(user_id="bob"), gone=row(purged_at=NOON), b=row(purge_at=NOON))
    paths, before = ["a", "out", "theirs", "gone", "b", "nothing"], {name: dict(each) for name, each in found.rows.items()}
    now = NOON + DAY
    assert trash.hasten(paths, "ada", now) == ["a", "b"]
    assert {name for name, each in found.rows.items() if each != before[name]} == {"a", "b"}
    assert all(trash.is_over(found.rows[each], now) for each in ("a", "b"))
    assert trash.hasten(paths, "ada", now) == []
    assert trash.hasten([], "ada", now) == []
