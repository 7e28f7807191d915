"""What an operator who looks at something, takes it down or puts it back can be refused with."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class NoFile(AppError):
    status, code = 409, "NO_FILE"
    message = Text("There is no file of it.", "Davon gibt es keine Datei.")
    action = Text("Look at its state.", "Sieh dir den Zustand an.")


class NotTakenDown(AppError):
    status, code = 409, "NOT_TAKEN_DOWN"
    message = Text("It is not taken down.", "Es ist nicht entfernt.")
    action = Text("There is nothing to do.", "Es gibt nichts zu tun.")


class TakedownUnderWay(AppError):
    status, code, retryable = 409, "TAKEDOWN_UNDER_WAY", True
    message = Text("Its files are being moved right now.", "Die Dateien werden gerade verschoben.")
    action = Text("Try again in a few seconds.", "Versuche es in ein paar Sekunden noch einmal.")
    retry_after_s = 5
