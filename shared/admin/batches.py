"""One act for many works: a dry run finds them and names the set, a second call starts that very set, a task does it.

found   → started   an operator names it; until then nothing is done, and it is forgotten after a day
started → done      a task comes to each, one after the other; another goes on where it died, or had no more time

Each work is done to by the same function as one alone, in a commit of its own with an audit entry of its own. Asked twice they
change nothing, so that a task that comes twice does no harm.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.admin.batch_kinds import KINDS, How
from shared.admin.errors import BatchStarted
from shared.audit.acts import Act, write_down
from shared.config import sections
from shared.config.model import RetentionSection
from shared.lifecycle import sweep as lifecycle_sweep
from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import clock, queue, store
from shared.platform.errors import AppError, NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document, Plan, Seen, Update

if TYPE_CHECKING:
    from shared.admin import views
    from shared.admin.sets import OperatorBatchAction, OperatorBatchKind

BATCHES = "operator_batches"
MOST = 300
_LOOKED_AT = 1000  # works of one dry run
_PAGE, _FIRST, _REFUSED = 100, 10, 20
_AT_ONCE = 25  # of one task
_FORGOTTEN_AFTER = timedelta(days=1)
_LOST_TASK = timedelta(minutes=5)


@dataclass(frozen=True)
class Batch(codec.Record):
    id: str
    action: OperatorBatchAction
    by: str
    reason: str
    created_at: datetime
    expires_at: datetime  # when Firestore deletes it
    kind: OperatorBatchKind = "video"  # as those from before there were others
    job_ids: tuple[str, ...] = ()  # of whatever kind
    credits: int = 0
    more: bool = False
    refund: bool = False
    give_back: bool = False
    started_at: datetime | None = None
    done: int = 0
    refused: tuple[Mapping[str, str], ...] = ()
    due_at: datetime | None = None

    @property
    def path(self) -> str:
        return batch_path(self.id)


def batch_path(batch_id: str) -> str:
    return f"{BATCHES}/{batch_id}"


read = codec.reader(Batch)


class Wanted(NamedTuple):
    """What is to be done to many, and to works of which kind."""

    kind: OperatorBatchKind
    action: OperatorBatchAction
    refund: bool
    give_back: bool


def dry_run(act: Act, wanted: Wanted, asked: Mapping[str, Any]) -> views.OperatorBatch:
    """The dry run: nothing is done to anything. It names the works that it found, and these alone can be started by it."""
    kind, found, cursor, looked_at, more = KINDS[wanted.kind], list[Any](), None, 0, False
    fits = kind.acts[wanted.action].fits
    while True:
        page = kind.found(limit=_PAGE, cursor=cursor, **asked)
        looked_at, cursor = looked_at + len(page.rows), page.next_cursor
        found += [work for work in page.rows if fits(work)]
        if cursor is None or len(found) >= MOST or looked_at >= _LOOKED_AT:
            more = len(found) > MOST or cursor is not None
            break
    found = found[:MOST]
    batch = Batch(
        id=secrets.token_hex(12),
        action=wanted.action,
        by=act.actor,
        reason=act.reason,
        created_at=act.now,
        expires_at=act.now + _FORGOTTEN_AFTER,
        kind=wanted.kind,
        job_ids=tuple(work.id for work in found),
        credits=sum(kind.credits(work) for work in found),
        more=more,
        refund=wanted.refund,
        give_back=wanted.give_back,
    )
    audit = act.audit("find_batch", batch.id, act=wanted.action, kind=wanted.kind, jobs=len(found), credits=batch.credits)
    store().settle([batch.path], lambda seen: Plan(None, [audit, codec.write(seen[batch.path], batch)]))
    return shown(batch)


def start(act: Act, batch_id: str) -> views.OperatorBatch:
    """From here on it is done, whoever dies."""
    kept_for = timedelta(days=sections.get(RetentionSection).audit_days)
    audit = act.audit("start_batch", batch_id)

    def decide(seen: Seen) -> Plan[Batch]:
        batch = _there(seen[batch_path(batch_id)], act.now)
        if batch.started_at is not None:
            raise BatchStarted(started_at=batch.started_at.isoformat(timespec="seconds"))
        begun = replace(
            batch,
            by=act.actor,
            reason=act.reason,
            started_at=act.now,
            due_at=act.now + _LOST_TASK,
            expires_at=act.now + kept_for,
        )
        return Plan(begun, [audit, codec.write(seen[batch.path], begun)])

    begun = store().settle([batch_path(batch_id)], decide)
    _enqueue(batch_id)
    return shown(begun)


def look(act: Act, batch_id: str) -> views.OperatorBatch:
    batch = _there(store().get(batch_path(batch_id)), act.now)
    write_down(act.audit("look_at_batch", batch_id))
    return shown(batch)


def go_on(batch_id: str) -> None:
    """Some of what is left of a batch that was started. Called twice or late it does no harm."""
    batch = read(store().get(batch_path(batch_id)))
    if batch is None or batch.started_at is None or batch.due_at is None:
        return
    refused = list(batch.refused)
    for job_id in batch.job_ids[batch.done : batch.done + _AT_ONCE]:
        try:
            _do(batch, job_id)
        except AppError as refusal:
            if refusal.status >= 500:
                raise
            refused.append({"id": job_id, "error": refusal.code})
    done = min(len(batch.job_ids), batch.done + _AT_ONCE)
    over = done == len(batch.job_ids)
    marks = {"done": done, "refused": refused[:_REFUSED], "due_at": None if over else clock().now() + _LOST_TASK}

    def counted(seen: Seen) -> Plan[bool]:
        now = read(seen[batch.path])
        same = now is not None and now.done == batch.done and now.due_at is not None
        return Plan(same, [Update(seen[batch.path], marks)] if same else [])

    if store().settle([batch.path], counted) and not over:
        _enqueue(batch_id)


def _do(batch: Batch, job_id: str) -> None:
    act = Act(batch.by, batch.reason, batch.id, clock().now())
    KINDS[batch.kind].acts[batch.action].do(act, job_id, How(batch.refund, batch.give_back))


def _enqueue(batch_id: str) -> None:
    with left_to_sweep(batch_id):
        queue().put("sweep", "sweep", "/operator-batch", {"id": batch_id}, deadline_s=120)


def _there(document: Document, now: datetime) -> Batch:
    batch = None if document.expired(now) else read(document)
    if batch is None:
        raise NotFound(kind="batch", id=document.id)
    return batch


_SHOWN = ("id", "action", "kind", "by", "reason", "created_at", "started_at", "credits", "more", "done", "refused", "expires_at")


def shown(batch: Batch) -> views.OperatorBatch:
    return codec.told(batch, _SHOWN, count=len(batch.job_ids), first=list(batch.job_ids[:_FIRST]))


def sweep(page: int) -> int:
    return lifecycle_sweep.look_after(CARE, page)


def _due(row: Document, _now: datetime) -> None:
    lifecycle_sweep.put_off(row, _LOST_TASK)
    _enqueue(row.id)


CARE = lifecycle_sweep.Care(BATCHES, _due, _LOST_TASK)
