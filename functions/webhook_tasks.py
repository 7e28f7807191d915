"""webhook-tasks: worker for the tasks that tell endpoints of events. It calls hosts that users name, and has few rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.dead_letters import commands as dead_letter_commands
from shared.platform.web.callers import service
from shared.platform.web.door import Call
from shared.platform.web.flask_door import FlaskDoor
from shared.webhooks import commands, worker

if TYPE_CHECKING:
    from functions.forms import tasks as forms

door = FlaskDoor("webhook-tasks", caller=service("tasks"), forms="functions.forms.tasks", on_give_up=dead_letter_commands.record)


@door.route("POST", "/tell", body="TellTask", status=204)
def tell_event(call: Call) -> None:
    """Send an event to whoever listens."""
    task: forms.TellTask = call.body
    worker.tell(task.event_id, task.user_id)


@door.route("POST", "/deliver", body="DeliverTask", status=204)
def deliver_webhooks(call: Call) -> None:
    """Send what is due to one endpoint."""
    task: forms.DeliverTask = call.body
    worker.deliver(task.endpoint_id)


@door.route("POST", "/redeliver", body="RedeliverTask", status=204)
def redeliver_rest(call: Call) -> None:
    """Continue to send the deliveries of a time again."""
    task: forms.RedeliverTask = call.body
    commands.redeliver_rest(task.user_id, task.endpoint_id, task.since, task.until, task.cursor, all_of_them=task.all)
