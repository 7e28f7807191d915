"""Why what an operator asks for is not done."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class GrantIdTaken(AppError):
    status, code = 409, "GRANT_ID_TAKEN"
    message = Text(
        "This grant id was used for another user, amount or type.",
        "Diese Grant-Id gehört zu einem anderen Konto, Betrag oder Typ.",
    )
    action = Text("Use a new grant id.", "Nimm eine neue Grant-Id.")


class BalanceTooLow(AppError):
    status, code = 409, "BALANCE_TOO_LOW"
    message = Text(
        "The correction of {amount} would leave less than nothing: the balance is {balance}.",
        "Die Korrektur um {amount} ergäbe weniger als nichts: der Stand ist {balance}.",
    )
    action = Text("Take {balance} at most.", "Nimm höchstens {balance}.")


class ConfigChanged(AppError):
    """Another change came between: what it was meant for is no longer what is there."""

    status, code = 409, "CONFIG_CHANGED"
    message = Text(
        "{section} was changed meanwhile: it is at version {current_version}, your change was meant for {expected_version}.",
        "{section} wurde inzwischen geändert: es hat Version {current_version}, deine Änderung galt {expected_version}.",
    )
    action = Text("Look at it again, then change it.", "Sieh es dir noch einmal an und ändere es dann.")


class NothingToRepeat(AppError):
    status, code = 409, "NOTHING_TO_REPEAT"
    message = Text(
        "Only what was to be made, and ended without it, is repeated on the house; edits are not.",
        "Auf Kosten des Hauses wird nur wiederholt, was gemacht werden sollte und ohne Ergebnis endete; Bearbeitungen nicht.",
    )
    action = Text("Look at its state.", "Sieh dir den Zustand an.")


class StillBeingMade(AppError):
    status, code, retryable = 409, "STILL_BEING_MADE", True
    message = Text("This is still being made.", "Das wird noch gemacht.")
    action = Text("Wait until it has ended, or end it.", "Warte, bis es beendet ist, oder beende es.")
    retry_after_s = 60


class BatchStarted(AppError):
    status, code = 409, "BATCH_STARTED"
    message = Text("This batch was started already.", "Dieser Stapel wurde schon gestartet.")
    action = Text("Look at its progress.", "Sieh dir an, wie weit er ist.")
