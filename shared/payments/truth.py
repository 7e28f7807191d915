"""What a payment has done to its buyer's credits by what Stripe says of it: plain rules, the same whatever was heard when.

Money that went back takes its share of the credits: of the sum of what was refunded so far, rounded down, so that parts add up
to no more than the whole. A bank that claims the money has it until it is decided, and so have we the credits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from shared.accounts.ledger import EntryType
from shared.payments.model import PurchaseStatus

GONE, WON = "gone", "won"
# What a dispute's status says of the money; what is not here has not moved any.
_DISPUTES: Mapping[str, str] = {"needs_response": GONE, "under_review": GONE, "lost": GONE, "won": WON}
_LIVE_DISPUTES = ("needs_response", "under_review")
_BACK_WITH_US = ("failed", "canceled")  # of a refund that did not arrive


class Refund(NamedTuple):
    id: str
    amount: int
    status: str


class Dispute(NamedTuple):
    id: str
    amount: int
    status: str


class Payment(NamedTuple):
    """What Stripe says of a checkout session and of what was paid by it; amounts in the smallest unit."""

    session: str
    open: bool  # it can still be paid
    pending: bool = False  # it was, by a way that takes days to be sure
    payment_intent: str | None = None
    paid: int = 0
    receipt_url: str | None = None
    fee: int | None = None  # that Stripe took, in the currency that it pays us in
    fee_currency: str | None = None
    refunds: Sequence[Refund] = ()  # in the order in which they were made
    disputes: Sequence[Dispute] = ()


class Posting(NamedTuple):
    """An entry that must stand in the ledger; `of` is the one whose lots it gives back."""

    id: str
    kind: EntryType
    credits: int
    of: str | None = None


def postings(payment: Payment, credits: int, posted: Mapping[str, int]) -> Iterator[Posting]:
    """What is missing yet, in order; `posted` is what stands there already, by the entries' ids."""
    if not payment.paid:
        return
    there = dict(posted)

    def share(amount: int) -> int:
        return credits if amount >= payment.paid else credits * amount // payment.paid

    def missing(stripe_id: str, kind: EntryType, moved: int, of: str | None = None) -> Iterator[Posting]:
        entry_id = f"{stripe_id}.{kind}"
        if entry_id not in there:
            there[entry_id] = moved
            yield Posting(entry_id, kind, moved, of)

    def left() -> int:
        return max(0, sum(there.values()))

    yield from missing(payment.session, EntryType.PURCHASE, credits)
    good = [each for each in payment.refunds if each.status == "succeeded"]
    refunded = 0
    for refund in sorted(good, key=lambda each: _taken_by(each) not in there):  # of one second none is known to be the first
        refunded += refund.amount
        taken = -sum(there.get(_taken_by(each), 0) for each in good)
        yield from missing(refund.id, EntryType.PURCHASE_REFUND, -min(left(), max(0, share(refunded) - taken)))
    for refund in payment.refunds:
        if refund.status in _BACK_WITH_US and (entry_id := _taken_by(refund)) in there:
            yield from missing(refund.id, EntryType.PURCHASE, -there[entry_id], entry_id)
    for dispute in payment.disputes:
        moved, entry_id = _DISPUTES.get(dispute.status), f"{dispute.id}.{EntryType.CHARGEBACK}"
        if moved:
            yield from missing(dispute.id, EntryType.CHARGEBACK, -min(left(), share(dispute.amount)))
        if moved == WON:
            yield from missing(dispute.id, EntryType.CHARGEBACK_REVERSAL, -there[entry_id], entry_id)


def _taken_by(refund: Refund) -> str:
    return f"{refund.id}.{EntryType.PURCHASE_REFUND}"


def status(payment: Payment, credits: int, posted: Mapping[str, int]) -> PurchaseStatus:
    """What its buyer is told, once all of that stands in the ledger."""
    if not payment.paid:
        return PurchaseStatus.OPEN if payment.open or payment.pending else PurchaseStatus.ENDED
    if any(dispute.status in _LIVE_DISPUTES for dispute in payment.disputes):
        return PurchaseStatus.DISPUTED
    return PurchaseStatus.REFUNDED if credits and sum(posted.values()) <= 0 else PurchaseStatus.PAID
