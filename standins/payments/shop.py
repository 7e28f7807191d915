"""What becomes of payments: sessions that are paid or not, refunds, disputes; and the events that tell of each step.

Each step is one commit with its events. Amounts are in the currency's smallest unit.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from standins.common.clock import Clock

from .refusals import Refused, missing, no_such
from .store import Store

Thing = dict[str, Any]
Tell = Callable[[str, Thing], None]

_SHORTEST, _LONGEST = timedelta(minutes=30), timedelta(hours=24)
_LEAST = 50  # of a card payment in most currencies, in their smallest unit
_DECIDED = ("won", "lost", "warning_closed")
_FUNDS_GONE = ("needs_response", "under_review", "lost")


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


class Shop:
    def __init__(self, store: Store, clock: Clock, url: str, tell: Tell) -> None:
        """`url` is where its own pages are; `tell` writes an event down."""
        self._store, self._clock, self._url, self._tell = store, clock, url, tell

    # -- what the API does

    def customer(self, told: Thing) -> Thing:
        customer = self._new("cus", "customer", email=None, name=None, metadata={}, livemode=False)
        self._store.put(customer | told)
        self._tell("customer.created", customer | told)
        return customer | told

    def delete_customer(self, name: str) -> Thing:
        customer = self.the("customer", name)
        gone = {"id": name, "object": "customer", "deleted": True}
        self._store.put(gone)
        self._tell("customer.deleted", customer)
        return gone

    def session(self, told: Thing) -> Thing:
        if "mode" not in told:
            raise missing("mode")
        if not told.get("line_items"):
            raise Refused(
                400, "You must provide `line_items` when `mode` is `payment`.", code="parameter_missing", param="line_items"
            )
        customer = self._customer(told.get("customer"))
        if customer is None and "customer_update" in told:
            raise Refused(400, "`customer_update` can only be used with `customer`.", param="customer_update")
        taxed = told.get("automatic_tax", {}).get("enabled", False)
        if taxed and customer is not None and told.get("customer_update", {}).get("address") != "auto":
            raise Refused(
                400,
                "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the "
                "Customer or set `customer_update[address]` to 'auto'.",
                code="customer_tax_location_invalid",
            )
        now = self._now()
        ends = told.get("expires_at", now + int(_LONGEST.total_seconds()))
        if ends < now + _SHORTEST.total_seconds() - 5:
            raise Refused(
                400, "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.", param="expires_at"
            )
        if ends > now + _LONGEST.total_seconds() + 5:
            raise Refused(
                400, "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.", param="expires_at"
            )
        currencies = {each["price_data"]["currency"] for each in told["line_items"]}
        if len(currencies) > 1:
            raise Refused(400, "All prices on a Checkout Session must have the same currency.", param="line_items")
        amount = sum(each["quantity"] * each["price_data"]["unit_amount"] for each in told["line_items"])
        if amount < _LEAST:
            raise Refused(
                400, f"The Checkout Session's total amount due must add up to at least {_LEAST}.", code="amount_too_small"
            )
        session = self._new("cs_test", "checkout.session")
        session |= {
            "amount_subtotal": amount,
            "amount_total": amount,
            "automatic_tax": {"enabled": taxed, "status": None},
            "cancel_url": told.get("cancel_url"),
            "client_reference_id": told.get("client_reference_id"),
            "currency": currencies.pop(),
            "customer": told.get("customer"),
            "expires_at": ends,
            "livemode": False,
            "locale": told.get("locale"),
            "metadata": told.get("metadata", {}),
            "mode": "payment",
            "payment_intent": None,
            "payment_status": "unpaid",
            "status": "open",
            "success_url": told["success_url"],
            "url": f"{self._url}/c/pay/{session['id']}",
        }
        self._store.put(session)
        self._store.put({"id": f"{session['id']}.told", "object": "_told", **told})
        return session

    def refund(self, told: Thing) -> Thing:
        if "payment_intent" not in told and "charge" not in told:
            raise Refused(400, "One of the following params should be provided for this request: payment_intent or charge.")
        charge = self._charge(told)
        left = charge["amount"] - charge["amount_refunded"]
        if not left:
            raise Refused(400, f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
        if charge["disputed"] and not self._undisputed(charge):
            raise Refused(400, f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed")
        amount = told.get("amount", left)
        if amount > left:
            raise Refused(400, f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount")
        refund = self._new("re", "refund") | {
            "amount": amount,
            "charge": charge["id"],
            "currency": charge["currency"],
            "metadata": told.get("metadata", {}),
            "payment_intent": charge["payment_intent"],
            "reason": told.get("reason"),
            "status": "succeeded",
        }
        self._refunded(charge, amount)
        self._store.put(refund, charge["payment_intent"])
        self._tell("refund.created", refund)
        self._tell("charge.refunded", self.the("charge", charge["id"]))
        return refund

    def portal(self, told: Thing) -> Thing:
        customer = self.the("customer", told["customer"], "customer")
        session = self._new("bps", "billing_portal.session")
        return session | {
            "customer": customer["id"],
            "livemode": False,
            "return_url": told.get("return_url"),
            "url": f"{self._url}/p/session/{session['id']}",
        }

    # -- what happens at Stripe: a buyer, a bank, time

    def pay(self, name: str, way: str = "card") -> Thing:
        """The buyer pays: by card at once; by debit it takes days, until somebody `settles` it."""
        session = self.the("checkout.session", name)
        if session["status"] != "open":
            raise Refused(400, f"This session is {session['status']}.")
        told = self._store.find(f"{name}.told") or {}
        about: Mapping[str, Any] = told.get("payment_intent_data", {})
        intent = self._new("pi", "payment_intent") | {
            "amount": session["amount_total"],
            "amount_received": 0,
            "currency": session["currency"],
            "customer": session["customer"],
            "description": about.get("description"),
            "latest_charge": None,
            "livemode": False,
            "metadata": about.get("metadata", {}),
            "status": "processing",
        }
        self._store.put(intent)
        session |= {"status": "complete", "payment_intent": intent["id"], "url": None}
        if way == "card":
            self._received(intent)
            session["payment_status"] = "paid"
        self._store.put(session)
        self._tell("checkout.session.completed", session)
        return session

    def settle(self, name: str, *, good: bool) -> Thing:
        """A debit has arrived after all, or it has not."""
        session = self.the("checkout.session", name)
        intent = self.the("payment_intent", str(session["payment_intent"]))
        if intent["status"] != "processing":
            raise Refused(400, f"This payment is {intent['status']}.")
        if good:
            self._received(intent)
            session["payment_status"] = "paid"
        else:
            self._store.put(intent | {"status": "requires_payment_method"})
            self._tell("payment_intent.payment_failed", intent)
        self._store.put(session)
        self._tell(f"checkout.session.async_payment_{'succeeded' if good else 'failed'}", session)
        return session

    def expire(self, name: str) -> Thing:
        session = self.the("checkout.session", name)
        if session["status"] != "open":
            raise Refused(400, 'Only Checkout Sessions with a status in ["open"] can be expired.')
        session |= {"status": "expired", "url": None}
        self._store.put(session)
        self._tell("checkout.session.expired", session)
        return session

    def expire_due(self) -> None:
        for session in self._store.listed("checkout.session"):
            if session["status"] == "open" and session["expires_at"] <= self._now():
                with self._store.commit():
                    self.expire(session["id"])

    def dispute(self, payment_intent: str, *, amount: int | None = None, status: str = "needs_response") -> Thing:
        """The buyer's bank asks for it back; a `warning_…` only asks."""
        charge = self._charge({"payment_intent": payment_intent})
        left = charge["amount"] - charge["amount_refunded"]
        if charge["disputed"] or not left:
            raise Refused(400, "It is disputed already, or nothing is left to dispute.")
        if status not in ("needs_response", "warning_needs_response"):
            raise Refused(400, "A dispute begins with needs_response or warning_needs_response.")
        dispute = self._new("du", "dispute") | {
            "amount": min(amount or left, left),
            "charge": charge["id"],
            "currency": charge["currency"],
            "livemode": False,
            "metadata": {},
            "payment_intent": payment_intent,
            "reason": "fraudulent",
            "status": status,
        }
        self._store.put(dispute, payment_intent)
        self._store.put(charge | {"disputed": True})
        self._tell("charge.dispute.created", dispute)
        if status in _FUNDS_GONE:
            self._tell("charge.dispute.funds_withdrawn", dispute)
        return dispute

    def decide(self, name: str, status: str) -> Thing:
        """The bank has decided, or looks at what it was told."""
        dispute = self.the("dispute", name)
        before = dispute["status"]
        asks = before.startswith("warning_")
        if before in _DECIDED or status not in (
            ("warning_under_review", "warning_closed") if asks else ("under_review", "won", "lost")
        ):
            raise Refused(400, f"A dispute that is {before} does not become {status}.")
        dispute["status"] = status
        self._store.put(dispute)
        self._tell("charge.dispute.closed" if status in _DECIDED else "charge.dispute.updated", dispute)
        if status == "won":
            self._tell("charge.dispute.funds_reinstated", dispute)
        return dispute

    def fail_refund(self, name: str) -> Thing:
        """The money could not be given back: it is with us again."""
        refund = self.the("refund", name)
        if refund["status"] != "succeeded":
            raise Refused(400, f"This refund is {refund['status']}.")
        refund["status"] = "failed"
        self._store.put(refund)
        self._refunded(self.the("charge", refund["charge"]), -refund["amount"])
        self._tell("refund.failed", refund)
        return refund

    # -- what is there

    def the(self, kind: str, name: str, param: str = "id") -> Thing:
        found = self._store.find(name)
        if found is None or found["object"] != kind or (found.get("deleted") and param != "id"):
            raise no_such(kind, name, param)
        return found

    def listed(self, kind: str, told: Thing) -> list[Thing]:
        if "charge" in told:
            return self._store.listed(kind, self.the("charge", told["charge"], "charge")["payment_intent"])
        rows = self._store.listed(kind, told.get("payment_intent"))
        return [row for row in rows if told.get("customer") in (None, row.get("customer"))]

    def money_of(self, payment_intent: str) -> int:
        """What of it is with us now: the journal's own reckoning."""
        intent = self.the("payment_intent", payment_intent)
        refunds = [each["amount"] for each in self._store.listed("refund", payment_intent) if each["status"] == "succeeded"]
        disputes = self._store.listed("dispute", payment_intent)
        return (
            intent["amount_received"] - sum(refunds) - sum(each["amount"] for each in disputes if each["status"] in _FUNDS_GONE)
        )

    def _received(self, intent: Thing) -> None:
        charge = self._new("ch", "charge") | {
            "amount": intent["amount"],
            "amount_refunded": 0,
            "currency": intent["currency"],
            "customer": intent["customer"],
            "disputed": False,
            "livemode": False,
            "metadata": intent["metadata"],
            "paid": True,
            "payment_intent": intent["id"],
            "refunded": False,
            "status": "succeeded",
        }
        charge["receipt_url"] = f"{self._url}/receipts/{charge['id']}"
        amount = int(charge["amount"])
        fee = round(amount * 0.015) + 25  # as for a card of the European Economic Area
        booked = self._new("txn", "balance_transaction") | {
            "amount": amount,
            "currency": charge["currency"],
            "fee": fee,
            "fee_details": [{"amount": fee, "application": None, "currency": charge["currency"], "type": "stripe_fee"}],
            "net": amount - fee,
            "source": charge["id"],
            "status": "pending",
            "type": "charge",
        }
        self._store.put(booked)
        charge["balance_transaction"] = booked["id"]
        self._store.put(charge, intent["id"])
        intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge["id"]}
        self._store.put(intent)
        self._tell("charge.succeeded", charge)
        self._tell("payment_intent.succeeded", intent)

    def _refunded(self, charge: Thing, amount: int) -> None:
        refunded = charge["amount_refunded"] + amount
        self._store.put(charge | {"amount_refunded": refunded, "refunded": refunded == charge["amount"]})

    def _charge(self, told: Thing) -> Thing:
        if "charge" in told:
            return self.the("charge", told["charge"], "charge")
        intent = self.the("payment_intent", told["payment_intent"], "payment_intent")
        if intent["latest_charge"] is None:
            raise Refused(400, "This PaymentIntent does not have a successful charge to refund.", param="payment_intent")
        return self.the("charge", intent["latest_charge"])

    def _undisputed(self, charge: Thing) -> bool:
        return all(each["status"] not in _FUNDS_GONE for each in self._store.listed("dispute", charge["payment_intent"]))

    def _customer(self, name: str | None) -> Thing | None:
        return self.the("customer", name, "customer") if name is not None else None

    def _new(self, prefix: str, kind: str, **fields: Any) -> Thing:
        return {"id": new_id(prefix), "object": kind, "created": self._now(), **fields}

    def _now(self) -> int:
        return int(self._clock.now().timestamp())
