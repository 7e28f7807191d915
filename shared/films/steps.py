"""A film's steps: each one commit, with the slot, the credits and the kept bytes that it moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.accounts import lots, usage
from shared.accounts import model as account_model
from shared.accounts.ledger import Account, EntryType, account_path
from shared.accounts.usage import usage_path
from shared.films import slots
from shared.films.model import Film, film_path, read
from shared.films.outcomes import Ending, FilmOutcome
from shared.films.reads import with_films
from shared.films.states import LEASE, STEPS, FilmStatus
from shared.lifecycle import outbox, transitions
from shared.lifecycle.outbox import Event
from shared.lifecycle.transitions import Carried, Machine
from shared.platform.clients import clock
from shared.platform.firestore.documents import Create, Document, Seen, Write

_MACHINE = Machine(read, "status", STEPS)
_STATUS = {FilmOutcome.COMPLETED: FilmStatus.COMPLETED, FilmOutcome.CANCELLED: FilmStatus.CANCELLED}


@dataclass(frozen=True)
class Step:
    """What one event does to a film: the status after it, fields, and where it ends: how."""

    to: FilmStatus
    film: Mapping[str, Any] = field(default_factory=dict[str, Any])
    ending: Ending | None = None
    also: Sequence[Write] = ()  # what is written in the same commit


Decide = Callable[[Film], Step | None]
Moved = transitions.Moved[Film, Account]


def ended(film: Film, ending: Ending, *, facts: Mapping[str, Any] | None = None, tidied: bool = False) -> Step:
    """The end of it. Unless its worker says that it left nothing, what may be left is looked for after the worker's lease."""
    begun = bool(film.turn or film.waits or film.crashes)
    made = {"film": facts, "progress": 1.0, "touched_at": clock().now()} if ending.outcome is FilmOutcome.COMPLETED else {}
    due_at = None if tidied or not begun else clock().now() + LEASE
    return Step(
        _STATUS.get(ending.outcome, FilmStatus.FAILED), {**made, "turn": None, "turn_until": None, "due_at": due_at}, ending
    )


def take(film_id: str, user_id: str, decide: Decide, *beside: str) -> Moved:
    """One step of a film of this user's; `beside` are documents that it is known to move."""
    return transitions.transition(
        _MACHINE, film_path(film_id), beside, lambda film, _seen: decide(film) if film.user_id == user_id else None, _carried
    )


def _carried(film: Film, step: Step, seen: Seen) -> Carried[Film, Account] | None:
    now, changes = clock().now(), {**step.film, "updated_at": clock().now()}
    if (ending := step.ending) is not None:
        charged = film.charged and (step.to is FilmStatus.COMPLETED or not ending.refund)
        changes["message"] = ending.message(film.credits if charged else 0)
        changes.update(outcome=ending.outcome.value, error=ending.error, charged=charged, ended_at=now)
    after = _MACHINE.after(film, step, **changes)
    writes = [*step.also, *_counted(film, after, seen)]
    if not film.live or (after.live and not film.waiting):
        return Carried(after, writes)
    account = _account(seen[account_path(film.payer_id)], film)
    if after.status is FilmStatus.QUEUED and not slots.free(account):
        return None
    if film.charged and not after.charged:
        said = f"Refund: {after.outcome}"
        account, entry = account.post(
            f"{film.id}.refund", EntryType.REFUND, film.credits, said, now, film.id, lots.read(film.paid_from)
        )
        writes.append(Create(entry.path, entry.fields()))
    if not after.live:
        writes += outbox.ended(account.listens, Event(f"film.{after.status}"), film.user_id, film.id, now)
    account = slots.moved(account, film, after, now)
    return Carried(after, [*writes, account_model.write(seen[account.path], account)], account)


def _counted(film: Film, after: Film, seen: Seen) -> list[Write]:
    """What its owner keeps: a finished film more, or one less that is deleted."""
    by = [int((each.film or {})["bytes"]) if each.status is FilmStatus.COMPLETED else 0 for each in (film, after)]
    if by[0] == by[1] and after.status is not FilmStatus.DELETING:
        return []
    return [usage.write(seen[usage_path(film.user_id)], with_films(film.user_id, seen, by[1] - by[0]))]


def _account(document: Document, film: Film) -> Account:
    """Credits come back also to who has no account any more: it is opened anew, with what this film holds."""
    account, now = account_model.read(document), clock().now()
    return account or slots.moved(account_model.reopened(film.payer_id, now), None, film, now)
