"""A day and a week in a line each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shared.reconcile import figures
from shared.reconcile.figures import figures_of
from shared.reconcile.model import Run
from shared.videos.admin import DayOfJob

DIGESTS = json.loads((Path(__file__).parents[3] / "infra" / "monitoring.json").read_text(encoding="utf-8"))["digests"]


def test_a_day_counts_what_was_made_failed_and_kept() -> None:
    """T1: credits that came back are nobody's; who kept most is named first."""
    jobs = [
        DayOfJob("ada", "vertex/a", "completed", "completed", credits=40, charged=True, usd=1.6),
        DayOfJob("bob", "vertex/a", "completed", "completed", credits=80, charged=True, usd=3.2),
        DayOfJob("bob", "vertex/a", "failed", "blocked", credits=40, charged=False, usd=0.0),
        DayOfJob("eve", "vertex/a", "processing", None, credits=0, charged=False, usd=0.4),
    ]
    told = figures_of(jobs)
    assert (told.videos, told.failed, told.credits, told.usd) == (2, 1, 120, 5.2)
    assert told.top_users == "bob (80), ada (40)"
    assert figures_of([]).top_users == "nobody"


@pytest.mark.parametrize(("day", "lines"), [(28, ["daily"]), (30, ["daily", "weekly"])])  # a Saturday, a Monday
def test_a_night_tells_the_day_and_on_mondays_the_week_with_all_that_the_mails_say(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], day: int, lines: list[str]
) -> None:
    """T1: each field that a digest shows is there."""
    job = DayOfJob("ada", "m", "completed", "completed", 40, True, 1.6)
    monkeypatch.setattr(figures, "jobs_of_day", lambda _day: ([job], False))
    monkeypatch.setattr(figures, "_change", lambda _run, _back: 0.5)
    night = datetime(2026, 11, day, 3, tzinfo=UTC)
    figures.tell(Run("r", night, "schedule", night, stored_bytes=2**30))
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["message"] for line in told] == [f"{each} figures" for each in lines]
    assert [line["videos"] for line in told] == [1, 7][: len(lines)]
    for line, each in zip(told, lines, strict=True):
        assert set(DIGESTS[f"{each}-figures"]["fields"]) <= set(line)
