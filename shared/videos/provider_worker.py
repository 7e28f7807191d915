"""What worker functions do with a job: send it, ask about it. Each may be called twice, late, or not at all.

Evidence is the bucket and the provider, not the message: a job is believed lost only after both were asked once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from shared.catalog import effective
from shared.config import sections
from shared.config.model import AdvancedSection
from shared.lifecycle.sweep import left_to_sweep
from shared.platform import logs, tracing
from shared.platform.clients import clock, store
from shared.providers.interface import (
    Done,
    Failed,
    MaybeSent,
    Operation,
    OperationGone,
    Order,
    OrderRefused,
    Pending,
    Picture,
    Transient,
)
from shared.providers.outcomes import Outcome
from shared.videos import lost_orders, poll_schedule
from shared.videos.evidence import ASKED_AFTER, RE_ARM, begin_storing, if_attempt, in_bucket
from shared.videos.model import Job, job_path, operation_key, ops_path, read
from shared.videos.poll_schedule import NextPoll
from shared.videos.provider_access import OwnKey, cancel_at_provider, handle_refusal, provider_of
from shared.videos.states import LEASE, JobState
from shared.videos.steps import Step, ended, failed, if_still
from shared.videos.tasks import ask_again, enqueue_start, output_uri
from shared.videos.transitions import end, transition

_WAVE_WAIT_S = 30  # for a provider without capacity that does not say how long


# -- sending


def start(job_id: str, user_id: str) -> None:
    """Take the lease, send the order exactly once, and write down what came of it before anything else happens."""
    now = clock().now()

    def take(job: Job, ops: Mapping[str, Any]) -> Step | None:
        waits = ops.get("not_before")
        if job.state is not JobState.QUEUED or (waits and waits > now):
            return None
        if now >= job.deadline_at:
            return ended(Outcome.TIMED_OUT, "never sent: its turn came after the deadline")
        attempt = {"began_at": now, "lease_until": now + LEASE, "digest": _order(job, job.attempt + 1, ops).digest}
        return Step(
            JobState.SUBMITTING,
            job={"attempt": job.attempt + 1},
            ops={f"attempts.a{job.attempt + 1}": attempt},
            due_in=LEASE,
        )

    taken = transition(job_id, user_id, take, with_ops=True)
    if taken.moved and taken.job and taken.job.state is JobState.SUBMITTING:
        _submit(taken.job, taken.ops, now)


def _submit(job: Job, ops: Mapping[str, Any], began_at: datetime) -> None:
    key = OwnKey(ops.get("key_version"), ops.get("project"))
    try:
        with tracing.span("provider submit", model=job.wish.model, job_id=job.id, attempt=job.attempt):
            operation = key.sender(job.user_id, job.surface).submit(_order(job, job.attempt, ops))
    except OrderRefused as refused:
        _refused(job, ops, refused)
    except MaybeSent as lost:
        logs.warning("submit may have arrived", job_id=job.id, reason=lost.reason)
        lost_orders.lost(job, began_at)
    else:
        record_operation(job, replace(operation, key_version=key.version, project=key.project))


def record_operation(job: Job, operation: Operation) -> None:
    """The provider's name for the work is known: write it down, then ask about it soon, and near the model's usual time."""
    usual = timedelta(seconds=effective.usual_seconds(job.wish.model))
    expected_at = operation.started_at + usual

    def step(now: Job, _ops: Mapping[str, Any]) -> Step | None:
        if now.attempt != job.attempt or now.state not in (JobState.SUBMITTING, JobState.UNCONFIRMED):
            return None
        name = {
            f"attempts.a{job.attempt}.operation": operation.name,
            f"attempts.a{job.attempt}.started_at": operation.started_at,
            "operation_key": operation_key(operation.surface, operation.name),
        }
        return Step(JobState.PROCESSING, job={"expected_at": expected_at}, ops=name, due_in=usual * 2 + RE_ARM)

    moved = transition(job.id, job.user_id, step)
    if not moved.moved:  # its file came first, or its end
        state = moved.job.state.value if moved.job else None
        logs.info("operation of a job that went on", job_id=job.id, attempt=job.attempt, operation=operation.name, state=state)
        _late(job, operation, ended=moved.job is None or moved.job.ended)
        return
    with left_to_sweep(job.id):
        ask_again(job.id, job.user_id, job.attempt, operation, poll_schedule.first(operation.started_at, expected_at))


def _late(job: Job, operation: Operation, *, ended: bool) -> None:
    """Kept for operators; work that nobody awaits any more is stopped where the provider can. The ledger is not touched."""
    name = f"attempts.a{job.attempt}.operation"
    store().change(ops_path(job.id), lambda _ops: {name: operation.name})
    if ended and cancel_at_provider(job.user_id, operation):
        logs.info("work that nobody awaits was stopped", job_id=job.id, attempt=job.attempt)


def _refused(job: Job, ops: Mapping[str, Any], refused: OrderRefused) -> None:
    """Refused for certain: a wave of 429 makes the job wait until its deadline; trouble on the way is tried a few times."""
    delays, now, tries = sections.get(AdvancedSection).submit_retry_delays_s, clock().now(), int(ops.get("tries", 0))
    wait: float | None = None
    if refused.outcome is Outcome.QUOTA:
        wait = refused.retry_after_s or _WAVE_WAIT_S
    elif refused.rule.we_retry and tries < len(delays):
        wait, tries = delays[tries], tries + 1
    if wait is None or now + timedelta(seconds=wait) >= job.deadline_at:
        end(job.id, job.user_id, if_still(failed(refused.failed), job.attempt, JobState.SUBMITTING))
        handle_refusal(job.user_id, job.surface, job.model, ops.get("key_version"), refused.failed)
        return
    again = now + timedelta(seconds=wait)
    step = Step(
        JobState.QUEUED,
        ops={
            "not_before": again,
            "tries": tries,
            "last_refusal": {"outcome": refused.outcome.value, "message": refused.message},
        },
        due_in=timedelta(seconds=wait) + RE_ARM,
    )
    if transition(job.id, job.user_id, if_still(step, job.attempt, JobState.SUBMITTING)).moved:
        with left_to_sweep(job.id):
            enqueue_start(job, at=again)


def _order(job: Job, attempt: int, ops: Mapping[str, Any]) -> Order:
    wish, kept = job.wish, ops.get("pictures") or {}

    def picture(named: str | None) -> Picture | None:
        return Picture(**kept[named]) if named else None

    told: dict[str, Any] = {name: value for name, value in wish.all().items() if name in Order.__dataclass_fields__}
    told |= {
        "model": job.model,
        "first_frame": picture(wish.begins_with),
        "last_frame": picture(wish.last_frame),
        "references": tuple(Picture(**kept[each]) for each in wish.references),
        "source": ops.get("source_operation"),
    }
    return Order(**told, job_id=job.id, attempt=attempt, output_prefix=output_uri(job.id, attempt))


# -- asking


def operation_of(job: Job, ops: Mapping[str, Any]) -> Operation:
    """The work that the job's attempt has under way, as its ops tell."""
    attempt = ops["attempts"][f"a{job.attempt}"]
    return Operation(
        name=attempt["operation"],
        model=job.model,
        surface=job.surface,
        started_at=attempt["started_at"],
        output_prefix=output_uri(job.id, job.attempt),
        key_version=ops.get("key_version"),
        project=ops.get("project"),
    )


def check(job_id: str, user_id: str, attempt: int, operation: Operation, this: NextPoll, *, last: bool) -> None:
    """Ask the provider. "Still at it" writes nothing and asks again later; `last` is the look before a timeout is believed."""
    if poll_once(job_id, user_id, attempt, operation, early=this.is_early(operation.started_at), last=last):
        return
    if (after := this.following(clock().now(), operation.started_at)) is not None:
        ask_again(job_id, user_id, attempt, operation, after)


def poll_once(job_id: str, user_id: str, attempt: int, operation: Operation, *, early: bool = False, last: bool = False) -> bool:
    """Ask the provider and do what its answer asks for; False while it is still at it, which no last look accepts.

    Work that was accepted a moment ago may not be known everywhere yet: an early look does not believe that it is gone.
    """
    if operation.key_version is not None and not _awaited(job_id, attempt):
        return True  # whoever ended the job has let the key go
    try:
        with tracing.span("provider look", model=f"{operation.surface}/{operation.model}", job_id=job_id):
            answer = provider_of(user_id, operation).check(operation)
    except Transient as trouble:
        logs.info("provider could not be asked", job_id=job_id, reason=trouble.reason)
        answer = Pending()
    except OperationGone as gone:
        answer = Pending() if early else gone.failed
    if isinstance(answer, Done) and answer.result.uri:
        begin_storing(job_id, user_id, attempt, answer.result.uri)
    elif isinstance(answer, Pending) and not last:
        return False
    elif (found := in_bucket(job_id, attempt)) is not None:
        begin_storing(job_id, user_id, attempt, found)
    elif isinstance(answer, Failed):
        end(job_id, user_id, if_attempt(attempt, failed(answer)))
        handle_refusal(user_id, operation.surface, operation.model, operation.key_version, answer)
    elif isinstance(answer, Done):
        end(job_id, user_id, if_attempt(attempt, ended(Outcome.PROVIDER_ERROR, "done, and no file anywhere")))
    else:
        end(job_id, user_id, if_attempt(attempt, ended(Outcome.TIMED_OUT, "no answer before the deadline")))
    return True


def _awaited(job_id: str, attempt: int) -> bool:
    job = read(store().get(job_path(job_id)))
    return job is not None and job.attempt == attempt and job.state in ASKED_AFTER


def poll_operation(surface: str, operation: str) -> None:
    """Look after the job whose work it is, beside its own chain of looks; work that nobody waits for changes nothing."""
    key = operation_key(surface, operation)
    for found in store().all_in("private", ("operation_key", key), after=None, limit=2, only=["operation_key"]):
        _look_after(found.path.split("/")[1], operation)
        return
    logs.info("told of work that no job knows", surface=surface)


def _look_after(job_id: str, name: str) -> None:
    seen = store().read([job_path(job_id), ops_path(job_id)])
    job, ops = read(seen[job_path(job_id)]), seen[ops_path(job_id)].fields or {}
    if job is None or job.state is not JobState.PROCESSING:
        logs.info("told of work that nobody waits for", job_id=job_id, state=job.state.value if job else None)
        return
    operation = operation_of(job, ops)
    if operation.name == name:  # else it was an earlier attempt's
        poll_once(job.id, job.user_id, job.attempt, operation)
