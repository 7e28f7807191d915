"""A day as it stands now, as plain arithmetic."""

from __future__ import annotations

from shared.admin.stats import by_model
from shared.figures import counting
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
