"""Why a report is not decided."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class AlreadyDecided(AppError):
    """The same decision again is no refusal: it tells whoever was not told yet."""

    status, code = 409, "ALREADY_DECIDED"
    message = Text("This was decided as {decision} at {at} by {by}.", "Darüber wurde um {at} von {by} entschieden: {decision}.")
    action = Text("Look at the work itself.", "Sieh dir das Werk selbst an.")


class DecisionUnderWay(AppError):
    """Another decision is being carried out; one that died at it is followed by the sweep."""

    status, code, retryable = 409, "DECISION_UNDER_WAY", True
    message = Text("{by} is deciding this as {decision} right now.", "{by} entscheidet das gerade: {decision}.")
    action = Text("Look at it again in a minute.", "Sieh es dir in einer Minute noch einmal an.")
    retry_after_s = 60
