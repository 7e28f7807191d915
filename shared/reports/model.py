"""A report that whoever opened a share sent of what it shows, and the case that all reports of one work make. No Google here.

open → dismissed        nothing is wrong with it
     → shares_revoked   its links have ended
     → taken_down       nobody sees it any more, nor what was made of it, until an operator puts it back
A decision is about the work: every open report of it is decided with it. Reported again, the case is open again.

A case says what is being decided from before anything is done until everybody is told: `under_way`, and in `due_at` by when that
should be over. Whoever dies between is followed by the sweep, or by the same decision once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from shared.platform.errors import Language
from shared.platform.firestore import codec
from shared.shares.model import Share

if TYPE_CHECKING:
    from shared.reports import views
    from shared.reports.sets import ReportAbout, ReportDecision, ReportState
    from shared.shares.sets import SharedKind

REPORTS, CASES = "reports", "report_cases"
MOST_OPEN = 100  # of one work that are kept; those beyond it are counted alone
STATES: Mapping[ReportDecision, ReportState] = {
    "dismiss": "dismissed",
    "revoke_shares": "shares_revoked",
    "take_down": "taken_down",
}


@dataclass(frozen=True)
class Report(codec.Record):
    id: str
    user_id: str  # whose work it is
    share_id: str
    kind: SharedKind
    work_id: str
    about: ReportAbout
    words: str
    language: Language  # of who sent it
    created_at: datetime
    expires_at: datetime
    email: str | None = None  # of who sent it, until they were told what came of it
    state: ReportState = "open"
    decided_at: datetime | None = None
    decided_by: str | None = None

    @property
    def path(self) -> str:
        return f"{REPORTS}/{self.id}"

    @property
    def case(self) -> str:
        return case_path(self.kind, self.work_id)


@dataclass(frozen=True)
class Case(codec.Record):
    id: str
    user_id: str
    kind: SharedKind
    work_id: str
    first_at: datetime
    last_at: datetime
    expires_at: datetime
    open: int = 0
    total: int = 0
    about: dict[str, int] = field(default_factory=dict[str, int])
    decision: ReportDecision | None = None
    decided_at: datetime | None = None
    decided_by: str | None = None
    under_way: Mapping[str, Any] | None = None  # the decision, by whom, why, since when, and of which report it was said
    due_at: datetime | None = None  # by when that should be over

    @property
    def path(self) -> str:
        return case_path(self.kind, self.work_id)

    def with_one_more(self, report: Report) -> Case:
        about = {**self.about, report.about: self.about.get(report.about, 0) + 1}
        return replace(
            self, open=self.open + 1, total=self.total + 1, about=about, last_at=report.created_at, expires_at=report.expires_at
        )


def case_path(kind: SharedKind, work_id: str) -> str:
    return f"{CASES}/{kind}.{work_id}"


def new_case(share: Share, now: datetime, expires_at: datetime) -> Case:
    return Case(f"{share.kind}.{share.work_id}", share.user_id, share.kind, share.work_id, now, now, expires_at)


read_report = codec.reader(Report)
read_case = codec.reader(Case)
_SHOWN = (
    "id",
    "state",
    "about",
    "words",
    "language",
    "created_at",
    "share_id",
    "kind",
    "work_id",
    "user_id",
    "decided_at",
    "decided_by",
)


def shown(report: Report, case: Case | None) -> views.ReportRecord:
    alike = shown_case(case) if case else None
    return codec.told(report, _SHOWN, wants_answer=report.email is not None, alike=alike)


def shown_case(case: Case) -> views.ReportCase:
    under_way = case.under_way["decision"] if case.under_way else None
    return codec.told(case, ("open", "total", "about", "first_at", "last_at", "decision", "decided_at"), under_way=under_way)
