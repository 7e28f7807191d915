"""Why a provider's word is not believed."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class Untrusted(AppError):
    """Not certainly the provider's: `reason` is missing, stale or signature."""

    status, code = 401, "UNTRUSTED_WEBHOOK"
    message = Text("This webhook is not trusted ({reason}).", "Diesem Webhook wird nicht vertraut ({reason}).")
    action = Text(
        "Check the signing secret and the sender's clock.", "Prüfe das Geheimnis der Signatur und die Uhr des Absenders."
    )


class BadHook(AppError):
    status, code = 400, "BAD_WEBHOOK"
    message = Text("This is no event that we know: {problem}.", "Das ist kein Ereignis, das wir kennen: {problem}.")
    action = Text("Check what is subscribed to this address.", "Prüfe, was an diese Adresse gesendet wird.")
