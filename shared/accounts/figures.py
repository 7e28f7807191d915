"""What figures of a day are made of: entries of the ledger, new accounts, bytes that are kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from shared.accounts import days
from shared.accounts.days import After
from shared.accounts.ledger import ENTRIES
from shared.platform.clients import store
from shared.platform.web.refused_calls import COLLECTION as REFUSED_CALLS


class EntryOfDay(NamedTuple):
    user_id: str
    type: str
    amount: int
    purchase_id: str | None


def entries(day: date, after: After) -> tuple[list[EntryOfDay], After | None]:
    rows, following = days.page(ENTRIES, day, after, ("user_id", "type", "amount", "purchase_id"))
    stored = [row.fields or {} for row in rows]
    return [
        EntryOfDay(each.get("user_id") or "", each.get("type") or "", each.get("amount") or 0, each.get("purchase_id"))
        for each in stored
    ], following


def present(day: date, after: After) -> tuple[set[str], After | None]:
    """Whose latest day with a call this is."""
    rows, following = days.page("accounts", day, after, ("user_id",), by="seen_at")
    return {(row.fields or {}).get("user_id") or "" for row in rows}, following


def refused_calls(day: date, after: After) -> tuple[dict[str, int], After | None]:
    """Of each user, those that were too many."""
    rows, following = days.page(REFUSED_CALLS, day, after, ("user_id", "calls"), by="refused_at")
    stored = [row.fields or {} for row in rows]
    return {str(each.get("user_id") or ""): int(each.get("calls") or 0) for each in stored}, following


def new_accounts(day: date) -> int:
    begin = days.begin_of(day)
    return store().count("accounts", where=[("created_at", ">=", begin), ("created_at", "<", begin + timedelta(days=1))])


def stored_bytes() -> int:
    """Of all users' videos, films and pictures, as they are counted now: three sums that Firestore adds up."""
    films, pictures = (store().sum_of("usage", where=[], field=name) for name in ("film_bytes", "picture_bytes"))
    return store().sum_of("accounts", where=[], field="stored_bytes") + films + pictures
