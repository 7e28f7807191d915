"""Films in the trash: one that is being made is cancelled first. What its worker may yet leave is waited for before it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from shared.accounts.usage import usage_path
from shared.films.model import FILMS, Film, film_path, own
from shared.films.outcomes import Ending, FilmOutcome
from shared.films.reads import show
from shared.films.states import FilmStatus
from shared.films.steps import Step
from shared.films.tasks import enqueue_clearing
from shared.films.transitions import end, transition
from shared.lifecycle import trash
from shared.platform.clients import clock, store
from shared.platform.errors import AppError, NotFound
from shared.platform.firestore.documents import Plan, Seen, Update

_AT_ONCE = 100
ERASING_IS_LATE = timedelta(minutes=10)


def delete(user_id: str, film_id: str) -> None:
    """Gone for its owner at once."""
    if show(user_id, film_id).live:
        end(film_id, user_id, Ending(FilmOutcome.CANCELLED))
    where, marks = film_path(film_id), trash.put_in(now := clock().now())

    def decide(seen: Seen) -> Plan[None]:
        if own(seen[where], user_id).live:  # it was ended above, and nothing makes it live again
            raise NotFound(kind="film", id=film_id)
        return Plan(None, [Update(seen[where], marks)])

    store().settle([where], decide)
    if marks[trash.PURGE] <= now:
        purge(film_id, user_id)


def delete_several(user_id: str, film_ids: Sequence[str]) -> dict[str, AppError | None]:
    """One after the other, for each may have a worker that is to hear of it; of those that cannot be, why not."""
    told: dict[str, AppError | None] = {}
    for each in film_ids:
        try:
            delete(user_id, each)
            told[each] = None
        except NotFound as refusal:
            told.setdefault(each, refusal)
    return told


def failed(user_id: str) -> list[str]:
    """The latest that failed."""
    rows = store().find(
        FILMS,
        where=[("user_id", "==", user_id), (trash.MARK, "==", None), ("status", "==", FilmStatus.FAILED.value)],
        order=[("created_at", "desc")],
        limit=_AT_ONCE,
        only=["status"],
    )
    return [row.id for row in rows]


def restore(user_id: str, film_id: str) -> None:
    trash.restore(film_path(film_id), user_id, "film", clock().now())


def purge(film_id: str, user_id: str) -> None:
    """One whose time in the trash is over: from here on it is being erased with its files, in a task."""
    now = clock().now()

    def step(film: Film) -> Step | None:
        marks = {"due_at": max(now, film.due_at or now) + ERASING_IS_LATE, trash.PURGE: None}
        return Step(FilmStatus.DELETING, marks) if trash.is_over(film.fields(), now) else None

    deleting = transition(film_id, user_id, step, usage_path(user_id))
    if deleting.moved and deleting.now and deleting.now.due_at:
        left_at = deleting.now.due_at - ERASING_IS_LATE
        enqueue_clearing(deleting.now, "/erase", at=left_at if left_at > now else None)
