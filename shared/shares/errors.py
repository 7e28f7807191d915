"""What asking for a share can be refused with. What its visitors are told stands with their pages."""

from __future__ import annotations

from shared.platform.errors import AppError, Text


class TooManyShares(AppError):
    status, code = 409, "TOO_MANY_SHARES"
    message = Text("{limit} links of yours can be opened already.", "Von dir lassen sich schon {limit} Links öffnen.")
    action = Text("Revoke some of them.", "Widerrufe einige davon.")
