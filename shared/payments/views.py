"""What `payments` answers. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.payments.model import PurchaseStatus

_Amount = Annotated[int, Field(description="In the currency's smallest unit, as cents")]


class CreditPackage(TypedDict):
    """What can be bought."""

    id: str
    name: str
    credits: int
    amount: _Amount
    currency: str
    tax_included: bool
    expires_after_days: Annotated[int | None, Field(description="Its credits are good for so long; null: for ever")]


class CreditPackageList(TypedDict):
    packages: list[CreditPackage]


class Purchase(TypedDict):
    """Credits that were bought, or are about to be."""

    id: str
    status: PurchaseStatus
    package_id: str
    name: str
    credits: int
    amount: Annotated[int, Field(description="Its price, in the currency's smallest unit")]
    currency: str
    created_at: datetime
    paid_at: datetime | None
    taken_back: Annotated[int, Field(description="Credits that went back with the money: refunded, or claimed by the bank")]
    expires_at: Annotated[datetime | None, Field(description="When the credits expire that it brought; null: never")]
    receipt_url: Annotated[str | None, Field(description="The receipt, at Stripe")]
    url: Annotated[str | None, Field(description="The page where it is paid, at Stripe, while it can be")]


class Checkout(TypedDict):
    purchase: Purchase


class PurchaseList(TypedDict):
    purchases: list[Purchase]
    next_cursor: str | None


class PaymentsPortal(TypedDict):
    """Where a buyer finds their invoices and what Stripe keeps of them."""

    url: str


class PaymentPosting(TypedDict):
    """What a payment server has posted; `replayed` where it had before."""

    entry_id: str
    credits: int
    balance: int
    replayed: bool
