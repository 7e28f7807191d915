"""The slots of films."""

from __future__ import annotations

from datetime import datetime

from shared.accounts.ledger import Account
from shared.films.model import Film
from shared.lifecycle.slots import Slots

SLOTS = Slots("active_films", "waiting_films", "films_turn_due_at")
limit, free = SLOTS.limit, SLOTS.free


def moved(account: Account, before: Film | None, after: Film, now: datetime) -> Account:
    """The account after a film took a slot or gave it back, began to wait or ceased to.

    A film that was live before there were slots holds none, and gives none back.
    """
    held, waited = (before.holds_slot, before.waiting) if before else (False, False)
    return SLOTS.moved(account, after.holds_slot - held, after.waiting - waited, now)
