"""Two at once at what somebody keeps: films, pictures, texts, storyboards."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from tests.fixtures import images, texts
from tests.fixtures.invariants import check_money
from tests.fixtures.picture_files import JPEG
from tests.prove.races import Race
from tests.prove.video_races import Racing
from tests.prove.workflows import BOARD, Film, Picture, PromptGroups


class CancelledFilm(Race, Film):
    """Its user cancels at every step of its making, and of its late beginning by the sweep."""

    by_sweep = False

    def begin(self) -> None:
        Film.prepare(self)
        body = {"scenes": [{"video_id": each} for each in self.scenes]}
        self.id = self.stage.prepare("POST", "/films", self.person, json=body)["film"]["id"]

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", f"/films/{self.id}/cancel")]

    def act(self) -> None:
        if self.by_sweep:
            self.stage.world.lose_tasks()
            self.stage.world.move(130)
            self.stage.world.sweep()

    def over(self) -> bool:
        return Film.over(self)

    def good(self) -> bool:
        return [film["status"] in ("completed", "cancelled") for film in self.own("films")] == [True]

    def check(self) -> None:
        super().check()
        (film,) = self.own("films")
        assert (film["status"] == "cancelled") is self.rival_was_told(200), film
        late = self.stage.ask("POST", f"/films/{self.id}/cancel", self.person)
        assert late.status_code == (200 if film["status"] == "cancelled" else 409), late.text
        assert self.own("films") == [film]


class SweptCancelledFilm(CancelledFilm):
    by_sweep = True


class FilmUnderSweep(CancelledFilm):
    """The sweep passes at every step of its making: whoever lives is left alone."""

    def rivals(self) -> list[Mapping[str, Any]]:
        return [{"sweep": 1}]

    def check(self) -> None:
        super().check()
        (film,) = self.own("films")
        assert (film["crashes"], film["epoch"]) == (0, 0), film


class FilmInLine(Race, Film):
    """The only slot is taken: the second film waits, and is made after the first; a rival asks for a third."""

    def begin(self) -> None:
        Film.prepare(self)
        self.override(active_films=1)
        self.body = {"scenes": [{"video_id": each} for each in self.scenes]}
        self.stage.prepare("POST", "/films", self.person, json=self.body)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/films", self.body)]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/films", self.person, json=self.body)
        assert answer.status_code == 202, answer.text

    def over(self) -> bool:
        return Film.over(self)

    def good(self) -> bool:
        films = self.own("films")
        return len(films) >= 2 and {film["status"] for film in films} == {"completed"}

    def check(self) -> None:
        check_money(self.system, self.person.uid)
        spans = sorted((film["slot_at"], film["ended_at"]) for film in self.own("films") if film["slot_at"])
        for (_, ended), (began, _) in pairwise(spans):
            assert ended <= began, spans


class CancelledInLine(FilmInLine):
    """The one that waits is cancelled at every step of the end of the one before it."""

    def begin(self) -> None:
        super().begin()
        self.second = self.stage.prepare("POST", "/films", self.person, json=self.body)["film"]["id"]

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", f"/films/{self.second}/cancel")]

    def act(self) -> None:
        """It has been asked for."""

    def good(self) -> bool:
        return [film["status"] in ("completed", "cancelled") for film in self.own("films")] == [True] * 2


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


class OneDeleted(Race):
    """One of two pictures goes, with its prompt; the other stays as it is."""

    def begin(self) -> None:
        self.album = texts.collection_of(self.system, self.person, images=2)
        self.gone, self.kept = [texts.image_of(self.system, self.person, collection=self.album) for _ in range(2)]
        for image in (self.gone, self.kept):
            images.draft(self.system, self.person, image)

    def act(self) -> None:
        answer = self.stage.ask("DELETE", f"/images/{self.gone}", self.person)
        assert answer.status_code in (204, 404), answer.text

    def over(self) -> bool:
        return [image["id"] for image in self.own("images")] == [self.kept]

    def check(self) -> None:
        super().check()
        assert images.count(self.system, self.album) == 1
        assert [image["id"] for image in self.own("images")] == [self.kept]
        assert len(self.media()) == 2, self.media()
        assert [prompt["image_id"] for prompt in self.own("video_prompts")] == [self.kept]


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


class TwoDrafts(Race):
    """Two texts for one picture at once: both are counted, one is the primary."""

    def begin(self) -> None:
        self.image = texts.image_of(self.system, self.person)

    def _body(self) -> dict[str, str]:
        return {"image_id": self.image, "prompt_text": "A fox in the snow.", "language": "en"}

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/prompts/drafts", self._body())]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/prompts/drafts", self.person, json=self._body())
        assert answer.status_code == 201, answer.text

    def check(self) -> None:
        super().check()
        texts.check_shelf(self.system, self.image)


class DraftsDeleted(TwoDrafts):
    """All texts of a picture are deleted while another one comes."""

    def begin(self) -> None:
        super().begin()
        for _ in range(2):
            images.draft(self.system, self.person, self.image)

    def act(self) -> None:
        answer = self.stage.ask("DELETE", f"/prompts?image_id={self.image}", self.person)
        assert answer.status_code == 200, answer.text


class WrittenAnew(Race):
    """A text in place of a draft: asked for once, however often the call comes."""

    def begin(self) -> None:
        self.image = texts.image_of(self.system, self.person)
        self.draft = images.draft(self.system, self.person, self.image)

    def act(self) -> None:
        answer = self.stage.ask("POST", f"/prompts/{self.draft}/regenerate", self.person)
        assert answer.status_code == 202, answer.text

    def over(self) -> bool:
        return all(prompt["status"] != "pending" for prompt in self.own("video_prompts"))

    def good(self) -> bool:
        return [prompt["status"] for prompt in self.own("video_prompts")] == ["completed"]

    def check(self) -> None:
        super().check()
        (prompt,) = texts.check_shelf(self.system, self.image)
        assert prompt["attempt"] == 1, prompt


class TwoOnKey(Race):
    """Two texts on a key of the user's that is deleted meanwhile: it is destroyed when both are written."""

    def begin(self) -> None:
        self.images = [texts.image_of(self.system, self.person) for _ in range(2)]
        body = {"provider": "gemini-api", "key": secrets.token_hex(20)}
        self.stage.prepare("POST", "/account/keys", self.person, json=body)

    def act(self) -> None:
        for image in self.images:
            body = {"image_id": image, "config": {"own_key": True}}
            answer = self.stage.ask("POST", "/prompts", self.person, json=body)
            assert answer.status_code == 202, answer.text
        self.stage.prepare("DELETE", "/account/keys/gemini-api", self.person)

    def over(self) -> bool:
        return all(prompt["status"] != "pending" for prompt in self.own("video_prompts"))

    def good(self) -> bool:
        return [prompt["status"] for prompt in self.own("video_prompts")] == ["completed"] * 2

    def check(self) -> None:
        super().check()
        assert self.own("provider_keys") == []


class PromptsOfAll(Race):
    """Texts for every picture of a collection, on a key of the user's that is deleted meanwhile."""

    def begin(self) -> None:
        self.album = texts.collection_of(self.system, self.person, images=2)
        self.images = [texts.image_of(self.system, self.person, collection=self.album) for _ in range(2)]
        body = {"provider": "gemini-api", "key": secrets.token_hex(20)}
        self.stage.prepare("POST", "/account/keys", self.person, json=body)

    def act(self) -> None:
        body = {"collection_id": self.album, "config": {"own_key": True}}
        answer = self.stage.ask("POST", "/prompts/collection", self.person, json=body)
        assert answer.status_code == 202, answer.text
        self.stage.prepare("DELETE", "/account/keys/gemini-api", self.person)

    def over(self) -> bool:
        return all(prompt["status"] != "pending" for prompt in self.own("video_prompts"))

    def good(self) -> bool:
        return [prompt["status"] for prompt in self.own("video_prompts")] == ["completed"] * 2

    def check(self) -> None:
        super().check()
        for image in self.images:
            assert len(texts.check_shelf(self.system, image)) == 1
        (batch,) = self.own("prompt_batches")
        done = (batch["completed"], batch["failed"])
        written = [prompt["status"] for prompt in self.own("video_prompts")]
        assert done == (written.count("completed"), len(written) - written.count("completed")), (done, written)
        assert self.own("provider_keys") == []


class PromptsInGroups(Race, PromptGroups):
    """Somebody deletes the one whose turn has not come yet."""

    def begin(self) -> None:
        PromptGroups.prepare(self)
        body = {"collection_id": self.album}
        self.batch = self.stage.prepare("POST", "/prompts/collection", self.person, json=body)["batch"]

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("DELETE", f"/prompts/{self.batch['prompt_ids'][2]}")]

    def act(self) -> None:
        pass  # its tasks do all of it

    def over(self) -> bool:
        return PromptGroups.over(self)

    def good(self) -> bool:
        return all(prompt["status"] == "completed" for prompt in self.own("video_prompts"))


class TwoCollections(PromptsInGroups):
    """Two collections are to be written for at once, with two slots: never more are held, and both are written."""

    def begin(self) -> None:
        self.override(active_prompts=2)
        self.images, self.albums = list[str](), list[str]()
        for _ in range(2):
            album = texts.collection_of(self.system, self.person, images=2)
            self.images += [texts.image_of(self.system, self.person, collection=album) for _ in range(2)]
            self.albums.append(album)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/prompts/collection", {"collection_id": self.albums[1]})]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/prompts/collection", self.person, json={"collection_id": self.albums[0]})
        assert answer.status_code == 202, answer.text

    def good(self) -> bool:
        return super().good() and len(self.own("video_prompts")) in (2, 4)


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
