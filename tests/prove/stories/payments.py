"""Credits that are bought, and what becomes of them: a purchase, its money given back or claimed, and the end of their time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from standins.payments.courier import signature
from tests.fixtures.payments import order, packages
from tests.fixtures.videos import WISH
from tests.prove.stage import Stage
from tests.prove.stories.story import LITE, Story

_PACKAGES = ({"id": "small"}, {"id": "days", "expires_after_days": 30})
_KEY = {"Authorization": "Bearer sk_test_standin0000"}


class Purchases(Story):
    """One purchase; what Stripe has to say of it is told by hand, each event until somebody takes it."""

    listens = False
    package = "small"
    ends: str = "paid"
    moves: tuple[tuple[str, int], ...] = (("purchase", 100),)

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        packages(self.system, *_PACKAGES)
        stage.world.move(61)  # by then every instance knows
        self._told = {event["id"] for event in self._events()}

    def over(self) -> bool:
        return all(purchase["due_at"] is None for purchase in self.own("purchases"))

    def good(self) -> bool:
        return [purchase["status"] for purchase in self.own("purchases")] == [self.ends]

    def check(self) -> None:
        super().check()
        (purchase,) = self.own("purchases")
        entries = [entry for entry in self.own("credit_transactions") if entry["purchase_id"] == purchase["id"]]
        moved = {(entry["type"], entry["amount"]) for entry in entries}
        assert len(entries) == len(moved), entries
        assert moved == {*self.moves} if self.good() else moved <= {*self.moves}, (purchase, moved)

    # -- what happens

    def buy(self) -> None:
        """Asked for, and paid on Stripe's page."""
        made = self.stage.ask("POST", "/payments/checkouts", self.person, json={"package_id": self.package})
        assert made.status_code == 201, made.text
        self.pay()

    def pay(self) -> None:
        (purchase,) = self.own("purchases")
        self.intent = order(self.system, "pay", session=purchase["session"])["payment_intent"]

    def bought(self) -> None:
        """All of that is over before anything goes wrong."""
        self.stage.prepare("POST", "/payments/checkouts", self.person, json={"package_id": self.package})
        self.pay()
        self.tell()
        self.stage.world.flow(within_s=60)

    def tell(self) -> None:
        """What Stripe has told nobody yet; it tries again too."""
        for event in reversed(self._events()):
            if event["id"] in self._told:
                continue
            body = json.dumps(event).encode()
            self._told.add(event["id"])
            for _ in range(3):
                now = int(self.system.clock.now().timestamp())
                secret = self.system.environment["RUSHES_HOOK_SECRETS_STRIPE"]
                headers = {"Stripe-Signature": signature(secret, now, body), "X-Proof": "1"}
                if self.system.call("POST", "/hooks/stripe", content=body, headers=headers).status_code < 300:
                    break

    def _events(self) -> list[dict[str, Any]]:
        url = f"{self.system.environment['RUSHES_STRIPE_URL']}/v1/events"
        return self.system.http.get(url, params={"limit": 100}, headers=_KEY).raise_for_status().json()["data"]


class Purchase(Purchases):
    def act(self) -> None:
        self.buy()
        self.tell()


class PurchaseByTheSweep(Purchases):
    """Nobody tells of it."""

    def act(self) -> None:
        self.buy()
        self.stage.world.move(180)
        self.stage.world.sweep()


class Refunded(Purchases):
    """Given back in two parts; should no event arrive, the credits stay until somebody compares the books."""

    moves = (("purchase", 100), ("purchase_refund", -30), ("purchase_refund", -70))
    ends = "refunded"

    def prepare(self) -> None:
        self.bought()

    def act(self) -> None:
        for amount in (300, 700):
            order(self.system, "refund", payment_intent=self.intent, amount=amount)
            self.tell()
            self.stage.world.flow(within_s=60)


class Disputed(Purchases):
    """Claimed by the bank, and won."""

    moves = (("purchase", 100), ("chargeback", -100), ("chargeback_reversal", 100))

    def prepare(self) -> None:
        self.bought()

    def act(self) -> None:
        dispute = order(self.system, "dispute", payment_intent=self.intent)["id"]
        self.tell()
        self.stage.world.flow(within_s=60)
        order(self.system, "decide", dispute=dispute, status="won")
        self.tell()


class Expired(Purchases):
    """Their time is over: the sweep takes what is left, once."""

    package = "days"

    def prepare(self) -> None:
        self.bought()
        self.stage.world.move(timedelta(days=31, hours=1).total_seconds())

    def act(self) -> None:
        self.stage.world.sweep()

    def over(self) -> bool:
        return not (self.system.document(f"accounts/{self.person.uid}") or {})["lots"]

    def check(self) -> None:
        super().check()
        expired = [entry["amount"] for entry in self.own("credit_transactions") if entry["type"] == "expiry"]
        assert expired in ([-100], [])
        assert expired or not self.over()


class ExpiredInPassing(Expired):
    """Whoever is charged next loses them in the same commit, and pays with what is left."""

    wish: Mapping[str, Any] = {**WISH, "model": LITE}

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos", self.person, json=self.wish)
        assert answer.status_code == 202, answer.text
        self.stage.world.flow(within_s=600)
