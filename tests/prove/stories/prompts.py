"""Texts for one picture and for a collection."""

from __future__ import annotations

from tests.fixtures import texts
from tests.prove.stories.story import Story


class Prompt(Story):
    def prepare(self) -> None:
        self.image = texts.image_of(self.system, self.person)

    def act(self) -> None:
        answer = self.stage.ask("POST", "/prompts", self.person, json={"image_id": self.image})
        assert answer.status_code == 202, answer.text

    def over(self) -> bool:
        return all(prompt["status"] != "pending" for prompt in self.own("video_prompts"))

    def good(self) -> bool:
        return [prompt["status"] for prompt in self.own("video_prompts")] == ["completed"]

    def check(self) -> None:
        super().check()
        texts.check_shelf(self.system, self.image)
        assert len(self.own("video_prompts")) <= 1


class PromptGroups(Story):
    """Texts for three pictures of a collection, two at a time."""

    def prepare(self) -> None:
        path, body = f"/admin/users/{self.person.uid}/overrides", {"active_prompts": 2, "reason": "for a proof"}
        self.stage.prepare("PUT", path, self.system.admin, json=body)
        self.album = texts.collection_of(self.system, self.person, images=3)
        self.images = [texts.image_of(self.system, self.person, collection=self.album) for _ in range(3)]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/prompts/collection", self.person, json={"collection_id": self.album})
        assert answer.status_code == 202, answer.text

    def over(self) -> bool:
        return all(prompt["status"] != "pending" for prompt in self.own("video_prompts"))

    def good(self) -> bool:
        return [prompt["status"] for prompt in self.own("video_prompts")] == ["completed"] * 3

    def check(self) -> None:
        super().check()
        for image in self.images:
            assert len(texts.check_shelf(self.system, image)) <= 1
        for batch in self.own("prompt_batches"):
            assert batch["completed"] + batch["failed"] == batch["total"], batch
            assert not batch["live"], batch
        account = self.system.document(f"accounts/{self.person.uid}") or {}
        assert (account["active_prompts"], account["waiting_prompts"]) == (0, []), account
