"""Why a plan is not carried out."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class PlanInvalid(AppError):
    """Not a plan of this key's, or for something else: what is bought is what was priced, to the letter."""

    status, code = 422, "PLAN_INVALID"
    message = Text(
        "This plan is not for this request, or not yours.", "Dieser Plan gilt nicht für diesen Auftrag, oder ist nicht deiner."
    )
    action = Text(
        "Plan again, and give the plan with the same request to execute_plan.",
        "Plane neu und gib den Plan mit demselben Auftrag an execute_plan.",
    )


class PlanExpired(AppError):
    """It was not carried out in time. One that was brings what it brought, for as long as its key is kept."""

    status, code = 409, "PLAN_EXPIRED"
    message = Text("This plan has expired; it buys nothing any more.", "Dieser Plan ist abgelaufen; er kauft nichts mehr.")
    action = Text("Plan again: the price may be another one.", "Plane neu: Der Preis kann ein anderer sein.")


class PlanPriceChanged(AppError):
    """Dearer than its user was told: what they said yes to was another price."""

    status, code = 409, "PLAN_PRICE_CHANGED"
    message = Text(
        "This was planned for {planned} credits and costs {required} by now; nothing was bought.",
        "Geplant war dies für {planned} Credits, inzwischen kostet es {required}; es wurde nichts gekauft.",
    )
    action = Text("Plan again, and show your user the new price.", "Plane neu und zeige den neuen Preis.")
