"""A day as it stands now, as plain arithmetic."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from shared.admin import stats
from shared.admin.stats import by_model
from shared.audit.acts import Act
from shared.config.model import CreditsSection
from shared.figures import counting
from shared.figures.model import Day
from shared.videos.figures import CostOfDay, JobOfDay


def _job(model: str, state: str, outcome: str | None, credits: int, *, charged: bool) -> JobOfDay:
    return JobOfDay("ada", "ada", model, state, outcome, credits, charged, 60.0 if outcome == "completed" else None)


def test_the_margin_is_what_was_earned_less_the_list_price() -> None:
    """C9: refunded credits earn nothing, and what was refunded may be billed to us all the same."""
    tally = counting.nothing()
    jobs = [
        _job("vertex/a", "completed", "completed", 40, charged=True),
        _job("vertex/a", "failed", "safety_filtered", 40, charged=False),
        _job("vertex/b", "processing", None, 8, charged=True),
    ]
    counting.jobs(tally, jobs, lambda _user_id: 0)
    counting.costs(tally, [CostOfDay("vertex/a", 1.6), CostOfDay("vertex/a", 1.6), CostOfDay("vertex/b", 0.2)])
    first, second = by_model(tally, credit_usd=0.05)
    assert first == {
        "model": "vertex/a",
        "jobs": {"completed": 1, "safety_filtered": 1},
        "credits_charged": 80,
        "credits_refunded": 40,
        "list_price_usd": 3.2,
        "earned_usd": 2.0,
        "margin_usd": -1.2,
    }
    assert (second["jobs"], second["earned_usd"], second["margin_usd"]) == ({"live": 1}, 0.4, 0.2)


def test_an_empty_day_has_no_models() -> None:
    """C9: nothing is invented."""
    assert by_model(counting.nothing(), credit_usd=0.05) == []


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Day]:
    """Days that the night has counted; of any other there are more jobs than one answer reads."""
    days, noon = list[Day](), datetime(2026, 11, 28, 12, tzinfo=UTC)
    pages = ([_job("vertex/a", "completed", "completed", 40, charged=True)] * 500, [noon, "last"])
    monkeypatch.setattr(stats, "write_down", lambda _audit: None)
    monkeypatch.setattr(stats.reads, "days_between", lambda begin, _end: [each for each in days if each.day == begin])
    monkeypatch.setattr(stats.sections, "get", lambda _section: CreditsSection())
    monkeypatch.setattr(stats.video_figures, "jobs", lambda _day, _after: pages)
    monkeypatch.setattr(stats.video_figures, "costs", lambda _day, _after: ([CostOfDay("vertex/a", 0.1)], None))
    return days


def test_a_day_that_was_counted_is_not_counted_again(counted: list[Day], monkeypatch: pytest.MonkeyPatch) -> None:
    """C9: one document tells of it, by the price of then; any other day is read up to a bound, and says so."""
    noon, day = datetime(2026, 11, 28, 12, tzinfo=UTC), date(2026, 11, 28)
    act: Any = Act("ada", "a look", "r", noon)
    monkeypatch.setattr(Act, "audit", lambda *_args, **_details: None)
    told = stats.day_in_numbers(act, day)
    assert (told["models"][0]["jobs"], told["complete"], told["counted_at"]) == ({"completed": 10_000}, False, None)
    models = {"vertex/a": {"jobs": {"completed": 7}, "credits": 70, "refunded": 0, "usd": 1.0, "times": {}}}
    counted.append(Day(day.isoformat(), noon, noon, figures={"models": models, "credit_usd": 0.5}, complete_at=noon))
    told = stats.day_in_numbers(act, day)
    assert (told["models"][0]["jobs"], told["models"][0]["earned_usd"]) == ({"completed": 7}, 35.0)
    assert (told["complete"], told["counted_at"]) == (True, noon)
