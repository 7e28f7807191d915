"""What users are told about keys of their own that cannot be stored or used."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class KeyExists(AppError):
    status, code = 409, "KEY_EXISTS"
    message = Text("You have stored a key for {provider} already.", "Du hast für {provider} schon einen Schlüssel hinterlegt.")
    action = Text("Replace it.", "Ersetze ihn.")


class ProjectNotTaken(AppError):
    status, code = 400, "PROJECT_NOT_TAKEN"
    message = Text("A key for {provider} has no project beside it.", "Zu einem Schlüssel für {provider} gehört kein Projekt.")
    action = Text("Leave the project out.", "Lass das Projekt weg.")


class OwnKeyMissing(AppError):
    status, code = 409, "OWN_KEY_MISSING"
    message = Text("You have stored no key for {provider}.", "Du hast für {provider} keinen Schlüssel hinterlegt.")
    action = Text("Store a key, or ask without one.", "Hinterlege einen Schlüssel oder frage ohne ihn an.")


class OwnKeyInactive(AppError):
    status, code = 409, "OWN_KEY_INACTIVE"
    message = Text("Your key for {provider} is switched off.", "Dein Schlüssel für {provider} ist abgeschaltet.")
    action = Text("Switch it on, or ask without it.", "Schalte ihn ein oder frage ohne ihn an.")


class OwnKeyInvalid(AppError):
    status, code = 409, "OWN_KEY_INVALID"
    message = Text("{provider} does not accept your key.", "{provider} nimmt deinen Schlüssel nicht an.")
    action = Text("Replace it, or verify it again.", "Ersetze ihn oder prüfe ihn noch einmal.")
