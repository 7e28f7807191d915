"""An account that goes: at once here, for a week of grace has no steps in it."""

from __future__ import annotations

from typing import Any

from shared.account_deletion.states import TOKENS_LIVE
from shared.platform.user_ids import media_home_of
from shared.reconcile.ledger import ledger_of
from tests.fixtures import films as film_fixtures
from tests.fixtures import images as image_fixtures
from tests.fixtures import texts
from tests.fixtures.videos import WISH
from tests.prove.stage import BEYOND, Stage
from tests.prove.stories.shares import wish as link_to
from tests.prove.stories.story import VEO, Story
from tests.unit.media.film.footage import scene

OWN = (
    *("video_jobs", "films", "images", "collections", "video_prompts", "shares", "agent_keys", "idempotency", "usage"),
    *("credit_transactions", "account_deletions", "exports"),
)


class AccountDeletion(Story):
    """Somebody with a picture, a prompt, two videos, a link and a key: none of it is left, and the money adds up."""

    listens = False
    tells = ()

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.neighbour = stage.person()

    def prepare(self) -> None:
        self.without_grace()
        self.fill()
        self.kept = film_fixtures.video(self.system, self.neighbour, scene(1.0), seconds=1.0)

    def without_grace(self) -> None:
        body = {"values": {"deletion_grace_days": 0}, "reason": "a proof"}
        self.stage.prepare("PUT", "/admin/config/retention", self.system.admin, json=body)
        self.stage.world.move(61)

    def fill(self) -> None:
        album = texts.collection_of(self.system, self.person, images=1)
        image_fixtures.draft(self.system, self.person, texts.image_of(self.system, self.person, collection=album))
        self.video = film_fixtures.video(self.system, self.person, scene(1.0), seconds=1.0)
        self.stage.prepare("POST", "/shares", self.person, json=link_to("video", self.video))
        self.stage.prepare("POST", "/account/agent-keys", self.person, json={"name": "Nightly"})
        self.stage.prepare("POST", "/videos", self.person, json={**WISH, "model": VEO})

    def act(self) -> None:
        account = self.account()
        self.before = self.own("credit_transactions"), account["balance"], account["created_at"]
        answer = self.stage.ask("POST", "/account/deletion", self.person)
        assert answer.status_code in (202, 401), answer.text  # asked again, it may have begun
        self.stage.world.flow()
        self.stage.world.move(TOKENS_LIVE.total_seconds())

    def account(self) -> dict[str, Any]:
        return self.system.document(f"accounts/{self.person.uid}") or {}

    def over(self) -> bool:
        return self.system.document(f"account_deletions/{self.person.uid}") is None

    def good(self) -> bool:
        return self.account() == {}

    def check(self) -> None:
        assert self.good(), self.account()
        assert {name: rows for name in OWN if (rows := self.own(name))} == {}
        assert self.media() == [] == image_fixtures.uploads(self.system, self.person.uid)
        assert self.person.uid not in self.system.desk.everybody()
        self.check_books()
        assert self.system.call("GET", f"/videos/{self.kept}", self.neighbour, headers=BEYOND).status_code == 200
        assert image_fixtures.kept(self.system, self.neighbour.uid)

    def check_books(self) -> None:
        """Every entry is there once under one pseudonym, with what was given back of the video that was stopped."""
        entries, balance, created_at = self.before
        (account,) = [
            each for each in self.system.documents("accounts", "created_at", created_at) if each["id"].startswith("erased-")
        ]
        rows = sorted(self.system.documents("credit_transactions", "user_id", account["id"]), key=lambda row: row["seq"])
        assert ledger_of(account, {row["id"]: row for row in rows}) == []
        assert (account["erased_as"], account["balance"] >= balance, len(rows) >= len(entries)) == (None, True, True)
        assert (self.system.document(f"erasures/{account['id']}") or {})["entries"] == len(rows)
        assert media_home_of(self.person.uid) not in str(rows)
