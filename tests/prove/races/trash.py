"""Two at once at what lies in the trash: it comes back, or it goes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

from tests.fixtures import films as film_fixtures
from tests.fixtures import images, texts
from tests.prove.races.race import Race
from tests.unit.media.film.footage import scene


class _RestoredAndPurged(Race):
    """It comes back with all that belongs to it, or is purged with it: never one without the other."""

    trash_days = 30
    tells = ()  # it was planted
    kind, door = "", ""

    def begin(self) -> None:
        self.id = self.put_there()
        self.stage.prepare("DELETE", f"/{self.door}/{self.id}", self.person)
        self.stage.world.flow()

    @abstractmethod
    def put_there(self) -> str:
        """What is deleted then."""

    def _body(self) -> dict[str, Any]:
        return {"items": [{"kind": self.kind, "id": self.id}]}

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/library/trash/purge", self._body())]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/library/trash/restore", self.person, json=self._body())
        assert answer.status_code == 200, answer.text
        self.back = answer.json()["restored"] == 1


class RestoredAndPurged(_RestoredAndPurged):
    """A video with its file."""

    kind, door = "video", "videos"

    def put_there(self) -> str:
        return film_fixtures.video(self.system, self.person, scene(1.0), seconds=1.0)

    def over(self) -> bool:
        return (self.system.document(f"video_jobs/{self.id}") or {})["purge_at"] is None

    def check(self) -> None:
        super().check()
        video = self.system.document(f"video_jobs/{self.id}") or {}
        assert (video["deleted_at"] is None, video.get("purged_at") is None) == (self.back, self.back), video
        assert len(self.media()) == self.back, self.media()


class PictureRestoredAndPurged(_RestoredAndPurged):
    """A picture with its prompt and its files, counted by its collection."""

    kind, door = "image", "images"

    def put_there(self) -> str:
        self.home = texts.collection_of(self.system, self.person, images=1)
        image = texts.image_of(self.system, self.person, collection=self.home)
        images.draft(self.system, self.person, image)
        return image

    def _alive(self) -> list[bool]:
        return [each["deleted_at"] is None for kind in ("images", "video_prompts") for each in self.own(kind)]

    def over(self) -> bool:
        return self._alive() in ([], [True] * 2)

    def check(self) -> None:
        super().check()
        assert (self._alive(), len(self.media())) == ([True] * 2 * self.back, 2 * self.back), self.media()
        assert images.count(self.system, self.home) == self.back


class CollectionRestoredAndPurged(PictureRestoredAndPurged):
    """A collection with such a picture."""

    kind, door = "collection", "images/collections"

    def put_there(self) -> str:
        super().put_there()
        return self.home

    def over(self) -> bool:
        return super().over() and all(each["due_at"] is None for each in self.own("collections"))

    def check(self) -> None:
        Race.check(self)
        assert (self._alive(), len(self.media())) == ([True] * 2 * self.back, 2 * self.back), self.media()
        assert [each["image_count"] for each in self.own("collections")] == [1] * self.back
