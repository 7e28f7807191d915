"""Reports as they come, and as they are decided: each work once, for all that were sent of it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from shared.config import sections
from shared.config.model import ModerationSection
from shared.notices import tasks as notice_tasks
from shared.platform.clients import clock, store
from shared.platform.errors import Language, NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Create, Plan, Seen, Update, Write
from shared.reports import counts, reads
from shared.reports.errors import AlreadyDecided, DecisionUnderWay
from shared.reports.model import MOST_OPEN, STATES, Case, Report, case_path, new_case, read_case, read_report
from shared.shares.model import Share

if TYPE_CHECKING:
    from shared.reports.sets import ReportAbout, ReportDecision


LOST = timedelta(minutes=5)  # longer than whoever carries a decision out may live


class Decided(NamedTuple):
    at: datetime  # when it was, now or by the same call before
    new: int  # reports


def file(share: Share, about: ReportAbout, words: str, email: str | None, language: Language) -> None:
    """One more report of what it shows. Past the most that are kept of one work it is counted, and its words are not kept."""
    now, where = clock().now(), case_path(share.kind, share.work_id)
    expires_at = now + timedelta(days=sections.get(ModerationSection).report_days)
    report = Report(
        secrets.token_hex(12),
        share.user_id,
        share.id,
        share.kind,
        share.work_id,
        about,
        words,
        language,
        now,
        expires_at,
        email=email,
    )

    def decide(seen: Seen) -> Plan[None]:
        case = read_case(seen[where]) or new_case(share, now, expires_at)
        kept: list[Write] = [Create(report.path, report.fields())] if case.open < MOST_OPEN else []
        return Plan(None, [*kept, codec.write(seen[where], case.with_one_more(report))])

    store().settle([where], decide)
    counts.count(now, filed=1)


def begin(report: Report, decision: ReportDecision, by: str, reason: str, now: datetime, *also: Write) -> Case:
    """From this commit on it will be carried out, whoever dies; or it is refused, before anything is done.

    The same decision again goes on where it stands.
    """

    def decide(seen: Seen) -> Plan[Case]:
        case = read_case(seen[report.case])
        if case is None:
            raise NotFound(kind="report", id=report.id)
        if case.under_way is not None and case.under_way["decision"] != decision:
            raise DecisionUnderWay(decision=case.under_way["decision"], by=case.under_way["by"])
        if not case.open and case.decision != decision and case.under_way is None:
            raise _decided(case)
        said = {"decision": decision, "by": by, "reason": reason, "since": now, "report_id": report.id}
        begun = replace(case, under_way=said, due_at=now + LOST)
        return Plan(begun, [codec.write(seen[case.path], begun), *also])

    return store().settle([report.case], decide)


def end(case: Case) -> None:
    """It was carried out, or cannot be: nobody looks after it any more."""

    def decide(seen: Seen) -> Plan[None]:
        there = read_case(seen[case.path])
        ours = there and there.under_way and case.under_way and there.under_way["decision"] == case.under_way["decision"]
        return Plan(None, [Update(seen[case.path], {"under_way": None, "due_at": None})] if ours else [])

    store().settle([case.path], decide)


def settle(case: Case, decision: ReportDecision, by: str, now: datetime) -> Decided:
    """Decide all that are open. Once more it finds them decided."""
    found = reads.of_work(case.kind, case.work_id, limit=MOST_OPEN, state="open")
    paths = [each.path for each in found]

    def decide(seen: Seen) -> Plan[Decided]:
        if (there := read_case(seen[case.path])) is None:
            raise NotFound(kind="report", id=case.id)
        rows = [each for path in paths if (each := read_report(seen[path])) and each.state == "open"]
        if not rows and there.decision == decision and there.decided_at is not None:
            return Plan(Decided(there.decided_at, 0))
        mark = {"state": STATES[decision], "decided_at": now, "decided_by": by}
        after = {"open": 0, "decision": decision, "decided_at": now, "decided_by": by}
        return Plan(Decided(now, len(rows)), [*(Update(seen[each.path], mark) for each in rows), Update(seen[case.path], after)])

    decided = store().settle([case.path, *paths], decide)
    if decided.new:
        counts.count(now, **{STATES[decision]: decided.new})
    return decided


def _decided(case: Case) -> AlreadyDecided:
    return AlreadyDecided(decision=case.decision, at=case.decided_at and case.decided_at.isoformat(), by=case.decided_by)


def tell(kind: str, work_id: str, decision: ReportDecision) -> int:
    """Each who left an address, in their language, and the address is forgotten. Who was not reached is told by the next call."""
    waiting = [each for each in reads.of_work(kind, work_id, limit=MOST_OPEN, state=STATES[decision]) if each.email]
    for each in waiting:
        notice_tasks.report_decided(each.id, str(each.email), each.language, removed=decision != "dismiss")
        store().change(each.path, lambda _row: {"email": None})
    return len(waiting)
