"""Links to a finished video: made, and ended."""

from __future__ import annotations

from typing import Any

from tests.fixtures.films import video
from tests.prove.races.race import Race
from tests.prove.stories.story import Story


def wish(work_id: str) -> dict[str, Any]:
    return {"kind": "video", "id": work_id, "password": "open sesame"}


class Share(Story):
    """One link, however often its app had to ask; ended, it takes no place any more."""

    listens = False  # the video was there before

    def prepare(self) -> None:
        self.video = video(self.system, self.person)

    def act(self) -> None:
        made = self.stage.ask("POST", "/shares", self.person, json=wish(self.video))
        assert made.status_code == 201, made.text
        token = made.json()["share"]["token"]
        assert self.stage.ask("GET", f"/shares/{token}", self.person).json()["share"]["open"]
        ended = self.stage.ask("POST", f"/shares/{token}/revoke", self.person)
        assert ended.status_code == 200, ended.text

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
        return [self.call("POST", "/shares", wish(self.video))]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/shares", self.person, json=wish(self.video))
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
        answer = self.stage.ask("POST", "/shares", self.person, json=wish(self.video))
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
