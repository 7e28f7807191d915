"""Slots: how many works of one kind a user may have under way at once, counted on the account. One that waits holds none."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from shared.accounts import limits
from shared.accounts.ledger import Account

_NET = timedelta(minutes=1)  # one that waits and that nobody let in by then is the sweep's


@dataclass(frozen=True)
class Slots:
    """Where an account counts the works of one kind."""

    active: limits.Slots  # its field for those that hold a slot, and the limit's name
    waiting: str
    mark: str  # set while one waits beside a free slot: by then somebody should have let it in

    def limit(self, account: Account) -> int:
        return limits.of(account, self.active)

    def free(self, account: Account) -> int:
        return max(0, self.limit(account) - getattr(account, self.active))

    def moved(self, account: Account, held: int, waiting: int, now: datetime) -> Account:
        """The account with so many more that hold a slot, and so many more that wait."""
        counts = {self.active: getattr(account, self.active) + held, self.waiting: getattr(account, self.waiting) + waiting}
        return self.marked(replace(account, **counts, updated_at=now), now)

    def marked(self, account: Account, now: datetime) -> Account:
        return replace(account, **{self.mark: self._mark(account, now) if getattr(account, self.waiting) > 0 else None})

    def _mark(self, account: Account, now: datetime) -> datetime | None:
        """None where no slot is free, nor will be because a limit that an operator gave for a time has ended."""
        ends = limits.ends_of(account, self.active, now)
        due = now + _NET if self.free(account) > 0 else ends + _NET if ends else None
        before = getattr(account, self.mark)
        return min(before, due) if before and due else due
