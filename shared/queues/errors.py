"""Why a queue is not emptied."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class QueueNotDrainable(AppError):
    """What fills it goes on by itself: works that have begun, or the sweep."""

    status, code = 409, "QUEUE_NOT_DRAINABLE"
    message = Text(
        "What fills the queue {queue} cannot be closed.", "Was die Warteschlange {queue} füllt, lässt sich nicht schließen."
    )
    action = Text("Close the intake, or pause the queue.", "Schließe die Annahme oder halte die Warteschlange an.")
