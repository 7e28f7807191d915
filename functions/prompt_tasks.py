"""prompt-tasks: worker for the tasks that have prompts written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.canaries import worker as canary_worker
from shared.dead_letters import commands as dead_letter_commands
from shared.platform.web.callers import service
from shared.platform.web.door import Call
from shared.platform.web.flask_door import FlaskDoor
from shared.prompts import worker

if TYPE_CHECKING:
    from functions.forms import tasks as forms

door = FlaskDoor("prompt-tasks", caller=service("tasks"), forms="functions.forms.tasks", on_give_up=dead_letter_commands.record)


@door.route("POST", "/", body="WriteTask", status=204)
def write_prompt(call: Call) -> None:
    """Have the model write one prompt."""
    task: forms.WriteTask = call.body
    worker.write(task.prompt_id, task.image_id, task.attempt, task.epoch, task.tries)


@door.route("POST", "/canary", body="WriterCanaryTask", status=204)
def try_prompt_writer(call: Call) -> None:
    """Have one text written on the house.

    To see whether the model does.
    """
    task: forms.WriterCanaryTask = call.body
    canary_worker.try_writer(task.number)
