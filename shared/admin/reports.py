"""Reports in an operator's hands: found, looked at with all that is known, and decided once for a work."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from shared.admin import takedowns
from shared.audit.acts import Act, write_down
from shared.lifecycle import sweep as lifecycle_sweep
from shared.notices import tasks as notice_tasks
from shared.platform import logs
from shared.platform.clients import clock, queue, store
from shared.platform.errors import AppError
from shared.platform.firestore.documents import Document
from shared.platform.web.cursors import Page
from shared.reports import commands, counts, reads
from shared.reports.model import CASES, Case, Report, read_case, shown
from shared.reports.reads import Asked
from shared.shares import commands as share_commands
from shared.shares import reads as share_reads

if TYPE_CHECKING:
    from shared.reports import views
    from shared.reports.sets import ReportDecision

_OTHERS, _SHARES = 20, 100
_MOST_CALLS = 10  # each takes a hundred copies down


def list_reports(act: Act, asked: Asked, *, limit: int, cursor: str | None) -> Page[views.ReportRecord]:
    page = reads.listed(asked, limit=limit, cursor=cursor)
    write_down(act.audit("list_reports", asked.user_id or "all", state=asked.state, shown=len(page.rows)))
    return Page(_shown(list(page.rows)), page.next_cursor)


def look(act: Act, report_id: str) -> views.ReportDetail:
    """With what is told of the work; the file itself is looked at by an act of its own."""
    report = reads.show(report_id)
    write_down(act.audit("look_at_report", report_id, user_id=report.user_id))
    others = [each for each in reads.of_work(report.kind, report.work_id, limit=_OTHERS + 1) if each.id != report_id]
    told, *others = _shown([report, *others[:_OTHERS]])
    try:
        work = share_reads.work_of(report.kind, report.user_id, report.work_id)
    except AppError:  # it was deleted meanwhile, or is not to be seen
        work = None
    return {
        "report": told,
        "seconds": work and work.seconds,
        "width": work and work.width,
        "height": work and work.height,
        "shares": [
            {"token": each.id, "open": each.is_open(act.now), "title": each.title, "created_at": each.created_at}
            for each in share_reads.of_work(report.kind, report.work_id, _SHARES)
        ],
        "others": others,
        "history": {
            "open": reads.count(report.user_id, "open"),
            "dismissed": reads.count(report.user_id, "dismissed"),
            "shares_revoked": reads.count(report.user_id, "shares_revoked"),
            "taken_down": reads.count(report.user_id, "taken_down"),
        },
    }


def decide(act: Act, report_id: str, decision: ReportDecision) -> views.ReportOutcome:
    """That it is decided is written first; what is done follows, then the mark, then the mails. Who is killed between is followed
    by the sweep; the same call again finds what is missing, too, and does nothing twice."""
    report = reads.show(report_id)
    audit = act.audit("decide_report", report_id, user_id=report.user_id, decision=decision, work_id=report.work_id)
    case = commands.begin(report, decision, act.actor, act.reason, act.now, audit)
    return _carried_out(act, case, decision)


def go_on(case_id: str) -> None:
    """With a decision that somebody died at. Called twice or late it does no harm."""
    case = read_case(store().get(f"{CASES}/{case_id}"))
    if case is None or case.under_way is None:
        return
    said = case.under_way
    try:
        _carried_out(Act(said["by"], said["reason"], f"case.{case_id}", clock().now()), case, said["decision"])
    except AppError as refused:
        if refused.status >= 500:
            raise
        logs.warning("a decision about reports could not be carried out", case=case_id, reason=refused.code)


def _carried_out(act: Act, case: Case, decision: ReportDecision) -> views.ReportOutcome:
    """What cannot be done is not under way any more: its reports stay open."""
    try:
        revoked = share_commands.revoke_of(case.kind, case.work_id) if decision == "revoke_shares" else 0
        down = _taken_down(act, case) if decision == "take_down" else 0
    except AppError as refused:
        if refused.status < 500 and not refused.retryable:
            commands.end(case)
        raise
    decided = commands.settle(case, decision, act.actor, act.now)
    if decision != "dismiss":
        notice_tasks.work_reported(case.user_id, case.work_id, decided.at)
    told = commands.tell(case.kind, case.work_id, decision)
    commands.end(case)
    return {"decision": decision, "decided": decided.new, "shares_revoked": revoked, "taken_down": down, "told": told}


def _taken_down(act: Act, case: Case) -> int:
    """The work and all that was made of it; how many of these were still there to be seen."""
    down = 0
    for _ in range(_MOST_CALLS):
        done = takedowns.take_down(act, case.kind, case.work_id, copies=True)
        down += done["changed"] + len(done["copies"])
        if not done["more"]:
            break
    return down


def sweep(page: int) -> int:
    return lifecycle_sweep.look_after(CARE, page)


def _due(row: Document, _now: datetime) -> None:
    lifecycle_sweep.put_off(row, commands.LOST)
    with lifecycle_sweep.left_to_sweep(row.id):
        queue().put("sweep", "sweep", "/report-decision", {"case": row.id}, deadline_s=120)


CARE = lifecycle_sweep.Care(CASES, _due, commands.LOST)


def by_day(act: Act, days: int) -> list[views.ReportDay]:
    write_down(act.audit("show_report_days", "all", days=days))
    return counts.by_day(days, act.now)


def _shown(reports: list[Report]) -> list[views.ReportRecord]:
    cases = reads.cases(reports)
    return [shown(each, cases.get(each.case)) for each in reports]
