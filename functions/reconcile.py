"""reconcile: nightly, what must always hold is proved over all data, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.figures import worker as figures_worker
from shared.platform.web.callers import services
from shared.platform.web.door import Call, Reply
from shared.platform.web.flask_door import FlaskDoor
from shared.reconcile import worker

if TYPE_CHECKING:
    from functions.forms import reconcile as forms
    from shared.reconcile import views

door = FlaskDoor(
    "reconcile", caller=services("scheduler", "tasks"), forms="functions.forms.reconcile", on_give_up=worker.given_up
)


@door.route("POST", "/", status=202)
def reconcile_all(_call: Call) -> Reply[views.ReconcileStart]:
    """Start or continue the nightly reconciliation.

    And start the nightly figures.
    """
    figures_worker.nightly()
    return Reply(202, {"run_id": worker.nightly().id})


@door.route("POST", "/pages", body="ReconcileTask", status=204)
def reconcile_pages(call: Call) -> None:
    """Reconcile pages for a while, then hand over."""
    task: forms.ReconcileTask = call.body
    worker.go_on(task.run_id, task.turn)


@door.route("POST", "/figures", body="FiguresTask", status=204)
def count_figures(call: Call) -> None:
    """Continue to count the figures of days."""
    task: forms.FiguresTask = call.body
    figures_worker.go_on([each.isoformat() for each in task.days], task.turn, task.tell and task.tell.isoformat())
