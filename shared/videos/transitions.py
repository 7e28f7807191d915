"""The one way in which a job changes its state. Whoever ends one, or makes one wait, starts the next that waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Plan, Seen, Update
from shared.videos import steps
from shared.videos.model import Job, job_path, ops_path, read
from shared.videos.states import JobState
from shared.videos.steps import Decide, Moved, due_at
from shared.videos.waiting import start_next


def transition(job_id: str, user_id: str, decide: Decide, *, with_ops: bool = False, with_account: bool = False) -> Moved:
    """Take one step in one commit; a step that the table does not know changes nothing."""
    moved = steps.take(job_id, user_id, decide, with_ops=with_ops, with_account=with_account)
    if moved.moved and moved.job and moved.account and (moved.job.ended or moved.job.state is JobState.WAITING):
        start_next(moved.account)
    return moved


def end(job_id: str, user_id: str, decide: Decide) -> Moved:
    """The same for a step that is expected to end the job: job and account in one read."""
    return transition(job_id, user_id, decide, with_account=True)


def re_arm(job: Job, due_in: timedelta, *, count: str = "") -> Moved:
    """Nobody else looks after this job before then; answers moved=False when it went on meanwhile.

    `count` names a number in its `ops` that this raises.
    """
    where, ops_where, until = job_path(job.id), ops_path(job.id), due_at(job.state, job, clock().now(), due_in)

    def plan(seen: Seen) -> Plan[Moved]:
        now, ops = read(seen[where]), seen[ops_where].fields or {}
        if now is None or (now.state, now.attempt, now.due_at) != (job.state, job.attempt, job.due_at):
            return Plan(Moved(now, moved=False, ops=ops))
        epoch, counted = int(ops.get("epoch", 0)) + 1, {count: int(ops.get(count, 0)) + 1} if count else {}
        return Plan(
            Moved(replace(now, due_at=until), moved=True, ops=ops),
            [Update(seen[ops_where], {"epoch": epoch, **counted}), Update(seen[where], {"due_at": until})],
        )

    return store().settle([where, ops_where], plan)
