"""Videos for a time to come: charged at once, begun from then on, cancelled until then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from tests.fixtures.videos import WISH
from tests.prove.stories.story import LITE
from tests.prove.stories.videos import Videos

_AHEAD = timedelta(hours=1)
_PRICE, _AT_ONCE = 8, 50  # credits for four seconds; videos that one call cancels


class Scheduled(Videos):
    """Its task comes too early, and again at its time."""

    wish: Mapping[str, Any] = {**WISH, "model": LITE}

    def prepare(self) -> None:
        self.begins = self.system.clock.now() + _AHEAD

    @property
    def later(self) -> dict[str, Any]:
        return {**self.wish, "start_at": self.begins.isoformat()}

    def act(self) -> None:
        self.ask()
        for task in self.stage.world.tasks():
            if task["url"].endswith("/begin"):
                self.stage.world.deliver(task)
        self.stage.world.flow(within_s=(_AHEAD + timedelta(minutes=10)).total_seconds())

    def ask(self) -> str:
        answer = self.stage.ask("POST", "/videos", self.person, json=self.later)
        assert answer.status_code == 202, answer.text
        return answer.json()["video"]["id"]

    def check(self) -> None:
        super().check()
        for job in self.own("video_jobs"):
            began: datetime | None = job["slot_at"]
            assert began is None or began >= self.begins, job


class ScheduledAndSwept(Scheduled):
    """Its task is lost: the sweep begins it."""

    def act(self) -> None:
        self.ask()
        self.stage.world.lose_tasks()
        self.stage.world.move(_AHEAD.total_seconds() + 61)
        self.stage.world.sweep()


class ScheduledAndCancelled(Scheduled):
    """Cancelled before its time: it was never sent, and its credits are back."""

    def act(self) -> None:
        job_id = self.ask()
        told = self.stage.ask("POST", f"/videos/{job_id}/cancel", self.person)
        assert (told.status_code, told.json()["state"]) == (200, "cancelled"), told.text

    def good(self) -> bool:
        return [job["state"] for job in self.own("video_jobs")] == ["cancelled"]

    def check(self) -> None:
        super().check()
        (job,) = self.own("video_jobs")
        assert (job["slot_at"], job["charged"]) == (None, False), job


class ScheduledBatch(Scheduled):
    """A batch with more videos than one call cancels: a task goes on with the rest."""

    jobs_at_most = _AT_ONCE + 2

    def prepare(self) -> None:
        super().prepare()
        credits = _PRICE * self.jobs_at_most
        body = {"user_id": self.person.uid, "credits": credits, "reason": "for a proof", "grant_id": f"more-{self.person.uid}"}
        self.stage.prepare("POST", "/admin/corrections", self.system.admin, json=body)
        rows = [self.later for _ in range(self.jobs_at_most)]
        self.batch = self.stage.prepare("POST", "/videos/batch", self.person, json=rows)["batch"]["id"]

    def act(self) -> None:
        told = self.stage.ask("POST", f"/videos/batches/{self.batch}/cancel", self.person)
        assert told.status_code == 200, told.text
        self.stage.world.flow()

    def good(self) -> bool:
        return [job["state"] for job in self.own("video_jobs")] == ["cancelled"] * self.jobs_at_most
