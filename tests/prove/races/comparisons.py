"""Two at once at a comparison: what it rates goes, or it goes itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.prove.races.race import Race
from tests.prove.stories.comparisons import Comparison
from tests.prove.stories.videos import Videos


class _Rating(Race, Comparison):
    def begin(self) -> None:
        Comparison.prepare(self)
        told = self.stage.prepare("POST", "/videos/comparisons", self.person, json=self.wish)["comparison"]
        self.id = told["id"]
        for each in told["variants"]:
            self.stage.prepare("POST", f"/videos/{each['job_id']}/cancel", self.person)

    def act(self) -> None:
        self.told = self.rate(self.person, [2, 5], winner=self.prompts[1])
        assert self.told.status_code in (200, 404), self.told.text


class RatedAndDeleted(_Rating):
    """One of the prompts goes into the trash: there it is as it was, and the other one is rated."""

    trash_days = 30

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("DELETE", f"/prompts/{self.prompts[0]}")]

    def check(self) -> None:
        Videos.check(self)
        assert (self.told.status_code, self.ratings()[1]) == (200, 5), self.told.text
        first, written = self._written(f"video_prompts/{self.prompts[0]}"), self._written(f"comparisons/{self.id}")
        assert self.ratings()[0] == 2 or self.rival_was_told(204), self.ratings()
        assert self.ratings()[0] is None or first > written or not self.rival_was_told(204), "it was rated in the trash"

    def _written(self, path: str) -> datetime:
        """When it last was, by Firestore's clock: what one commit writes has one time."""
        return self.system.firestore.document(path).get(timeout=10).update_time


class RatedAndForgotten(_Rating):
    """Whoever rates what is deleted in this moment finds nothing, and has rated no prompt."""

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("DELETE", f"/videos/comparisons/{self.id}")]

    def check(self) -> None:
        Videos.check(self)
        assert (self.own("comparisons") == []) is self.rival_was_told(204)
        assert self.ratings() == ([2, 5] if self.told.status_code == 200 else [None, None]), self.told.text
