"""The net below everything: what is due is looked after, and one in trouble keeps nobody else waiting.

A row whose care raises is pushed back and goes on being due. Where its kind counts that, it is given up after a few times.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.documents import Create, Document, Fields, Plan, Seen, Update, Write

MOST = 3  # troubles, after which a work is given up
AGAIN, _LONGEST = timedelta(minutes=2), timedelta(minutes=10)


@dataclass(frozen=True)
class Care:
    """How one kind of documents is looked after."""

    collection: str
    look_after: Callable[[Document, datetime], None]
    again: timedelta = AGAIN
    mark: str = "due_at"  # the field with the moment from which on it is due
    counter: Callable[[Document], tuple[str, str]] | None = None  # the document and the field that count its troubles
    give_up: Callable[[Document, str], None] = lambda _row, _reason: None


@contextmanager
def left_to_sweep(work_id: str) -> Generator[None]:
    """The step is taken; a task that could not follow it is the sweep's to make up for."""
    try:
        yield
    except Unavailable as trouble:
        logs.warning("a task was not enqueued, left to the sweep", work_id=work_id, reason=trouble.details.get("part"))


def look_after(care: Care, page: int) -> int:
    """One page of what is due, the longest due first. Answers how many were looked at."""
    now = clock().now()
    rows = store().find(care.collection, where=[(care.mark, "<=", now)], order=[(care.mark, "asc")], limit=page)
    for row in rows:
        try:
            care.look_after(row, now)
        except Exception as error:  # noqa: BLE001 - the others are still to be looked after
            meet(care, row, error)
    return len(rows)


def meet(care: Care, row: Document, error: Exception) -> None:
    """Looking after it raised this. Never raises: the others are still to be looked after."""
    if isinstance(error, Unavailable | Contended):
        logs.warning("sweep could not look after something", path=row.path, reason=f"{error.code} {error.details}")
        put_off(row, care.again, mark=care.mark)
        return
    times = 1
    try:
        times = _counted(care, row)
        if _is_news(times):
            logs.alert("sweep cannot look after something", path=row.path, cause=error, times=times)
        if times >= MOST:
            care.give_up(row, f"{type(error).__name__}: {error}")
    except Exception as worse:  # noqa: BLE001 - whatever it is
        if _is_news(times):
            logs.alert("what cannot be looked after cannot be put off or ended either", path=row.path, cause=worse)


def put_off(row: Document, by: timedelta, *, mark: str = "due_at") -> None:
    """Not now, unless it went on since the row was read: the same page of troubled ones would be all that the sweep ever sees."""
    before = (row.fields or {}).get(mark)

    def later(now: Document) -> Fields | None:
        due_at = (now.fields or {}).get(mark)
        return {mark: clock().now() + by} if due_at and due_at == before else None

    try:
        store().change(row.path, later)
    except (Unavailable, Contended):
        logs.warning("sweep could not put something off", path=row.path)


def _is_news(times: int) -> bool:
    """The first, second, fourth, eighth … time: nobody is woken every few minutes for the same work."""
    return times & (times - 1) == 0


def _counted(care: Care, row: Document) -> int:
    """How often there was trouble with it by now; it comes up again a while later, unless it has ended meanwhile."""
    if care.counter is None:
        put_off(row, care.again, mark=care.mark)
        return 1
    where, field = care.counter(row)

    def decide(seen: Seen) -> Plan[int]:
        counted = seen[where]
        before = (counted.fields or {}).get(field)
        times = (before if isinstance(before, int) else 0) + 1
        if not (seen[row.path].fields or {}).get(care.mark):
            return Plan(times)
        later = {care.mark: clock().now() + min(care.again * times, _LONGEST)}
        if where == row.path:
            return Plan(times, [Update(counted, {**later, field: times})])
        count: Write = Create(where, {field: times}) if counted.fields is None else Update(counted, {field: times})
        return Plan(times, [Update(seen[row.path], later), count])

    return store().settle(list({row.path, where}), decide)
