"""Two at once at pictures: one comes or is used while it is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fixtures import images, texts
from tests.fixtures.picture_files import JPEG
from tests.fixtures.videos import WISH
from tests.prove.races.race import Race
from tests.prove.races.videos import Racing
from tests.prove.stories.images import Picture
from tests.prove.stories.story import BOARD, VEO


class DeletedPicture(Race, Picture):
    """Deleted and erased at every step of its arrival."""

    def begin(self) -> None:
        Picture.prepare(self)
        body = {"collection_id": self.album, "content_type": "image/jpeg"}
        self.place = self.stage.prepare("POST", "/images", self.person, json=body)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("DELETE", f"/images/{self.place['image']['id']}"), {"flow": 0}]

    def act(self) -> None:
        assert images.put(self.place["upload"], JPEG).status_code == 200
        second = images.put(self.place["upload"], JPEG)
        assert second.status_code == 412, second.text  # its place takes one file, once

    def over(self) -> bool:
        return Picture.over(self)

    def good(self) -> bool:
        return all(image["status"] == "ready" for image in self.own("images"))

    def check(self) -> None:
        super().check()
        assert not self.own("images") or not self.stage.answers()


class MarkedPicture(DeletedPicture):
    """Deleted at every step of its arrival, and erased only afterwards."""

    def rivals(self) -> list[Mapping[str, Any]]:
        return super().rivals()[:1]


class TwoPlaces(Race):
    """Two places for pictures in one collection, asked for at once: both are counted."""

    def begin(self) -> None:
        self.album = images.album(self.system, self.person)

    def _body(self) -> dict[str, str]:
        return {"collection_id": self.album, "content_type": "image/jpeg"}

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/images", self._body())]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/images", self.person, json=self._body())
        assert answer.status_code == 201, answer.text

    def check(self) -> None:
        super().check()
        assert images.count(self.system, self.album) == len(self.own("images"))


class TwoMoved(Race):
    """Two pictures change their collection at once: both counts are right, and no other document stands between them."""

    def begin(self) -> None:
        self.home, self.album = texts.collection_of(self.system, self.person, images=2), images.album(self.system, self.person)
        self.moved = [texts.image_of(self.system, self.person, collection=self.home) for _ in range(2)]

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("PATCH", f"/images/{self.moved[1]}", {"collection_id": self.album})]

    def act(self) -> None:
        answer = self.stage.ask("PATCH", f"/images/{self.moved[0]}", self.person, json={"collection_id": self.album})
        assert answer.status_code == 200, answer.text

    def check(self) -> None:
        super().check()
        for where in (self.home, self.album):
            assert images.count(self.system, where) == sum(image["collection_id"] == where for image in self.own("images"))


class CascadeWithUpload(Race):
    """A place is asked for in a collection that is being deleted."""

    def begin(self) -> None:
        self.album = texts.collection_of(self.system, self.person, images=1)
        texts.image_of(self.system, self.person, collection=self.album)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/images", {"collection_id": self.album, "content_type": "image/jpeg"})]

    def act(self) -> None:
        answer = self.stage.ask("DELETE", f"/images/collections/{self.album}", self.person)
        assert answer.status_code in (204, 404), answer.text

    def over(self) -> bool:
        return images.all_of(self.system, self.person.uid) == images.NOTHING

    def check(self) -> None:
        super().check()
        assert self.over(), images.all_of(self.system, self.person.uid)


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
