"""How suspicions are confirmed while users move: by a store that changes between two reads as it is told to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from shared.config import sections
from shared.config.model import ConcurrencySection
from shared.platform.firestore.documents import Document
from shared.reconcile import reading
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.findings import Findings
from tests.fixtures.fakes import NOON, FakeClock
from tests.fixtures.invariant_data import Planted


class MovingStore:
    """One user's documents, whose times of change move on by themselves for a number of reads."""

    def __init__(self, user: Planted, moves: int) -> None:
        self.user, self.moves, self.reads = user, moves, 0

    def read(self, paths: Iterable[str]) -> dict[str, Document]:
        self.reads += 1
        changed = NOON - timedelta(days=1, seconds=-min(self.reads, self.moves))
        return {path: Document(path, self.user.documents.get(path), changed) for path in paths}

    def get(self, path: str) -> Document:
        return self.read([path])[path]

    def find(self, collection: str, **_options: Any) -> list[Document]:
        name = "status" if collection == "films" else "state"
        works = {"queued": NOON, "waiting": None}
        marks = {"payer_id": self.user.uid}
        return [Document(f"{collection}/{each}", {**marks, name: each, "slot_at": at}) for each, at in works.items()]


def moving(monkeypatch: pytest.MonkeyPatch, moves: int, **account: Any) -> tuple[MovingStore, Findings]:
    user = Planted(NOON)
    user.account.update(account)
    store, findings = MovingStore(user, moves), Findings()
    monkeypatch.setattr(reading, "store", lambda: store)
    monkeypatch.setattr(reading, "clock", FakeClock)
    monkeypatch.setattr(sections, "get", lambda _section: ConcurrencySection())
    reading.check_slots(user.uid, findings)
    return store, findings


def test_slots_that_are_counted_right_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """O3: no second look where there is no suspicion, however much the user moves."""
    store, findings = moving(monkeypatch, moves=99)
    assert (findings.breaches, findings.busy, store.reads) == ([], set(), 2)


def test_a_user_who_moves_all_the_time_is_busy_and_no_breach(monkeypatch: pytest.MonkeyPatch) -> None:
    """O3: what could not be seen at one moment is left for the next run, by name; after three looks."""
    store, findings = moving(monkeypatch, moves=99, active_jobs=3)
    assert (findings.breaches, findings.busy) == ([], {f"accounts/{store.user.uid}"})
    assert store.reads <= 9


@pytest.mark.parametrize("moves", [0, 4])
def test_what_stands_still_at_last_is_a_breach(monkeypatch: pytest.MonkeyPatch, moves: int) -> None:
    """O3: at once, or after the user came to rest."""
    _, findings = moving(monkeypatch, moves=moves, active_jobs=3)
    assert [each.kind for each in findings.breaches] == [BreachKind.SLOTS]


@pytest.mark.parametrize(("moves", "sure"), [(0, True), (2, True), (99, False)])
def test_a_suspicion_about_documents_needs_a_second_look(monkeypatch: pytest.MonkeyPatch, moves: int, sure: bool) -> None:
    """O3: a job that ends between two reads is no breach."""
    store = MovingStore(Planted(NOON), moves)
    monkeypatch.setattr(reading, "store", lambda: store)

    def wrong(_seen: Any) -> list[Breach]:
        return [breach(BreachKind.OVERDUE, "video_jobs/j")]

    found = reading.certain(store.read(["video_jobs/j"]), wrong)
    assert found == (wrong(None) if sure else None)


def test_a_suspicion_that_went_away_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """O3: the second look counts."""
    store, answers = MovingStore(Planted(NOON), 1), iter([[breach(BreachKind.OVERDUE, "video_jobs/j")], [], []])
    monkeypatch.setattr(reading, "store", lambda: store)
    assert reading.certain(store.read(["video_jobs/j"]), lambda _seen: next(answers)) == []
