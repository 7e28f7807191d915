"""Images in every state, with prompts in every state, and the writes by which an app changes them."""

from __future__ import annotations

import secrets
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.fixtures.system import System
from tests.rules.actors import Actor, Visitor
from tests.rules.client import NOW, Write, change, create, delete, put, set_up

LONG_AGO = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
LATER = datetime(2126, 1, 2, tzinfo=UTC)  # the sweep of this stack is no part of it
LIMIT = 10  # variants of an image, where no operator says otherwise


def new_id() -> str:
    return secrets.token_hex(12)


@dataclass
class Picture:
    """An image as it was set up: its prompts by their names here, the first of them its primary."""

    id: str = field(default_factory=new_id)
    prompts: dict[str, str] = field(default_factory=dict[str, str])
    count: int = 0
    gone: str | None = None  # the one that was deleted last

    @property
    def path(self) -> str:
        return f"images/{self.id}"

    @property
    def primary(self) -> str | None:
        return next(iter(self.prompts.values()), None)

    @property
    def last(self) -> str | None:
        return list(self.prompts.values())[-1] if self.prompts else self.gone


class Stage:
    """The owner's images `mine`, `second`, `single`, `empty`, `almost` and `full`; others in each state; one of another user."""

    def __init__(self, owner: str, other: str) -> None:
        self.owner, self.other = owner, other
        self._setting: list[Write] = []
        self.mine = self._picture(owner, ["draft", "completed", "pending", "failed", "batched", "keyed", "regenerated"])
        self.second = self._picture(owner, ["draft", "trashed", "completed"])
        self.single = self._picture(owner, ["draft"])
        self.empty = self._picture(owner, [])
        self.emptied = self._picture(owner, [], last=new_id())  # its last draft was deleted
        self.almost = self._picture(owner, ["draft"], count=LIMIT - 1)
        self.full = self._picture(owner, ["draft"], count=LIMIT)
        self.uploading = self._picture(owner, [], status="uploading")
        self.rejected = self._picture(owner, [], status="rejected")
        self.deleting = self._picture(owner, ["draft"], status="deleting")
        self.trashed_picture = self._picture(owner, ["draft"], deleted_at=LONG_AGO, purge_at=LATER)
        self.foreign = self._picture(other, ["draft", "completed"])

    def set_up(self, system: System) -> None:
        set_up(system, *self._setting)

    def take_down(self, system: System) -> None:
        set_up(system, *(delete(each.path) for each in self._setting))

    def documents(self, system: System) -> Mapping[str, Any]:
        """All of it as it is now, and how many prompts there are of each image."""
        kept = [each.path for each in self._setting]
        found = {
            each.reference.path: each.to_dict()
            for each in system.firestore.get_all([system.firestore.document(path) for path in kept])
        }
        images = [path.removeprefix("images/") for path in kept if path.startswith("images/")]
        return {**found, **{each: len(system.documents("video_prompts", "image_id", each)) for each in images}}

    def _picture(
        self, owner: str, names: Sequence[str], *, count: int | None = None, last: str | None = None, **other: Any
    ) -> Picture:
        picture = Picture(prompts={name: new_id() for name in names}, count=len(names) if count is None else count, gone=last)
        fields = {
            "user_id": owner,
            "collection_id": new_id(),
            "status": "ready",
            "title": "",
            "content_type": "image/png",
            "prompt_count": picture.count,
            "primary_prompt_id": picture.primary,
            "last_prompt_id": picture.last,
            "deleted_at": None,
            "created_at": LONG_AGO,
            "updated_at": LONG_AGO,
            **other,
        }
        self._setting += [put(picture.path, fields), *self._prompts(owner, picture)]
        return picture

    @staticmethod
    def _prompts(owner: str, picture: Picture) -> Sequence[Write]:
        shared: dict[str, Any] = {
            "user_id": owner,
            "image_id": picture.id,
            "language": "en",
            "prompt_text": "A fox runs.",
            "variant_order": 0,
            "favourite": False,
            "rating": None,
            "batch_id": None,
            "model_name": None,
            "created_at": LONG_AGO,
            "updated_at": LONG_AGO,
            "camera_style": "static_shot",
            "film_effects": [],
            "metadata": {},
            "attempt": 0,
            "deleted_at": None,
        }
        differing: Mapping[str, Mapping[str, Any]] = {
            "draft": {"status": "draft"},
            "trashed": {"status": "draft", "deleted_at": LONG_AGO, "purge_at": LATER},
            "completed": {"status": "completed", "batch_id": "b"},
            "pending": {"status": "pending", "prompt_text": ""},
            "failed": {"status": "failed", "prompt_text": "", "error_code": "BLOCKED"},
            "batched": {"status": "pending", "prompt_text": "", "batch_id": "b"},
            "keyed": {"status": "pending", "prompt_text": "", "key_version": "0123456789ab"},
            "regenerated": {"status": "pending", "prompt_text": "An old text."},
        }
        return [put(f"video_prompts/{each}", {**shared, **differing[name]}) for name, each in picture.prompts.items()]

    # -- what an app sends

    def written(self, picture: Picture, prompt_id: str, without: Sequence[str] = (), **changes: Any) -> Write:
        """A new draft for this image."""
        fields = {
            "user_id": self.owner,
            "image_id": picture.id,
            "prompt_text": "Ein Fuchs läuft.",
            "language": "de",
            "status": "draft",
            "variant_order": picture.count,
            "favourite": False,
            "created_at": NOW,
            "updated_at": NOW,
            "deleted_at": None,
            **changes,
        }
        return create(f"video_prompts/{prompt_id}", {name: value for name, value in fields.items() if name not in without})

    @staticmethod
    def one_more(picture: Picture, prompt_id: str, **changes: Any) -> Write:
        fields = {
            "prompt_count": picture.count + 1,
            "last_prompt_id": prompt_id,
            "primary_prompt_id": picture.primary or prompt_id,
            "updated_at": NOW,
        }
        return change(picture.path, {**fields, **changes})

    def pair(self, picture: Picture, prompt_id: str = "", without: Sequence[str] = (), **changes: Any) -> list[Write]:
        """A draft together with its count: what an app does."""
        prompt_id = prompt_id or new_id()
        return [self.written(picture, prompt_id, without, **changes), self.one_more(picture, prompt_id)]

    @staticmethod
    def one_less(picture: Picture, prompt_id: str, **changes: Any) -> Write:
        others = [each for each in picture.prompts.values() if each != prompt_id]
        primary = picture.primary if picture.primary != prompt_id else next(iter(others), None)
        fields = {"prompt_count": picture.count - 1, "last_prompt_id": prompt_id, "primary_prompt_id": primary}
        return change(picture.path, {**fields, "updated_at": NOW, **changes})

    def taken_away(self, picture: Picture, name: str, **changes: Any) -> list[Write]:
        prompt_id = picture.prompts[name]
        return [self.trashed(prompt_id), self.one_less(picture, prompt_id, **changes)]

    @staticmethod
    def trashed(prompt_id: str | None, **changes: Any) -> Write:
        """Put into the trash: an app cannot say for how long, and names this moment."""
        return change(f"video_prompts/{prompt_id}", {"deleted_at": NOW, "purge_at": NOW, **changes})

    @staticmethod
    def marked(picture: Picture, name: str, without: Sequence[str] = (), **changes: Any) -> Write:
        """Fields of a prompt, as its owner changes them."""
        return change(f"video_prompts/{picture.prompts[name]}", {"updated_at": NOW, **changes}, without=without)

    @staticmethod
    def chosen(picture: Picture, prompt_id: Any, **changes: Any) -> Write:
        """Another primary."""
        return change(picture.path, {"primary_prompt_id": prompt_id, "updated_at": NOW, **changes})


@contextmanager
def staged(system: System, people: Mapping[Actor, Visitor], owner: Actor = "owner") -> Generator[Stage]:
    stage = Stage(people[owner].uid, people["other"].uid)
    stage.set_up(system)
    try:
        yield stage
    finally:
        stage.take_down(system)
