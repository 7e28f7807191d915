"""Reconcile: proves what must always hold over all data, page by page, and tells operators where it does not.

Started nightly or by an operator; a start while a run is under way goes on with that one. The pages are read by a task that
hands over to the next after a while. Beside its own reports it changes two things only: keys that are kept for nobody are let
go, and objects that have belonged to nobody for days are deleted, a few a run.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from shared.accounts.quotas import GIB
from shared.catalog import effective
from shared.config import retention, sections
from shared.config.model import AdvancedSection
from shared.dead_letters import commands as dead_letter_commands
from shared.platform import logs
from shared.platform.clients import clock, queue, store
from shared.platform.firestore.documents import Create, Document, Drop, Plan, Seen, Update, Write
from shared.platform.web.task_attempts import GivenUp
from shared.reconcile import objects
from shared.reconcile.breaches import BreachKind
from shared.reconcile.findings import Findings, Place
from shared.reconcile.model import COLLECTION, LATEST, LEASE, RUN_ID, Run, RunStatus, read, run_path
from shared.reconcile.reads import read_page, stored

SCHEDULE = "schedule"
_TASK_S = 40.0  # then the next task takes over
_TASK_DEADLINE_S = 300
_OLD_AT_ONCE = 50
_WARNED_AT = 0.8  # of the budget


def start(by: str, also: Sequence[Write] = ()) -> Run:
    """The run that is under way from here on; `also` is written in the commit that says so."""
    run_id = f"{clock().now():%Y%m%d}-{secrets.token_hex(4)}"

    def decide(seen: Seen) -> Plan[str]:
        latest, now = seen[LATEST], clock().now()
        if latest.fields is not None and latest.fields["running"]:
            return Plan(latest.fields["run_id"], also)
        run = Run(run_id, started_at=now, started_by=by, updated_at=now, place=Place().fields())
        return Plan(run_id, [Create(run.path, run.fields()), _points(latest, run_id, running=True), *also])

    run = stored(store().settle([LATEST], decide))
    queue().put("sweep", "reconcile", "/pages", {"run_id": run.id}, deadline_s=_TASK_DEADLINE_S)
    return run


def nightly() -> Run:
    """The schedule's run; operators hear of the catalog too."""
    effective.tell_operators()
    return start(SCHEDULE)


def _points(latest: Document, run_id: str, *, running: bool) -> Write:
    fields = {"run_id": run_id, "running": running}
    return Create(LATEST, fields) if latest.fields is None else Update(latest, fields)


def go_on(run_id: str, before: str | None = None) -> None:
    """Read pages for a while, then hand over; `before` is the turn that handed over to this task."""
    run, until = _taken(run_id, before), time.monotonic() + _TASK_S
    while run is not None and run.running:
        if time.monotonic() > until:
            queue().put("sweep", "reconcile", "/pages", {"run_id": run_id, "turn": run.turn}, deadline_s=_TASK_DEADLINE_S)
            return
        findings = Findings()
        place = read_page(Place.of(run.place or {}), None, findings)
        if place is None:
            run = _cleared(run.after(findings, None, clock().now()), run)
            whole = run.after(findings, None, clock().now())
            _tell(whole)  # before it is written: rather told twice than never
            _watch_budget(whole)
            _forget_old()
        run = _committed(run, findings, place)


def _cleared(after: Run, run: Run) -> Run:
    """The run, with what it has deleted; the rest of its end is written as its last page is."""
    found, read = (after.found or {}).get(BreachKind.OBJECT_LEFT.value, 0), (after.read or {}).get("objects", 0)
    return replace(run, cleared=objects.clear(after.left, found, read) if after.left else 0)


def _taken(run_id: str, before: str | None) -> Run | None:
    """The run, if it waits for somebody. One that another worker holds is looked at again when that one's lease is over."""
    turn = secrets.token_hex(4)

    def decide(seen: Seen) -> Plan[Run | None]:
        now, run = clock().now(), read(seen[run_path(run_id)])
        if run is None or not run.running:
            return Plan(None)
        if run.lease_until and run.lease_until > now and run.turn != before:
            return Plan(run)
        taken = replace(run, turn=turn, lease_until=now + LEASE)
        return Plan(taken, [Update(seen[run.path], {"turn": turn, "lease_until": taken.lease_until})])

    run = store().settle([run_path(run_id)], decide)
    if run is None or run.turn == turn:
        return run
    at = (run.lease_until or clock().now()) + timedelta(seconds=1)
    name = f"{run_id}-{int(at.timestamp())}"
    queue().put("sweep", "reconcile", "/pages", {"run_id": run_id}, at=at, name=name, deadline_s=_TASK_DEADLINE_S)
    return None


def _committed(run: Run, findings: Findings, place: Place | None) -> Run | None:
    """The run with this page; None when another worker has taken over meanwhile, whose page counts instead."""

    def decide(seen: Seen) -> Plan[Run | None]:
        now = read(seen[run.path])
        if now is None or (now.turn, now.pages, now.status) != (run.turn, run.pages, RunStatus.RUNNING):
            return Plan(None)
        after = replace(now, cleared=run.cleared).after(findings, place, clock().now())
        writes: list[Write] = [Update(seen[run.path], after.fields())]
        if not after.running:
            writes.append(_points(seen[LATEST], run.id, running=False))
        return Plan(after, writes)

    return store().settle([run.path, LATEST], decide)


def _tell(run: Run) -> None:
    told = {"run": run.id, "breaches": run.breaches, "kinds": dict(run.found or {}), "busy": len(run.busy)}
    if run.breaches:
        logs.alert("the data break what must always hold", **told)
    else:
        logs.info("reconciled", **told, read=dict(run.read or {}))


def _watch_budget(run: Run) -> None:
    """Operators hear of what all users keep before it is more than they planned for; nobody is refused for it."""
    budget = sections.get(AdvancedSection).storage_budget_gib
    if (stored := run.stored_bytes / GIB) >= _WARNED_AT * budget:
        told = {"stored_gib": round(stored, 2), "budget_gib": budget}
        if stored >= budget:
            logs.alert("the storage budget is used up", **told)
        else:
            logs.alert("the storage budget is nearly used up", **told)


def _forget_old() -> None:
    old = store().find(
        COLLECTION,
        where=[("started_at", "<", clock().now() - retention.lasts("proof_days"))],
        order=[("started_at", "asc")],
        limit=_OLD_AT_ONCE,
        only=["started_at"],
    )
    if old:
        store().settle([], lambda _seen: Plan(None, [Drop(row.path) for row in old]))


def given_up(task: GivenUp) -> None:
    """Kept for operators like every task; and its run is over, so that the next one can begin."""
    dead_letter_commands.record(task)
    run_id = str((dead_letter_commands.payload_of(task) or {}).get("run_id"))
    if not re.fullmatch(RUN_ID, run_id):
        return

    def decide(seen: Seen) -> Plan[None]:
        run, now = read(seen[run_path(run_id)]), clock().now()
        if run is None or not run.running:
            return Plan(None)
        marks = {"status": RunStatus.STOPPED.value, "ended_at": now, "updated_at": now, "turn": None, "lease_until": None}
        return Plan(None, [Update(seen[run.path], marks), _points(seen[LATEST], run_id, running=False)])

    store().settle([run_path(run_id), LATEST], decide)
