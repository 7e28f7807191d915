"""Links to a finished video: made, and ended."""

from __future__ import annotations

import re
from typing import Any

import httpx

from tests.fixtures.films import video
from tests.prove.races.race import Race
from tests.prove.stage import Stage
from tests.prove.stories.story import Story

_PASSWORD = "open sesame"
_TICKET = re.compile(r"[?&]t=([0-9a-f.]+)")


def wish(kind: str, work_id: str) -> dict[str, Any]:
    return {"kind": kind, "id": work_id, "password": _PASSWORD}


class Share(Story):
    """One link, however often its app had to ask, for whoever knows the password; ended, it takes no place any more."""

    listens = False  # the video was there before

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.stranger = stage.person()

    def prepare(self) -> None:
        self.video = video(self.system, self.person)

    def act(self) -> None:
        refused = self.stage.ask("POST", "/shares", self.stranger, json=wish("video", self.video))
        assert refused.status_code == 404, refused.text
        made = self.stage.ask("POST", "/shares", self.person, json=wish("video", self.video))
        assert made.status_code == 201, made.text
        self.token = made.json()["share"]["token"]
        assert self.stage.ask("GET", f"/shares/{self.token}", self.person).json()["share"]["open"]
        assert self.typed("open simsim").status_code == 403
        page = self.typed(_PASSWORD)
        assert page.status_code == 200, page.text
        (ticket,) = {*_TICKET.findall(page.text)}
        for query, status in (("", 403), (f"?t={ticket}", 302), (f"?t={ticket}&download=1", 403)):
            assert self.system.call("GET", f"/s/{self.token}/media{query}").status_code == status, query
        assert self.stage.ask("POST", f"/shares/{self.token}/revoke", self.stranger).status_code == 404
        ended = self.stage.ask("POST", f"/shares/{self.token}/revoke", self.person)
        assert ended.status_code == 200, ended.text
        assert self.typed(_PASSWORD).status_code == 410
        assert self.system.call("GET", f"/s/{self.token}/media?t={ticket}").status_code == 410

    def typed(self, password: str) -> httpx.Response:
        """What a visitor's browser sends; whoever gets no page tries again."""
        return self.stage.visit("POST", f"/s/{self.token}", data={"password": password})

    def over(self) -> bool:
        return True

    def good(self) -> bool:
        return [bool(each["revoked_at"]) for each in self.own("shares")] == [True]

    def check(self) -> None:
        super().check()
        shares, usage = self.own("shares"), self.system.document(f"usage/{self.person.uid}") or {}
        assert len(shares) == 1, shares
        assert set(usage["shares"]) == {each["id"] for each in shares if not each["revoked_at"]}, (shares, usage)


class LastShare(Race):
    """There is room for one link more, and two are asked for."""

    listens = False

    def begin(self) -> None:
        self.video = video(self.system, self.person)
        self.override(shares=1)

    def rivals(self) -> list[Any]:
        return [self.call("POST", "/shares", wish("video", self.video))]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/shares", self.person, json=wish("video", self.video))
        assert answer.status_code in (201, 409), answer.text

    def check(self) -> None:
        super().check()
        shares, usage = self.own("shares"), self.system.document(f"usage/{self.person.uid}") or {}
        assert len(shares) == 1, shares
        assert list(usage["shares"]) == [each["id"] for each in shares], (shares, usage)


class SharedAndPurged(Race):
    """While a video is shared it is deleted and goes for good, files and links: none is left that leads nowhere."""

    listens = False

    def begin(self) -> None:
        self._kept_for(days=0)
        self.video = video(self.system, self.person)

    def rivals(self) -> list[Any]:
        email = f"rushes-tasks@{self.system.project}.iam.gserviceaccount.com"
        token = self.system.identity.oidc_token(email, f"{self.system.url}/storage-tasks", self.system.clock.now())
        task = {"job_id": self.video, "user_id": self.person.uid}
        purge = {"method": "POST", "path": "/storage-tasks/purge", "json": task, "headers": {"Authorization": f"Bearer {token}"}}
        return [self.call("DELETE", f"/videos/{self.video}"), purge]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/shares", self.person, json=wish("video", self.video))
        assert answer.status_code in (201, 404), answer.text
        self.stage.world.lose_tasks()  # the rival has done what was in them
        self._kept_for(days=30)

    def check(self) -> None:
        super().check()
        purged = (self.system.document(f"video_jobs/{self.video}") or {}).get("purged_at")
        shares, usage = self.own("shares"), self.system.document(f"usage/{self.person.uid}") or {}
        assert len(shares) == (0 if purged else 1), shares
        assert list(usage.get("shares", {})) == [each["id"] for each in shares], (shares, usage)

    def _kept_for(self, days: int) -> None:
        """How long the trash keeps what is deleted; every instance knows it after a minute."""
        body = {"values": {"trash_days": days}, "reason": "a proof"}
        self.stage.prepare("PUT", "/admin/config/advanced", self.system.admin, json=body)
        self.stage.world.move(61)
