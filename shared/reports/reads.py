"""Reports as operators find them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.platform.clients import store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Operator
from shared.platform.web.cursors import Page, newest_first, page_of, place_of
from shared.reports.model import REPORTS, Case, Report, read_case, read_report

if TYPE_CHECKING:
    from shared.reports.sets import ReportAbout, ReportState


@dataclass(frozen=True)
class Asked:
    """None is any."""

    state: ReportState | None = None
    about: ReportAbout | None = None
    user_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def listed(asked: Asked, *, limit: int, cursor: str | None) -> Page[Report]:
    """The newest first."""
    where: list[tuple[str, Operator, Any]] = [
        (name, "==", wanted) for name in ("state", "about", "user_id") if (wanted := getattr(asked, name)) is not None
    ]
    if asked.since is not None:
        where.append(("created_at", ">=", asked.since))
    if asked.until is not None:
        where.append(("created_at", "<", asked.until))
    rows = store().find(REPORTS, where=where, order=newest_first("created_at"), after=place_of(cursor), limit=limit)
    return page_of(rows, limit, read_report)


def show(report_id: str) -> Report:
    report = read_report(store().get(f"{REPORTS}/{report_id}"))
    if report is None:
        raise NotFound(kind="report", id=report_id)
    return report


def cases(reports: list[Report]) -> dict[str, Case]:
    """Of each report all that are alike, by one call."""
    seen = store().read(dict.fromkeys(each.case for each in reports)) if reports else {}
    return {path: case for path, row in seen.items() if (case := read_case(row))}


def of_work(kind: str, work_id: str, *, limit: int, state: ReportState | None = None) -> list[Report]:
    """The newest first."""
    where: list[tuple[str, Operator, Any]] = [("work_id", "==", work_id), ("kind", "==", kind)]
    if state is not None:
        where.append(("state", "==", state))
    rows = store().find(REPORTS, where=where, order=newest_first("created_at"), limit=limit)
    return [report for row in rows if (report := read_report(row))]


def count(user_id: str, state: ReportState) -> int:
    return store().count(REPORTS, [("user_id", "==", user_id), ("state", "==", state)])


def count_open(kind: str, work_id: str) -> int:
    """That are kept of a work."""
    return store().count(REPORTS, [("work_id", "==", work_id), ("kind", "==", kind), ("state", "==", "open")])
