"""What somebody listens to, on its way to their servers, their mailbox and their devices."""

from __future__ import annotations

from functools import cache
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx

from shared.webhooks.model import LANE_LASTS, LANES
from tests.fixtures.receiver import Receiver, status
from tests.prove.stage import Stage
from tests.prove.stories.story import LITE, Story

_EVENT = "video.cancelled"


@cache
def _server() -> Receiver:
    """One for all stories of a process: each has paths of its own."""
    made = Receiver()
    made.answer = _first_tries_fail(made)
    return made


def _first_tries_fail(server: Receiver) -> Any:
    """Where the path says so."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        times = sum(got.path == handler.path for got in server.got)
        status(500 if times == 1 and handler.path.endswith("/late") else 204)(handler)

    return answer


class Delivered(Story):
    """An end is told to a server: at least once, as one message, and nothing else is."""

    tells = ("video_jobs",)
    way = "good"

    def listen(self, person: Any) -> None:
        """By an endpoint of their own."""

    def prepare(self) -> None:
        self.path = f"/hook/{self.person.uid}/{self.way}"
        url = f"{_server().url.removesuffix('/hook')}{self.path}"
        told = self.stage.prepare("POST", "/webhooks", self.person, json={"url": url, "events": [_EVENT]})
        self.endpoint_id = told["endpoint"]["id"]
        asked = {"prompt": "A fox.", "seconds": 4, "model": LITE}
        self.video = self.stage.prepare("POST", "/videos", self.person, json=asked)["video"]["id"]

    def act(self) -> None:
        answer = self.stage.ask("POST", f"/videos/{self.video}/cancel", self.person)
        assert answer.status_code == 200, answer.text

    @property
    def event_id(self) -> str:
        return f"{self.video}.{_EVENT}"

    def over(self) -> bool:
        row = self.system.document(f"events/{self.event_id}") or {}
        return row.get("due_at") is None and [each["status"] for each in self.own("webhook_deliveries")] not in ([], ["pending"])

    def good(self) -> bool:
        return [each["status"] for each in self.own("webhook_deliveries")] == ["delivered"]

    def check(self) -> None:
        super().check()
        taken, (sent,) = [each for each in _server().got if each.path == self.path], self.own("webhook_deliveries")
        assert taken, sent
        assert {each.headers["webhook-id"] for each in taken} == {self.event_id}, taken
        assert {each.body.decode() for each in taken} == {sent["body"]}, (taken, sent)
        assert taken[0].told["data"]["id"] == self.video
        endpoint = self.system.document(f"webhook_endpoints/{self.endpoint_id}") or {}
        assert endpoint["status"] == "active", endpoint
        ends = self.system.clock.now() + LANE_LASTS
        assert all(until <= ends for until in endpoint["lanes"].values()), endpoint  # of one who died, for a while
        assert len(endpoint["lanes"]) <= LANES, endpoint


class LateDelivery(Delivered):
    """Its server takes nothing at first."""

    way = "late"


class SweptDelivery(Delivered):
    """Its tasks were lost."""

    def act(self) -> None:
        super().act()
        self.stage.world.lose_tasks()


class Noticed(Story):
    """Ends come to a device and by mail, those of an hour together: once, unless a sender died, and then by the same name."""

    tells = ("video_jobs",)

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._control = self.system.environment["RUSHES_MESSAGES_CONTROL_URL"]

    def listen(self, person: Any) -> None:
        """By their own choice."""

    def prepare(self) -> None:
        self.token = httpx.post(f"{self._control}/_local/devices").json()["token"]
        self.stage.prepare("POST", "/account/devices", self.person, json={"token": self.token, "platform": "ios"})
        events = ["video.failed"]
        self.stage.prepare("PUT", "/account/notices", self.person, json={"mail": events, "push": events})
        asked = {"prompt": "A crowd. [[fault:block=violence]]", "seconds": 4, "model": LITE}
        self.videos = [self.stage.prepare("POST", "/videos", self.person, json=asked)["video"]["id"] for _ in range(2)]

    def act(self) -> None:
        """They fail by themselves."""

    def over(self) -> bool:
        rows = [self.system.document(f"events/{video}.video.failed") or {} for video in self.videos]
        return all(row.get(mark) for mark in ("mailed_at", "pushed_at") for row in rows)

    def good(self) -> bool:
        return self.over()

    def told(self, what: str, **of: str) -> list[dict[str, Any]]:
        return httpx.get(f"{self._control}/_local/{what}", params=of).json()[what]

    def check(self) -> None:
        super().check()
        mails, messages = self.told("mails", to=self.person.email), self.told("messages", token=self.token)
        texts = {mail["headers"]["Message-ID"]: mail["text"] for mail in mails}
        assert all(mail["text"] == texts[mail["headers"]["Message-ID"]] for mail in mails), mails
        assert [sum(video in text for text in texts.values()) for video in self.videos] == [1, 1], texts
        assert len({sent["message"]["android"]["notification"]["tag"] for sent in messages}) == 2, messages
        assert (self.system.document(f"listeners/{self.person.uid}") or {})["next_mail_at"]
