"""Two at once at an edit: its worker, its user, the sweep, and who deletes the original."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.prove.races.race import Race
from tests.prove.stories.edits import Edit
from tests.prove.stories.story import Story


class CancelledEdit(Race, Edit):
    """Its user cancels at every step of its making, and of its late beginning by the sweep."""

    by_sweep = False

    def begin(self) -> None:
        Edit.prepare(self)
        self.id = self.stage.prepare("POST", self.where, self.person, json=dict(self.wish))["video"]["id"]

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", f"/videos/{self.id}/cancel")]

    def act(self) -> None:
        if self.by_sweep:
            self.stage.world.lose_tasks()
            self.stage.world.move(130)
            self.stage.world.sweep()

    def over(self) -> bool:
        return Edit.over(self)

    def good(self) -> bool:
        return [job["state"] in ("completed", "cancelled") for job in self.own("video_jobs")] == [True]

    def check(self) -> None:
        super().check()
        (job,) = self.own("video_jobs")
        assert (job["state"] == "cancelled") is self.rival_was_told(200), job


class SweptCancelledEdit(CancelledEdit):
    by_sweep = True


class EditUnderSweep(CancelledEdit):
    """The sweep passes at every step of its making: whoever lives is left alone."""

    def rivals(self) -> list[Mapping[str, Any]]:
        return [{"sweep": 1}]

    def good(self) -> bool:
        return [job["state"] for job in self.own("video_jobs")] == ["completed"]

    def check(self) -> None:
        Edit.check(self)
        (job,) = self.own("video_jobs")
        assert job["attempt"] == 1, job


class OriginalPurged(CancelledEdit):
    """Its original goes for good at every step of its making: it is made of it, or its credits come back."""

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("DELETE", f"/videos/{self.source}"), {"flow": 0}]

    def good(self) -> bool:
        return [job["state"] in ("completed", "failed") for job in self.own("video_jobs")] == [True]

    def check(self) -> None:
        Edit.check(self)
        (job,) = self.own("video_jobs")
        assert job["outcome"] in ("completed", "edit_failed"), job
        assert not [name for name in Story.media(self) if self.source in name] or not self.rival_was_told(204)
