"""Slots: how many of a user's films may be made at once, counted on the account. One that waits holds none."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from shared.accounts import limits
from shared.accounts.ledger import Account
from shared.films.model import Film

_NET = timedelta(minutes=1)  # a waiting film that nobody let in by then is the sweep's


def limit(account: Account) -> int:
    return limits.of(account, "active_films")


def free(account: Account) -> int:
    return max(0, limit(account) - account.active_films)


def moved(account: Account, before: Film | None, after: Film, now: datetime) -> Account:
    """The account after a film took a slot or gave it back, began to wait or ceased to.

    A film that was live before there were slots holds none, and gives none back.
    """
    held, waited = (before.holds_slot, before.waiting) if before else (False, False)
    account = replace(
        account,
        active_films=account.active_films + after.holds_slot - held,
        waiting_films=account.waiting_films + after.waiting - waited,
        updated_at=now,
    )
    return marked(account, now)


def marked(account: Account, now: datetime) -> Account:
    """With the mark of whether one waits beside a free slot."""
    waits = account.waiting_films > 0 and free(account) > 0
    return replace(account, films_turn_due_at=(account.films_turn_due_at or now + _NET) if waits else None)
