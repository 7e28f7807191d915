"""Which of what lies in the trash should have gone days ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared.reconcile import trash
from tests.fixtures.fakes import NOON

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_SOON = NOON + 9 * _MINUTE  # as a sweep puts off


def _row(deleted: timedelta, purge_at: Any, **marks: Any) -> dict[str, Any]:
    return {"deleted_at": NOON - deleted, "purge_at": purge_at, **marks}


@pytest.mark.parametrize(
    ("row", "late"),
    [
        (_row(30 * _DAY, NOON), False),
        (_row(30 * _DAY - _MINUTE, NOON + _MINUTE), False),
        (_row(32 * _DAY, NOON - 2 * _DAY), False),
        (_row(32 * _DAY + _MINUTE, NOON - 2 * _DAY - _MINUTE), True),
        (_row(32 * _DAY, _SOON), False),
        (_row(32 * _DAY + _MINUTE, _SOON), True),
        (_row(90 * _DAY - 9 * _MINUTE, _SOON), False),  # of a time when ninety days were kept
        (_row(_DAY, NOON - _MINUTE), False),  # its owner would not wait
        (_row(90 * _DAY, _SOON, purged_at=NOON - _MINUTE), False),  # its files go now
        (_row(31 * _DAY, _SOON, purged_at=NOON - 2 * _DAY - _MINUTE), True),
    ],
)
def test_what_is_put_off_for_ever_is_told_once_its_days_are_over(
    monkeypatch: pytest.MonkeyPatch, row: dict[str, Any], late: bool
) -> None:
    """O3, V15: by when it was deleted, which no sweep pushes ahead; what is just due is left to the sweep."""
    monkeypatch.setattr(trash, "kept_for", lambda: 30 * _DAY)
    assert bool(list(trash.late("films/1", row, NOON))) is late
