"""What tests ask for."""

from __future__ import annotations

import secrets
from typing import Any

import stripe


def wish(**changes: Any) -> Any:
    product = {"name": "200 credits", "tax_code": "txcd_10000000"}
    price = {"currency": "eur", "unit_amount": 1000, "product_data": product, "tax_behavior": "inclusive"}
    told = {"purchase_id": secrets.token_hex(12)}
    return {
        "mode": "payment",
        "client_reference_id": told["purchase_id"],
        "metadata": told,
        "payment_intent_data": {"metadata": told, "description": "200 credits"},
        "line_items": [{"quantity": 1, "price_data": price}],
        "locale": "de",
        "success_url": "https://app.example/bought",
        "cancel_url": "https://app.example/",
        **changes,
    }


def refusal(call: Any, *told: Any) -> stripe.StripeError:
    try:
        call(*told)
    except stripe.StripeError as refused:
        return refused
    raise AssertionError("it was not refused")
