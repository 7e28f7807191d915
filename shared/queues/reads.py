"""How the queues stand, and how much of each kind of work waits, runs and has ended; counted by Firestore, sent by nobody."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from shared.catalog import reads as catalog_reads
from shared.edits.requests import MODEL as EDITED
from shared.films.model import FILMS
from shared.films.states import LIVE as FILMS_LIVE
from shared.films.states import FilmStatus
from shared.platform.clients import clock, queue_desk, store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Operator
from shared.prompts.model import PROMPTS
from shared.prompts.states import PromptStatus
from shared.videos.model import COLLECTION as VIDEOS
from shared.videos.states import BEFORE_SENDING, LIVE, JobState

if TYPE_CHECKING:
    from shared.platform.google.queue_desk import QueuedTasks, QueueState
    from shared.queues import views
    from shared.queues.sets import QueueStanding, WorkKind

_AT_ONCE = 16  # questions, of some seventy
_HOUR = timedelta(hours=1)


class Line(NamedTuple):
    """A kind of work: where it lies, and what its states are called."""

    kind: WorkKind
    collection: str
    field: str
    waiting: Sequence[str]
    active: Sequence[str]
    completed: str
    failed: str
    ended: str  # the moment by which the last hour's are counted
    model: str | None = None


def lines() -> list[Line]:
    videos = ("state", sorted(BEFORE_SENDING), sorted(LIVE - BEFORE_SENDING), JobState.COMPLETED, JobState.FAILED, "ended_at")
    waiting = {FilmStatus.WAITING, FilmStatus.QUEUED}
    films = ("status", sorted(waiting), sorted(FILMS_LIVE - waiting), FilmStatus.COMPLETED, FilmStatus.FAILED, "ended_at")
    prompts = ("status", [PromptStatus.PENDING], [], PromptStatus.COMPLETED, PromptStatus.FAILED, "created_at")
    return [
        *(Line("video", VIDEOS, *videos, model) for model in sorted(map(catalog_reads.key, catalog_reads.rows()))),
        Line("edit", VIDEOS, *videos, EDITED),
        Line("film", FILMS, *films),
        Line("prompt", PROMPTS, *prompts),
    ]


def look() -> views.QueueList:
    """All at once, since none needs another."""
    now = clock().now()
    with ThreadPoolExecutor(_AT_ONCE) as others:
        records = [others.submit(_record, each, now) for each in queue_desk().all()]
        works = [_counted(others.submit, line, now - _HOUR) for line in lines()]
        return {"queues": [each.result() for each in records], "works": [each() for each in works], "at": now}


def record(queue: str) -> views.QueueRecord:
    """As it stands now; NotFound where there is none."""
    found = next((each for each in queue_desk().all() if each.name == queue), None)
    if found is None:
        raise NotFound(kind="queue", id=queue)
    return _record(found, clock().now())


def count(line: Line, states: Sequence[str], since: datetime | None = None) -> int:
    within: list[tuple[str, Operator, Any]] = [(line.ended, ">=", since)] if since else []
    return store().count(line.collection, [*_of(line), (line.field, "in", list(states)), *within]) if states else 0


def oldest(line: Line) -> datetime | None:
    where: list[tuple[str, Operator, Any]] = [*_of(line), (line.field, "in", list(line.waiting))]
    rows = store().find(line.collection, where=where, order=[("created_at", "asc")], limit=1, only=["created_at"])
    return (rows[0].fields or {})["created_at"] if rows else None


def _of(line: Line) -> list[tuple[str, Operator, Any]]:
    return [("model", "==", line.model)] if line.model else []


def _counted(submit: Callable[..., Any], line: Line, since: datetime) -> Callable[[], views.WorkLine]:
    waiting, active = submit(count, line, line.waiting), submit(count, line, line.active)
    completed, failed = submit(count, line, [line.completed], since), submit(count, line, [line.failed], since)
    first = submit(oldest, line)
    return lambda: {
        "kind": line.kind,
        "model": line.model,
        "waiting": waiting.result(),
        "active": active.result(),
        "completed": completed.result(),
        "failed": failed.result(),
        "oldest_at": first.result(),
    }


def _record(queue: QueueState, now: datetime) -> views.QueueRecord:
    tasks: QueuedTasks = queue_desk().tasks(queue.name, now)
    return {
        "queue": queue.name,
        "state": cast("QueueStanding", queue.state),
        "due": tasks.due,
        "later": tasks.later,
        "tried": tasks.tried,
        "more": tasks.more,
        "oldest_due_at": tasks.oldest_due_at,
        "max_dispatches_per_second": queue.per_second,
        "max_concurrent_dispatches": queue.concurrent,
    }
