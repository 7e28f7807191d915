"""What lies in the trash for a while: it is put there, comes back, or goes for good."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.fixtures import films as film_fixtures
from tests.fixtures import images as image_fixtures
from tests.fixtures import texts
from tests.fixtures.videos import WISH, key
from tests.prove.stage import BEYOND, Stage
from tests.prove.stories.shares import wish as link_to
from tests.prove.stories.story import BOARD, Story
from tests.unit.media.film.footage import scene

_LISTS = {"prompts": "prompts/library"}  # where another address than a work's own lists them
_TAKEN_AT_ONCE = 100  # of what failed; a task goes on with the rest


class Trash(Story):
    """A video with a link, a picture with its text, and a collection with a picture: gone for their owner, and nothing is lost.

    Another picture of that collection lay there before, and stays.
    """

    trash_days = 30
    tells = ()  # they were planted

    def prepare(self) -> None:
        self.fill()
        self.link = self.stage.prepare("POST", "/shares", self.person, json=link_to(*self.things[0][:2]))["share"]["token"]

    def fill(self) -> None:
        self.video = film_fixtures.video(self.system, self.person, scene(1.0), seconds=1.0)
        self.home, self.album = (texts.collection_of(self.system, self.person, images=each) for each in (1, 2))
        self.image, self.hidden, self.alone = (
            texts.image_of(self.system, self.person, collection=each) for each in (self.home, self.album, self.album)
        )
        self.prompt = image_fixtures.draft(self.system, self.person, self.image)
        self.stage.prepare("DELETE", f"/images/{self.alone}", self.person)
        self.things = [("video", self.video, "videos"), ("image", self.image, "images")]
        self.things.append(("collection", self.album, "images/collections"))
        self.bear_marks = [f"video_jobs/{self.video}", f"images/{self.image}", f"video_prompts/{self.prompt}"]
        self.bear_marks.append(f"images/{self.hidden}")

    def act(self) -> None:
        for _, id_, door in self.things:
            answer = self.stage.ask("DELETE", f"/{door}/{id_}", self.person)
            assert answer.status_code in (204, 404), answer.text

    def asked(self, what: str) -> dict[str, Any]:
        body = {"items": [{"kind": kind, "id": id_} for kind, id_, _ in self.things]}
        answer = self.stage.ask("POST", f"/library/trash/{what}", self.person, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def at_rest(self) -> None:
        """What was deleted before the story begins."""
        for _, id_, door in self.things:
            self.stage.prepare("DELETE", f"/{door}/{id_}", self.person)
        assert self.stage.world.rest(lambda: Trash.over(self))

    def marks(self) -> list[bool]:
        """Which of all that there was is deleted: what may be gone counts as that."""
        return [bool((found := self.system.document(path)) is None or found["deleted_at"]) for path in self.bear_marks]

    def followed(self) -> bool:
        return all(each["due_at"] is None for each in self.own("collections"))

    def over(self) -> bool:
        return self.followed() and all(self.marks())

    def good(self) -> bool:
        return all(self.marks())

    def check(self) -> None:
        super().check()
        assert self.good(), self.marks()
        self.check_hidden()
        for kind, id_, door in self.things:
            assert self.system.call("GET", f"/{door}/{id_}", self.person).status_code == 404, kind
            rows = self.system.call("GET", f"/{_LISTS.get(door, door)}", self.person).json()[door.rpartition("/")[2]]
            assert id_ not in [row["id"] for row in rows], kind

    def check_hidden(self) -> None:
        assert [image_fixtures.count(self.system, each) for each in (self.home, self.album)] == [0, 1]
        assert self.listed() == [("collection", self.album), ("image", self.image), ("image", self.alone), ("video", self.video)]
        assert self.system.call("GET", f"/s/{self.link}").status_code == 410
        path, headers = f"/videos/{self.video}/edits", {**BEYOND, **key()}
        edited = self.system.call("POST", path, self.person, json={"preset": "gif"}, headers=headers)
        assert edited.status_code == 404, edited.text

    def listed(self) -> list[tuple[str, str]]:
        """In the order of their kinds; of one kind what was deleted last comes first."""
        answer = self.system.call("GET", "/library/trash", self.person)
        assert answer.status_code == 200, answer.text
        return sorted(((entry["kind"], entry["id"]) for entry in answer.json()["entries"]), key=lambda entry: entry[0])


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
        self.check_back()

    def check_back(self) -> None:
        assert [image_fixtures.count(self.system, each) for each in (self.home, self.album)] == [1, 1]
        assert (self.system.document(f"images/{self.image}") or {})["prompt_count"] == 1
        assert self.listed() == [("image", self.alone)]
        assert self.system.call("GET", f"/s/{self.link}").status_code == 200  # it asks for the password


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
        self.check_left()
        usage = self.system.document(f"usage/{self.person.uid}") or {}
        assert (self.own("shares"), usage["shares"], self.listed()) == ([], {}, [])

    def check_left(self) -> None:
        assert [self.media(), self.own("video_prompts")] == [[], []]
        assert [(each["id"], each["image_count"]) for each in self.own("collections")] == [(self.home, 0)]
        assert (self.system.document(f"accounts/{self.person.uid}") or {})["stored_bytes"] == 0


class _Texts(Trash):
    """The same of a film with a link, a storyboard with two versions, and one of two prompts of a picture."""

    def fill(self) -> None:
        self.film = film_fixtures.film(self.system, self.person)
        board = self.stage.prepare("POST", "/storyboards", self.person, json=dict(BOARD))["id"]
        self.stage.prepare("PATCH", f"/storyboards/{board}", self.person, json={"expected_version": 1, "name": "The hare"})
        self.board, self.image = board, texts.image_of(self.system, self.person)
        self.prompt, self.other = (image_fixtures.draft(self.system, self.person, self.image) for _ in range(2))
        self.things = [("film", self.film, "films"), ("prompt", self.prompt, "prompts"), ("storyboard", board, "storyboards")]
        self.bear_marks = [f"films/{self.film}", f"video_prompts/{self.prompt}", f"storyboards/{board}"]

    def versions(self) -> int:
        return len(self.system.firestore.collection(f"storyboards/{self.board}/versions").get(timeout=10))

    def shelf(self) -> tuple[int, str]:
        kept = self.system.document(f"images/{self.image}") or {}
        return kept["prompt_count"], kept["primary_prompt_id"]

    def check_hidden(self) -> None:
        texts.check_shelf(self.system, self.image)
        assert (self.shelf(), self.versions()) == ((1, self.other), 2)
        assert self.listed() == [(kind, id_) for kind, id_, _ in self.things]
        assert self.system.call("GET", f"/s/{self.link}").status_code == 410

    def check_back(self) -> None:
        texts.check_shelf(self.system, self.image)
        assert (self.shelf(), self.versions(), self.listed()) == ((2, self.other), 2, [])
        assert self.system.call("GET", f"/s/{self.link}").status_code == 200

    def check_left(self) -> None:
        texts.check_shelf(self.system, self.image)
        assert [each["id"] for each in self.own("video_prompts")] == [self.other]
        assert [name for name in self.media() if "/films/" in name] == []
        assert self.versions() == 0
        usage = self.system.document(f"usage/{self.person.uid}") or {}
        assert (usage["storyboards"], usage["film_bytes"]) == (0, 0), usage


class TextsInTrash(_Texts):
    """Gone for their owner; the other prompt leads its picture."""


class TextsRestored(_Texts, Restored):
    """Back as they were."""


class TextsPurged(_Texts, Purged):
    """Gone for good, with the versions and the film's file."""

    def over(self) -> bool:
        return not (self.own("films") or self.own("storyboards") or self.system.document(f"video_prompts/{self.prompt}"))


class FailedDeleted(Story):
    """All that failed is deleted, of which a task takes the last; what is finished or still to be made stays."""

    trash_days = 30
    tells = ()

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.stranger = stage.person()

    def prepare(self) -> None:
        self.kept = film_fixtures.video(self.system, self.person, scene(1.0), seconds=1.0)
        wish = {**WISH, "start_at": (self.system.clock.now() + timedelta(hours=3)).isoformat()}
        self.live = self.stage.prepare("POST", "/videos", self.person, json=wish)["video"]["id"]
        self.failed = film_fixtures.failed(self.system, self.person, self.kept, _TAKEN_AT_ONCE + 1)

    def act(self) -> None:
        for person, ids in ((self.stranger, [self.kept]), (self.person, [self.live])):
            answer = self.stage.ask("POST", "/videos/delete", person, json={"ids": ids})
            assert (answer.status_code, answer.json()["deleted"]) == (200, 0), answer.text
        answer = self.stage.ask("POST", "/videos/delete", self.person, json={"all": "failed"})
        assert answer.status_code == 200, answer.text
        self.stage.world.flow()
        self.stage.prepare("POST", f"/videos/{self.live}/cancel", self.person)

    def _in_trash(self) -> set[str]:
        return {job["id"] for job in self.own("video_jobs") if job["deleted_at"]}

    def over(self) -> bool:
        return self._in_trash() == {*self.failed}

    def good(self) -> bool:
        return self.over()

    def check(self) -> None:
        super().check()
        assert self.over(), self._in_trash() ^ {*self.failed}
        film_fixtures.forget(self.system, self.failed)  # a hundred that the sweep would erase one day, in somebody else's story
