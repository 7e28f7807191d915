"""What figures of a day are made of: the money that stood behind entries of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shared.payments.model import purchase_path, read
from shared.platform.clients import store


class PriceOfPurchase(NamedTuple):
    currency: str
    amount: int  # in its smallest unit
    credits: int  # that it brought
    fee: int | None  # of who took the money, where that is known
    fee_currency: str | None


def prices(purchase_ids: Iterable[str]) -> Mapping[str, PriceOfPurchase]:
    """Of those that are ours: another payment server's are known there."""
    wanted = {each: purchase_path(each) for each in dict.fromkeys(purchase_ids) if "/" not in each}
    seen = store().read(wanted.values()) if wanted else {}
    found = {each: read(seen[path]) for each, path in wanted.items()}
    return {
        each: PriceOfPurchase(
            str(purchase.package["currency"]),
            int(purchase.package["amount"]),
            purchase.credits,
            purchase.fee,
            purchase.fee_currency,
        )
        for each, purchase in found.items()
        if purchase is not None
    }
