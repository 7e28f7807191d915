"""write: worker for the tasks that have prompts written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import dead_letters
from shared.platform.callers import service
from shared.platform.http import Call, Door, Reply
from shared.prompts import work

if TYPE_CHECKING:
    from functions import forms

door = Door("write", caller=service("tasks"), forms="functions.forms", on_give_up=dead_letters.record)


@door.route("POST", "/", body="WriteTask", status=204)
def write_prompt(call: Call) -> Reply:
    """Ask the model for one prompt and keep it."""
    task: forms.WriteTask = call.body
    work.write(task.prompt_id, task.image_id, task.attempt, task.epoch, task.tries)
    return Reply(204)
