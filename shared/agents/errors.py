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
    """It was not carried out in time. One that was brings what it brought, also later."""

    status, code = 409, "PLAN_EXPIRED"
    message = Text(
        "This plan has expired; nothing was bought by it.", "Dieser Plan ist abgelaufen; über ihn wurde nichts gekauft."
    )
    action = Text("Plan again: the price may be another one.", "Plane neu: Der Preis kann ein anderer sein.")
