"""Why a deletion cannot be taken back."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class NoAccountDeletion(AppError):
    status, code = 404, "NO_ACCOUNT_DELETION"
    message = Text("Your account is not about to be deleted.", "Dein Konto wird nicht gelöscht.")
    action = Text("There is nothing to take back.", "Es gibt nichts zurückzunehmen.")
