"""What asking for a share can be refused with. What its visitors are told stands with their pages."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class TooManyShares(AppError):
    status, code = 409, "TOO_MANY_SHARES"
    message = Text(
        "{limit} {limit:link|links} of yours can be opened already, no more than you may have.",
        "{limit} {limit:Link|Links} von dir {limit:lässt|lassen} sich schon öffnen, mehr darfst du nicht haben.",
    )
    action = Text("Revoke some of them.", "Widerrufe einige davon.")
