"""Errors that a caller can cause or must understand: one class each, its status and code beside its words in two languages."""

from __future__ import annotations

import string
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar, Literal, NamedTuple, Self

Language = Literal["de", "en"]


class _Counting(string.Formatter):
    """`{count:scene is|scenes are}` is the first of the two where the count is one, else the second."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, parted, many = format_spec.partition("|")
        if not parted:
            return str(super().format_field(value, format_spec))
        return one if value == 1 else many


_COUNTING = _Counting()


class Text(NamedTuple):
    """The same sentence in both languages; `{name}` stands for a detail of the error, `{name:one|many}` for what counts it."""

    en: str
    de: str

    def say(self, language: Language, values: Mapping[str, Any]) -> str:
        return _COUNTING.vformat(self.de if language == "de" else self.en, (), values)


class Said(StrEnum):
    text: Text

    def __new__(cls, word: str, en: str, de: str) -> Self:
        """A word for machines, and what it says to people."""
        said = str.__new__(cls, word)
        said._value_, said.text = word, Text(en, de)
        return said


class AppError(Exception):
    """The base of every error that has its own answer on the wire; `details` go to the caller as they are."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "INTERNAL"
    retryable: ClassVar[bool] = False
    retry_after_s: int | None = None
    message: ClassVar[Text] = Text("Something went wrong on our side.", "Bei uns ist etwas schiefgegangen.")
    action: ClassVar[Text] = Text(
        "Try again later. If it stays, tell support the request id.",
        "Versuche es später noch einmal. Bleibt es so, nenne dem Support die Request-Id.",
    )

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.code, details)

    @property
    def headers(self) -> dict[str, str]:
        return {} if self.retry_after_s is None else {"Retry-After": str(self.retry_after_s)}

    def body(self, language: Language, request_id: str) -> dict[str, Any]:
        """The one shape of every error on the wire."""
        return {
            "error": self.code,
            "message": self.text(language),
            "details": self.details,
            "retryable": self.retryable,
            "suggestedAction": self.action.say(language, self.details),
            "requestId": request_id,
        }

    def text(self, language: Language) -> str:
        return self.message.say(language, self.details)


class InternalError(AppError):
    """Nobody outside can cause this; it is logged with its trace."""

    status, code, retryable = 500, "INTERNAL", True


class Unavailable(AppError):
    """Something that we depend on does not answer: `part` says which."""

    status, code, retryable = 503, "UNAVAILABLE", True
    message = Text("The service cannot answer right now.", "Der Dienst kann gerade nicht antworten.")
    action = Text("Try again in a few seconds.", "Versuche es in ein paar Sekunden noch einmal.")
    retry_after_s = 5


class Overloaded(AppError):
    """This instance has more calls at work than it can answer in time."""

    status, code, retryable = 503, "OVERLOADED", True
    message = Text("There is too much to do here at the moment.", "Hier ist gerade zu viel zu tun.")
    action = Text("Try again in a few seconds.", "Versuche es in ein paar Sekunden noch einmal.")
    retry_after_s = 5


class Contended(AppError):
    """Too many writers met on one document; nothing was written."""

    status, code, retryable = 503, "CONTENDED", True
    message = Text("Too many changes at once. Nothing was changed.", "Zu viele Änderungen gleichzeitig. Nichts wurde geändert.")
    action = Text("Try again.", "Versuche es noch einmal.")
    retry_after_s = 1


class InvalidRequest(AppError):
    """A field of the body or query does not hold what it should; `fields` says where and why."""

    status, code = 400, "INVALID_REQUEST"
    message = Text("The request is not valid: {summary}", "Die Anfrage ist ungültig: {summary}")
    action = Text("Correct the fields named in details.", "Korrigiere die in details genannten Felder.")


class MalformedJson(AppError):
    status, code = 400, "MALFORMED_JSON"
    message = Text("The body is not JSON: {problem}", "Der Inhalt ist kein JSON: {problem}")
    action = Text("Send one JSON object, encoded as UTF-8.", "Sende ein JSON-Objekt in UTF-8.")


class UnsupportedMediaType(AppError):
    status, code = 415, "UNSUPPORTED_MEDIA_TYPE"
    message = Text("The body must be application/json.", "Der Inhalt muss application/json sein.")
    action = Text("Set Content-Type: application/json.", "Setze Content-Type: application/json.")


class TooLarge(AppError):
    status, code = 413, "TOO_LARGE"
    message = Text("The body is larger than {limit} bytes.", "Der Inhalt ist größer als {limit} Bytes.")
    action = Text("Send less at once.", "Sende weniger auf einmal.")


class BodyTooSlow(AppError):
    """Nothing of it was looked at, so it can be sent again."""

    status, code, retryable = 408, "REQUEST_TIMEOUT", True
    message = Text(
        "The body did not arrive in time: {seconds} seconds, and one more for each 16 KiB.",
        "Der Inhalt kam nicht rechtzeitig an: {seconds} Sekunden und je 16 KiB eine weitere.",
    )
    action = Text("Send it again, or less at once.", "Sende ihn noch einmal, oder weniger auf einmal.")


class BodyIncomplete(AppError):
    """The connection ended before the body did, or its pieces cannot be told apart."""

    status, code, retryable = 400, "BODY_INCOMPLETE", True
    message = Text("The body broke off after {received} bytes.", "Der Inhalt brach nach {received} Bytes ab.")
    action = Text("Send it again.", "Sende ihn noch einmal.")


class NoSuchPath(AppError):
    status, code = 404, "NO_SUCH_PATH"
    message = Text("There is nothing at this path.", "Unter diesem Pfad gibt es nichts.")
    action = Text("Compare the path with the OpenAPI document.", "Vergleiche den Pfad mit dem OpenAPI-Dokument.")


_GERMAN = {
    "account": "Konto",
    "agent key": "Agentenschlüssel",
    "batch": "Stapel",
    "collection": "Sammlung",
    "comparison": "Vergleich",
    "delivery": "Zustellung",
    "device": "Gerät",
    "export": "Export",
    "film": "Film",
    "image": "Bild",
    "kind": "Art",
    "listener": "Zuhörer",
    "model": "Modell",
    "package": "Paket",
    "payment": "Zahlung",
    "prompt": "Prompt",
    "prompt batch": "Gruppe von Prompts",
    "provider": "Anbieter",
    "provider key": "Anbieterschlüssel",
    "purchase": "Kauf",
    "scene": "Szene",
    "share": "Link",
    "storyboard": "Storyboard",
    "template": "Vorlage",
    "user": "Person",
    "queue": "Warteschlange",
    "report": "Meldung",
    "user note": "Notiz",
    "version": "Version",
    "video": "Video",
    "video batch": "Gruppe von Videos",
    "webhook endpoint": "Webhook-Endpunkt",
}  # the others are operators' words


class NotFound(AppError):
    """The object does not exist, or is not the caller's: the answer is the same."""

    status, code = 404, "NOT_FOUND"
    message = Text("There is no such {kind}.", "Das gibt es nicht: {kind}.")
    action = Text("Check the id.", "Prüfe die Id.")

    def text(self, language: Language) -> str:
        kind = self.details["kind"]
        return self.message.say(language, {"kind": _GERMAN.get(kind, kind) if language == "de" else kind})


class MethodNotAllowed(AppError):
    status, code = 405, "METHOD_NOT_ALLOWED"
    message = Text("{method} is not possible here.", "{method} ist hier nicht möglich.")
    action = Text("Use one of: {allowed}.", "Verwende: {allowed}.")

    @property
    def headers(self) -> dict[str, str]:
        return {"Allow": self.details["allowed"]}


class IdempotencyKeyMissing(AppError):
    """Whether what is asked for costs credits is the configuration's matter; that it must not be begun twice is not."""

    status, code = 400, "IDEMPOTENCY_KEY_REQUIRED"
    message = Text(
        "This call has something made and needs an Idempotency-Key, so that a retry does not have it made twice.",
        "Dieser Aufruf lässt etwas machen und braucht einen Idempotency-Key: Eine Wiederholung soll es nicht noch einmal tun.",
    )
    action = Text(
        "Send a header Idempotency-Key with 8 to 128 letters, digits, - or _, new for each request and the same for each retry.",
        "Sende den Header Idempotency-Key mit 8 bis 128 Buchstaben, Ziffern, - oder _: neu je Auftrag, gleich je Wiederholung.",
    )


class IdempotencyKeyMalformed(AppError):
    """There is a key, but not of the form that keys have."""

    status, code = 400, "IDEMPOTENCY_KEY_MALFORMED"
    message = Text(
        "The Idempotency-Key may hold only letters, digits, - and _.",
        "Der Idempotency-Key darf nur Buchstaben, Ziffern, - und _ enthalten.",
    )
    action = IdempotencyKeyMissing.action


class IdempotencyKeyLength(IdempotencyKeyMalformed):
    message = Text(
        "The Idempotency-Key has {length} {length:character|characters}; 8 to 128 are possible.",
        "Der Idempotency-Key hat {length} Zeichen; möglich sind 8 bis 128.",
    )


class Unauthenticated(AppError):
    """The caller did not prove who they are; `reason` is one of a closed set (tokens.Reason)."""

    status, code = 401, "UNAUTHENTICATED"
    message = Text("You are not signed in ({reason}).", "Du bist nicht angemeldet ({reason}).")
    action = Text("Sign in again and retry.", "Melde dich neu an und versuche es noch einmal.")

    @property
    def headers(self) -> dict[str, str]:
        problem = "" if self.details["reason"] == "missing" else ', error="invalid_token"'
        return {"WWW-Authenticate": f'Bearer realm="rushes"{problem}'}


class SignatureRemoved(Unauthenticated):
    """A token of Google that fits and cannot be checked: a service that looks at its callers itself takes the signature away."""


class AppNotVerified(AppError):
    """Nothing vouches for the app that calls, where that is demanded; `reason` as for tokens of people."""

    status, code = 401, "APP_NOT_VERIFIED"
    message = Text("This app could not be verified ({reason}).", "Diese App ließ sich nicht prüfen ({reason}).")
    action = Text("Update the app, or get it from its maker.", "Aktualisiere die App oder hole sie dir bei ihrem Hersteller.")


class Forbidden(AppError):
    status, code = 403, "FORBIDDEN"
    message = Text("You are not allowed to do this.", "Das darfst du nicht.")
    action = Text("Ask an administrator.", "Frage jemanden mit Admin-Rechten.")
