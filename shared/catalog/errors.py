"""What a wish is refused with that no model of the catalog can fulfil, or not any more."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class NotOffered(AppError):
    """The model cannot do this: details say which field of the request, what was asked for and what would be possible."""

    status, code = 422, "NOT_OFFERED"
    message = Text("{en}", "{de}")
    action = Text("Choose one of: {possible}.", "Wähle eines davon: {possible}.")


class LeaveItOut(NotOffered):
    """There is nothing to choose instead."""

    action = Text("Leave it out, or choose another model.", "Lass es weg oder nimm ein anderes Modell.")


class UnknownModel(AppError):
    status, code = 422, "UNKNOWN_MODEL"
    message = Text("There is no model {model}.", "Das Modell {model} gibt es nicht.")
    action = Text("Choose one from the catalog, such as: {nearest}.", "Wähle eines aus dem Katalog, etwa: {nearest}.")


class NothingLikeIt(UnknownModel):
    action = Text("Choose one from the catalog.", "Wähle eines aus dem Katalog.")


class ModelRetired(AppError):
    status, code = 422, "MODEL_RETIRED"
    message = Text("{model} is not offered from {date} on.", "{model} gibt es ab dem {date} nicht mehr.")
    action = Text("Choose another one from the catalog.", "Wähle ein anderes aus dem Katalog.")


class RetiredWithReplacement(ModelRetired):
    action = Text("Use {replacement} instead.", "Nimm stattdessen {replacement}.")


class OwnKeyNeeded(AppError):
    """We have no key for its provider here; who brings one is served."""

    status, code = 422, "OWN_KEY_NEEDED"
    message = Text(
        "{model} is offered here only with a key of your own for {provider}.",
        "{model} gibt es hier nur mit einem eigenen Schlüssel für {provider}.",
    )
    action = Text(
        "Ask with your own key, or choose another one from the catalog.",
        "Frage mit deinem eigenen Schlüssel an oder nimm ein anderes aus dem Katalog.",
    )


class ModelSuspended(AppError):
    """Out of the offer though not retired; `reason` is one of overlay.Cause, told in both languages."""

    status, code = 422, "MODEL_SUSPENDED"
    message = Text("{model} cannot be used. {en}", "{model} ist nicht verfügbar. {de}")
    action = Text("Choose another one from the catalog.", "Wähle ein anderes aus dem Katalog.")


class SuspendedWithReplacement(ModelSuspended):
    action = Text("Use {replacement} instead.", "Nimm stattdessen {replacement}.")
