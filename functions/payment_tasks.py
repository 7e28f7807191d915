"""payment-tasks: worker that asks Stripe what became of payments, and posts what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.dead_letters import commands as dead_letter_commands
from shared.payments import books, worker
from shared.platform.web.callers import service
from shared.platform.web.door import Call
from shared.platform.web.flask_door import FlaskDoor

if TYPE_CHECKING:
    from functions.forms import tasks as forms

door = FlaskDoor("payment-tasks", caller=service("tasks"), forms="functions.forms.tasks", on_give_up=dead_letter_commands.record)


@door.route("POST", "/hint", body="PaymentHintTask", status=204)
def look_at_hint(call: Call) -> None:
    """Look at what an event of Stripe's told of."""
    task: forms.PaymentHintTask = call.body
    worker.hint(task.kind, task.id)


@door.route("POST", "/look", body="PurchaseTask", status=204)
def look_at_purchase(call: Call) -> None:
    """Ask Stripe how a purchase stands."""
    task: forms.PurchaseTask = call.body
    worker.look(task.purchase_id)


@door.route("POST", "/books", body="BooksTask", status=204)
def look_at_books(_call: Call) -> None:
    """Continue with Stripe's list of refunds and disputes."""
    books.look()


@door.route("POST", "/forget", body="ForgetBuyerTask", status=204)
def forget_buyer(call: Call) -> None:
    """Have Stripe delete what it keeps of a buyer."""
    task: forms.ForgetBuyerTask = call.body
    worker.forget(task.user_id)
