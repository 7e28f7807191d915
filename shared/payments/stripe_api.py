"""Stripe, by its own library: the only module that imports it, for the two functions that sell credits.

What is asked for twice by one name is made once (its idempotency keys); what it says of a payment is read whole, each time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import stripe

from shared.payments.model import Purchase
from shared.payments.truth import Dispute, Payment, Refund
from shared.platform import logs
from shared.platform.clients import once
from shared.platform.errors import Unavailable
from shared.platform.settings import settings

PURCHASE = "purchase_id"  # the name under which each object of Stripe's tells whose it is
_TIMEOUT_S = 10
_RETRIES = 1
_PAGE = 100


@once
def _client() -> stripe.StripeClient:
    key, url = settings().stripe_key, settings().stripe_url
    assert key is not None
    return stripe.StripeClient(
        key,
        base_addresses={"api": url} if url else {},
        max_network_retries=_RETRIES,
        http_client=stripe.RequestsClient(timeout=_TIMEOUT_S),
    )


class _Asked:
    """A call of Stripe's; what it cannot answer now is our 503, what it refuses is ours to put right and wakes somebody."""

    def __enter__(self) -> stripe.StripeClient:
        return _client()

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, stripe.APIConnectionError | stripe.RateLimitError | stripe.APIError):
            logs.warning("stripe does not answer", reason=f"{type(error).__name__}: {error.http_status}")
            raise Unavailable(part="payments") from error
        if isinstance(error, stripe.StripeError):
            logs.alert("stripe refuses what we ask", reason=f"{type(error).__name__}: {error.code}")
            raise Unavailable(part="payments") from error


def new_customer(user_id: str, email: str | None, key: str) -> str:
    params: Any = {"metadata": {"user_id": user_id}, **({"email": email} if email else {})}
    with _Asked() as client:
        return client.v1.customers.create(params, {"idempotency_key": key}).id


def delete_customer(customer: str) -> None:
    """At Stripe, with the cards that it keeps for them; one that is gone is gone."""
    with _Asked() as client:
        try:
            client.v1.customers.delete(customer)
        except stripe.InvalidRequestError as refused:
            if refused.code != "resource_missing":
                raise


def open_session(purchase: Purchase) -> tuple[str, str]:
    """The page where it is paid: its name and address, by what the purchase says and nothing else."""
    package, told = purchase.package, {PURCHASE: purchase.id, "user_id": purchase.user_id}
    tax: dict[str, Any] = {"tax_behavior": "inclusive" if package["tax_included"] else "exclusive"}
    code = {"tax_code": package["tax_code"]} if package["tax_code"] else {}
    params: Any = {
        "mode": "payment",
        "customer": purchase.customer,
        "client_reference_id": purchase.id,
        "metadata": told,
        "payment_intent_data": {"metadata": told, "description": package["name"][purchase.language]},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": package["currency"],
                    "unit_amount": package["amount"],
                    "product_data": {"name": package["name"][purchase.language], **code},
                    **tax,
                },
            }
        ],
        "locale": purchase.language,
        "success_url": purchase.return_to,
        "cancel_url": purchase.return_to,
        "expires_at": int(purchase.pay_until.timestamp()),
    }
    if package["automatic_tax"]:
        params |= {"automatic_tax": {"enabled": True}, "customer_update": {"address": "auto"}}
    with _Asked() as client:
        session = client.v1.checkout.sessions.create(params, {"idempotency_key": f"checkout-{purchase.id}"})
    return session.id, str(session.url)


def portal(customer: str, return_to: str) -> str:
    with _Asked() as client:
        return client.v1.billing_portal.sessions.create({"customer": customer, "return_url": return_to}).url


def purchase_of(kind: str, stripe_id: str) -> str | None:
    """Which purchase an object of Stripe's belongs to; None where it is none of ours."""
    with _Asked() as client:
        try:
            if kind == "checkout.session":
                return _told(client.v1.checkout.sessions.retrieve(stripe_id))
            if kind == "payment_intent":
                return _told(client.v1.payment_intents.retrieve(stripe_id))
            if kind == "refund":
                return _told(_whole(client.v1.refunds.retrieve(stripe_id, {"expand": ["payment_intent"]}).payment_intent))
            if kind == "dispute":
                return _told(_whole(client.v1.disputes.retrieve(stripe_id, {"expand": ["payment_intent"]}).payment_intent))
            return _told(client.v1.charges.retrieve(stripe_id))
        except stripe.InvalidRequestError as refused:
            if refused.code != "resource_missing":
                raise
            return None


class Happened(NamedTuple):
    """A page of Stripe's list of events, the newest first."""

    objects: Sequence[tuple[str, str]]  # kind and id of what they tell of
    last: str | None
    more: bool


def happened(types: Sequence[str], since: datetime, after: str | None) -> Happened:
    """Whoever was told of it or not."""
    params: Any = {"types": list(types), "created": {"gte": int(since.timestamp())}, "limit": _PAGE}
    with _Asked() as client:
        page = client.v1.events.list(params | ({"starting_after": after} if after else {}))
    told = [each.data.object for each in page.data]
    objects = dict.fromkeys((str(each["object"]), str(each["id"])) for each in told)
    return Happened(list(objects), page.data[-1].id if page.data else None, page.has_more)


def payment_of(session_id: str) -> Payment:
    """All that Stripe says of it now."""
    with _Asked() as client:
        whole: Any = {"expand": ["payment_intent.latest_charge.balance_transaction"]}
        session = client.v1.checkout.sessions.retrieve(session_id, whole)
        intent = _whole(session.payment_intent)
        if intent is None or session.payment_status != "paid":
            return Payment(session.id, open=session.status == "open", pending=_pends(session, intent))
        refunds = list(client.v1.refunds.list({"payment_intent": intent.id, "limit": 100}).auto_paging_iter())
        disputes = list(client.v1.disputes.list({"payment_intent": intent.id, "limit": 100}).auto_paging_iter())
    charge = _whole(intent.latest_charge)
    booked = _whole(charge.balance_transaction) if charge else None  # none while the money is on its way
    return Payment(
        session.id,
        open=False,
        payment_intent=intent.id,
        paid=intent.amount_received,
        receipt_url=charge.receipt_url if charge else None,
        fee=booked.fee if booked else None,
        fee_currency=booked.currency if booked else None,
        refunds=[Refund(each.id, each.amount, str(each.status)) for each in sorted(refunds, key=_made)],
        disputes=[Dispute(each.id, each.amount, each.status) for each in sorted(disputes, key=_made)],
    )


def _made(each: stripe.Refund | stripe.Dispute) -> tuple[int, str]:
    return each.created, each.id


def _pends(session: stripe.checkout.Session, intent: stripe.PaymentIntent | None) -> bool:
    return session.status == "complete" and intent is not None and intent.status == "processing"


def _whole(expanded: Any) -> Any:
    """What was asked for whole; a name alone would be a wire that we do not know."""
    if isinstance(expanded, str):
        raise TypeError(f"{expanded} came without what it names")
    return expanded


def _told(found: Any) -> str | None:
    return found.metadata.to_dict().get(PURCHASE) if found is not None and found.metadata else None
