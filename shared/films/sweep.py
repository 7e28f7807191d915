"""Films without a task or worker begin again, those past their time end, and nothing stays of what ended unfinished.

Those that wait beside a free slot are let in, whoever should have done it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from shared.films import care, waiting
from shared.films.commands import ERASING_IS_LATE
from shared.films.model import FILMS, LOST_TASK, MOST_CRASHES, Film, FilmStatus, read
from shared.films.outcomes import Ending, FilmOutcome
from shared.films.tasks import enqueue, enqueue_clearing
from shared.films.transitions import end
from shared.lifecycle import due
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.documents import Plan, Seen, Update

_AGAIN = timedelta(minutes=2)


def sweep(page: int) -> int:
    now = clock().now()
    rows = store().find(FILMS, where=[("due_at", "<=", now)], order=[("due_at", "asc")], limit=page)
    for row in rows:
        try:
            film = read(row)
            if film is not None:
                _look_after(film, now)
        except (Unavailable, Contended) as trouble:
            logs.warning("sweep could not look after a film", film_id=row.id, reason=type(trouble).__name__)
            due.put_off(row, _AGAIN)
        except Exception as error:  # noqa: BLE001 - the others are still to be looked after
            care.meet(row, error)
    return max(len(rows), waiting.start_all(page))


def _look_after(film: Film, now: datetime) -> None:
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

    def decide(seen: Seen) -> Plan[None]:
        current = read(seen[film.path])
        if current is None or not current.waiting or current.due_at != film.due_at:
            return Plan(None)
        return Plan(None, [Update(seen[film.path], {"due_at": film.deadline_at})])

    store().settle([film.path], decide)


def _start_again(film: Film, now: datetime) -> None:
    again = replace(film, epoch=film.epoch + 1)

    def decide(seen: Seen) -> Plan[bool]:
        current = read(seen[film.path])
        if current is None or not current.live or (current.epoch, current.due_at) != (film.epoch, film.due_at):
            return Plan(False)
        marks = {"status": FilmStatus.QUEUED.value, "turn": None, "turn_until": None, "epoch": again.epoch}
        crashes = film.crashes + (1 if film.turn else 0)
        return Plan(True, [Update(seen[film.path], {**marks, "crashes": crashes, "due_at": now + LOST_TASK, "updated_at": now})])

    if store().settle([film.path], decide):
        enqueue(again)


def _put_off(film: Film) -> bool:
    """First: one that always fails must not be all that the sweep ever sees."""

    def later(seen: Seen) -> Plan[bool]:
        current = read(seen[film.path])
        if current is None or current.live or current.due_at is None:
            return Plan(False)
        return Plan(True, [Update(seen[film.path], {"due_at": clock().now() + ERASING_IS_LATE})])

    return store().settle([film.path], later)
