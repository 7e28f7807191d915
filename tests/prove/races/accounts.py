"""Two at once who want the first credits or the last ones, and operators who come twice."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from tests.fixtures.videos import WISH
from tests.prove.races.race import Race
from tests.prove.races.videos import Racing
from tests.prove.stage import Stage
from tests.prove.stories.story import LITE


def granting(stage: Stage, credits: int = 20) -> None:
    """Whoever is new gets credits from now on."""
    if (stage.system.document("system_configs/credits") or {}).get("signup_grant") != credits:
        stage.system.configure("credits", signup_grant=credits).raise_for_status()
        stage.world.move(120)


class FirstWishes(Racing):
    """Both are the first calls of somebody new: one account is opened, with one grant."""

    jobs_at_most = 2

    def begin(self) -> None:
        granting(self.stage)
        self.person = self.system.person()

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/videos", {**WISH, "model": LITE})]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos", self.person, json={**WISH, "model": LITE})
        assert answer.status_code == 202, answer.text


class Poor(Racing):
    """Credits for one video; two are asked for one after the other, and at once."""

    jobs_at_most = 2

    def begin(self) -> None:
        body = {"user_id": self.person.uid, "credits": -190, "reason": "for a proof", "grant_id": f"poor-{self.person.uid}"}
        self.stage.prepare("POST", "/admin/corrections", self.system.admin, json=body)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/videos", {**WISH, "model": LITE})]

    def act(self) -> None:
        statuses = [self.stage.ask("POST", "/videos", self.person, json={**WISH, "model": LITE}).status_code for _ in range(2)]
        assert set(statuses) <= {202, 402}, statuses


class SecondGrant(Race):
    """An account is deleted, and its owner signs up again, with a tag in their address: the grant was theirs already."""

    def begin(self) -> None:
        granting(self.stage)
        name = secrets.token_hex(8)
        first = self.system.person(email=f"{name}@example.com")
        self.stage.prepare("POST", "/images/collections", first, json={"name": "First"})
        self.stage.prepare("POST", "/videos", first, json={**WISH, "model": LITE})
        self.system.desk.delete(first.uid)
        self.person = self.system.person(email=f"{name}+again@example.com")

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos", self.person, json={**WISH, "model": LITE})
        assert answer.status_code == 402, answer.text


class JustVerified(Racing):
    """The first call after somebody confirmed their mailbox spends what they are granted for it."""

    jobs_at_most = 2

    def begin(self) -> None:
        granting(self.stage)
        person = self.system.person(verified=False)
        self.stage.prepare("POST", "/images/collections", person, json={"name": "Before"})
        self.stage.system.call("GET", "/account", person).raise_for_status()
        self.system.desk.change(person.uid, emailVerified=True)
        self.person = self.system.desk.sign_in(person.email, person.password)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/videos", {**WISH, "model": LITE})]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos", self.person, json={**WISH, "model": LITE})
        assert answer.status_code == 202, answer.text


class GrantedTwice(Race):
    """The same grant id counts once."""

    def begin(self) -> None:
        self.body = {"user_id": self.person.uid, "credits": 7, "reason": "for a proof", "grant_id": secrets.token_hex(6)}

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/admin/grants", self.body, self.system.admin)]

    def act(self) -> None:
        for _ in range(2):
            answer = self.stage.ask("POST", "/admin/grants", self.system.admin, json=self.body)
            assert answer.status_code == 200, answer.text

    def check(self) -> None:
        super().check()
        account = self.system.document(f"accounts/{self.person.uid}") or {}
        assert account["balance"] == 207


class ReplayedTwice(Race):
    """Two operators send a dead letter again: one task comes of it."""

    def begin(self) -> None:
        self.letter, now = secrets.token_hex(12), self.system.clock.now()
        fields = {
            "queue": "erase",
            "function": "upload-events",
            "path": "/erase",
            "payload": {"id": self.letter, "user_id": "nobody"},
        }
        marks = {
            "job_id": None,
            "user_id": None,
            "error": "An error",
            "attempts": 5,
            "task": "t",
            "last_at": now,
            "first_at": now,
        }
        open_ = {"times": 1, "replayed_at": None, "replayed_by": None, "sent_at": None}
        self.system.firestore.document(f"dead_letters/{self.letter}").set({**fields, **marks, **open_}, timeout=10)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", f"/admin/dead-letters/{self.letter}/replay", {"reason": "for a proof"}, self.system.admin)]

    def act(self) -> None:
        for _ in range(2):
            path, body = f"/admin/dead-letters/{self.letter}/replay", {"reason": "for a proof"}
            answer = self.stage.ask("POST", path, self.system.admin, json=body)
            assert answer.status_code in (200, 409), answer.text
        sent = [task for task in self.stage.world.tasks() if task["queue"] == "erase"]
        assert len(sent) == 1, sent
