"""Dead letters: the tasks that their queue gave up, with their error, for an operator to look at and to send again.

The same work that fails again is the same letter: its id is made of where the task went and what it carried.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from shared.config import retention
from shared.dead_letters.errors import AlreadyReplayed, CannotReplay
from shared.platform import logs
from shared.platform.clients import clock, queue, store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Create, Delete, Document, Fields, Operator, Plan, Seen, Update, Write
from shared.platform.firestore.json_values import can_hold
from shared.platform.renamed import RENAMED
from shared.platform.web.cursors import Page, newest_first, page_of, place_of
from shared.platform.web.task_attempts import LONGEST_S, GivenUp

if TYPE_CHECKING:
    from shared.dead_letters import views


_COLLECTION = "dead_letters"
_ERROR_LETTERS = 1000


_UNSENT: list[tuple[str, Operator, Any]] = [("sent_at", "==", None)]


class LetterKind(NamedTuple):
    """Which letters; None is any."""

    queue: str | None = None
    function: str | None = None
    error_type: str | None = None

    @property
    def conditions(self) -> list[tuple[str, Operator, Any]]:
        return [(name, "==", wanted) for name, wanted in self._asdict().items() if wanted is not None]


def record(task: GivenUp) -> None:
    """Keep a task that will not be tried again. Called twice for the same task, it counts once."""
    payload = payload_of(task)
    letter_id, now = _id(task, payload), clock().now()
    where = f"{_COLLECTION}/{letter_id}"
    fields: dict[str, Any] = {
        "queue": task.queue,
        "function": task.function,
        "path": task.path,
        "payload": payload,
        "job_id": next(filter(None, (_named(payload, f"{kind}_id") for kind in ("job", "film", "prompt"))), None),
        "user_id": _named(payload, "user_id"),
        "error": logs.without_secrets(f"{type(task.error).__name__}: {task.error}")[:_ERROR_LETTERS],
        "error_type": type(task.error).__name__,
        "attempts": task.attempts,
        "task": task.task,
        "last_at": now,
        "expires_at": retention.ends("trouble_days", now),
        "replayed_at": None,
        "replayed_by": None,
        "sent_at": None,
    }

    def decide(seen: Seen) -> Plan[bool]:
        before = seen[where]
        if before.fields is None:
            return Plan(True, [Create(where, {**fields, "first_at": now, "times": 1})])
        if before.fields["task"] == task.task:
            return Plan(False)
        return Plan(True, [Update(before, {**fields, "times": before.fields["times"] + 1})])

    if store().settle([where], decide):
        logs.alert("a task was given up", dead_letter=letter_id, queue=task.queue, job_id=fields["job_id"])


def _id(task: GivenUp, payload: Mapping[str, Any] | None) -> str:
    body = task.body if payload is None else json.dumps(payload, sort_keys=True).encode()
    return hashlib.sha256(b"\0".join((task.function.encode(), task.path.encode(), body))).hexdigest()[:24]


def payload_of(task: GivenUp) -> Mapping[str, Any] | None:
    """What the task carried: ids and where things are. None for anything else, which we did not send."""
    try:
        found: Any = json.loads(task.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not can_hold(found) or any(_speaks(str(name)) for name in cast("dict[Any, Any]", found)):
        return None
    return cast("dict[str, Any]", found)


def _named(payload: Mapping[str, Any] | None, name: str) -> str | None:
    found = (payload or {}).get(name)
    return found if isinstance(found, str) else None


def _speaks(name: str) -> bool:
    """Whether people's words stand there, and not the id of a document that has them."""
    return "prompt" in name and not name.endswith("_id")


def found(kind: LetterKind, *, limit: int, cursor: str | None = None, unsent: bool = False) -> Page[views.DeadLetter]:
    """Those that were given up last first; only those that were not sent again, where `unsent`."""
    where = [*kind.conditions, *_UNSENT] if unsent else kind.conditions
    rows = store().find(_COLLECTION, where=where, order=newest_first("last_at"), after=place_of(cursor), limit=limit)
    return page_of(rows, limit, _shown, by="last_at")


def show(letter_id: str) -> views.DeadLetter:
    row = store().get(f"{_COLLECTION}/{letter_id}")
    if row.fields is None:
        raise NotFound(kind="dead letter", id=letter_id)
    return _shown(row)


def drop(letter_id: str, *also: Write) -> views.DeadLetter:
    """Nobody will send it again; should its work fail once more, it is a letter again."""
    where = f"{_COLLECTION}/{letter_id}"

    def decide(seen: Seen) -> Plan[views.DeadLetter]:
        if seen[where].fields is None:
            raise NotFound(kind="dead letter", id=letter_id)
        return Plan(_shown(seen[where]), [Delete(seen[where]), *also])

    return store().settle([where], decide)


def error_type(fields: Fields) -> str:
    """Of a letter from before it was kept by itself."""
    return str(fields["error"]).partition(":")[0]


def of_job(job_id: str) -> list[views.DeadLetter]:
    return [_shown(row) for row in store().find(_COLLECTION, where=[("job_id", "==", job_id)], limit=20)]


def _shown(row: Document) -> views.DeadLetter:
    kept = row.fields or {}
    return {
        "id": row.id,
        "queue": kept["queue"],
        "function": kept["function"],
        "path": kept["path"],
        "payload": kept["payload"],
        "job_id": kept["job_id"],
        "user_id": kept["user_id"],
        "error": kept["error"],
        "error_type": kept.get("error_type") or error_type(kept),
        "attempts": kept["attempts"],
        "times": kept["times"],
        "first_at": kept["first_at"],
        "last_at": kept["last_at"],
        "replayed_at": kept["replayed_at"],
        "replayed_by": kept["replayed_by"],
    }


def replay(letter_id: str, by: str, now: datetime, *also: Write) -> views.DeadLetter:
    """Put the task into its queue again, once; `also` is written in the commit that marks it.

    The mark comes first and the task after it. Should the queue not take it, the same call again sends what is missing.
    """
    where = f"{_COLLECTION}/{letter_id}"

    def mark(seen: Seen) -> Plan[Document]:
        row = seen[where]
        if row.fields is None:
            raise NotFound(kind="dead letter", id=letter_id)
        if row.fields["payload"] is None:
            raise CannotReplay(id=letter_id)
        if row.fields["sent_at"]:
            raise AlreadyReplayed(at=row.fields["replayed_at"].isoformat(), by=row.fields["replayed_by"])
        marks = {"replayed_at": now, "replayed_by": by}
        return Plan(Document(where, {**row.fields, **marks}), [Update(row, marks), *also])

    row = store().settle([where], mark)
    letter = row.fields or {}
    name = f"replay-{letter_id}-{letter['times']}"  # so that two operators at once send one task
    function = RENAMED.get(letter["function"], letter["function"])
    payload, deadline_s = dict(letter["payload"]), LONGEST_S.get(function)
    queue().put(letter["queue"], function, letter["path"], payload, name=name, deadline_s=deadline_s)
    _sent(where, letter["times"], now)
    return _shown(row)


def _sent(where: str, times: int, now: datetime) -> None:
    def decide(seen: Seen) -> Plan[None]:
        current = (seen[where].fields or {}).get("times") == times  # else it failed again meanwhile, and is open again
        return Plan(None, [Update(seen[where], {"sent_at": now})] if current else [])

    store().settle([where], decide)
