"""Two at once at what lies in the trash: it comes back, or it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fixtures import films as film_fixtures
from tests.prove.races.race import Race
from tests.unit.media.film.footage import scene


class RestoredAndPurged(Race):
    """A video comes back with its file, or is purged with it: never one without the other."""

    trash_days = 30
    tells = ()  # it was planted

    def begin(self) -> None:
        self.video = film_fixtures.video(self.system, self.person, scene(1.0), seconds=1.0)
        self.stage.prepare("DELETE", f"/videos/{self.video}", self.person)

    def _body(self) -> dict[str, Any]:
        return {"items": [{"kind": "video", "id": self.video}]}

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/library/trash/purge", self._body())]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/library/trash/restore", self.person, json=self._body())
        assert answer.status_code == 200, answer.text
        self.back = answer.json()["restored"] == 1

    def over(self) -> bool:
        video = self.system.document(f"video_jobs/{self.video}") or {}
        return video["purge_at"] is None

    def check(self) -> None:
        super().check()
        video = self.system.document(f"video_jobs/{self.video}") or {}
        assert (video["deleted_at"] is None, video.get("purged_at") is None) == (self.back, self.back), video
        assert len(self.media()) == self.back, self.media()
