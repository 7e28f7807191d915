"""account-tasks: worker for the tasks that take a user's data out of the house, as a file or for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.account_deletion import worker as deletion_worker
from shared.dead_letters import commands as dead_letter_commands
from shared.exports import worker as export_worker
from shared.platform.web.callers import service
from shared.platform.web.door import Call
from shared.platform.web.flask_door import FlaskDoor

if TYPE_CHECKING:
    from functions.forms import tasks as forms

door = FlaskDoor("account-tasks", caller=service("tasks"), forms="functions.forms.tasks", on_give_up=dead_letter_commands.record)


@door.route("POST", "/export", body="ExportTask", status=204)
def make_export(call: Call) -> None:
    """Make one export."""
    task: forms.ExportTask = call.body
    export_worker.make(task.export_id, task.user_id, task.epoch)


@door.route("POST", "/erase-export", body="EraseTask", status=204)
def erase_export(call: Call) -> None:
    """Erase an export with its file."""
    task: forms.EraseTask = call.body
    export_worker.erase(task.id, task.user_id)


@door.route("POST", "/erase", body="AccountTask", status=204)
def erase_account(call: Call) -> None:
    """Erase an account whose grace is over."""
    task: forms.AccountTask = call.body
    deletion_worker.erase(task.user_id)
