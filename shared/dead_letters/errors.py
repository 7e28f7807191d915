"""Why a dead letter is not sent again."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class AlreadyReplayed(AppError):
    status, code = 409, "ALREADY_REPLAYED"
    message = Text("This task was sent again at {at} by {by}.", "Diese Aufgabe wurde um {at} von {by} erneut gesendet.")
    action = Text("See what became of its job.", "Sieh nach, was aus ihrem Auftrag wurde.")


class CannotReplay(AppError):
    status, code = 409, "CANNOT_REPLAY"
    message = Text("This task carried what we do not keep.", "Diese Aufgabe enthielt, was wir nicht aufbewahren.")
    action = Text("Look after its job by hand.", "Kümmere dich selbst um ihren Auftrag.")
