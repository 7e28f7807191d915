"""Why a provider's word is not believed, and why an endpoint is not made or sent to."""

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


class TooManyEndpoints(AppError):
    status, code = 409, "TOO_MANY_WEBHOOK_ENDPOINTS"
    message = Text(
        "You have {limit} webhook {limit:endpoint|endpoints} already.",
        "Du hast schon {limit} {limit:Webhook-Endpunkt|Webhook-Endpunkte}.",
    )
    action = Text("Delete one that you need no more.", "Lösche einen, den du nicht mehr brauchst.")


class EndpointDisabled(AppError):
    status, code = 409, "WEBHOOK_ENDPOINT_DISABLED"
    message = Text("This endpoint is switched off ({reason}).", "Dieser Endpunkt ist abgeschaltet ({reason}).")
    action = Text("Switch it on again first.", "Schalte ihn zuerst wieder ein.")


class ListenerFetches(AppError):
    status, code = 409, "WEBHOOK_LISTENER_FETCHES"
    message = Text(
        "A listener has no address: it fetches what there is for it.",
        "Ein Listener hat keine Adresse: Er holt, was für ihn da ist.",
    )
    action = Text("Make an endpoint with a URL for this.", "Lege dafür einen Endpunkt mit einer URL an.")


class UrlNotTaken(AppError):
    status, code = 400, "WEBHOOK_URL_NOT_TAKEN"
    message = Text("Nobody is sent to this address.", "An diese Adresse wird nicht gesendet.")
    action = Text(
        "Name an https address of the public internet, on port 443 or 8443, without a name or password in it.",
        "Nenne eine https-Adresse im öffentlichen Internet, auf Port 443 oder 8443, ohne Namen oder Passwort darin.",
    )
