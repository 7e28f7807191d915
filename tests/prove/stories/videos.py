"""Videos of every provider and on every way to their end."""

from __future__ import annotations

import secrets
from datetime import datetime

from tests.fixtures.videos import WISH
from tests.fixtures.webhooks import signed, told
from tests.prove.stories.story import OMNI, OMNI_VERTEX, SERVER, VEO, Story


class Videos(Story):
    """Jobs that all end, each told and paid as its end says, with nothing kept of what failed."""

    jobs_at_most = 1
    tasks_survive = True

    def over(self) -> bool:
        jobs = self.own("video_jobs")
        return all(job["ended_at"] for job in jobs)

    def good(self) -> bool:
        jobs = self.own("video_jobs")
        return len(jobs) == self.jobs_at_most and all(job["state"] == "completed" for job in jobs)

    def check(self) -> None:
        super().check()
        jobs = self.own("video_jobs")
        assert len(jobs) <= self.jobs_at_most, jobs
        whole = {job["id"] for job in jobs if job["state"] == "completed"}
        kept = {name.rpartition("/")[2].partition(".")[0] for name in self.media() if "/videos/" in name}
        assert kept == whole, (kept, jobs)
        for job in jobs:
            if job["state"] == "completed":
                assert job["video"]["poster"], job
                assert not (self.tasks_survive and self.made(job["id"])), "the provider's copy was left"
                self.check_never_replaced(job["video"]["object"], job["ended_at"])


class Video(Videos):
    model = VEO

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos", self.person, json={**WISH, "model": self.model})
        assert answer.status_code == 202, answer.text


class OmniVideo(Video):
    """Nobody listens to its end."""

    model, listens = OMNI, False


class OmniVertexVideo(Video):
    model = OMNI_VERTEX


class ServerVideo(Video):
    model = SERVER


class SweptVideo(Video):
    """Every task is lost as soon as it is there: the sweep alone brings the job to its end."""

    tasks_survive = False  # one that has to come again to tidy up does not: then reconcile does

    def act(self) -> None:
        super().act()
        for _ in range(30):
            if self.over():
                return
            self.stage.world.move(150)
            self.stage.world.sweep()
            waiting = self.stage.world.tasks()
            for task in waiting[:1]:
                self.stage.world.deliver(task)
            self.stage.world.lose_tasks()


class SoughtVideo(Videos):
    """Its answer is lost, and no news of its file comes: looks at the bucket alone bring it to its end."""

    def act(self) -> None:
        wish = {**WISH, "prompt": "A fox. [[fault:accept_then_drop;render_seconds=30]]", "model": VEO}
        answer = self.stage.ask("POST", "/videos", self.person, json=wish)
        assert answer.status_code == 202, answer.text
        world = self.stage.world
        for _ in range(30):
            if self.over() or not (waiting := world.tasks()):
                return
            due = datetime.fromisoformat(waiting[0]["schedule_time"])
            world.move(max(0.0, (due - self.system.clock.now()).total_seconds()))
            world.deliver(waiting[0])


class HintedVideo(Video):
    """The provider's webhook comes before any look, and the bucket says nothing."""

    model = OMNI

    def act(self) -> None:
        super().act()
        world = self.stage.world
        world.flow(until=lambda: any(job["state"] == "processing" for job in self.own("video_jobs")))
        (job,) = self.own("video_jobs")
        ops = self.system.document(f"video_jobs/{job['id']}/private/ops") or {}
        operation = next((each["operation"] for each in (ops.get("attempts") or {}).values() if each.get("operation")), None)
        if operation is None:
            return  # its answer was lost: the provider's news names an operation that nobody knows
        world.move(6)
        secret, now = self.system.environment["RUSHES_HOOK_SECRETS_GEMINI"], self.system.clock.now()
        body = told("interaction.completed", operation["name"] if isinstance(operation, dict) else operation, now)
        headers = {**signed(secret, body, now, secrets.token_hex(6)), "X-Proof": "1"}
        for _ in range(3):  # a provider tries again too
            if self.system.call("POST", "/hooks/gemini", content=body, headers=headers).status_code < 300:
                return


class Cancelled(Videos):
    """A job is cancelled before it was sent."""

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos", self.person, json={**WISH, "model": VEO})
        assert answer.status_code == 202, answer.text
        told = self.stage.ask("POST", f"/videos/{answer.json()['video']['id']}/cancel", self.person)
        assert told.status_code in (200, 409), told.text

    def good(self) -> bool:
        return [job["state"] in ("cancelled", "completed") for job in self.own("video_jobs")] == [True]  # or it was too late


class CancelledBatch(Videos):
    """A batch is cancelled; what was sent meanwhile is made."""

    jobs_at_most = 4

    def act(self) -> None:
        rows = [{**WISH, "model": VEO} for _ in range(self.jobs_at_most)]
        answer = self.stage.ask("POST", "/videos/batch", self.person, json=rows)
        assert answer.status_code == 202, answer.text
        told = self.stage.ask("POST", f"/videos/batches/{answer.json()['batch']['id']}/cancel", self.person)
        assert told.status_code == 200, told.text

    def good(self) -> bool:
        ends = [job["state"] for job in self.own("video_jobs")]
        return len(ends) == self.jobs_at_most and set(ends) <= {"cancelled", "completed"}


class Filtered(Videos):
    """A video that the provider blocks comes back as credits."""

    def act(self) -> None:
        wish = {**WISH, "prompt": "A crowd. [[fault:block=violence]]", "model": VEO}
        answer = self.stage.ask("POST", "/videos", self.person, json=wish)
        assert answer.status_code == 202, answer.text

    def good(self) -> bool:
        return [(job["state"], job["outcome"]) for job in self.own("video_jobs")] == [("failed", "safety_filtered")]


class OwnKeyVideo(Videos):
    """A key is stored, a job lives on it, and it is deleted meanwhile: the job keeps it to its end."""

    def act(self) -> None:
        ask, provider = self.stage.ask, "openai-videos"
        stored = ask("POST", "/account/keys", self.person, json={"provider": provider, "key": secrets.token_hex(20)})
        assert stored.status_code in (201, 409), stored.text  # a repeated call meets what the first one stored
        answer = ask("POST", "/videos", self.person, json={**WISH, "model": SERVER, "own_key": True})
        assert answer.status_code == 202, answer.text
        self.stage.world.flow(until=lambda: any(job["state"] == "processing" for job in self.own("video_jobs")))
        gone = ask("DELETE", f"/account/keys/{provider}", self.person)
        assert gone.status_code in (200, 404), gone.text

    def check(self) -> None:
        super().check()
        assert self.own("provider_keys") == []  # destroyed with the last job that lived on it
