"""Films without a task or worker begin again, those past their time end, and nothing stays of what ended unfinished.

Those that wait beside a free slot are let in, whoever should have done it.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from shared.films import waiting
from shared.films.model import FILMS, Film, read
from shared.films.outcomes import Ending, FilmOutcome
from shared.films.states import LOST_TASK, MOST_CRASHES, FilmStatus
from shared.films.steps import Step
from shared.films.tasks import enqueue, enqueue_clearing
from shared.films.transitions import end, transition
from shared.films.trash import ERASING_IS_LATE
from shared.lifecycle import sweep as lifecycle_sweep
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document, Fields


def sweep(page: int) -> int:
    return max(lifecycle_sweep.look_after(CARE, page), waiting.start_all(page, partial(lifecycle_sweep.meet, CARE)))


def _look_after(row: Document, now: datetime) -> None:
    film = read(row)
    if film is None:
        return
    if not film.live:
        if _put_off(film):
            enqueue_clearing(film, "/erase" if film.status is FilmStatus.DELETING else "/tidy")
    elif now >= film.deadline_at:
        _ended(film, FilmOutcome.TIMED_OUT)
    elif film.waiting:
        _wait_on(film)
    elif film.turn and film.crashes + 1 >= MOST_CRASHES:
        logs.alert("a film kills its workers", film_id=film.id)
        _ended(film, FilmOutcome.INTERNAL)
    else:
        _start_again(film, now)


def _ended(film: Film, outcome: FilmOutcome) -> None:
    end(film.id, film.user_id, Ending(outcome), if_so=lambda now: (now.turn, now.due_at) == (film.turn, film.due_at))


def _wait_on(film: Film) -> None:
    """Its turn is told by the account; the sweep ends it once it has waited for as long as any may."""

    def later(row: Document) -> Fields | None:
        current = read(row)
        return {"due_at": film.deadline_at} if current and current.waiting and current.due_at == film.due_at else None

    store().change(film.path, later)


def _start_again(film: Film, now: datetime) -> None:
    crashes = film.crashes + (1 if film.turn else 0)
    marks = {"turn": None, "turn_until": None, "epoch": film.epoch + 1, "crashes": crashes, "due_at": now + LOST_TASK}

    def again(current: Film) -> Step | None:
        return Step(FilmStatus.QUEUED, marks) if (current.epoch, current.due_at) == (film.epoch, film.due_at) else None

    moved = transition(film.id, film.user_id, again)
    if moved.moved and moved.now:
        enqueue(moved.now)


def _put_off(film: Film) -> bool:
    """First: one that always fails must not be all that the sweep ever sees."""

    def later(row: Document) -> Fields | None:
        current = read(row)
        return {"due_at": clock().now() + ERASING_IS_LATE} if current and not current.live and current.due_at else None

    return store().change(film.path, later)


def _give_up(row: Document, _reason: str) -> None:
    film = read(row)
    if film is None or not film.live:
        return
    if end(film.id, film.user_id, Ending(FilmOutcome.INTERNAL), if_so=lambda now: now.turn == film.turn).moved:
        logs.alert("a film that could not be cared for was ended", film_id=film.id)


# trouble in its care counts as a worker's crash does
CARE = lifecycle_sweep.Care(FILMS, _look_after, counter=lambda row: (row.path, "crashes"), give_up=_give_up)
