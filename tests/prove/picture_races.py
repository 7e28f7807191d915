"""Pictures that are deleted while somebody asks for a video of them, or plans with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fixtures import images, texts
from tests.prove.races import Race
from tests.prove.video_races import Racing
from tests.prove.workflows import BOARD, VEO, WISH


class AskedAndDeleted(Racing):
    """The video has its picture to its end, or is refused; the picture goes either way."""

    def begin(self) -> None:
        self.image = texts.image_of(self.system, self.person)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("DELETE", f"/images/{self.image}"), {"flow": 0}]

    def act(self) -> None:
        body = {**WISH, "model": VEO, "first_frame": self.image}
        self.told = self.stage.ask("POST", "/videos", self.person, json=body)
        assert self.told.status_code in (202, 404), self.told.text

    def over(self) -> bool:
        kept = self.system.document(f"images/{self.image}")
        return super().over() and (kept is None) is self.rival_was_told(204)

    def good(self) -> bool:
        return [job["state"] for job in self.own("video_jobs")] == ["completed"] * (self.told.status_code == 202)

    def check(self) -> None:
        super().check()
        assert self.good(), self.own("video_jobs")
        pictures = [name for name in self.media() if "/images/" in name]
        assert len(pictures) == (0 if self.rival_was_told(204) else 2), pictures


class NamedAndDeleted(Race):
    """A storyboard names a picture that is deleted: the deletion is refused, or the storyboard says that it is missing."""

    def begin(self) -> None:
        self.image = texts.image_of(self.system, self.person)
        self.board = self.stage.prepare("POST", "/storyboards", self.person, json=dict(BOARD))["id"]

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("DELETE", f"/images/{self.image}"), {"flow": 0}]

    def act(self) -> None:
        path, body = f"/storyboards/{self.board}/scenes/first", {"first_frame": self.image}
        answer = self.stage.ask("PATCH", path, self.person, json=body)
        assert answer.status_code == 200, answer.text

    def over(self) -> bool:
        return (self.system.document(f"images/{self.image}") is None) is self.rival_was_told(204)

    def check(self) -> None:
        super().check()
        board, there = self.system.document(f"storyboards/{self.board}") or {}, not self.rival_was_told(204)
        told = (board["images"], board["missing_images"])
        assert told == (([self.image], []) if there else ([], [self.image])), (told, self.stage.answers())


class ForcedOut(Race):
    """A picture that two storyboards plan with is deleted all the same: both say so, whatever goes wrong on the way."""

    def begin(self) -> None:
        self.image = texts.image_of(self.system, self.person)
        scenes = [{"id": "first", "action": "She waits.", "first_frame": self.image}]
        self.boards = [
            self.stage.prepare("POST", "/storyboards", self.person, json={**BOARD, "scenes": scenes})["id"] for _ in range(2)
        ]

    def act(self) -> None:
        answer = self.stage.ask("DELETE", f"/images/{self.image}?force=true", self.person)
        assert answer.status_code in (204, 404), answer.text

    def over(self) -> bool:
        return images.all_of(self.system, self.person.uid) == images.NOTHING

    def check(self) -> None:
        super().check()
        assert self.over(), images.all_of(self.system, self.person.uid)
        for each in self.boards:
            board = self.system.document(f"storyboards/{each}") or {}
            assert (board["images"], board["missing_images"], board["version"]) == ([], [self.image], 1), board
