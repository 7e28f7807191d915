"""Closed sets of values, by the names that they have in the API document."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypeAliasType

PaymentNews = TypeAliasType("PaymentNews", Literal["purchase", "purchase_refund", "chargeback", "chargeback_reversal"])
StripeObject = TypeAliasType("StripeObject", Literal["checkout.session", "payment_intent", "charge", "refund", "dispute"])
