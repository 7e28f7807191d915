"""Pictures that come, and collections that go, also under a video that needs one of them."""

from __future__ import annotations

from typing import Any

from tests.fixtures import images as image_fixtures
from tests.fixtures import texts
from tests.fixtures.picture_files import JPEG
from tests.fixtures.videos import WISH
from tests.prove.stories.story import VEO, Story
from tests.prove.stories.videos import Videos


class Picture(Story):
    def prepare(self) -> None:
        self.album = image_fixtures.album(self.system, self.person)

    def act(self) -> None:
        if self._sent() == 400:  # an answer that came after its address had expired: an app asks for another
            assert self._sent() == 200

    def _sent(self) -> int:
        body = {"collection_id": self.album, "content_type": "image/jpeg"}
        answer = self.stage.ask("POST", "/images", self.person, json=body)
        assert answer.status_code == 201, answer.text
        status = image_fixtures.put(answer.json()["upload"], JPEG).status_code
        assert status in (200, 400), status
        return status

    def over(self) -> bool:
        return all(image["status"] != "uploading" for image in self.own("images"))

    def good(self) -> bool:
        return "ready" in [image["status"] for image in self.own("images")]

    def check(self) -> None:
        super().check()
        images = self.own("images")
        assert image_fixtures.count(self.system, self.album) == len(images)
        ready = {name for image in images if image["status"] == "ready" for name in (image["object"], image["thumbnail"])}
        assert set(self.media()) == ready, (self.media(), images)
        for image in images:
            for name in {image["object"], image["thumbnail"]} & ready:
                self.check_never_replaced(name, image["updated_at"])
        assert image_fixtures.uploads(self.system, self.person.uid) == []


class Cascade(Story):
    """A collection with two pictures, each with a prompt, is deleted; a neighbour's stays."""

    def prepare(self) -> None:
        self.album = texts.collection_of(self.system, self.person, images=2)
        for _ in range(2):
            image = texts.image_of(self.system, self.person, collection=self.album)
            image_fixtures.draft(self.system, self.person, image)

    def act(self) -> None:
        answer = self.stage.ask("DELETE", f"/images/collections/{self.album}", self.person)
        assert answer.status_code in (204, 404), answer.text

    def over(self) -> bool:
        return self.good()

    def good(self) -> bool:
        return image_fixtures.all_of(self.system, self.person.uid) == image_fixtures.NOTHING

    def check(self) -> None:
        super().check()
        assert self.good(), image_fixtures.all_of(self.system, self.person.uid)


class HeldPicture(Videos):
    """A collection is deleted while a video is made of one of its pictures: that one goes with the video's end."""

    def prepare(self) -> None:
        self.album = texts.collection_of(self.system, self.person, images=2)
        self.images = [texts.image_of(self.system, self.person, collection=self.album) for _ in range(2)]
        image_fixtures.draft(self.system, self.person, self.images[0])

    def act(self) -> None:
        body = {**WISH, "model": VEO, "first_frame": self.images[0]}
        answer = self.stage.ask("POST", "/videos", self.person, json=body)
        assert answer.status_code == 202, answer.text
        answer = self.stage.ask("DELETE", f"/images/collections/{self.album}", self.person)
        assert answer.status_code in (204, 404), answer.text

    def over(self) -> bool:
        return super().over() and not any(self._left())

    def _left(self) -> list[Any]:
        of_images = [self.own(kind) for kind in ("collections", "images", "video_prompts")]
        return [*of_images, [name for name in self.media() if "/images/" in name]]

    def check(self) -> None:
        super().check()
        assert not any(self._left()), self._left()


class MovedTogether(Story):
    """Two pictures of two collections are put into a third by one call, however often it is sent: all counts are right."""

    def prepare(self) -> None:
        self.homes = [texts.collection_of(self.system, self.person, images=1) for _ in range(2)]
        self.album = image_fixtures.album(self.system, self.person)
        self.images = [texts.image_of(self.system, self.person, collection=each) for each in self.homes]

    def act(self) -> None:
        wish = {"ids": self.images, "collection_id": self.album}
        answer = self.stage.ask("POST", "/images/move", self.person, json=wish)
        assert (answer.status_code, answer.json()) == (200, {"moved": 2, "refused": []}), answer.text

    def over(self) -> bool:
        return True

    def good(self) -> bool:
        return [each["collection_id"] for each in self.own("images")] == [self.album] * 2

    def check(self) -> None:
        super().check()
        assert self.good(), self.own("images")
        assert [image_fixtures.count(self.system, each) for each in (*self.homes, self.album)] == [0, 0, 2]


class DeletedTogether(Story):
    """Two of three pictures are deleted by one call, however often it is sent, one with its prompt; the third stays."""

    def prepare(self) -> None:
        self.album = texts.collection_of(self.system, self.person, images=3)
        self.images = [texts.image_of(self.system, self.person, collection=self.album) for _ in range(3)]
        image_fixtures.draft(self.system, self.person, self.images[0])

    def act(self) -> None:
        answer = self.stage.ask("POST", "/images/delete", self.person, json={"ids": self.images[:2]})
        assert answer.status_code == 200, answer.text

    def over(self) -> bool:
        return [each["id"] for each in self.own("images")] == self.images[2:] and not self.own("video_prompts")

    def good(self) -> bool:
        return self.over()

    def check(self) -> None:
        super().check()
        assert self.over(), (self.own("images"), self.own("video_prompts"))
        assert image_fixtures.count(self.system, self.album) == 1
        assert len(self.media()) == 2, self.media()
