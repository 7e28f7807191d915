"""Films that wait for their turn: the oldest of a user's first, as soon as one of their slots is free."""

from __future__ import annotations

from shared.accounts.ledger import account_path
from shared.films.model import FILMS, Film, read
from shared.films.slots import SLOTS
from shared.films.states import LOST_TASK, MADE_WITHIN, FilmStatus
from shared.films.steps import Step, take
from shared.films.tasks import set_off
from shared.lifecycle.waiting import Line
from shared.platform.clients import clock
from shared.platform.firestore.documents import Document


def _take(row: Document) -> bool:
    film = read(row)
    moved = take(film.id, film.user_id, _takes_slot, account_path(film.payer_id)) if film else None
    if moved is None or not moved.moved or moved.now is None:
        return False
    set_off(moved.now)
    return True


def _takes_slot(film: Film) -> Step | None:
    now = clock().now()
    times = {"slot_at": now, "deadline_at": now + MADE_WITHIN, "due_at": now + LOST_TASK}
    return Step(FilmStatus.QUEUED, times) if film.waiting else None


LINE = Line("films", FILMS, "status", SLOTS, _take)
start_waiting, start_next, start_all = LINE.start_waiting, LINE.start_next, LINE.start_all
