"""The one way in which a job changes: read it, look the step up in the table, commit it with the money that it moves.

Whoever comes second finds the job further on and changes nothing. What follows a step (tasks, deletions) comes after
its commit and may be repeated; should it be lost, the sweep finds the job by its `due_at`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from shared.accounts import model as account_model
from shared.accounts.ledger import Account, EntryType, account_path
from shared.lifecycle import outbox
from shared.lifecycle.outbox import Event
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.errors import Text
from shared.platform.firestore.documents import AlsoNeeds, Create, Document, Patch, Plan, Seen, Update, Write
from shared.providers.interface import Failed
from shared.providers.outcomes import CATEGORY_TEXTS, Outcome, Refund, rule_of
from shared.videos import slots
from shared.videos.model import COLLECTION, Job, job_path, ops_path, read
from shared.videos.states import ALLOWED, ENDED, WITHOUT_SLOT, JobState

_ENDS_AT_DEADLINE = frozenset({JobState.FOLLOWING, JobState.WAITING, JobState.QUEUED, JobState.PROCESSING})
_NOT_CHARGED = Text("You were not charged.", "Dir wurde nichts berechnet.")
_CHARGED = Text(
    "{credits} {credits:credit was|credits were} charged.", "{credits} {credits:Credit wurde|Credits wurden} berechnet."
)


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
    account: Account | None = None  # as the step left it, where it moved credits or a slot


Decide = Callable[[Job, Mapping[str, Any]], Step | None]


def failed(failure: Failed) -> Step:
    """One that its provider says it stopped was cancelled, whoever asked for it."""
    if failure.outcome is Outcome.CANCELLED:
        return Step(JobState.CANCELLED, ending=Ending(failure.outcome, refund=True, failure=failure))
    return Step(JobState.FAILED, ending=Ending(failure.outcome, failure.rule.refund is Refund.YES, failure))


def ended(outcome: Outcome, message: str = "") -> Step:
    """The end of a job that we ourselves decide on."""
    return failed(Failed(outcome, message))


def transition(job_id: str, user_id: str, decide: Decide, *, with_ops: bool = False, with_account: bool = False) -> Moved:
    """Take one step in one commit; a step that the table does not know changes nothing.

    `ops` is read only for those who decide by it; the account at once where the step is known to need it, else once it does,
    as is that of somebody else who pays.
    """
    return _taken(job_id, user_id, decide, with_ops=with_ops, with_account=with_account)


def end(job_id: str, user_id: str, decide: Decide) -> Moved:
    """The same for a step that is expected to end the job: job and account in one read."""
    return _taken(job_id, user_id, decide, with_ops=False, with_account=True)


def _taken(job_id: str, user_id: str, decide: Decide, *, with_ops: bool, with_account: bool) -> Moved:
    """Read again with more where the step turns out to need it: the key that a job lived on."""
    key: _LivedOn | None = None
    while True:
        try:
            return _settle(job_id, user_id, decide, with_ops=with_ops, with_account=with_account, key=key)
        except _NeedsKey as needed:
            version = (store().get(ops_path(job_id)).fields or {}).get("key_version", "")
            key = _LivedOn(needed.user_id, needed.provider, str(version))


def re_arm(job: Job, due_in: timedelta, *, count: str = "") -> Moved:
    """Nobody else looks after this job before then; answers moved=False when it went on meanwhile.

    `count` names a number in its `ops` that this raises.
    """
    where, ops_where, due_at = job_path(job.id), ops_path(job.id), _due_at(job.state, job, clock().now(), due_in)

    def plan(seen: Seen) -> Plan[Moved]:
        now, ops = read(seen[where]), seen[ops_where].fields or {}
        if now is None or (now.state, now.attempt, now.due_at) != (job.state, job.attempt, job.due_at):
            return Plan(Moved(now, moved=False, ops=ops))
        epoch, counted = int(ops.get("epoch", 0)) + 1, {count: int(ops.get(count, 0)) + 1} if count else {}
        return Plan(
            Moved(replace(now, due_at=due_at), moved=True, ops=ops),
            [Update(seen[ops_where], {"epoch": epoch, **counted}), Update(seen[where], {"due_at": due_at})],
        )

    return store().settle([where, ops_where], plan)


class _NeedsKey(Exception):
    def __init__(self, user_id: str, provider: str) -> None:
        self.user_id, self.provider = user_id, provider


class _LivedOn(NamedTuple):
    """The user's own key that a job was admitted with."""

    user_id: str
    provider: str
    version: str

    @property
    def places(self) -> tuple[str, ...]:
        from shared.provider_keys.model import places

        return places(*self)

    def release(self, seen: Seen, job_id: str) -> Sequence[Write]:
        from shared.provider_keys.model import release

        return release(seen, *self, [job_id])


def _settle(
    job_id: str, user_id: str, decide: Decide, *, with_ops: bool, with_account: bool, key: _LivedOn | None = None
) -> Moved:
    now, where, ops_where = clock().now(), job_path(job_id), ops_path(job_id)

    def plan(seen: Seen) -> Plan[Moved]:
        job, ops = read(seen[where]), (seen[ops_where].fields if with_ops else None) or {}
        step = decide(job, ops) if job is not None and not job.ended else None
        if job is None or step is None or (job.state, step.to) not in ALLOWED:
            return Plan(Moved(job, moved=False, ops=ops))
        if step.to in ENDED and job.wish.billing == "own_key" and key is None:
            raise _NeedsKey(job.user_id, job.surface)
        after, account = _after(job, step, now), None
        writes: list[Write] = [*step.also]
        if step.to in ENDED or job.state in WITHOUT_SLOT:
            if (account_where := account_path(job.payer_id)) not in seen:
                raise AlsoNeeds(account_where)
            account = _account(seen[account_where], job)
            if step.to is JobState.QUEUED and not slots.free(account):
                return Plan(Moved(job, moved=False, ops=ops, account=account))
            account, refund = _settled(account, job, step, now)
            writes += [*refund, account_model.write(seen[account_where], account)]
            if step.to in ENDED:
                writes += outbox.ended(account.listens, Event(f"video.{step.to}"), job.user_id, job.id, now)
        if ops_fields := _ops_fields(step):
            writes.append(Patch(ops_where, ops_fields))  # guarded by the job's own precondition
        writes.append(Update(seen[where], _changed(job, after)))
        if key is not None and step.to in ENDED:
            writes += key.release(seen, job.id)
        return Plan(Moved(after, moved=True, ops=ops, account=account), writes)

    also = [*([ops_where] if with_ops else []), *([account_path(user_id)] if with_account else []), *(key.places if key else ())]
    moved = store().settle([where, *also], plan)
    if moved.moved and moved.job:
        logs.info("job moved", job_id=job_id, state=moved.job.state.value, outcome=moved.job.outcome)
        if moved.job.ended and moved.job.followers:
            from shared.videos.continuation import notify_followers

            notify_followers(moved.job)
        if moved.account and moved.account.turn_due_at and (moved.job.ended or moved.job.state is JobState.WAITING):
            from shared.videos.waiting import start_next  # it takes steps itself

            start_next(moved.account)
    return moved


def _after(job: Job, step: Step, now: datetime) -> Job:
    due_at = None if step.to in ENDED else _due_at(step.to, job, now, step.due_in or timedelta(minutes=2))
    after = replace(job, state=step.to, due_at=due_at, **step.job)
    if step.to not in ENDED:
        return after
    ending = step.ending or Ending(Outcome.COMPLETED, refund=False)
    charged = job.credits > 0 and not ending.refund
    return replace(
        after,
        outcome=ending.outcome.value,
        charged=charged,
        ended_at=now,
        held_images=(),
        message=_message(job, ending, charged=charged),
        error=_error(ending),
    )


def _due_at(state: JobState, job: Job, now: datetime, due_in: timedelta) -> datetime:
    """Whatever a deadline ends is looked at when it has come, not a while later."""
    at = now + due_in
    return min(at, job.deadline_at) if state in _ENDS_AT_DEADLINE and now < job.deadline_at else at


def _message(job: Job, ending: Ending, *, charged: bool) -> dict[str, str]:
    """What became of it, why, and whether it was charged: three short sentences at most."""
    rule = ending.failure.rule if ending.failure else rule_of(ending.outcome)
    category = ending.failure.category if ending.failure else None
    minutes = round((job.deadline_at - (job.slot_at or job.created_at)).total_seconds() / 60)
    texts = [rule.text, *([CATEGORY_TEXTS[category]] if category else []), _CHARGED if charged else _NOT_CHARGED]
    values = {"minutes": minutes, "credits": job.credits}
    return {language: " ".join(text.say(language, values) for text in texts) for language in ("de", "en")}


def _error(ending: Ending) -> dict[str, Any] | None:
    rule = ending.failure.rule if ending.failure else rule_of(ending.outcome)
    if rule.code is None:
        return None
    category = ending.failure.category.value if ending.failure and ending.failure.category else None
    return {"code": rule.code.value, "category": category, "retryable": rule.user_may_retry}


def _account(document: Document, job: Job) -> Account:
    account = account_model.read(document)
    if account is None:
        raise LookupError(f"job {job.id} has no account")
    return account


def _settled(account: Account, job: Job, step: Step, now: datetime) -> tuple[Account, list[Write]]:
    """The slot taken or given back, and by the outcome's rule the credits, in the commit that takes the step."""
    account = slots.moved(account, job.state, step.to, now)
    if step.to in ENDED:
        account = slots.batch_moved(account, job.batch_id, -1)
    if step.to is JobState.COMPLETED:
        known = kept_bytes(account.user_id) if account.stored_bytes is None else account.stored_bytes
        account = replace(account, stored_bytes=known + int(step.job["video"]["bytes"]))
    if not (step.ending and step.ending.refund and job.charged and job.credits > 0):
        return account, []
    outcome = step.ending.outcome.value
    account, entry = account.post(f"{job.id}.refund", EntryType.REFUND, job.credits, f"Refund: {outcome}", now, job.id)
    return account, [Create(entry.path, entry.fields())]


def kept_bytes(user_id: str) -> int:
    """Of a user's finished videos, by a query."""
    finished = JobState.COMPLETED.value
    return store().sum_of(COLLECTION, where=[("user_id", "==", user_id), ("state", "==", finished)], field="video.bytes")


def _ops_fields(step: Step) -> dict[str, Any]:
    found = dict(step.ops)
    if step.ending and step.ending.failure:
        failure = step.ending.failure
        found["failure"] = {"message": failure.message, "provider_code": failure.provider_code}
    if step.ending and step.ending.reason:
        found["ended_because"] = step.ending.reason
    return found


def _changed(before: Job, after: Job) -> dict[str, Any]:
    old, new = before.fields(), after.fields()
    return {name: value for name, value in new.items() if old[name] != value or name == "state"}
