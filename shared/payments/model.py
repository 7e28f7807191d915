"""A purchase of credits as a document: `purchases/{id}`, from the wish to whatever became of the money.

open → paid       Stripe says that it was paid: credits in the same commit
     → ended      nobody paid in time, or the payment failed
paid → disputed   the buyer's bank asks for it back, and has it meanwhile
     → refunded   all of the credits were taken back with the money; in part it stays paid

What is held of a payment is what Stripe says of it, looked at again by whoever hears of it, in whatever order: nothing here is
believed because it was heard. No card and no address comes near us.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from shared.platform.errors import Language, NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.codec import Record
from shared.platform.firestore.documents import Document

if TYPE_CHECKING:
    from shared.payments import views

PURCHASES, CUSTOMERS, BOOKS = "purchases", "stripe_customers", "stripe_books"
PAYABLE = timedelta(hours=1)  # a page of Stripe's can be paid so long: half an hour at least, a day at most
_LATE = timedelta(minutes=5)


class PurchaseStatus(StrEnum):
    OPEN = "open"
    PAID = "paid"
    ENDED = "ended"
    DISPUTED = "disputed"
    REFUNDED = "refunded"


@dataclass(frozen=True)
class Purchase(Record):
    id: str
    user_id: str
    package: Mapping[str, Any]  # as it was offered: its price and credits hold, whatever is offered later
    return_to: str  # where Stripe sends the buyer back to
    language: Language
    created_at: datetime
    updated_at: datetime
    pay_until: datetime
    due_at: datetime | None  # when the sweep asks Stripe itself; none once there is nothing to come
    status: PurchaseStatus = PurchaseStatus.OPEN
    looks: int = 0  # how often the sweep did
    customer: str | None = None  # Stripe's names for it
    session: str | None = None
    payment_intent: str | None = None
    url: str | None = None  # of the page where it is paid, while that can be
    paid_at: datetime | None = None
    lot: datetime | None = None  # when the credits expire that it brought
    receipt_url: str | None = None
    fee: int | None = None  # that Stripe took for it, once it says so, in the smallest unit of the currency that it pays us in
    fee_currency: str | None = None
    postings: Mapping[str, int] = field(default_factory=dict[str, int])  # what it moved in the ledger, by the entries' ids

    @property
    def path(self) -> str:
        return purchase_path(self.id)

    @property
    def credits(self) -> int:
        return int(self.package["credits"])

    @property
    def taken_back(self) -> int:
        """Credits that went with the money."""
        return self.credits - sum(self.postings.values()) if self.paid_at else 0


def purchase_path(purchase_id: str) -> str:
    return f"{PURCHASES}/{purchase_id}"


def customer_path(user_id: str) -> str:
    """Who they are at Stripe: no client may read it."""
    return f"{CUSTOMERS}/{user_id}"


read = codec.reader(Purchase, status=PurchaseStatus)


def own(document: Document, user_id: str) -> Purchase:
    purchase = read(document)
    if purchase is None or purchase.user_id != user_id:
        raise NotFound(kind="purchase", id=document.id)
    return purchase


def next_look(purchase: Purchase, now: datetime) -> datetime:
    """The more often the younger it is; at last when it cannot be paid any more."""
    age = now - purchase.created_at
    end = purchase.pay_until + _LATE
    return max(min(now + max(age, timedelta(minutes=2)), end), now + timedelta(minutes=1))


_SHOWN = ("id", "status", "created_at", "paid_at", "receipt_url", "taken_back")


def shown(purchase: Purchase, now: datetime) -> views.Purchase:
    package = purchase.package
    payable = purchase.status is PurchaseStatus.OPEN and now < purchase.pay_until
    return codec.told(
        purchase,
        _SHOWN,
        package_id=package["id"],
        name=package["name"][purchase.language],
        credits=purchase.credits,
        amount=package["amount"],
        currency=package["currency"],
        expires_at=purchase.lot,
        url=purchase.url if payable else None,
    )
