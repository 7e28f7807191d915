"""What its owner notes on a video, and finds it again by."""

from __future__ import annotations

from shared.lifecycle import words
from tests.fixtures.films import video
from tests.prove.stage import Stage
from tests.prove.stories.story import Story


class Marks(Story):
    """A name and tags, however often they are sent: found by their words; nobody else marks it, or finds it."""

    listens, tells = False, ()  # the video was there before

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.stranger = stage.person()

    def prepare(self) -> None:
        self.video = video(self.system, self.person)

    def act(self) -> None:
        where = f"/videos/{self.video}"
        assert self.stage.ask("PATCH", where, self.stranger, json={"name": "Mine"}).status_code == 404
        answer = self.stage.ask("PATCH", where, self.person, json={"name": "Night hunt", "tags": ["Café"]})
        assert answer.status_code == 200, answer.text

    def over(self) -> bool:
        return True

    def good(self) -> bool:
        return True

    def check(self) -> None:
        super().check()
        self.check_marks()

    def check_marks(self) -> None:
        job = self.system.document(f"video_jobs/{self.video}") or {}
        assert (job["name"], job["tags"], job["favourite"]) == ("Night hunt", ["Café"], False), job
        assert job["terms"] == list(words.terms(job["tags"], job["name"], job["prompt"])), job
        for person, asked, found in (
            (self.person, "", [self.video]),
            (self.person, "?q=hunt", [self.video]),
            (self.person, "?tag=cafe", [self.video]),
            (self.stranger, "", []),
            (self.stranger, "?q=hunt", []),
        ):
            listed = self.system.call("GET", f"/videos{asked}", person).json()["videos"]
            assert [each["id"] for each in listed] == found, asked


class MarkedTogether(Marks):
    """Two of one's own are marked by one call, however often it is sent; what is another's stays, and is told."""

    def prepare(self) -> None:
        self.videos = [video(self.system, self.person) for _ in range(2)]
        self.hers = video(self.system, self.stranger)

    def act(self) -> None:
        wish = {"ids": [*self.videos, self.hers], "favourite": True, "add_tags": ["Café"]}
        answer = self.stage.ask("POST", "/videos/marks", self.person, json=wish)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert (told["marked"], [each["id"] for each in told["refused"]]) == (2, [self.hers]), told

    def check_marks(self) -> None:
        for each in (*self.videos, self.hers):
            job, mine = self.system.document(f"video_jobs/{each}") or {}, each != self.hers
            assert (job["favourite"], job["tags"]) == (mine, ["Café"] * mine), job
            assert not mine or job["terms"] == list(words.terms(job["tags"], job["name"], job["prompt"])), job
        listed = self.system.call("GET", "/videos?tag=cafe&favourite=true", self.person).json()["videos"]
        assert {each["id"] for each in listed} == {*self.videos}, listed
