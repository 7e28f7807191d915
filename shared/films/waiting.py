"""Films that wait for their turn: the oldest of a user's first, as soon as one of their slots is free."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from shared.accounts import model as account_model
from shared.accounts.ledger import account_path
from shared.films import slots
from shared.films.model import FILMS, LOST_TASK, MADE_WITHIN, Film, FilmStatus, film_path, read
from shared.films.tasks import set_off
from shared.lifecycle import waiting as lifecycle_waiting
from shared.lifecycle.sweep import meet
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document, Plan, Seen, Update


def _take(row: Document) -> bool:
    film = read(row)
    queued = _with_slot(film) if film else None
    if queued is None:
        return False
    set_off(queued)
    return True


def _trouble(row: Document, error: Exception) -> None:
    from shared.films.sweep import CARE  # which ends films, and whoever ends one comes here

    meet(CARE, row, error)


def _with_slot(film: Film) -> Film | None:
    """The film, queued in a slot of who pays for it; None where it does not wait any more, or no slot is free."""
    where, account_where = film_path(film.id), account_path(film.payer_id)

    def decide(seen: Seen) -> Plan[Film | None]:
        now, current, account = clock().now(), read(seen[where]), account_model.read(seen[account_where])
        if current is None or account is None or not current.waiting or not slots.free(account):
            return Plan(None)
        times = {"slot_at": now, "deadline_at": now + MADE_WITHIN, "due_at": now + LOST_TASK, "updated_at": now}
        queued = replace(current, status=FilmStatus.QUEUED, **times)
        account = slots.moved(account, current, queued, now)
        marks = {**times, "status": queued.status.value}
        return Plan(queued, [Update(seen[where], marks), account_model.write(seen[account_where], account)])

    return store().settle([where, account_where], decide)


LINE = lifecycle_waiting.Line(
    works="films",
    collection=FILMS,
    state="status",
    count="waiting_films",
    mark="films_turn_due_at",
    free=slots.free,
    marked=slots.marked,
    take=_take,
    trouble=_trouble,
)
start_waiting = partial(lifecycle_waiting.start_waiting, LINE)
start_next = partial(lifecycle_waiting.start_next, LINE)
start_all = partial(lifecycle_waiting.start_all, LINE)
