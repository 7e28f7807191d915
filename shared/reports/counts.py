"""How many reports came and were decided, by day: a number each, added by one write that nobody reads for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from shared.platform.clients import store, tally

if TYPE_CHECKING:
    from shared.reports import views

DAYS = "report_days"
KEPT = timedelta(days=800)


def count(now: datetime, **by: int) -> None:
    day = now.date().isoformat()
    tally(f"{DAYS}/{day}", {"day": day, "expires_at": now + KEPT}, by)


def by_day(days: int, now: datetime) -> list[views.ReportDay]:
    """The latest so many, today among them."""
    return of_days([(now - timedelta(days=back)).date() for back in reversed(range(days))])


def of_days(wanted: Sequence[date]) -> list[views.ReportDay]:
    """Of each of these, by one read."""
    seen = store().read([f"{DAYS}/{day.isoformat()}" for day in wanted]) if wanted else {}
    return [_shown(day, dict(seen[f"{DAYS}/{day.isoformat()}"].fields or {})) for day in wanted]


def _shown(day: date, kept: dict[str, int]) -> views.ReportDay:
    return {
        "day": day,
        "filed": kept.get("filed", 0),
        "dismissed": kept.get("dismissed", 0),
        "shares_revoked": kept.get("shares_revoked", 0),
        "taken_down": kept.get("taken_down", 0),
    }
