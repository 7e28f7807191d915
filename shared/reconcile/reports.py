"""Reports of what is shared: each belongs to a case that counts it, and whoever wants an answer has one.

A page costs at most 100 of either, for each report its case, for each case itself once more and a number that Firestore counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document, Seen
from shared.reconcile import checks
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import certain, hold, next_page
from shared.reports.model import CASES, MOST_OPEN, REPORTS, case_path
from shared.reports.reads import count_open

_TOLD_WITHIN = timedelta(days=1)
_NONE_EXPIRED = timedelta(days=29)  # what is younger is kept, however it is configured


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end."""
    of_reports = place.part == "reports"
    rows, following = next_page(REPORTS if of_reports else CASES, place, user_id, findings)
    findings.checked["events" if of_reports else "counts"] += len(rows)
    for row in rows:
        if of_reports:
            findings.add(findings.judge(row.path, lambda each=row: _wrong(each)), row.path)
        else:
            _check_case(row, findings)
    return following


def _wrong(row: Document) -> list[Breach]:
    case = case_path((row.fields or {})["kind"], (row.fields or {})["work_id"])
    return certain({row.path: row, **store().read([case])}, lambda seen: _lost(seen, row.path, case)) or []


def _lost(seen: Seen, where: str, case: str) -> list[Breach]:
    report, now = seen[where].fields, clock().now()
    if report is None or report["expires_at"] < now:
        return []
    if seen[case].fields is None:
        return [breach(BreachKind.REPORT_WITHOUT_CASE, where, case, None)]
    decided_at = report["decided_at"]
    untold = report["email"] is not None and decided_at is not None and decided_at < now - _TOLD_WITHIN
    return [breach(BreachKind.REPORT_UNTOLD, where, "told", decided_at)] if untold else []


def _check_case(row: Document, findings: Findings) -> None:
    """What is filed or decided writes the case, too: so it must stand still while its open reports are counted."""

    def look(case: Mapping[str, Any]) -> Callable[[], list[Breach]]:
        there, now = count_open(case["kind"], case["work_id"]), clock().now()

        def rule() -> list[Breach]:
            open_, due_at = int(case["open"]), case.get("due_at")
            late = checks.watched(row.path, due_at, now) if due_at else []
            all_there = now - case["first_at"] < _NONE_EXPIRED
            wrong = there > open_ or (all_there and there < min(open_, MOST_OPEN))
            return [*late, *([breach(BreachKind.CASE_MISCOUNTED, row.path, there, open_)] if wrong else [])]

        return rule

    hold(row.path, findings, look)
