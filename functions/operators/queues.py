"""Queues, and the tasks that were given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import REASON, act
from shared.admin import videos
from shared.platform.web.cursors import cursor_of
from shared.platform.web.door import Call, Reply, Routes

if TYPE_CHECKING:
    from functions.forms.operators import queues as forms
    from shared.dead_letters import views as dead_letter_views

routes = Routes("functions.forms.operators.queues")


@routes.get("/dead-letters", query="DeadLetterQuery")
def list_dead_letters(call: Call) -> Reply[dead_letter_views.DeadLetterList]:
    """List dead letters: tasks that were given up."""
    asked: forms.DeadLetterQuery = call.query
    found = videos.list_dead_letters(act(call), limit=asked.limit, cursor=asked.cursor)
    return Reply(
        body={
            "dead_letters": found,
            "next_cursor": cursor_of(found[-1]["last_at"], found[-1]["id"]) if len(found) == asked.limit else None,
        }
    )


@routes.route("POST", "/dead-letters/{letter_id}/replay", body=REASON)
def replay_dead_letter(call: Call) -> Reply[dead_letter_views.DeadLetter]:
    """Replay a dead letter, once."""
    return Reply(body=videos.replay_dead_letter(act(call), call.path["letter_id"]))
