"""Two prompts tried with one wish: both videos are charged or none, and what is said of them is the prompts' own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx

from local.people import Person
from tests.fixtures import texts
from tests.prove.stage import Stage
from tests.prove.stories.story import LITE
from tests.prove.stories.videos import Videos


class Comparison(Videos):
    """Rated as soon as neither is still to come; nobody else rates, and nothing that was not compared wins."""

    jobs_at_most = 2

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.stranger = stage.person()

    def prepare(self) -> None:
        self.image = texts.image_of(self.system, self.person)
        self.prompts = [texts.draft(self.system, self.person, self.image, text) for text in ("A red boat.", "A blue boat.")]

    @property
    def wish(self) -> dict[str, Any]:
        return {"prompt_ids": self.prompts, "model": LITE, "seconds": 4}

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos/comparisons", self.person, json=self.wish)
        assert answer.status_code == 202, answer.text
        told = answer.json()["comparison"]
        self.id = told["id"]
        early = self.rate(self.person, [1, 1])
        assert early.status_code == 409 or self.over(), early.text
        for each in told["variants"]:
            cancelled = self.stage.ask("POST", f"/videos/{each['job_id']}/cancel", self.person)
            assert cancelled.status_code in (200, 409), cancelled.text
        assert self.stage.world.rest(self.over)
        assert self.rate(self.stranger, [1, 1]).status_code == 404
        assert self.rate(self.person, [1, 1], winner="0" * 24).status_code == 404
        self.told = self.rate(self.person, [2, 5], winner=self.prompts[1])
        assert self.told.status_code == 200, self.told.text

    def rate(self, person: Person, ratings: Sequence[int], winner: str | None = None) -> httpx.Response:
        body = {"winner": winner, "ratings": list(ratings)}
        return self.stage.ask("PUT", f"/videos/comparisons/{self.id}/rating", person, json=body)

    def good(self) -> bool:
        return {job["state"] for job in self.own("video_jobs")} <= {"cancelled", "completed"}

    def check(self) -> None:
        super().check()
        (found,) = self.own("comparisons")
        jobs = self.own("video_jobs")
        assert {*found["job_ids"]} == {job["id"] for job in jobs}, (found, jobs)
        assert {job["batch_id"] for job in jobs} == {found["id"]}, (found, jobs)
        assert (found["prompt_ids"], found["winner"], found["ratings"]) == (self.prompts, self.prompts[1], [2, 5])
        assert self.ratings() == [2, 5]

    def ratings(self) -> list[int | None]:
        """As the prompts bear them."""
        return [texts.prompt(self.system, each)["rating"] for each in self.prompts]
