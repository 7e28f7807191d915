"""One run over all data as a document: `reconcile_runs/{id}`, page by page, by one worker at a time.

running → clean | breached   every page was read
        → stopped            its task was given up; the next start begins afresh

A page's progress is one commit: what it counted, what it found, where the next begins. So a page that was read twice counts
once, and whoever comes after a worker that died goes on where that one stood. `reconcile_runs/latest` names the run under way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from shared.platform.errors import Language
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document
from shared.reconcile.breaches import INVARIANTS, BreachKind
from shared.reconcile.findings import Findings, Place

if TYPE_CHECKING:
    from shared.reconcile import views
    from shared.reconcile.breaches import Invariant


COLLECTION = "reconcile_runs"
LATEST = f"{COLLECTION}/latest"
RUN_ID = r"^[0-9]{8}-[0-9a-f]{8}$"
LEASE = timedelta(minutes=5)  # longer than a page can take, so an expired one has no living owner
MOST_SHOWN = 100  # breaches kept with their places; all of them are counted
MOST_LEFT = 50  # objects remembered to be deleted
_MOST_BUSY = 50


class RunStatus(StrEnum):
    RUNNING = "running"
    CLEAN = "clean"
    BREACHED = "breached"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Run(codec.Record):
    id: str
    started_at: datetime
    started_by: str  # an operator, or the schedule
    updated_at: datetime
    status: RunStatus = RunStatus.RUNNING
    ended_at: datetime | None = None
    place: Mapping[str, Any] | None = None  # where the next page begins
    pages: int = 0
    turn: str | None = None  # the worker that is at it
    lease_until: datetime | None = None
    read: Mapping[str, int] | None = None  # documents, by kind
    checked: Mapping[str, int] | None = None  # by invariant
    found: Mapping[str, int] | None = None  # breaches, by kind
    stored_bytes: int = 0  # of videos, films and pictures, as far as they were looked at
    first: tuple[Mapping[str, Any], ...] = ()
    left: tuple[Mapping[str, Any], ...] = ()  # objects of nobody that are old enough to be deleted at the run's end
    cleared: int = 0  # of them
    busy: tuple[str, ...] = ()  # what kept changing while it was looked at, left for the next run

    @property
    def path(self) -> str:
        return run_path(self.id)

    @property
    def running(self) -> bool:
        return self.status is RunStatus.RUNNING

    @property
    def breaches(self) -> int:
        return sum((self.found or {}).values())

    def after(self, findings: Findings, place: Place | None, now: datetime) -> Run:
        """With one more page; without a next one it has ended."""
        kinds = [each.kind.value for each in findings.breaches]
        found = _added(self.found, {kind: kinds.count(kind) for kind in kinds})
        kept = [each.fields() for each in findings.breaches[: max(0, MOST_SHOWN - len(self.first))]]
        ended = {"status": RunStatus.BREACHED if found else RunStatus.CLEAN, "ended_at": now, "turn": None, "lease_until": None}
        return replace(
            self,
            place=place.fields() if place else None,
            pages=self.pages + 1,
            updated_at=now,
            read=_added(self.read, findings.read),
            checked=_added(self.checked, findings.checked),
            found=found,
            stored_bytes=self.stored_bytes + findings.stored_bytes,
            first=(*self.first, *kept),
            left=(*self.left, *findings.left)[:MOST_LEFT],
            busy=tuple([*self.busy, *sorted(findings.busy - set(self.busy))][:_MOST_BUSY]),
            **({"lease_until": now + LEASE} if place else ended),
        )


def run_path(run_id: str) -> str:
    return f"{COLLECTION}/{run_id}"


_stored = codec.reader(Run, status=RunStatus)


def read(document: Document) -> Run | None:
    return _stored(document) if "started_at" in (document.fields or {}) else None  # the pointer to the latest has none


def _added(before: Mapping[str, int] | None, more: Mapping[str, int]) -> dict[str, int]:
    total = dict(before or {})
    for name, count in more.items():
        total[name] = total.get(name, 0) + count
    return total


def shown(run: Run, language: Language) -> views.ReconcileRun:
    return codec.told(
        run,
        ("id", "status", "started_by", "started_at", "ended_at", "pages", "stored_bytes", "cleared", "busy"),
        seconds=round(((run.ended_at or run.updated_at) - run.started_at).total_seconds(), 3),
        first=[told(each, language) for each in run.first],
        **counts(run.read or {}, run.checked or {}, run.found or {}),
    )


def counts(read: Mapping[str, int], checked: Mapping[str, int], found: Mapping[str, int]) -> views.Counts:
    by_invariant: dict[Invariant, views.InvariantCount] = {
        each: {
            "checked": checked.get(each, 0),
            "breaches": sum(count for kind, count in found.items() if BreachKind(kind).invariant == each),
        }
        for each in INVARIANTS
    }
    kinds = {BreachKind(kind): count for kind, count in found.items()}
    return {"read": dict(read), "invariants": by_invariant, "breaches": sum(found.values()), "kinds": kinds}


def told(breach: Mapping[str, Any], language: Language) -> views.ReconcileBreach:
    """A breach in words."""
    kind = BreachKind(breach["kind"])
    return {
        "kind": kind,
        "invariant": kind.invariant,
        "path": breach["path"],
        "words": kind.words.say(language, {}),
        "expected": breach["expected"],
        "found": breach["found"],
    }
