"""film-tasks: worker for the tasks that make films and edits, and clear away what is left of films."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.dead_letters import commands as dead_letter_commands
from shared.edits import worker as edit_worker
from shared.films import worker
from shared.platform.web.callers import service
from shared.platform.web.door import Call
from shared.platform.web.flask_door import FlaskDoor
from shared.trash import worker as trash_worker

if TYPE_CHECKING:
    from functions.forms import tasks as forms

door = FlaskDoor("film-tasks", caller=service("tasks"), forms="functions.forms.tasks", on_give_up=dead_letter_commands.record)


@door.route("POST", "/", body="CutTask", status=204)
def cut_film(call: Call) -> None:
    """Make one film."""
    task: forms.CutTask = call.body
    worker.cut(task.film_id, task.user_id, task.epoch)


@door.route("POST", "/edit", body="EditTask", status=204)
def make_edit(call: Call) -> None:
    """Make one video of another by hand."""
    task: forms.EditTask = call.body
    edit_worker.make(task.job_id, task.user_id, task.attempt)


@door.route("POST", "/poster", body="FilmTask", status=204)
def make_film_poster(call: Call) -> None:
    """Make the missing poster of a finished film."""
    task: forms.FilmTask = call.body
    worker.poster_later(task.film_id, task.user_id)


@door.route("POST", "/tidy", body="EraseTask", status=204)
def tidy_film(call: Call) -> None:
    """Clear away what an unfinished film left."""
    task: forms.EraseTask = call.body
    worker.tidy(task.id, task.user_id)


@door.route("POST", "/erase", body="EraseTask", status=204)
def erase_film(call: Call) -> None:
    """Erase a film with its files."""
    task: forms.EraseTask = call.body
    trash_worker.erase_film(task.id, task.user_id)
