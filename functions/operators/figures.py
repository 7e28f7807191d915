"""Figures of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import act
from shared.admin import stats
from shared.platform.web.door import Call, Reply, Routes

if TYPE_CHECKING:
    from shared.admin import views

routes = Routes("functions.forms.operators.figures")


@routes.get("/stats", query="StatsQuery")
def get_stats(call: Call) -> Reply[views.DayStats]:
    """Get a day's jobs, credits and margin by model."""
    return Reply(body=stats.day_in_numbers(act(call), call.query.day or call.now.date()))
