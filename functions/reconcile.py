"""reconcile: nightly, what must always hold is proved over all data, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    """Start or continue the nightly reconciliation."""
    return Reply(202, {"run_id": worker.nightly().id})


@door.route("POST", "/pages", body="ReconcileTask", status=204)
def reconcile_pages(call: Call) -> None:
    """Reconcile pages for a while, then hand over."""
    task: forms.ReconcileTask = call.body
    worker.go_on(task.run_id, task.turn)
