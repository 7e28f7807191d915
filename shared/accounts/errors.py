"""Why an account does not pay: credits, a day's cap, room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.platform.errors import AppError, Text


class InsufficientCredits(AppError):
    status, code = 402, "INSUFFICIENT_CREDITS"
    message = Text(
        "You need {required} {required:credit|credits} but have {available}.",
        "Du brauchst {required} {required:Credit|Credits}, hast aber {available}.",
    )
    action = Text("Get {deficit} more credits.", "Besorge dir {deficit} weitere Credits.")

    def __init__(self, required: int, available: int) -> None:
        super().__init__(required=required, available=available, deficit=required - available)


class CreditsOwed(InsufficientCredits):
    """A payment was taken back, and what it had brought was spent already."""

    message = Text(
        "You need {required} {required:credit|credits}, but your balance is {available}: a payment was taken back.",
        "Du brauchst {required} {required:Credit|Credits}, aber dein Stand ist {available}: eine Zahlung wurde zurückgeholt.",
    )


class CreditsOnceVerified(InsufficientCredits):
    """The sign-up grant waits for a confirmed mailbox; `signup_grant` tells of it, here as in the account."""

    action = Text(
        "Verify your e-mail address and refresh the token: {signup_grant[credits]} credits wait for you.",
        "Bestätige deine E-Mail-Adresse und erneuere das Token: {signup_grant[credits]} Credits warten auf dich.",
    )

    def __init__(self, refused: InsufficientCredits, signup_grant: Mapping[str, Any]) -> None:
        super().__init__(refused.details["required"], refused.details["available"])
        self.details["signup_grant"] = dict(signup_grant)


class CreditsOnceLinked(CreditsOnceVerified):
    action = Text(
        "Link a sign-in with a verified e-mail address: {signup_grant[credits]} credits wait for you.",
        "Verknüpfe eine Anmeldung mit bestätigter E-Mail-Adresse: {signup_grant[credits]} Credits warten auf dich.",
    )


class DailyCapReached(AppError):
    status, code = 429, "DAILY_CAP_REACHED"
    message = Text("You have spent {spent} of {cap} credits today.", "Du hast heute {spent} von {cap} Credits ausgegeben.")
    action = Text("Go on tomorrow, or ask for a higher cap.", "Mach morgen weiter oder bitte um ein höheres Limit.")


class StorageFull(AppError):
    status, code = 409, "STORAGE_FULL"
    message = Text("You keep {stored_gib} GiB of {limit_gib} GiB.", "Du belegst {stored_gib} GiB von {limit_gib} GiB.")
    action = Text(
        "Delete videos, films or images that you need no more, also from the trash, or ask for more room.",
        "Lösche Videos, Filme oder Bilder, die du nicht mehr brauchst, auch aus dem Papierkorb, oder bitte um mehr Platz.",
    )


class RecentSignInRequired(AppError):
    """What outlives a session, or ends an account, is only for who has just proven who they are."""

    status, code = 403, "RECENT_SIGN_IN_REQUIRED"
    message = Text(
        "You signed in more than {most_minutes} minutes ago.", "Deine Anmeldung ist mehr als {most_minutes} Minuten her."
    )
    action = Text("Sign in again and retry.", "Melde dich neu an und versuche es noch einmal.")


class AccountDeletionPending(AppError):
    """Nothing is made for who is about to go: it would be erased before long."""

    status, code = 409, "ACCOUNT_DELETION_PENDING"
    message = Text(
        "Your account will be deleted at {deletes_at}; until then nothing new is made.",
        "Dein Konto wird am {deletes_at} gelöscht; bis dahin wird nichts Neues gemacht.",
    )
    action = Text("Take the deletion back, then ask again.", "Nimm die Löschung zurück und versuche es dann noch einmal.")


class ClosedToGuests(AppError):
    """An operator has closed it for who has no sign-in of their own; `kind` says what is closed."""

    status, code = 403, "CLOSED_TO_GUESTS"
    message = Text(
        "This is only for people who have signed in: guests cannot have it made here.",
        "Das ist nur für Angemeldete: Gäste können es hier nicht machen lassen.",
    )
    action = Text(
        "Link a sign-in to your guest account, all that is in it stays; then ask again.",
        "Verknüpfe eine Anmeldung mit deinem Gastkonto, alles darin bleibt; dann versuche es noch einmal.",
    )
