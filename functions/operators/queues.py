"""Queues, and the tasks that were given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import REASON, act
from shared.admin import dead_letters, queues
from shared.dead_letters.commands import LetterKind
from shared.platform.web.door import Call, Reply, Routes

if TYPE_CHECKING:
    from functions.forms.operators import queues as forms
    from shared.dead_letters import views as dead_letter_views
    from shared.queues import views

routes = Routes("functions.forms.operators.queues")


@routes.get("/queues", query=REASON)
def list_queues(call: Call) -> Reply[views.QueueList]:
    """List the queues, and how much waits and runs.

    Tasks by queue, and by model what waits, runs, was completed or failed within the last hour.
    """
    return Reply(body=queues.list_queues(act(call)))


@routes.route("POST", "/queues/{queue}/pause", body=REASON)
def pause_queue(call: Call) -> Reply[views.QueueRecord]:
    """Pause a queue: what is put into it waits there.

    What is under way goes on to its end.
    """
    return Reply(body=queues.pause(act(call), call.path["queue"]))


@routes.route("POST", "/queues/{queue}/resume", body=REASON)
def resume_queue(call: Call) -> Reply[views.QueueRecord]:
    """Resume a queue that was paused."""
    return Reply(body=queues.resume(act(call), call.path["queue"]))


@routes.route("POST", "/queues/{queue}/drain", body=REASON)
def drain_queue(call: Call) -> Reply[views.QueueDrain]:
    """Drain a queue: nothing new comes, what is in it is done.

    Its model is suspended, or its features are closed to everybody.
    """
    return Reply(body=queues.drain(act(call), call.path["queue"], call.language))


@routes.get("/dead-letters", query="DeadLetterQuery")
def list_dead_letters(call: Call) -> Reply[dead_letter_views.DeadLetterList]:
    """List dead letters: tasks that were given up.

    All, or those of a queue, a function or an error.
    """
    asked: forms.DeadLetterQuery = call.query
    page = dead_letters.list_letters(act(call), _kind(asked), limit=asked.limit, cursor=asked.cursor)
    return Reply(body={"dead_letters": list(page.rows), "next_cursor": page.next_cursor})


@routes.route("POST", "/dead-letter-batches", body="DeadLetterBatchRequest")
def replay_or_drop_dead_letters(call: Call) -> Reply[dead_letter_views.DeadLetterBatch]:
    """Replay or drop all dead letters of a kind.

    Without a `fingerprint` it only says what would be done; the call that does it names the one of that answer.
    """
    asked: forms.DeadLetterBatchRequest = call.body
    return Reply(body=dead_letters.batch(act(call), _kind(asked), asked.action, asked.fingerprint))


@routes.get("/dead-letters/{letter_id}", query=REASON)
def get_dead_letter(call: Call) -> Reply[dead_letter_views.DeadLetter]:
    """Get a dead letter."""
    return Reply(body=dead_letters.look(act(call), call.path["letter_id"]))


@routes.route("POST", "/dead-letters/{letter_id}/replay", body=REASON)
def replay_dead_letter(call: Call) -> Reply[dead_letter_views.DeadLetter]:
    """Replay a dead letter, once."""
    return Reply(body=dead_letters.replay(act(call), call.path["letter_id"]))


@routes.route("POST", "/dead-letters/{letter_id}/drop", body=REASON)
def drop_dead_letter(call: Call) -> Reply[dead_letter_views.DeadLetter]:
    """Drop a dead letter that nobody needs."""
    return Reply(body=dead_letters.drop(act(call), call.path["letter_id"]))


def _kind(asked: forms.DeadLetterQuery | forms.DeadLetterBatchRequest) -> LetterKind:
    return LetterKind(asked.queue, asked.function, asked.error_type)
