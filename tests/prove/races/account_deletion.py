"""Two at once at an account that is about to go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from shared.account_deletion.states import TOKENS_LIVE
from shared.reconcile.ledger import ledger_of
from tests.fixtures import images as image_fixtures
from tests.fixtures import texts
from tests.fixtures.payments import order, packages
from tests.prove.races.race import Race
from tests.prove.stage import BEYOND
from tests.prove.stories.account_deletion import OWN, AccountDeletion


class ClaimedAsItIsErased(Race):
    """The buyer's bank claims the money at any step of their account's going: it is taken once, from the ledger that stays."""

    listens = False
    tells = ()

    def begin(self) -> None:
        AccountDeletion.without_grace(self)  # type: ignore[arg-type] - which needs a stage and no more
        packages(self.system, {"id": "small"})
        self.stage.world.move(61)
        self.stage.prepare("POST", "/payments/checkouts", self.person, json={"package_id": "small"})
        (purchase,) = self.own("purchases")
        self.purchase, session = purchase["id"], purchase["session"]
        self.intent = order(self.system, "pay", session=session)["payment_intent"]
        self.hint("checkout.session", session)
        self.dispute = order(self.system, "dispute", payment_intent=self.intent)["id"]
        self.created_at = (self.system.document(f"accounts/{self.person.uid}") or {})["created_at"]

    def rivals(self) -> list[Mapping[str, Any]]:
        """With tokens for whichever hour it is by then."""
        return [self._task("dispute", self.dispute, timedelta(minutes=55 * each)) for each in range(3)]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/account/deletion", self.person)
        assert answer.status_code in (202, 401), answer.text
        self.stage.world.flow()
        self.stage.world.move(TOKENS_LIVE.total_seconds())

    def over(self) -> bool:
        return self.system.document(f"account_deletions/{self.person.uid}") is None

    def check(self) -> None:
        self.hint("dispute", self.dispute)  # the event comes, late or once more
        assert self.system.document(f"accounts/{self.person.uid}") is None
        purchase = self.system.document(f"purchases/{self.purchase}") or {}
        account = self.system.document(f"accounts/{purchase['user_id']}") or {}
        rows = self.system.documents("credit_transactions", "user_id", purchase["user_id"])
        rows = sorted(rows, key=lambda row: row["seq"])
        assert purchase["user_id"].startswith("erased-"), purchase
        assert ledger_of({"id": purchase["user_id"], **account}, {row["id"]: row for row in rows}) == []
        of_it = [(row["type"], row["amount"]) for row in rows if row["purchase_id"] == self.purchase]
        assert of_it == [("purchase", 100), ("chargeback", -100)], rows
        assert self.own("credit_transactions") == []

    def hint(self, kind: str, stripe_id: str) -> None:
        act = self._task(kind, stripe_id)
        url = f"{self.system.url}{act['path']}"
        self.system.http.post(url, json=act["json"], headers={**BEYOND, **act["headers"]}).raise_for_status()

    def _task(self, kind: str, stripe_id: str, later: timedelta = timedelta(0)) -> Mapping[str, Any]:
        """As the queue brings what an event of Stripe's told of."""
        email = f"rushes-tasks@{self.system.project}.iam.gserviceaccount.com"
        token = self.system.identity.oidc_token(email, f"{self.system.url}/payment-tasks", self.system.clock.now() + later)
        headers = {"Authorization": f"Bearer {token}"}
        return {"method": "POST", "path": "/payment-tasks/hint", "json": {"kind": kind, "id": stripe_id}, "headers": headers}


class KeptAsItIsErased(Race):
    """Its user takes the deletion back while it begins: all is there and open, or nothing is."""

    listens = False
    tells = ()

    def begin(self) -> None:
        AccountDeletion.without_grace(self)  # type: ignore[arg-type] - which needs a stage and no more
        self.image = texts.image_of(self.system, self.person, collection=texts.collection_of(self.system, self.person, images=1))
        image_fixtures.draft(self.system, self.person, self.image)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("DELETE", "/account/deletion")]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/account/deletion", self.person)
        assert answer.status_code == 202, answer.text

    def over(self) -> bool:
        return self.system.document(f"account_deletions/{self.person.uid}") is None

    def check(self) -> None:
        account = self.system.document(f"accounts/{self.person.uid}")
        if account is None:
            assert {name: rows for name in OWN if (rows := self.own(name))} == {}
            assert not self.rival_was_told(204)
            return
        super().check()
        assert (account["disabled"], account["deletion"], account["erased_as"]) == (False, None, None)
        assert len(self.own("video_prompts")) == 1
