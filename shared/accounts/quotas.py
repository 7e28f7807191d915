"""How much of each a user may keep or have open at once: the operators' number, or the user's own."""

from __future__ import annotations

from typing import Literal

from shared.accounts.errors import StorageFull
from shared.accounts.ledger import Account
from shared.config import sections
from shared.config.model import QuotasSection

QuotaName = Literal[
    "storyboards", "templates", "upload_places", "music_places", "stored_gib", "followers", "live_batches"
]  # as in QuotasSection, and among an account's overrides
GIB = 1024**3


def limit(account: Account | None, name: QuotaName) -> int:
    own = account.overrides.get(name) if account else None
    return int(getattr(sections.get(QuotasSection), name) if own is None else own)


def require_room(account: Account | None, stored: int) -> None:
    """Refuse what would be kept for long where there is too much already; what is being made is not foreseen."""
    if stored < GIB:  # nobody's limit is less, and a submit need not know it
        return
    most = limit(account, "stored_gib")
    if stored >= most * GIB:
        raise StorageFull(stored_gib=round(stored / GIB, 2), limit_gib=most)
