"""What an erasure waits for before anything but doors is closed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from shared.account_deletion import worker
from shared.account_deletion.model import Deletion
from shared.account_deletion.states import TOKENS_LIVE, WORKS_LOOK, DeletionState
from tests.fixtures.fakes import NOON, FakeClock


def waits(monkeypatch: pytest.MonkeyPatch, *, began: timedelta, ended: bool) -> datetime | None:
    deletion = Deletion("ada", DeletionState.ERASING, "erased-0", NOON, NOON, NOON, began_at=NOON - began)
    clock = FakeClock()
    monkeypatch.setattr(worker, "clock", lambda: clock)
    monkeypatch.setattr(worker.works, "ended", lambda _user: ended)
    return worker._waits(deletion)  # pyright: ignore[reportPrivateUsage]


def test_works_that_nobody_can_stop_are_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """D1: however long ago it began."""
    assert waits(monkeypatch, began=timedelta(days=1), ended=False) == NOON + WORKS_LOOK


def test_no_account_goes_while_a_token_may_be_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """D1, A1: only the account refuses it."""
    assert waits(monkeypatch, began=timedelta(minutes=5), ended=True) == NOON + TOKENS_LIVE - timedelta(minutes=5)
    assert waits(monkeypatch, began=TOKENS_LIVE, ended=True) is None
