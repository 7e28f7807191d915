"""What an instance writes down of calls that it refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.api_core.exceptions import Aborted

from shared.platform.web import refused_calls
from shared.platform.web.refused_calls import RefusedCalls
from shared.platform.web.sessions import Session
from shared.platform.web.tokens import User

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_a_minute_of_refusals_costs_one_write_for_each_of_the_most_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """T1, L1: the first one at once, those of the next minute together; who was refused least is left out."""
    written: list[tuple[str, int]] = []

    def tally(path: str, _kept: Mapping[str, Any], by: Mapping[str, int]) -> None:
        written.append((path, by["calls"]))

    monkeypatch.setattr(refused_calls, "tally", tally)
    calls = RefusedCalls()
    calls.count("ada", NOON)
    assert written == [("refused_calls/2026-11-28.ada", 1)]
    for second in range(1, 60):
        calls.count("bob", NOON + timedelta(seconds=second))
        calls.count(f"user{second}", NOON + timedelta(seconds=second))
    assert len(written) == 1
    calls.count("ada", NOON + timedelta(seconds=60))
    assert written[1] == ("refused_calls/2026-11-28.bob", 59)
    assert len(written) == 1 + 10
    calls.count("ada", NOON - timedelta(hours=1))  # a clock that was put back holds nothing up
    assert written[-1] == ("refused_calls/2026-11-28.ada", 1)


def test_a_refusal_stands_though_it_cannot_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """L1, Q3: whoever called too often hears that, whatever becomes of the count."""

    def aborted(*_given: Any) -> None:
        raise Aborted("too many writes of one document")

    monkeypatch.setattr(refused_calls, "tally", aborted)
    with pytest.raises(Aborted):
        RefusedCalls().count("ada", NOON)
    Session(User("ada", NOON, "password")).had_too_many()
