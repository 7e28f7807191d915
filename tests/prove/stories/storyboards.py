"""A storyboard that is shot."""

from __future__ import annotations

from tests.prove.stories.story import BOARD
from tests.prove.stories.videos import Videos


class Storyboard(Videos):
    jobs_at_most = 2

    def prepare(self) -> None:
        self.board = self.stage.prepare("POST", "/storyboards", self.person, json=dict(BOARD))["id"]

    def act(self) -> None:
        answer = self.stage.ask("POST", f"/storyboards/{self.board}/shoot", self.person, json={"scenes": "all"})
        assert answer.status_code == 202, answer.text

    def check(self) -> None:
        super().check()
        assert len(self.own("video_jobs")) in (0, 2)  # all or none
