"""Two at once at what a work is marked with, or one who marks it while it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.lifecycle import words
from tests.fixtures import films as film_fixtures
from tests.prove.races.race import Race


class TwoMarks(Race):
    """A name from one place, tags from another: both stay, and it is found by both."""

    listens, tells = False, ()
    door, collection = "videos", "video_jobs"

    def begin(self) -> None:
        self.id = film_fixtures.video(self.system, self.person)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("PATCH", f"/{self.door}/{self.id}", {"tags": ["Café"]})]

    def act(self) -> None:
        answer = self.stage.ask("PATCH", f"/{self.door}/{self.id}", self.person, json={"name": "Night hunt"})
        assert answer.status_code == 200, answer.text

    def check(self) -> None:
        super().check()
        work = self.system.document(f"{self.collection}/{self.id}") or {}
        tags = ["Café"] if self.rival_was_told(200) else []
        assert (work["name"], work["tags"]) == ("Night hunt", tags), work
        assert work["terms"] == list(words.terms(tags, "Night hunt", work.get("prompt"))), work


class TwoMarksOfFilm(TwoMarks):
    """The same of a film."""

    door, collection = "films", "films"

    def begin(self) -> None:
        self.id = film_fixtures.film(self.system, self.person)


class MarkedAndPurged(Race):
    """Whoever marks a video that goes for good in this moment leaves no word on what stays of it."""

    listens, tells = False, ()

    def begin(self) -> None:
        self.video = film_fixtures.video(self.system, self.person)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("DELETE", f"/videos/{self.video}")]

    def act(self) -> None:
        answer = self.stage.ask("PATCH", f"/videos/{self.video}", self.person, json={"name": "Night hunt"})
        assert answer.status_code in (200, 404), answer.text

    def check(self) -> None:
        super().check()
        job = self.system.document(f"video_jobs/{self.video}") or {}
        assert job["name"] == (None if job["purged_at"] else "Night hunt"), job
        assert bool(job["purged_at"]) is self.rival_was_told(204), job
