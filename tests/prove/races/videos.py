"""Two at once at videos: their slots, their line, their end."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from shared.platform.user_ids import media_home_of
from shared.videos.states import HOLDS_SLOT
from tests.fixtures.videos import WISH, key
from tests.fixtures.webhooks import signed, told
from tests.prove.races.race import Race
from tests.prove.stage import BEYOND, Stage
from tests.prove.stories.story import LITE, OMNI, VEO
from tests.prove.stories.videos import Videos


class Racing(Race, Videos):
    """Jobs, with no more of them at once than the user may have."""

    slots = 3

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.most = 0

    def over(self) -> bool:
        self.look()
        return Videos.over(self)

    def look(self) -> None:
        self.most = max(self.most, sum(job["state"] in HOLDS_SLOT for job in self.own("video_jobs")))

    def good(self) -> bool:
        return all(job["state"] in ("completed", "cancelled") for job in self.own("video_jobs"))

    def check(self) -> None:
        super().check()
        assert self.most <= self.slots, f"{self.most} at once"


class TwoWishes(Racing):
    """One slot: the second is made after the first, or not at all."""

    slots, jobs_at_most = 1, 1

    def begin(self) -> None:
        self.override(active_jobs=1)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/videos", {**WISH, "model": LITE})]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos", self.person, json={**WISH, "model": LITE})
        assert answer.status_code in (202, 429), answer.text
        self.look()


class SameKey(Racing):
    """The same key with another wish is refused, whenever it comes."""

    def act(self) -> None:
        headers = key()
        first = self.stage.ask("POST", "/videos", self.person, json={**WISH, "model": LITE}, headers=headers)
        assert first.status_code == 202, first.text
        wish = {**WISH, "prompt": "Something else.", "model": LITE}
        second = self.stage.ask("POST", "/videos", self.person, json=wish, headers=headers)
        assert second.status_code == 422, second.text


class SentAndCancelled(Racing):
    """Its user cancels at every step of its way: either it runs on, or nothing was sent."""

    def begin(self) -> None:
        self.id = self.stage.prepare("POST", "/videos", self.person, json={**WISH, "model": VEO})["video"]["id"]

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", f"/videos/{self.id}/cancel")]

    def act(self) -> None:
        """Its tasks do."""

    def check(self) -> None:
        super().check()
        (job,) = self.own("video_jobs")
        assert (job["state"] == "cancelled") is self.rival_was_told(200), job
        if job["state"] == "cancelled":
            address = f"{self.system.environment['GOOGLE_VERTEX_BASE_URL']}/_local/journal"
            sent = self.system.http.get(address, params={"job": self.id}).raise_for_status().json()["entries"]
            assert not any(each["accepted"] for each in sent), sent


class ScheduledAndCancelled(SentAndCancelled):
    """The same of one whose time has just come."""

    def begin(self) -> None:
        begins = (self.system.clock.now() + timedelta(minutes=10)).isoformat()
        wish = {**WISH, "model": LITE, "start_at": begins}
        self.id = self.stage.prepare("POST", "/videos", self.person, json=wish)["video"]["id"]
        self.stage.world.move(601)


class EndedByOperator(Racing):
    """An operator ends it at every step of its way, twice: credits come back once, and nothing is kept."""

    def begin(self) -> None:
        self.id = self.stage.prepare("POST", "/videos", self.person, json={**WISH, "model": VEO})["video"]["id"]

    def rivals(self) -> list[Mapping[str, Any]]:
        body = {"reason": "for a proof", "refund": True}
        return [self.call("POST", f"/admin/jobs/{self.id}/fail", body, self.system.admin) for _ in range(2)]

    def act(self) -> None:
        """Its tasks do."""

    def good(self) -> bool:
        return [job["state"] in ("completed", "failed") for job in self.own("video_jobs")] == [True]

    def check(self) -> None:
        super().check()
        assert set(self.stage.answers()) <= {200}


class EndedAsPromoted(Racing):
    """A worker died when it had given the file its name; an operator ends the job before its task comes again."""

    def begin(self) -> None:
        self.id = self.stage.prepare("POST", "/videos", self.person, json={**WISH, "model": VEO})["video"]["id"]
        world, told = self.stage.world, self.system.environment
        world.flow(until=lambda: [job["state"] for job in self.own("video_jobs")] == ["storing"], within_s=120)
        made, media = told["RUSHES_BUCKET_PROVIDER_OUT"], told["RUSHES_BUCKET_MEDIA"]
        (origin,), name = self.made(self.id), f"{media_home_of(self.person.uid)}/videos/{self.id}.mp4"
        path = f"/b/{made}/o/{quote(origin, safe='')}/rewriteTo/b/{media}/o/{quote(name, safe='')}"
        self.system.http.post(f"{told['STORAGE_EMULATOR_HOST']}/storage/v1{path}", json={}).raise_for_status()
        body = {"reason": "for a proof", "refund": True}
        self.stage.prepare("POST", f"/admin/jobs/{self.id}/fail", self.system.admin, json=body)

    def act(self) -> None:
        """Its task does."""

    def good(self) -> bool:
        return [job["state"] for job in self.own("video_jobs")] == ["failed"] and self.media() == []


class OperatorTwice(Racing):
    """An operator's call itself, repeated and cut off."""

    def begin(self) -> None:
        self.id = self.stage.prepare("POST", "/videos", self.person, json={**WISH, "model": VEO})["video"]["id"]

    def act(self) -> None:
        for _ in range(2):
            body = {"reason": "for a proof", "refund": True}
            answer = self.stage.ask("POST", f"/admin/jobs/{self.id}/fail", self.system.admin, json=body)
            assert answer.status_code == 200, answer.text

    def good(self) -> bool:
        return [job["state"] in ("completed", "failed") for job in self.own("video_jobs")] == [True]


class FoundLate(Racing):
    """An order's answer was lost, and the sweep gives it up in the moment in which its video comes."""

    def begin(self) -> None:
        wish = {**WISH, "prompt": "A fox. [[fault:accept_then_drop;render_seconds=500]]", "model": VEO}
        self.id = self.stage.prepare("POST", "/videos", self.person, json=wish)["video"]["id"]
        world = self.stage.world
        world.flow(until=lambda: [job["state"] for job in self.own("video_jobs")] == ["unconfirmed"])
        world.move(430)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [{"move": 100}, {"news": 1}]

    def act(self) -> None:
        self.stage.world.sweep()

    def good(self) -> bool:
        return True

    def check(self) -> None:
        self.stage.world.move(120)
        self.stage.world.flow()
        super().check()
        (job,) = self.own("video_jobs")
        put_aside = self.system.document(f"late_results/{self.id}.1")
        assert (job["state"] == "completed") is (put_aside is None), job


class TurnAtTheEnd(Racing):
    """The sweep ends the holder of the only slot, and then meets who waited for it: whoever has got a turn keeps it."""

    slots, jobs_at_most = 1, 2

    def begin(self) -> None:
        self.override(active_jobs=1)
        rows = [{**WISH, "model": LITE} for _ in range(2)]
        self.stage.prepare("POST", "/videos/batch", self.person, json=rows)
        self.stage.world.move(25 * 3600)

    def act(self) -> None:
        self.stage.world.sweep()

    def rivals(self) -> list[Mapping[str, Any]]:
        (waiting,) = [job["id"] for job in self.own("video_jobs") if job["state"] == "waiting"]
        return [self.call("POST", f"/videos/{waiting}/cancel")]

    def good(self) -> bool:
        return True

    def check(self) -> None:
        super().check()
        for job in self.own("video_jobs"):
            assert job["outcome"] != "timed_out" or not job["slot_at"] or job["ended_at"] >= job["deadline_at"], job


class OneSlot(Racing):
    """Two wait for one slot; its holder is cancelled while its user asks for a third, which may take the place."""

    slots, jobs_at_most = 1, 3

    def begin(self) -> None:
        self.override(active_jobs=1)
        rows = [{**WISH, "model": LITE} for _ in range(2)]
        self.stage.prepare("POST", "/videos/batch", self.person, json=rows)
        (self.first,) = [job["id"] for job in self.own("video_jobs") if job["state"] == "queued"]

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/videos", {**WISH, "model": LITE})]

    def act(self) -> None:
        answer = self.stage.ask("POST", f"/videos/{self.first}/cancel", self.person)
        assert answer.status_code in (200, 409), answer.text
        self.look()


class InLine(Racing):
    """The only slot is taken: one that may wait does so, and is made after it; so is a rival's."""

    slots, jobs_at_most = 1, 3

    def begin(self) -> None:
        self.override(active_jobs=1)
        self.stage.prepare("POST", "/videos", self.person, json={**WISH, "model": LITE})

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/videos", {**WISH, "model": LITE, "queue": True})]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos", self.person, json={**WISH, "model": LITE, "queue": True})
        assert answer.status_code == 202, answer.text
        self.look()

    def good(self) -> bool:
        return len(self.own("video_jobs")) >= 2 and super().good()


class ToldTwice(Videos):
    """A provider repeats its news: one task comes of it."""

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos", self.person, json={**WISH, "model": OMNI})
        assert answer.status_code == 202, answer.text
        world = self.stage.world
        world.flow(until=lambda: any(job["state"] == "processing" for job in self.own("video_jobs")))
        (job,) = self.own("video_jobs")
        ops = self.system.document(f"video_jobs/{job['id']}/private/ops") or {}
        operation = next(each["operation"] for each in ops["attempts"].values())
        world.move(6)
        secret, now = self.system.environment["RUSHES_HOOK_SECRETS_GEMINI"], self.system.clock.now()
        body = told("interaction.completed", operation, now)
        for _ in range(3):
            headers = {**signed(secret, body, now, secrets.token_hex(6)), "X-Proof": "1", **BEYOND}
            assert self.system.call("POST", "/hooks/gemini", content=body, headers=headers).status_code < 300
        assert len([task for task in world.tasks() if task["url"].endswith("/hint")]) <= 1, world.tasks()
