"""The tasks of payments. Each may come twice, late or not at all."""

from __future__ import annotations

from shared.lifecycle.sweep import left_to_sweep
from shared.platform.clients import queue

_DEADLINE_S = 60


def look(purchase_id: str) -> None:
    """Ask Stripe how it stands. Should it be lost, the sweep looks again."""
    with left_to_sweep(purchase_id):
        queue().put("payments", "payment-tasks", "/look", {"purchase_id": purchase_id}, deadline_s=_DEADLINE_S)


def look_at_books(name: str) -> None:
    """Go on with Stripe's list of what happened. Should it be lost, the sweep sends another."""
    with left_to_sweep("stripe's list"):
        queue().put("payments", "payment-tasks", "/books", {}, name=name, deadline_s=_DEADLINE_S)


def hint(kind: str, stripe_id: str, name: str) -> bool:
    """Something happened to this object of Stripe's; False where it was told of before."""
    payload = {"kind": kind, "id": stripe_id}
    return queue().put("payments", "payment-tasks", "/hint", payload, name=name, deadline_s=_DEADLINE_S)


def forget(user_id: str) -> None:
    """Have Stripe delete what it keeps of this buyer: for whoever erases an account. May be asked for again."""
    queue().put("payments", "payment-tasks", "/forget", {"user_id": user_id}, deadline_s=_DEADLINE_S)
