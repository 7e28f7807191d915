"""The prompts of a collection are written in groups, so that whoever asks for many keeps nobody waiting for long.

waiting → running   its batch has its turn, and there is a slot for it
running → over      written, failed or deleted; with the last of a group its slots are free for the next ones

A group holds its slots until all of it is over: one write of the account for ten prompts. The account counts what all groups
hold and names the batches whose turn is still to come, the next one first; a batch whose group is over goes to the end of that
line. Whatever ends a group begins the next ones in the same commit. Every function here is called by who decides what such a
commit writes, and asks for the documents that only another one names (AlsoNeeds).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from shared.accounts import limits
from shared.accounts import model as account_model
from shared.accounts.ledger import Account, account_path
from shared.config import sections
from shared.config.model import ConcurrencySection
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import AlsoNeeds, Plan, Seen, Update, Write
from shared.prompts.errors import TooManyInLine
from shared.prompts.model import Batch, Variant, batch_path, prompt_path, read_batch
from shared.prompts.model import read as read_variant
from shared.prompts.states import LOST_TASK, WRITTEN_WITHIN

GROUP = 10  # prompts at most, whatever the limit
_LOST_GROUP = WRITTEN_WITHIN + timedelta(minutes=5)  # by then all of a group is over, or something was lost


class LineChange(NamedTuple):
    """What a commit does to batches, beside its own."""

    writes: Sequence[Write] = ()
    begun: Sequence[Variant] = ()  # to be set off once that is written


class AdmittedBatch(NamedTuple):
    account: Account
    batch: Batch
    begun: Mapping[str, Variant]  # by id: those of the new batch that have their turn at once
    others: LineChange  # batches before it in the line

    def take(self, account: Account) -> Account:
        """The account with its slots and its place in the line; refused where that is too long."""
        line, most = self.account.waiting_prompts, sections.get(ConcurrencySection).prompt_batches
        if self.batch.id in line and len(line) > most:
            raise TooManyInLine(limit=most)
        return replace(account, active_prompts=self.account.active_prompts, waiting_prompts=line)


def limit(account: Account) -> int:
    return limits.of(account, "active_prompts")


def admit(seen: Seen, account: Account, batch: Batch, variants: Sequence[Variant], now: datetime) -> AdmittedBatch:
    """The new batch at the end of the line, and what has its turn by now."""
    batch = replace(batch, due_at=now + _LOST_GROUP)
    line = _Line(seen, account, {batch.path: batch}, {each.path: each for each in variants}, now)
    line.let_in()
    mine = {each.id: each for each in line.begun if each.batch_id == batch.id}
    others = [each for each in line.begun if each.batch_id != batch.id]
    after = line.batches.pop(batch.path)
    return AdmittedBatch(line.account, after, mine, LineChange([*line.updates(), *_begun(seen, others)], others))


def over(seen: Seen, variants: Iterable[Variant], now: datetime, *, good: bool) -> LineChange:
    """Those of these that were never written are over. Their batches (`places`) must have been read."""
    changed: dict[str, Batch] = {}
    for variant in variants:
        if not (variant.in_batch and variant.pending):
            continue
        where = batch_path(str(variant.batch_id))
        if (batch := changed.get(where) or read_batch(seen[where])) is not None:
            changed[where] = replace(batch.without(variant.id, good=good), updated_at=now)
    return _changed_line(seen, changed, now)


def places(variants: Iterable[Variant]) -> list[str]:
    """The batches that `over` counts them in."""
    return sorted({batch_path(str(each.batch_id)) for each in variants if each.in_batch})


def tend(batch_id: str) -> LineChange:
    """The sweep's net: a group that should be over, or a turn that nobody gave."""
    where, now = batch_path(batch_id), clock().now()

    def decide(seen: Seen) -> Plan[LineChange]:
        batch = read_batch(seen[where])
        if batch is None or not batch.due_at or batch.due_at > now:
            return Plan(LineChange())
        known = _variants(seen, batch.running)
        running = tuple(each.id for each in known if each.pending and each.in_batch)
        counted = batch.completed + batch.failed + len(running) + len(batch.waiting)
        lost = max(0, len(batch.prompt_ids) - counted)  # they are over, and nobody told the batch
        batch = replace(batch, running=running, failed=batch.failed + lost, due_at=now + _LOST_GROUP, updated_at=now)
        change = _changed_line(seen, {where: batch}, now)
        return Plan(change, change.writes)

    return store().settle([where], decide)


def _changed_line(seen: Seen, changed: dict[str, Batch], now: datetime) -> LineChange:
    """These batches as they are now; where nothing of one is under way, the account hears of its slots and its turn."""
    idle = [batch for batch in changed.values() if batch.due_at and not batch.running]
    if not idle:
        return LineChange([Update(seen[where], batch.fields()) for where, batch in changed.items()])
    where = account_path(payer_id := idle[0].payer_id)
    account = account_model.read(seen[where]) or account_model.reopened(payer_id, now)
    line = _Line(seen, account, changed, {}, now)
    line.let_in()
    writes = [*line.updates(), *_begun(seen, line.begun), account_model.write(seen[where], line.account)]
    return LineChange(writes, line.begun)


class _Line:
    """A user's batches at a change: slots that are given back, and who takes them."""

    def __init__(
        self, seen: Seen, account: Account, batches: dict[str, Batch], new: Mapping[str, Variant], now: datetime
    ) -> None:
        self.account, self.batches = account, dict(batches)
        self.begun: list[Variant] = []
        self._seen, self._new, self._now = seen, new, now

    def let_in(self) -> None:
        line, active = list(self.account.waiting_prompts), self.account.active_prompts
        for where, batch in self.batches.items():
            if batch.held and not batch.running:
                active = max(0, active - batch.held)
                self.batches[where] = batch = replace(batch, held=0)
            if batch.in_line and batch.id not in line:
                line.append(batch.id)
        while line and (free := limit(self.account) - active) > 0:
            batch = self._batch(line[0])
            if batch is not None and batch.in_line:
                batch = self._begin(batch, min(GROUP, free))
                active += batch.held
            if batch is None or not batch.in_line:
                line.pop(0)
        line = [each for each in line if batch_path(each) not in self.batches or self.batches[batch_path(each)].in_line]
        self.account = replace(self.account, active_prompts=active, waiting_prompts=line, updated_at=self._now)

    def updates(self) -> list[Write]:
        return [Update(self._seen[where], batch.fields()) for where, batch in self.batches.items()]

    def _batch(self, batch_id: str) -> Batch | None:
        where = batch_path(batch_id)
        return self.batches.get(where) or read_batch(self._seen[where])

    def _begin(self, batch: Batch, count: int) -> Batch:
        """Its next group; one that has gone without a word counts as failed."""
        ids, now = batch.waiting[:count], self._now
        there = [self._new[path] for path in map(prompt_path, ids) if path in self._new] or _variants(self._seen, ids)
        going = [each for each in there if each.pending and each.in_batch]
        self.begun += [replace(each, deadline_at=now + WRITTEN_WITHIN, due_at=now + LOST_TASK, updated_at=now) for each in going]
        batch = replace(
            batch,
            waiting=batch.waiting[count:],
            running=tuple(each.id for each in going),
            held=len(going),
            failed=batch.failed + len(ids) - len(going),
            due_at=now + _LOST_GROUP,
            updated_at=now,
        )
        self.batches[batch.path] = batch
        return batch


def _variants(seen: Seen, ids: Iterable[str]) -> list[Variant]:
    paths = [prompt_path(each) for each in ids]
    if unseen := [path for path in paths if path not in seen]:
        raise AlsoNeeds(*unseen)
    return [variant for path in paths if (variant := read_variant(seen[path]))]


def _begun(seen: Seen, variants: Iterable[Variant]) -> list[Write]:
    return [
        Update(seen[each.path], {"deadline_at": each.deadline_at, "due_at": each.due_at, "updated_at": each.updated_at})
        for each in variants
    ]
