"""Works that somebody else pays for than their user: whoever pays has one slot, and gets it back with the credits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from google.cloud.firestore_v1 import DELETE_FIELD

from local.people import Person
from tests.fixtures import films as film_fixtures
from tests.fixtures import texts
from tests.fixtures.videos import WISH
from tests.prove.stage import Stage
from tests.prove.stories.films import priced
from tests.prove.stories.prompts import PromptGroups
from tests.prove.stories.story import LITE, Story
from tests.prove.stories.videos import Videos

_FILM = 3


class Paid(Story):
    """As no door can ask for it yet: the payer asks, and it is handed over before anything goes on."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.lender = stage.person()
        self.listen(self.lender)

    @property
    def payer(self) -> Person:
        return self.lender

    works = ""  # the domain whose they are

    def allow(self, **limits: int) -> None:
        path, body = f"/admin/users/{self.payer.uid}/overrides", {**limits, "reason": "for a proof"}
        self.stage.prepare("PUT", path, self.system.admin, json=body)

    def hand_over(self, collection: str, ids: Sequence[str]) -> None:
        for each in ids:
            self.system.firestore.document(f"{collection}/{each}").update({"user_id": self.person.uid}, timeout=10)

    def cancel(self, path: str) -> None:
        answer = self.stage.ask("POST", f"/{path}/cancel", self.person)
        assert answer.status_code in (200, 409), answer.text

    def check_untouched(self, **payers: Any) -> None:
        """Nothing was ever taken from its user, or given to them; of the payer's, these are so."""
        account = self.system.document(f"accounts/{self.person.uid}") or {}
        assert (account["balance"], account["active_jobs"], account["active_films"], account["active_prompts"]) == (
            200,
            0,
            0,
            0,
        ), account
        assert not any(entry["job_id"] for entry in self.own("credit_transactions"))
        paid = self.system.document(f"accounts/{self.payer.uid}") or {}
        assert {name: paid[name] for name in payers} == payers, paid


class PaidVideos(Paid, Videos):
    """Its user cancels the one that holds the slot; the one in line is made, and its bytes are its user's."""

    works, jobs_at_most = "videos", 2

    def prepare(self) -> None:
        self.allow(active_jobs=1)
        wish = {**WISH, "model": LITE, "queue": True}
        self.ids = [self.stage.prepare("POST", "/videos", self.payer, json=wish)["video"]["id"] for _ in range(2)]
        self.hand_over("video_jobs", self.ids)

    def act(self) -> None:
        self.cancel(f"videos/{self.ids[0]}")

    def good(self) -> bool:
        return sorted(job["state"] for job in self.own("video_jobs")) == ["cancelled", "completed"]

    def check(self) -> None:
        super().check()
        spent = sum(job["credits"] for job in self.own("video_jobs") if job["state"] == "completed")
        self.check_untouched(balance=200 - spent, active_jobs=0, waiting_jobs=0, stored_bytes=0)


class EarlierVideos(PaidVideos):
    """The one in line is of an earlier release, which named no payer: it is its user's."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.person = self.lender

    def hand_over(self, collection: str, ids: Sequence[str]) -> None:
        self.system.firestore.document(f"{collection}/{ids[1]}").update({"payer_id": DELETE_FIELD}, timeout=10)

    def check_untouched(self, **payers: Any) -> None:
        """Both are theirs."""


class PaidFilms(Paid):
    """Both are cancelled, one in its slot, one as it got that from the first; none is made, for the scene is its payer's."""

    works, tells = "films", ("films",)

    def prepare(self) -> None:
        priced(self.stage, _FILM)
        self.allow(active_films=1)
        scene = film_fixtures.video(self.system, self.payer)
        body = {"scenes": [{"video_id": scene}]}
        self.ids = [self.stage.prepare("POST", "/films", self.payer, json=body)["film"]["id"] for _ in range(2)]
        self.hand_over("films", self.ids)

    def act(self) -> None:
        for each in self.ids:
            self.cancel(f"films/{each}")

    def over(self) -> bool:
        return all(film["ended_at"] for film in self.own("films"))

    def good(self) -> bool:
        return [film["status"] in ("cancelled", "failed") for film in self.own("films")] == [True] * 2

    def check(self) -> None:
        super().check()
        assert {film["credits"] for film in self.own("films")} == {_FILM}
        self.check_untouched(balance=200, active_films=0, waiting_films=0)


class PaidPrompts(Paid, PromptGroups):
    """A collection is written for in two groups, on slots that another lends."""

    works = "prompts"

    def prepare(self) -> None:
        self.allow(active_prompts=2)
        album = texts.collection_of(self.system, self.payer, images=3)
        self.images = [texts.image_of(self.system, self.payer, collection=album) for _ in range(3)]
        asked = self.stage.prepare("POST", "/prompts/collection", self.payer, json={"collection_id": album})["batch"]
        self.hand_over("prompt_batches", [asked["id"]])
        self.hand_over("video_prompts", asked["prompt_ids"])

    def act(self) -> None:
        """Its tasks do."""

    def check(self) -> None:
        super().check()
        self.check_untouched(balance=200, active_prompts=0, waiting_prompts=[])
