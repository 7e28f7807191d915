"""storage-tasks: worker for the tasks that bring finished videos home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.dead_letters import commands as dead_letter_commands
from shared.platform.web.callers import service
from shared.platform.web.door import Call
from shared.platform.web.flask_door import FlaskDoor
from shared.takedowns import worker as takedown_worker
from shared.trash import worker as trash_worker
from shared.videos.continuation import release_follower
from shared.videos.storage_worker import poster_later
from shared.videos.storage_worker import store_video as store_finished_video

if TYPE_CHECKING:
    from functions.forms import tasks

door = FlaskDoor("storage-tasks", caller=service("tasks"), forms="functions.forms.tasks", on_give_up=dead_letter_commands.record)


@door.route("POST", "/", body="StoreTask", status=204)
def store_video(call: Call) -> None:
    """Store a finished video and complete its job."""
    task: tasks.StoreTask = call.body
    store_finished_video(task.job_id, task.user_id, task.attempt, task.uri, task.round)


@door.route("POST", "/poster", body="JobTask", status=204)
def make_video_poster(call: Call) -> None:
    """Make the missing poster of a completed video."""
    task: tasks.JobTask = call.body
    poster_later(task.job_id, task.user_id)


@door.route("POST", "/follow", body="JobTask", status=204)
def follow_video(call: Call) -> None:
    """Take the last frame that a following job begins with."""
    task: tasks.JobTask = call.body
    release_follower(task.job_id, task.user_id)


@door.route("POST", "/purge", body="JobTask", status=204)
def purge_video(call: Call) -> None:
    """Delete the files of a purged video, and links to it."""
    task: tasks.JobTask = call.body
    trash_worker.erase_video(task.job_id, task.user_id)


@door.route("POST", "/takedown", body="TakedownTask", status=204)
def move_taken_down(call: Call) -> None:
    """Move the files of what was taken down, or is put back."""
    task: tasks.TakedownTask = call.body
    takedown_worker.move(task.id)
