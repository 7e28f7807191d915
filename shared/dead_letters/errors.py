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


class SelectionChanged(AppError):
    """What a dry run had shown is no longer what would be done."""

    status, code = 409, "SELECTION_CHANGED"
    message = Text(
        "The selection is not the one of the dry run any more: {selected} {selected:entry|entries} now.",
        "Die Auswahl ist nicht mehr die des Probelaufs: jetzt {selected} {selected:Eintrag|Einträge}.",
    )
    action = Text("Make a dry run again, and name its fingerprint.", "Mach noch einen Probelauf und nenne dessen fingerprint.")
