"""A video that is made of another by hand, with its GIF, for a price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fixtures import films as film_fixtures
from tests.prove.stage import Stage
from tests.prove.stories.videos import Videos
from tests.unit.media.film.footage import scene


def priced(stage: Stage) -> None:
    """What an edit costs from now on."""
    if (stage.system.document("system_configs/credits") or {}).get("edit", 0) != 3:
        stage.system.configure("credits", edit=3, signup_grant=200).raise_for_status()
        stage.world.move(120)


class Edit(Videos):
    """Nobody edits what is another's."""

    wish: Mapping[str, Any] = {"preset": "gif"}
    tasks_survive = False

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.stranger = stage.person()

    def prepare(self) -> None:
        priced(self.stage)
        self.source = film_fixtures.video(self.system, self.person, scene(1.0), seconds=1.0)

    @property
    def where(self) -> str:
        return f"/videos/{self.source}/edits"

    def act(self) -> None:
        refused = self.stage.ask("POST", self.where, self.stranger, json=dict(self.wish))
        assert refused.status_code == 404, refused.text
        answer = self.stage.ask("POST", self.where, self.person, json=dict(self.wish))
        assert answer.status_code == 202, answer.text

    def own(self, collection: str) -> list[dict[str, Any]]:
        """Without the original, which was planted."""
        return [each for each in super().own(collection) if collection != "video_jobs" or each["id"] != self.source]

    def media(self) -> list[str]:
        return [name for name in super().media() if self.source not in name]

    def check(self) -> None:
        super().check()
        for job in self.own("video_jobs"):
            assert (job["credits"], job["charged"]) == (3, job["state"] == "completed"), job
            kinds = {name.rpartition(".")[2] for name in self.media() if job["id"] in name}
            assert kinds == ({"mp4", "jpg", "gif"} if job["state"] == "completed" else set()), (job, kinds)
