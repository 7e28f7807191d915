"""One act for many jobs: a dry run finds them and names the set, a second call starts that very set, a task does it.

found   → started   an operator names it; until then nothing is done, and it is forgotten after a day
started → done      a task comes to each, one after the other; another goes on where it died, or had no more time

Each job is done to by the same function as one alone, in a commit of its own with an audit entry of its own. Asked twice they
change nothing, so that a task that comes twice does no harm.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.admin import takedowns, videos
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
from shared.videos import admin as video_admin
from shared.videos.model import Job
from shared.videos.states import JobState

if TYPE_CHECKING:
    from shared.admin import views
    from shared.admin.sets import OperatorBatchAction

BATCHES = "operator_batches"
MOST = 300
_LOOKED_AT = 1000  # jobs of one dry run
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
    job_ids: tuple[str, ...] = ()
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

_FITS: Mapping[str, Callable[[Job], bool]] = {
    "fail": lambda job: not job.ended,
    "retry": lambda job: job.ended and job.state is not JobState.COMPLETED and job.edit is None and job.purged_at is None,
    "take_down": lambda job: job.state is JobState.COMPLETED and not job.taken_down and job.purged_at is None,
}


def dry_run(
    act: Act, action: OperatorBatchAction, asked: Mapping[str, Any], *, refund: bool, give_back: bool
) -> views.OperatorBatch:
    """The dry run: nothing is done to anything. It names the jobs that it found, and these alone can be started by it."""
    found, cursor, looked_at, more = list[Job](), None, 0, False
    while True:
        page = video_admin.jobs(limit=_PAGE, cursor=cursor, **asked)
        looked_at, cursor = looked_at + len(page.rows), page.next_cursor
        found += [job for job in page.rows if _FITS[action](job)]
        if cursor is None or len(found) >= MOST or looked_at >= _LOOKED_AT:
            more = len(found) > MOST or cursor is not None
            break
    found = found[:MOST]
    batch = Batch(
        id=secrets.token_hex(12),
        action=action,
        by=act.actor,
        reason=act.reason,
        created_at=act.now,
        expires_at=act.now + _FORGOTTEN_AFTER,
        job_ids=tuple(job.id for job in found),
        credits=sum(job.credits for job in found if job.charged),
        more=more,
        refund=refund,
        give_back=give_back,
    )
    audit = act.audit("find_batch", batch.id, act=action, jobs=len(found), credits=batch.credits)
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
    if batch.action == "fail":
        videos.fail_job(act, job_id, refund=batch.refund)
    elif batch.action == "retry":
        videos.retry_job(act, job_id)
    else:
        takedowns.take_down(act, "video", job_id, give_back=batch.give_back)


def _enqueue(batch_id: str) -> None:
    with left_to_sweep(batch_id):
        queue().put("sweep", "sweep", "/operator-batch", {"id": batch_id}, deadline_s=120)


def _there(document: Document, now: datetime) -> Batch:
    batch = None if document.expired(now) else read(document)
    if batch is None:
        raise NotFound(kind="batch", id=document.id)
    return batch


_SHOWN = ("id", "action", "by", "reason", "created_at", "started_at", "credits", "more", "done", "refused", "expires_at")


def shown(batch: Batch) -> views.OperatorBatch:
    return codec.told(batch, _SHOWN, count=len(batch.job_ids), first=list(batch.job_ids[:_FIRST]))


def sweep(page: int) -> int:
    return lifecycle_sweep.look_after(CARE, page)


def _due(row: Document, _now: datetime) -> None:
    lifecycle_sweep.put_off(row, _LOST_TASK)
    _enqueue(row.id)


CARE = lifecycle_sweep.Care(BATCHES, _due, _LOST_TASK)
