"""A day in numbers, as plain arithmetic."""

from __future__ import annotations

from shared.admin.stats import by_model
from shared.videos.admin import DayOfJob


def test_the_margin_is_what_was_earned_less_the_list_price() -> None:
    """C9: refunded credits earn nothing, and what was refunded may be billed to us all the same."""
    jobs = [
        DayOfJob("ada", "vertex/a", "completed", "completed", credits=40, charged=True, usd=1.6),
        DayOfJob("ada", "vertex/a", "failed", "safety_filtered", credits=40, charged=False, usd=1.6),
        DayOfJob("ada", "vertex/b", "processing", None, credits=8, charged=True, usd=0.2),
    ]
    first, second = by_model(jobs, credit_usd=0.05)
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
    assert by_model([], credit_usd=0.05) == []
