"""notice-tasks: worker for the tasks that write to users: by mail, and on their devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.dead_letters import commands as dead_letter_commands
from shared.notices import worker
from shared.platform.web.callers import service
from shared.platform.web.door import Call
from shared.platform.web.flask_door import FlaskDoor

if TYPE_CHECKING:
    from functions.forms import tasks as forms

door = FlaskDoor("notice-tasks", caller=service("tasks"), forms="functions.forms.tasks", on_give_up=dead_letter_commands.record)


@door.route("POST", "/mail", body="MailTask", status=204)
def mail_news(call: Call) -> None:
    """Send a user by mail what waits for it."""
    task: forms.MailTask = call.body
    worker.mail(task.user_id)


@door.route("POST", "/push", body="TellTask", status=204)
def push_event(call: Call) -> None:
    """Send a user news of an event to their devices."""
    task: forms.TellTask = call.body
    worker.push_event(task.event_id, task.user_id)


@door.route("POST", "/letter", body="LetterTask", status=204)
def write_letter(call: Call) -> None:
    """Send a user a letter about their account."""
    task: forms.LetterTask = call.body
    worker.letter(task.letter, task.key, task.values, user_id=task.user_id, to=task.to, language=task.language)
