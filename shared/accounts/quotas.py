"""How much a user may keep."""

from __future__ import annotations

from shared.accounts import limits
from shared.accounts.errors import StorageFull
from shared.accounts.ledger import Account

GIB = 1024**3


def require_room(account: Account | None, stored: int) -> None:
    """Refuse what would be kept for long where there is too much already; what is being made is not foreseen."""
    if stored < GIB:  # nobody's limit is less, and a submit need not know it
        return
    most = limits.of(account, "stored_gib")
    if stored >= most * GIB:
        raise StorageFull(stored_gib=round(stored / GIB, 2), limit_gib=most)
