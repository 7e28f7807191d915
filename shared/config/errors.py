"""What is answered while nothing that costs may begin."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class Maintenance(AppError):
    status, code, retryable = 503, "MAINTENANCE", True
    message = Text("{en}", "{de}")
    action = Text("Try again later.", "Versuche es später noch einmal.")
    retry_after_s = 300


class NotRolledOutYet(AppError):
    status, code, retryable = 503, "NOT_YET_YOUR_TURN", True
    message = Text(
        "Rushes comes back step by step, and is not back for you yet.",
        "Rushes kommt Schritt für Schritt zurück, für dich noch nicht.",
    )
    action = Text("Try again later.", "Versuche es später noch einmal.")
    retry_after_s = 300


class FeatureNotOpen(AppError):
    """`feature` is the name that it has in `rollout.features`."""

    status, code = 403, "FEATURE_NOT_OPEN"
    message = Text("This is not open to you yet: {feature}.", "Das ist für dich noch nicht offen: {feature}.")
    action = Text("Try again when it was announced to you.", "Versuche es wieder, wenn es dir angekündigt wurde.")


class CeilingReached(AppError):
    status, code, retryable = 503, "DAILY_CEILING_REACHED", True
    message = Text("No more videos can be made today.", "Heute können keine weiteren Videos gemacht werden.")
    action = Text("Try again tomorrow.", "Versuche es morgen noch einmal.")
