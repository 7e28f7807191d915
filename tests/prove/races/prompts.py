"""Two at once who have texts written or deleted: of one picture, of a collection, of two collections, on one key."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from tests.fixtures import images, texts
from tests.prove.races.race import Race
from tests.prove.stories.prompts import PromptGroups


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


class LastPlace(Race):
    """Two prompts come back from the trash, and their picture has room for one."""

    trash_days = 30

    def begin(self) -> None:
        self.image = texts.image_of(self.system, self.person)
        self.drafts = [images.draft(self.system, self.person, self.image) for _ in range(2)]
        for each in self.drafts:
            self.stage.prepare("DELETE", f"/prompts/{each}", self.person)
        self.system.firestore.document(f"images/{self.image}").update({"prompt_count": 9}, timeout=10)

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/library/trash/restore", self._body(0))]

    def _body(self, which: int) -> dict[str, Any]:
        return {"items": [{"kind": "prompt", "id": self.drafts[which]}]}

    def act(self) -> None:
        answer = self.stage.ask("POST", "/library/trash/restore", self.person, json=self._body(1))
        assert answer.status_code == 200, answer.text

    def check(self) -> None:
        super().check()
        assert (self.system.document(f"images/{self.image}") or {})["prompt_count"] == 10
        assert [bool(each["deleted_at"]) for each in self.own("video_prompts")].count(False) == 1


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
