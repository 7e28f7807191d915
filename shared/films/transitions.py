"""How a film ends: once, with its refund in the same commit, which gives its slot back; then the next one that waits begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from shared.accounts import model as account_model
from shared.accounts import usage
from shared.accounts.ledger import Account, EntryType, account_path
from shared.accounts.usage import usage_path
from shared.films import slots
from shared.films.model import LEASE, Film, FilmStatus, film_path, read
from shared.films.outcomes import Ending, FilmOutcome
from shared.films.reads import with_films
from shared.films.waiting import start_next
from shared.lifecycle import outbox
from shared.lifecycle.outbox import Event
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import AlsoNeeds, Create, Plan, Seen, Update, Write

_STATUS = {FilmOutcome.COMPLETED: FilmStatus.COMPLETED, FilmOutcome.CANCELLED: FilmStatus.CANCELLED}


def end(
    film_id: str,
    user_id: str,
    ending: Ending,
    *,
    if_so: Callable[[Film], bool] = lambda _film: True,
    facts: Mapping[str, Any] | None = None,
    tidied: bool = False,
) -> tuple[Film | None, bool]:
    """The film as it is now, and whether this ended it: only a live one of this user ends, and only `if_so`.

    Whoever ends one lets in the next that waits.
    Unless its worker says that it left nothing, what may be left of it is looked for after the worker's lease.
    """
    where = film_path(film_id)

    def decide(seen: Seen) -> Plan[tuple[Film | None, Account | None]]:
        now, film = clock().now(), read(seen[where])
        if film is None or film.user_id != user_id or not film.live or not if_so(film):
            return Plan((film, None))
        status = _STATUS.get(ending.outcome, FilmStatus.FAILED)
        completed = status is FilmStatus.COMPLETED
        charged = film.charged and completed
        begun = bool(film.turn or film.waits or film.crashes)
        after = replace(
            film,
            status=status,
            outcome=ending.outcome.value,
            message=ending.message(film.credits if charged else 0),
            error=ending.error,
            film=facts if completed else None,
            progress=1.0 if completed else film.progress,
            charged=charged,
            turn=None,
            turn_until=None,
            due_at=None if tidied or not begun else now + LEASE,
            ended_at=now,
            updated_at=now,
        )
        writes: list[Write] = [Update(seen[where], after.fields())]
        if completed and facts:
            writes.append(usage.write(seen[usage_path(user_id)], with_films(user_id, seen, int(facts["bytes"]))))
        if (account_where := account_path(film.payer_id)) not in seen:
            raise AlsoNeeds(account_where)
        account = account_model.read(seen[account_where])
        if account is None:
            raise LookupError(f"film {film.id} has no account")
        if film.charged and not completed:
            said = f"Refund: {ending.outcome.value}"
            account, entry = account.post(f"{film.id}.refund", EntryType.REFUND, film.credits, said, now, film.id)
            writes.append(Create(entry.path, entry.fields()))
        account = slots.moved(account, film, after, now)
        writes += outbox.ended(account.listens, Event(f"film.{status}"), film.user_id, film.id, now)
        writes.append(account_model.write(seen[account_where], account))
        return Plan((after, account), writes)

    film, account = store().settle([where, account_path(user_id), usage_path(user_id)], decide)
    if account is not None:
        start_next(account)
    return film, account is not None
