"""Two at once at a storyboard: saved, shot, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.prove.races.race import Race
from tests.prove.races.videos import Racing
from tests.prove.stories.story import BOARD


class _Boarding(Race):
    def begin(self) -> None:
        self.board = self.stage.prepare("POST", "/storyboards", self.person, json=dict(BOARD))["id"]

    def saved(self) -> dict[str, Any]:
        return self.system.document(f"storyboards/{self.board}") or {}

    def versions(self) -> list[int]:
        found = self.system.firestore.collection(f"storyboards/{self.board}/versions").get(timeout=10)
        return sorted(int(row.id) for row in found)


class TwoEdits(_Boarding):
    """Two save on the same version: one of them hears that it is not the newest."""

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("PATCH", f"/storyboards/{self.board}", {"expected_version": 1, "name": "Theirs"})]

    def act(self) -> None:
        body = {"expected_version": 1, "name": "Ours"}
        self.told = self.stage.ask("PATCH", f"/storyboards/{self.board}", self.person, json=body)

    def check(self) -> None:
        super().check()
        assert self.told.status_code == (409 if self.rival_was_told(200) else 200), self.told.text
        assert self.saved()["name"] == ("Theirs" if self.rival_was_told(200) else "Ours")
        assert self.versions() == [1, 2]


class LastBoard(Race):
    """Two storyboards where there is room for one: one of them is kept, and counted."""

    def begin(self) -> None:
        self.override(storyboards=1)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/storyboards", {"name": "Theirs"})]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/storyboards", self.person, json={"name": "Ours"})
        assert answer.status_code in (201, 409), answer.text

    def check(self) -> None:
        super().check()
        assert len(self.own("storyboards")) == 1


class DeletedBoard(_Boarding):
    """Deleted while it is saved: no version of it is left."""

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("PATCH", f"/storyboards/{self.board}", {"expected_version": 1, "name": "Theirs"})]

    def act(self) -> None:
        answer = self.stage.ask("DELETE", f"/storyboards/{self.board}", self.person)
        assert answer.status_code in (204, 404), answer.text

    def check(self) -> None:
        super().check()
        assert (self.saved(), self.versions()) == ({}, [])


class ShotTwice(_Boarding, Racing):
    """The same scenes are asked for twice, with two keys: they are shot once."""

    jobs_at_most = 2

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", f"/storyboards/{self.board}/shoot", {"scenes": "all"})]

    def act(self) -> None:
        answer = self.stage.ask("POST", f"/storyboards/{self.board}/shoot", self.person, json={"scenes": "all"})
        assert answer.status_code in (202, 409), answer.text


class ShotAndEdited(_Boarding, Racing):
    """A scene is added while the others are shot: both are kept."""

    jobs_at_most = 3

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", f"/storyboards/{self.board}/scenes", {"action": "She runs.", "duration": 4})]

    def act(self) -> None:
        answer = self.stage.ask("POST", f"/storyboards/{self.board}/shoot", self.person, json={"scenes": "all"})
        assert answer.status_code == 202, answer.text

    def check(self) -> None:
        super().check()
        scenes = self.saved()["scenes"]
        assert len(scenes) == (3 if self.rival_was_told(201) else 2)
        shot = {scene["video"]["job_id"] for scene in scenes if scene.get("video")}
        assert shot == {job["id"] for job in self.own("video_jobs")}
