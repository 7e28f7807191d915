"""What visitors of shares reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import REASON, act
from shared.admin import reports
from shared.platform.web.door import Call, Reply, Routes
from shared.reports.reads import Asked

if TYPE_CHECKING:
    from functions.forms.operators import reports as forms
    from shared.reports import views

routes = Routes("functions.forms.operators.reports")


@routes.get("/reports", query="ReportQuery")
def list_reports(call: Call) -> Reply[views.ReportList]:
    """List reports of shared videos and films, newest first.

    Each with how many were sent of the same work.
    """
    asked: forms.ReportQuery = call.query
    wanted = Asked(asked.state, asked.about, asked.user_id, asked.since, asked.until)
    page = reports.list_reports(act(call), wanted, limit=asked.limit, cursor=asked.cursor)
    return Reply(body={"reports": list(page.rows), "next_cursor": page.next_cursor})


@routes.get("/reports/days", query="ReportDaysQuery")
def list_report_days(call: Call) -> Reply[views.ReportDays]:
    """List how many reports came and were decided, by day."""
    return Reply(body={"days": reports.by_day(act(call), call.query.days)})


@routes.get("/reports/{report_id}", query=REASON)
def get_report(call: Call) -> Reply[views.ReportDetail]:
    """Get a report with what is known of work and owner.

    What is told of the file, its links, other reports of it, and its owner's history.
    """
    return Reply(body=reports.look(act(call), call.path["report_id"]))


@routes.route("POST", "/reports/{report_id}/decision", body="ReportDecisionRequest")
def decide_report(call: Call) -> Reply[views.ReportOutcome]:
    """Decide a report, and all others of the same work.

    Whoever left an address is told by mail, and so is the owner where links were ended.
    """
    return Reply(body=reports.decide(act(call), call.path["report_id"], call.body.decision))
