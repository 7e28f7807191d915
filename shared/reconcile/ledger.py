"""Invariant 1 for one user, as their entries pass by in the order of `seq`: sums are kept, entries are not. No Google here.

An entry is written in one commit with its account. So of an account that was read before them, all entries up to its `seq`
are there and none of them changes: what came later is left out, and a user who goes on spending is no false alarm.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from shared.accounts.ledger import EntryType, account_path
from shared.reconcile.breaches import Breach, BreachKind, breach


@dataclass
class Ledger:
    """What was read of a user's entries so far."""

    user_id: str
    seq: int = 0
    balance: int = 0
    first: str = ""
    last: str = ""  # the id of the last entry that counted
    beyond: int = 0  # the highest `seq` that the account did not know yet when it was read
    entries: int = 0
    lots: dict[str, int] = field(default_factory=dict[str, int])  # credits that expire, by the moment
    broken: bool = False  # the entries do not add up by themselves, which was said already

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Ledger:
        return cls(**stored)

    def fields(self) -> dict[str, Any]:
        return asdict(self)

    def add(self, entry_id: str, entry: Mapping[str, Any], upto: int | None) -> list[Breach]:
        """Count the next entry in, unless it is newer than the account."""
        seq, amount, path = int(entry["seq"]), int(entry["amount"]), f"credit_transactions/{entry_id}"
        kind = EntryType(entry["type"])
        if upto is not None and seq > upto:
            self.beyond = max(self.beyond, seq)
            return []
        found: list[Breach] = []
        if seq != self.seq + 1:
            found.append(breach(BreachKind.ENTRY_ORDER, path, self.seq + 1, seq))
        if entry["balance_after"] != self.balance + amount:
            found.append(breach(BreachKind.BALANCE_AFTER, path, self.balance + amount, entry["balance_after"]))
        if amount < 0 and self.balance + amount < 0 and not kind.may_go_below:
            found.append(breach(BreachKind.BELOW_ZERO, path, 0, self.balance + amount))
        if not kind.goes(amount):
            found.append(breach(BreachKind.WRONG_WAY, path, kind.value, amount))
        if not self._moves_lots(entry, kind):
            found.append(breach(BreachKind.LOTS, path, "no more than it moved", _told(self.lots)))
        self.first = self.first or entry_id
        self.seq, self.balance, self.last, self.entries = seq, self.balance + amount, entry_id, self.entries + 1
        self.broken = self.broken or bool(found)
        return found

    def close(self, account: Mapping[str, Any]) -> list[Breach]:
        """Held against the account that was read before the entries."""
        path = account_path(self.user_id)
        found: list[Breach] = []
        if account["seq"] != self.seq:
            found.append(breach(BreachKind.ACCOUNT_SEQ, path, self.seq, account["seq"]))
        if account["balance"] != self.balance:
            found.append(breach(BreachKind.BALANCE, path, self.balance, account["balance"]))
        if (there := {_moment(each): int(each["credits"]) for each in account.get("lots") or ()}) != self.lots:
            found.append(breach(BreachKind.LOTS, path, _told(self.lots), _told(there)))
        return found

    def _moves_lots(self, entry: Mapping[str, Any], kind: EntryType) -> bool:
        """Adds what it moved of them; False where no entry could have moved that."""
        amount, moved = int(entry["amount"]), entry.get("lots") or ()
        for each in moved:
            self.lots[_moment(each)] = self.lots.get(_moment(each), 0) + int(each["credits"])
        self.lots = {at: credits for at, credits in self.lots.items() if credits}
        total = sum(int(each["credits"]) for each in moved)
        all_of_it = total == amount if kind is EntryType.EXPIRY else min(0, amount) <= total <= max(0, amount)
        left = self.lots.values()
        return all_of_it and min(left, default=0) >= 0 and sum(left) <= max(0, self.balance + amount)


def _moment(lot: Mapping[str, Any]) -> str:
    return f"{lot['expires_at']:%Y-%m-%dT%H:%M:%S}"


def _told(lots: Mapping[str, int]) -> str:
    return ", ".join(f"{credits} until {at}" for at, credits in sorted(lots.items())) or "none"


def ledger_of(account: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]]) -> list[Breach]:
    """A whole ledger at once: entries by id, in the order of their `seq`."""
    ledger = Ledger(account["user_id"])
    found = [each for entry_id, entry in entries.items() for each in ledger.add(entry_id, entry, None)]
    return found + ledger.close(account)
