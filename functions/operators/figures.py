"""Figures of days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from functions.operators.acts import act
from shared.admin import stats
from shared.figures import reads
from shared.platform.web.door import Call, Reply, Routes

if TYPE_CHECKING:
    from functions.forms.operators import figures as forms
    from shared.admin import views
    from shared.figures import views as figure_views

routes = Routes("functions.forms.operators.figures")
_CSV = "text/csv; charset=utf-8"


@routes.get("/stats", query="StatsQuery")
def get_stats(call: Call) -> Reply[views.DayStats]:
    """Get a day's jobs, credits and margin by model.

    As the night counted them; today's as they stand now, counted for this answer.
    """
    return Reply(body=stats.day_in_numbers(act(call), call.query.day or call.now.date()))


@routes.get("/figures", query="FiguresQuery")
def get_figures(call: Call) -> Reply:
    """Get the figures of days as the night counted them.

    As JSON, or as a table for each day and model.
    """
    asked: forms.FiguresQuery = call.query
    end = asked.until or call.now.date() - timedelta(days=1)
    found = stats.figures(act(call), asked.since or end - timedelta(days=6), end, named=asked.users)
    if asked.format == "csv":
        name = {"Content-Disposition": 'attachment; filename="figures.csv"'}
        return Reply(body=reads.table(found["days"]), headers={"Content-Type": _CSV, **name})
    return Reply(body=found)


@routes.route("POST", "/figures", body="CountFiguresRequest", status=202)
def count_day_again(call: Call) -> Reply[figure_views.FiguresRun]:
    """Start counting a day's figures again.

    What stands there holds until they are through.
    """
    return Reply(202, stats.count_again(act(call), call.body.day))


@routes.get("/figures/digest", query="FiguresDigestQuery")
def get_figures_digest(call: Call) -> Reply[figure_views.FiguresDigest]:
    """Get the digest of a day or a week, as the mail says it."""
    asked: forms.FiguresDigestQuery = call.query
    end = asked.until or call.now.date() - timedelta(days=1)
    return Reply(body=stats.figures_digest(act(call), end, 7 if asked.span == "week" else 1, call.language))
