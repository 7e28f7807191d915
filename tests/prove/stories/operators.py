"""What operators set going, and what goes by itself on their word: decided, counted and tried once, whoever dies at it."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, time, timedelta
from typing import Any

from shared.house.model import HOUSE
from tests.fixtures import films as film_fixtures
from tests.fixtures import http_client
from tests.fixtures.invariants import check_money
from tests.prove.stage import Stage
from tests.prove.stories.story import LITE, Story
from tests.prove.stories.takedowns import TakenDown
from tests.unit.media.film.footage import scene

_WHY = {"reason": "a proof"}


class TakenDownBySweep(TakenDown):
    """Its task is lost: the sweep has the object moved."""

    def act(self) -> None:
        super().act()
        self.stage.world.lose_tasks()
        self.stage.world.move(11 * 60)
        self.stage.world.sweep()


class ReportDecided(Story):
    """An operator calls once: the work is down, its report decided and whoever sent it told, though nobody calls again."""

    trash_days = 30
    listens = False

    def prepare(self) -> None:
        self.video = film_fixtures.video(self.system, self.person, scene(1.0), seconds=1.0)
        share = self.stage.prepare("POST", "/shares", self.person, json={"kind": "video", "id": self.video})["share"]
        self.address = f"{secrets.token_hex(6)}@example.com"
        told = self.system.call("POST", f"/s/{share['token']}/reports", data={"about": "spam", "email": self.address})
        assert told.status_code == 201, told.text
        (self.report,) = [row["id"] for row in self.own("reports")]

    def act(self) -> None:
        self.call()
        if not self.case()["under_way"] and not self.case()["decision"]:
            self.call()  # it is open as before: so they look once more

    def call(self) -> None:
        body = {**_WHY, "decision": "take_down"}
        self.system.call("POST", f"/admin/reports/{self.report}/decision", self.system.admin, json=body)

    def case(self) -> dict[str, Any]:
        return self.system.document(f"report_cases/video.{self.video}") or {}

    def over(self) -> bool:
        record = self.system.document(f"takedowns/{self.video}")
        return self.case()["under_way"] is None and record is not None and record["due_at"] is None and bool(self.mails())

    def mails(self) -> list[Any]:
        address = self.system.environment["RUSHES_MESSAGES_CONTROL_URL"]
        return http_client.get(f"{address}/_local/mails", params={"to": self.address}).raise_for_status().json()["mails"]

    def good(self) -> bool:
        return self.over()

    def check(self) -> None:
        super().check()
        (report,) = self.own("reports")
        assert (report["state"], report["email"]) == ("taken_down", None), report
        assert (self.case()["open"], self.case()["decision"], self.case()["due_at"]) == (0, "take_down", None), self.case()
        assert (self.system.document(f"video_jobs/{self.video}") or {})["taken_down_at"]
        assert [row["action"] for row in self.system.documents("audit_log", "on", self.report)].count("decide_report") >= 1


class ManyTakenDown(Story):
    """An operator starts a batch once: each work is down, whoever dies on the way."""

    trash_days = 30
    listens = False

    def prepare(self) -> None:
        self.videos = [film_fixtures.video(self.system, self.person, scene(1.0), seconds=1.0) for _ in range(2)]
        body = {**_WHY, "action": "take_down", "user_id": self.person.uid}
        found = self.stage.prepare("POST", "/admin/batches", self.system.admin, json=body)
        assert found["count"] == len(self.videos), found
        self.path = f"operator_batches/{found['id']}"

    def act(self) -> None:
        self.start()
        if self.batch()["started_at"] is None:
            self.start()  # it is as it was before: so they call once more

    def start(self) -> None:
        where = f"/admin/batches/{self.path.partition('/')[2]}/start"
        self.system.call("POST", where, self.system.admin, json=_WHY)

    def batch(self) -> dict[str, Any]:
        return self.system.document(self.path) or {"started_at": None, "done": 0, "due_at": None}

    def over(self) -> bool:
        records = [self.system.document(f"takedowns/{video}") or {"due_at": True} for video in self.videos]
        return self.batch()["done"] == len(self.videos) and not any(each["due_at"] for each in (self.batch(), *records))

    def good(self) -> bool:
        return self.over()

    def check(self) -> None:
        super().check()
        assert self.batch()["refused"] == [], self.batch()
        for video in self.videos:
            assert (self.system.document(f"video_jobs/{video}") or {})["taken_down_at"]
            acts = [row["action"] for row in self.system.documents("audit_log", "on", video)]
            assert "take_down" in acts, acts  # who takes over from one that died says again what they do again


class Canary(Story):
    """A model is tried once: one job of the house, which nobody pays for and of which nothing stays."""

    listens = False
    tells = ()

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.name = f"canaries/{LITE.replace('/', '~')}"

    def prepare(self) -> None:
        self.configured(enabled=True, interval_minutes=1440, models=[LITE], writer=False)
        self.since = self.system.clock.now()
        if self.system.document(self.name) is not None:
            self.system.firestore.document(self.name).update({"due_at": self.since}, timeout=10)

    def configured(self, **values: Any) -> None:
        self.stage.prepare("PUT", "/admin/config/canary", self.system.admin, json={**_WHY, "values": values})
        self.stage.world.move(61)  # by then every instance knows

    def act(self) -> None:
        self.stage.world.sweep()

    def jobs(self) -> list[dict[str, Any]]:
        return [job for job in self.system.documents("video_jobs", "user_id", HOUSE) if job["created_at"] >= self.since]

    def canary(self) -> dict[str, Any]:
        return self.system.document(self.name) or {"begun_at": None, "ended_at": None, "passed": None}

    def over(self) -> bool:
        ended_at = self.canary()["ended_at"]
        ended = self.canary()["begun_at"] is None and ended_at is not None and ended_at >= self.since
        return ended and all(job["purged_at"] for job in self.jobs())

    def good(self) -> bool:
        return self.canary()["passed"] is True

    def check(self) -> None:
        self.configured()
        super().check()
        check_money(self.system, HOUSE)
        assert [(job["payer_id"], job["credits"]) for job in self.jobs()] == [(HOUSE, 0)], self.jobs()
        house = self.system.document(f"accounts/{HOUSE}") or {}
        assert (house["balance"], house["active_jobs"], house["waiting_jobs"]) == (0, 0, 0), house


class CountedDay(Story):
    """Each work of the day counts once, however often its page was read."""

    listens = False
    tells = ()

    def prepare(self) -> None:
        film_fixtures.video(self.system, self.person, scene(1.0), seconds=1.0)
        self.since = self.system.clock.now()

    def act(self) -> None:
        answer = self.stage.ask("POST", "/admin/figures", self.system.admin, json={**_WHY, "day": self.day})
        assert answer.status_code == 202, answer.text

    @property
    def day(self) -> str:
        return self.since.date().isoformat()

    def counted(self) -> dict[str, Any]:
        return self.system.document(f"figures/{self.day}") or {"part": "", "complete_at": None}

    def over(self) -> bool:
        complete_at = self.counted()["complete_at"]
        return self.counted()["part"] is None and complete_at is not None and complete_at >= self.since

    def good(self) -> bool:
        return self.over()

    def check(self) -> None:
        super().check()
        begin = datetime.combine(self.since.date(), time(), UTC)
        rows = self.system.documents("video_jobs", "model", LITE)
        there = [job for job in rows if begin <= job["created_at"] < begin + timedelta(days=1) and job["edit"] is None]
        assert sum(self.counted()["figures"]["models"][LITE]["jobs"].values()) == len(there) > 0
        assert self.counted()["counting"] is None
