"""Customers and checkout sessions, as the unmodified library asks for them."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
import stripe

from standins.payments.tests.conftest import Stage, client_at
from standins.payments.tests.orders import refusal, wish
from standins.testing import eventually, http


def test_a_session_is_made_once_for_a_key_and_read_again(client: stripe.StripeClient) -> None:
    """C11: what was asked for twice by one key is one page."""
    customer = client.v1.customers.create({"email": "ada@example.com", "metadata": {"user_id": "ada"}})
    told, key = wish(customer=customer.id), f"key-{secrets.token_hex(8)}"
    first, second = (client.v1.checkout.sessions.create(told, {"idempotency_key": key}) for _ in range(2))
    assert (first.id, first.url, first.status, first.payment_status) == (second.id, second.url, "open", "unpaid")
    again = client.v1.checkout.sessions.retrieve(first.id, {"expand": ["payment_intent.latest_charge"]})
    assert (again.amount_total, again.customer, again.payment_intent) == (1000, customer.id, None)
    assert again.metadata is not None
    assert again.metadata["purchase_id"] == told["metadata"]["purchase_id"]
    refused = refusal(client.v1.checkout.sessions.create, {**told, "locale": "en"}, {"idempotency_key": key})
    assert isinstance(refused, stripe.IdempotencyError)


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"success_url": None}, "parameter_missing", "success_url"),
        ({"line_items": None}, "parameter_missing", "line_items"),
        ({"wished": "x"}, "parameter_unknown", "wished"),
        ({"payment_intent_data": {"color": "x"}}, "parameter_unknown", "payment_intent_data[color]"),
        ({"success_url": "nowhere"}, "url_invalid", "success_url"),
        ({"customer": "cus_nobody"}, "resource_missing", "customer"),
    ],
)
def test_what_stripe_would_refuse_is_refused(
    client: stripe.StripeClient, changes: dict[str, object], code: str, param: str
) -> None:
    """C11: a stand-in that lets more through would prove nothing."""
    told = {name: value for name, value in wish(**changes).items() if value is not None}
    refused = refusal(client.v1.checkout.sessions.create, told)
    assert isinstance(refused, stripe.InvalidRequestError)
    assert (refused.http_status, refused.code, refused.param) == (400, code, param)


def test_ends_amounts_and_numbers_are_held_to_their_bounds(client: stripe.StripeClient, stage: Stage) -> None:
    """C11: half an hour to a day, fifty cents at least, whole numbers."""
    now = int(stage.clock.now().timestamp())
    for ends in (now + 60, now + 90_000):
        assert refusal(client.v1.checkout.sessions.create, wish(expires_at=ends)).http_status == 400
    cheap = wish()
    cheap["line_items"][0]["price_data"]["unit_amount"] = 49
    assert refusal(client.v1.checkout.sessions.create, cheap).code == "amount_too_small"
    cheap["line_items"][0]["price_data"]["unit_amount"] = "10.5"
    assert refusal(client.v1.checkout.sessions.create, cheap).code == "parameter_invalid_integer"


def test_only_keys_of_stripes_form_are_let_in(stage: Stage) -> None:
    """C11"""
    for key in ("sk_live_00000000", "nothing"):
        assert isinstance(refusal(client_at(stage.process.url, key).v1.customers.create, {}), stripe.AuthenticationError)
    assert refusal(stage.client.v1.products.list).http_status == 404
    assert refusal(stage.client.v1.customers.retrieve, "cus_nobody").code == "resource_missing"


def test_a_buyer_pays_on_its_page_and_is_sent_back(stage: Stage) -> None:
    """C11: the page shows what is bought; paid, it cannot be paid again."""
    session = stage.client.v1.checkout.sessions.create(wish())
    shown = http.get(str(session.url))
    assert "200 credits" in shown.text
    assert "10.00 EUR" in shown.text
    back = http.post(str(session.url), data={"way": "card"})
    assert (back.status_code, back.headers["location"]) == (303, "https://app.example/bought")
    paid = stage.client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    intent = paid.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    charge = intent.latest_charge
    assert isinstance(charge, stripe.Charge)
    assert (paid.payment_status, paid.url, intent.amount_received, charge.paid) == ("paid", None, 1000, True)
    assert http.get(str(charge.receipt_url)).status_code == 200
    assert http.post(f"{stage.process.url}/c/pay/{session.id}", data={"way": "card"}).status_code == 400


def test_what_nobody_pays_ends_with_its_time(stage: Stage) -> None:
    """C11"""
    session = stage.client.v1.checkout.sessions.create(wish(expires_at=int(stage.clock.now().timestamp()) + 1900))
    stage.clock.move(2000)
    eventually(lambda: stage.client.v1.checkout.sessions.retrieve(session.id).status == "expired")
    assert refusal(stage.client.v1.checkout.sessions.expire, session.id).http_status == 400


def test_a_customer_is_deleted_and_named_no_more(stage: Stage) -> None:
    """C11"""
    customer = stage.client.v1.customers.create({})
    assert stage.client.v1.billing_portal.sessions.create({"customer": customer.id, "return_url": "https://app.example"}).url
    assert stage.client.v1.customers.delete(customer.id).deleted
    assert stage.client.v1.customers.retrieve(customer.id).deleted
    assert refusal(stage.client.v1.checkout.sessions.create, wish(customer=customer.id)).code == "resource_missing"


def test_what_was_acknowledged_survives_a_kill(stage: Stage) -> None:
    """C11"""
    session = stage.client.v1.checkout.sessions.create(wish())
    stage.process.kill()
    stage.process.start()
    assert stage.client.v1.checkout.sessions.retrieve(session.id).status == "open"


def test_trouble_that_is_ordered_strikes_once(stage: Stage) -> None:
    """C11: a call that is not answered has done its work, or has not."""
    key: Any = {"idempotency_key": f"key-{secrets.token_hex(8)}"}
    for kind, error in (("unavailable_before", stripe.APIError), ("drop_answer", stripe.APIConnectionError)):
        stage.order("faults", kind=kind, call="POST /v1/customers")
        assert isinstance(refusal(stage.client.v1.customers.create, {"name": "Ada"}, key), error)
    assert stage.client.v1.customers.create({"name": "Ada"}, key).name == "Ada"
    calls = [
        each for each in http.get(f"{stage.process.url}/_local/journal").json()["asked"] if each["key"] == key["idempotency_key"]
    ]
    assert [each["status"] for each in calls] == [200, 200, 503]
    assert len({each["moved"] for each in calls if each["status"] == 200}) == 1
