"""Why a choice of notices is not taken."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class NoMailHere(AppError):
    status, code = 409, "MAIL_NOT_SET_UP"
    message = Text("No mail is sent by this service.", "Dieser Dienst verschickt keine E-Mails.")
    action = Text("Choose push messages or webhooks.", "Wähle Push-Nachrichten oder Webhooks.")


class NoAddress(AppError):
    status, code = 409, "NO_VERIFIED_ADDRESS"
    message = Text("There is no verified e-mail address of yours.", "Es gibt keine bestätigte E-Mail-Adresse von dir.")
    action = Text(
        "Verify your address, refresh the token and retry.",
        "Bestätige deine Adresse, erneuere das Token und versuche es noch einmal.",
    )
