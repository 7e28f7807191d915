"""A day and a week in a line each."""

from __future__ import annotations

from shared.reconcile.figures import figures_of
from shared.videos.admin import DayOfJob


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
