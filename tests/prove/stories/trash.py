"""What lies in the trash for a while: it is put there, comes back, or goes for good."""

from __future__ import annotations

from typing import Any

from tests.fixtures import films as film_fixtures
from tests.fixtures import images as image_fixtures
from tests.fixtures import texts
from tests.prove.stories.story import Story
from tests.unit.media.film.footage import scene


class Trash(Story):
    """A video, a picture with its text, and a collection with a picture: gone for their owner, and nothing of them is lost."""

    trash_days = 30
    tells = ()  # they were planted

    def prepare(self) -> None:
        self.video = film_fixtures.video(self.system, self.person, scene(1.0), seconds=1.0)
        self.home, self.album = (texts.collection_of(self.system, self.person, images=1) for _ in range(2))
        self.image, self.hidden = (texts.image_of(self.system, self.person, collection=each) for each in (self.home, self.album))
        self.prompt = image_fixtures.draft(self.system, self.person, self.image)
        self.items = [("video", self.video), ("image", self.image), ("collection", self.album)]

    def act(self) -> None:
        for path in (f"/videos/{self.video}", f"/images/{self.image}", f"/images/collections/{self.album}"):
            answer = self.stage.ask("DELETE", path, self.person)
            assert answer.status_code in (204, 404), answer.text

    def asked(self, what: str) -> dict[str, Any]:
        body = {"items": [{"kind": kind, "id": id_} for kind, id_ in self.items]}
        answer = self.stage.ask("POST", f"/library/trash/{what}", self.person, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def at_rest(self) -> None:
        """What was deleted before the story begins."""
        for path in (f"/videos/{self.video}", f"/images/{self.image}", f"/images/collections/{self.album}"):
            self.stage.prepare("DELETE", path, self.person)
        assert self.stage.world.rest(lambda: Trash.over(self))

    def marks(self) -> list[bool]:
        """Which of all that there was is deleted: what may be gone counts as that."""
        paths = (f"video_jobs/{self.video}", f"images/{self.image}", f"video_prompts/{self.prompt}", f"images/{self.hidden}")
        return [bool((found := self.system.document(path)) is None or found["deleted_at"]) for path in paths]

    def followed(self) -> bool:
        return all(each["due_at"] is None for each in self.own("collections"))

    def over(self) -> bool:
        return self.followed() and all(self.marks())

    def good(self) -> bool:
        return all(self.marks())

    def check(self) -> None:
        super().check()
        assert self.good(), self.marks()
        assert image_fixtures.count(self.system, self.home) == 0
        assert sorted(entry["kind"] for entry in self.listed()) == ["collection", "image", "video"]

    def listed(self) -> list[dict[str, Any]]:
        answer = self.system.call("GET", "/library/trash", self.person)
        assert answer.status_code == 200, answer.text
        return answer.json()["entries"]


class Restored(Trash):
    """All of it comes back, each once, with what belongs to it."""

    def prepare(self) -> None:
        super().prepare()
        self.at_rest()

    def act(self) -> None:
        self.told = self.asked("restore")

    def over(self) -> bool:
        return self.followed() and not any(self.marks())

    def good(self) -> bool:
        return self.over() and self.told["refused"] == []

    def check(self) -> None:
        Story.check(self)
        assert not any(self.marks()), self.marks()
        assert [image_fixtures.count(self.system, each) for each in (self.home, self.album)] == [1, 1]
        assert (self.system.document(f"images/{self.image}") or {})["prompt_count"] == 1
        assert self.listed() == []


class Purged(Trash):
    """All of it goes for good, and nothing but what the video cost is left of it."""

    def prepare(self) -> None:
        super().prepare()
        self.at_rest()

    def act(self) -> None:
        self.asked("purge")

    def over(self) -> bool:
        video = self.system.document(f"video_jobs/{self.video}") or {}
        return bool(video["purged_at"]) and video["purge_at"] is None and not self.own("images")

    def good(self) -> bool:
        return self.over()

    def check(self) -> None:
        Story.check(self)
        assert [self.media(), self.own("video_prompts")] == [[], []]
        assert [each["id"] for each in self.own("collections")] == [self.home]
        assert self.listed() == []
        assert (self.system.document(f"accounts/{self.person.uid}") or {})["stored_bytes"] == 0
