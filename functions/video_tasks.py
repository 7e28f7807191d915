"""video-tasks: worker for the tasks that send orders to providers and ask after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.dead_letters import commands as dead_letter_commands
from shared.platform.web.callers import service
from shared.platform.web.door import Call
from shared.platform.web.flask_door import FlaskDoor
from shared.videos import batches, lost_orders, provider_worker, schedule
from shared.videos.poll_schedule import NextPoll

if TYPE_CHECKING:
    from functions.forms import tasks

door = FlaskDoor("video-tasks", caller=service("tasks"), forms="functions.forms.tasks", on_give_up=dead_letter_commands.record)


@door.route("POST", "/start", body="JobTask", status=204)
def start_video(call: Call) -> None:
    """Send a queued job's order to its provider, once."""
    task: tasks.JobTask = call.body
    provider_worker.start(task.job_id, task.user_id)


@door.route("POST", "/begin", body="JobTask", status=204)
def begin_video(call: Call) -> None:
    """Start the wait of a video whose time has come."""
    task: tasks.JobTask = call.body
    schedule.begin(task.job_id, task.user_id)


@door.route("POST", "/check", body="CheckTask", status=204)
def check_video(call: Call) -> None:
    """Ask a provider what became of an order."""
    task: tasks.CheckTask = call.body
    operation = provider_worker.Operation(**task.operation.model_dump())
    look = NextPoll(task.epoch, task.number, call.now, task.expected_at)
    provider_worker.check(task.job_id, task.user_id, task.attempt, operation, look, last=task.last)


@door.route("POST", "/seek", body="SeekTask", status=204)
def seek_video(call: Call) -> None:
    """Look for the video of an order whose answer was lost."""
    task: tasks.SeekTask = call.body
    lost_orders.look(task.job_id, task.user_id, task.attempt, task.until, epoch=task.epoch, number=task.number)


@door.route("POST", "/hint", body="HintTask", status=204)
def check_operation(call: Call) -> None:
    """Ask a provider about work that it says has ended."""
    task: tasks.HintTask = call.body
    provider_worker.poll_operation(task.surface, task.operation)


@door.route("POST", "/cancelled-batch", body="CancelledBatchTask", status=204)
def cancel_rest_of_batch(call: Call) -> None:
    """Continue to cancel a batch."""
    task: tasks.CancelledBatchTask = call.body
    batches.cancel(task.user_id, task.batch_id)
