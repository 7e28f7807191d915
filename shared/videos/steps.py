"""A job's steps: each one commit, with the slot, the credits, the kept bytes and the user's own key that it moves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from shared.accounts import lots
from shared.accounts import model as account_model
from shared.accounts.ledger import Account, EntryType, account_path
from shared.lifecycle import outbox, transitions
from shared.lifecycle.outbox import Event
from shared.lifecycle.transitions import Carried, Machine
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import AlsoNeeds, Create, Document, Operator, Patch, Seen, Write
from shared.provider_keys.model import places, release
from shared.providers.interface import Failed
from shared.providers.outcomes import Outcome, Refund, rule_of
from shared.videos import slots
from shared.videos.model import COLLECTION, Job, job_path, ops_path, read
from shared.videos.outcomes import error_of, message_of
from shared.videos.states import EDIT_STEPS, ENDED, STEPS, JobState
from shared.videos.tasks import notify_followers


class _Machine(Machine[Job]):
    """Edits have a table of their own."""

    def followers(self, before: Job) -> Collection[JobState]:
        return super().followers(before) if before.edit is None else EDIT_STEPS.get(before.state, ())


_MACHINE = _Machine(read, "state", STEPS)
_ENDS_AT_DEADLINE = frozenset({JobState.FOLLOWING, JobState.WAITING, JobState.QUEUED, JobState.PROCESSING})
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Ending:
    """How a job ends: its outcome, and whether the user gets the credits back."""

    outcome: Outcome
    refund: bool
    failure: Failed | None = None
    reason: str | None = None  # an operator's words, kept for operators


@dataclass(frozen=True)
class Step:
    """What one event does to a job: the state after it, fields of the job and of its `ops`."""

    to: JobState
    job: Mapping[str, Any] = field(default_factory=dict[str, Any])
    ops: Mapping[str, Any] = field(default_factory=dict[str, Any])
    due_in: timedelta | None = None
    ending: Ending | None = None
    also: Sequence[Write] = ()  # what must be written in the same commit, such as who did it and why


@dataclass(frozen=True)
class Moved:
    """The job after a step, and whether it was this call that moved it."""

    job: Job | None
    moved: bool
    ops: Mapping[str, Any] = field(default_factory=dict[str, Any])
    account: Account | None = None  # its payer's, as the step left it, where it moved credits or a slot


Decide = Callable[[Job, Mapping[str, Any]], Step | None]


def failed(failure: Failed) -> Step:
    """One that its provider says it stopped was cancelled, whoever asked for it."""
    if failure.outcome is Outcome.CANCELLED:
        return Step(JobState.CANCELLED, ending=Ending(failure.outcome, refund=True, failure=failure))
    return Step(JobState.FAILED, ending=Ending(failure.outcome, failure.rule.refund is Refund.YES, failure))


def ended(outcome: Outcome, message: str = "") -> Step:
    """The end of a job that we ourselves decide on."""
    return failed(Failed(outcome, message))


def if_still(step: Step, attempt: int, *states: JobState) -> Decide:
    """This step, as long as the job is at this attempt and in one of these states."""
    return lambda job, _ops: step if job.attempt == attempt and job.state in states else None


def take(job_id: str, user_id: str, decide: Decide, *, with_ops: bool = False, with_account: bool = False) -> Moved:
    """One step of a job, of which those are told that follow it where it ends.

    `ops` is read only for those who decide by it; the account at once where the step is known to need it, else once it does.
    """
    ops_where, ops = ops_path(job_id), dict[str, Any]()

    def decided(job: Job, seen: Seen) -> Step | None:
        ops.update((seen[ops_where].fields if with_ops else None) or {})
        return decide(job, ops)

    beside = [*([ops_where] if with_ops else []), *([account_path(user_id)] if with_account else [])]
    found = transitions.transition(_MACHINE, job_path(job_id), beside, decided, _Carry())
    account, listens = found.beside or (None, ())
    moved = Moved(found.now, found.moved, ops, account)
    if moved.moved and moved.job:
        _log(moved.job)
        if moved.job.ended:
            notify_followers(moved.job)
            outbox.announce(listens, Event(f"video.{moved.job.state}"), moved.job.user_id, job_id)
    return moved


def _log(job: Job) -> None:
    """What monitoring reads of a step: at its end whether the credits came back, and how long it took from its slot on."""
    logs.info(
        "job moved",
        job_id=job.id,
        state=job.state.value,
        outcome=job.outcome,
        model=job.wish.model,
        refunded=not job.charged and job.credits > 0 if job.ended_at else None,
        seconds=round((job.ended_at - (job.slot_at or job.created_at)).total_seconds(), 1) if job.ended_at else None,
    )


class _Beside(NamedTuple):
    account: Account  # of its payer
    listens: Sequence[str]  # what its user wants to be told


class _Carry:
    """What a step moves beside its job. The key that it lived on is asked for once, however often a commit is tried."""

    def __init__(self) -> None:
        self._now, self._key_version = clock().now(), ""

    def __call__(self, job: Job, step: Step, seen: Seen) -> Carried[Job, _Beside] | None:
        after, writes = _after(job, step, self._now), [*step.also]
        if ops_fields := _ops_fields(step):
            writes.append(Patch(ops_path(job.id), ops_fields))  # guarded by the job's own precondition
        if step.to not in ENDED and JobState.WAITING not in (job.state, step.to):
            return Carried(after, writes)
        where, key = account_path(job.payer_id), self._lived_on(job) if step.to in ENDED else None
        owner_where = account_path(job.user_id) if step.to in ENDED else where
        if missing := [path for path in dict.fromkeys((where, owner_where, *(places(*key) if key else ()))) if path not in seen]:
            raise AlsoNeeds(*missing)
        account = _account(seen[where], job, self._now)
        if step.to is JobState.QUEUED and not slots.free(account):
            return None
        owner = account if owner_where == where else account_model.read(seen[owner_where])
        listens = owner.listens if owner else []
        if step.to in ENDED:
            writes += outbox.ended(listens, Event(f"video.{step.to}"), job.user_id, job.id, self._now)
        account, refund = _settled(account, job, step, self._now)
        if owner_where != where and step.to is JobState.COMPLETED:
            owner = owner or account_model.reopened(job.user_id, self._now)
            writes.append(account_model.write(seen[owner_where], _kept(owner, step, self._now)))
        elif step.to is JobState.COMPLETED:
            account = _kept(account, step, self._now)
        writes += [*refund, account_model.write(seen[where], account), *(release(seen, *key, [job.id]) if key else ())]
        return Carried(after, writes, _Beside(account, listens))

    def _lived_on(self, job: Job) -> tuple[str, str, str] | None:
        """The user's own key that it was admitted with: whose, for which provider, and its version."""
        if job.wish.billing != "own_key":
            return None
        self._key_version = self._key_version or str((store().get(ops_path(job.id)).fields or {}).get("key_version", ""))
        return job.user_id, job.surface, self._key_version


def _after(job: Job, step: Step, now: datetime) -> Job:
    at = None if step.to in ENDED else due_at(step.to, job, now, step.due_in or timedelta(minutes=2))
    if step.to not in ENDED:
        return _MACHINE.after(job, step, **{"due_at": at, **step.job})
    ending = step.ending or Ending(Outcome.COMPLETED, refund=False)
    charged, failure = job.credits > 0 and not ending.refund, ending.failure
    rule, category = (failure.rule, failure.category) if failure else (rule_of(ending.outcome), None)
    return _MACHINE.after(
        job,
        step,
        **{"due_at": at, **step.job},
        outcome=ending.outcome.value,
        charged=charged,
        ended_at=now,
        touched_at=now if step.to is JobState.COMPLETED else None,
        held_images=(),
        message=message_of(job, rule, category, charged=charged),
        error=error_of(job, rule, category),
    )


def due_at(state: JobState, job: Job, now: datetime, due_in: timedelta) -> datetime:
    """Whatever a deadline ends is looked at when it has come, not a while later."""
    at = now + due_in
    return min(at, job.deadline_at) if state in _ENDS_AT_DEADLINE and now < job.deadline_at else at


def _account(document: Document, job: Job, now: datetime) -> Account:
    """Credits come back also to who has no account any more: it is opened anew, with what this job holds."""
    account = account_model.read(document)
    return account or slots.moved(account_model.reopened(job.payer_id, now), None, job.state, now)


def _settled(account: Account, job: Job, step: Step, now: datetime) -> tuple[Account, list[Write]]:
    """The slot taken or given back, and by the outcome's rule the credits, in the commit that takes the step."""
    account = slots.moved(account, job.state, step.to, now)
    if step.to in ENDED:
        account = slots.batch_moved(account, job.batch_id, -1)
    if not (step.ending and step.ending.refund and job.charged and job.credits > 0):
        return account, []
    outcome = step.ending.outcome.value
    account, entry = account.post(
        f"{job.id}.refund", EntryType.REFUND, job.credits, f"Refund: {outcome}", now, job.id, lots.read(job.paid_from)
    )
    return account, [Create(entry.path, entry.fields())]


def _kept(account: Account, step: Step, now: datetime) -> Account:
    """A finished video more: its user keeps it, whoever paid."""
    known = kept_bytes(account.user_id) if account.stored_bytes is None else account.stored_bytes
    return replace(account, stored_bytes=known + int(step.job["video"]["bytes"]), updated_at=now)


def kept_bytes(user_id: str) -> int:
    """Of a user's finished videos, by two queries: of those that were purged only the facts are left."""
    finished: list[tuple[str, Operator, Any]] = [("user_id", "==", user_id), ("state", "==", JobState.COMPLETED.value)]
    purged: list[tuple[str, Operator, Any]] = [*finished, ("purged_at", ">", _EVER)]
    made, less = (store().sum_of(COLLECTION, where=where, field="video.bytes") for where in (finished, purged))
    return made - less


def _ops_fields(step: Step) -> dict[str, Any]:
    found = dict(step.ops)
    if step.ending and step.ending.failure:
        failure = step.ending.failure
        found["failure"] = {"message": failure.message, "provider_code": failure.provider_code}
    if step.ending and step.ending.reason:
        found["ended_because"] = step.ending.reason
    return found
