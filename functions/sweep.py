"""sweep: each minute, whatever lost its task is armed again and whatever is past its time is ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.admin import batches, reports
from shared.dead_letters import commands as dead_letter_commands
from shared.platform.web.callers import services
from shared.platform.web.door import Call, Reply
from shared.platform.web.flask_door import FlaskDoor
from shared.sweeping import worker as sweeping_worker
from shared.trash import commands as trash_commands
from shared.videos import trash as video_trash

if TYPE_CHECKING:
    from functions.forms import sweep as forms
    from shared.sweeping import views

door = FlaskDoor(
    "sweep", caller=services("scheduler", "tasks"), forms="functions.forms.sweep", on_give_up=dead_letter_commands.record
)


@door.route("POST", "/")
def sweep_due(_call: Call) -> Reply[views.SweepResult]:
    """Look after all that is due, each minute."""
    return Reply(body={"looked_at": sweeping_worker.sweep()})


@door.route("POST", "/more", body="SweepTask")
def sweep_more(call: Call) -> Reply[views.SweepResult]:
    """Continue where a page of what was due was full."""
    task: forms.SweepTask = call.body
    return Reply(body={"looked_at": sweeping_worker.go_on(task.kinds, task.page)})


@door.route("POST", "/failed-videos", body="FailedVideosTask", status=204)
def delete_failed_videos(call: Call) -> None:
    """Continue to delete a user's failed videos."""
    task: forms.FailedVideosTask = call.body
    video_trash.delete_failed(task.user_id, task.before)


@door.route("POST", "/empty-trash", body="EmptyTrashTask", status=204)
def empty_user_trash(call: Call) -> None:
    """Continue to empty a user's trash."""
    task: forms.EmptyTrashTask = call.body
    trash_commands.empty(task.user_id, task.before, task.kind, task.cursor)


@door.route("POST", "/operator-batch", body="OperatorBatchTask", status=204)
def go_on_with_operator_batch(call: Call) -> None:
    """Continue an operator's act for many jobs."""
    task: forms.OperatorBatchTask = call.body
    batches.go_on(task.id)


@door.route("POST", "/report-decision", body="ReportDecisionTask", status=204)
def go_on_with_report_decision(call: Call) -> None:
    """Continue a decision about reports that somebody died at."""
    task: forms.ReportDecisionTask = call.body
    reports.go_on(task.case)
