"""What an operator takes down, and puts back: on the way it is never lost, and never where anybody gets at it."""

from __future__ import annotations

from typing import Any

from shared.lifecycle.takedown import away
from tests.fixtures import films as film_fixtures
from tests.fixtures import images as image_fixtures
from tests.prove.stage import Stage
from tests.prove.stories.story import Story
from tests.unit.media.film.footage import scene


class TakenDown(Story):
    """A video with a link: nobody is given it from then on, and its object lies where no address leads."""

    trash_days = 30
    listens = False  # it was there before
    what = "take-down"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.stranger = stage.person()

    def prepare(self) -> None:
        self.video = film_fixtures.video(self.system, self.person, scene(1.0), seconds=1.0)
        self.name = str(self.job()["video"]["object"])
        wish = {"kind": "video", "id": self.video}
        self.link = self.stage.prepare("POST", "/shares", self.person, json=wish)["share"]["token"]

    def act(self) -> None:
        body = {"reason": "a proof"}
        refused = self.stage.ask("POST", f"/admin/videos/{self.video}/{self.what}", self.stranger, json=body)
        assert refused.status_code == 403, refused.text
        answer = self.stage.ask("POST", f"/admin/videos/{self.video}/{self.what}", self.system.admin, json=body)
        assert answer.status_code in self.answers, answer.text

    @property
    def answers(self) -> tuple[int, ...]:
        return (200,)

    def job(self) -> dict[str, Any]:
        return self.system.document(f"video_jobs/{self.video}") or {}

    def there(self) -> list[str]:
        bucket = self.system.environment["RUSHES_BUCKET_MEDIA"]
        return [name for name in (self.name, away(self.name)) if image_fixtures.objects(self.system, bucket, name)]

    def record(self) -> dict[str, Any] | None:
        return self.system.document(f"takedowns/{self.video}")

    def over(self) -> bool:
        record = self.record()
        return record is not None and record["due_at"] is None

    def good(self) -> bool:
        return self.over()

    def check(self) -> None:
        super().check()
        assert self.there() == [away(self.name)]
        assert self.job()["taken_down_at"]
        assert self.system.call("GET", f"/videos/{self.video}/links", self.person).status_code == 410
        assert self.system.call("GET", f"/s/{self.link}").status_code == 410
        assert [row["action"] for row in self.system.documents("audit_log", "on", self.video)].count("take_down") >= 1


class PutBack(TakenDown):
    """It is there again as it was, its link too; until its object is, nobody is told that it is."""

    what = "put-back"

    @property
    def answers(self) -> tuple[int, ...]:
        return (202, 409)  # the latter: asked once more it is there already

    def prepare(self) -> None:
        super().prepare()
        self.stage.prepare("POST", f"/admin/videos/{self.video}/take-down", self.system.admin, json={"reason": "a proof"})
        assert self.stage.world.rest(lambda: TakenDown.over(self))

    def over(self) -> bool:
        return self.record() is None

    def check(self) -> None:
        Story.check(self)
        assert self.there() == [self.name]
        assert self.job()["taken_down_at"] is None
        assert self.system.call("GET", f"/videos/{self.video}/links", self.person).status_code == 200
        assert self.system.call("GET", f"/s/{self.link}").status_code == 200
