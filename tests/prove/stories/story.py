"""One user's way through a workflow: what is there before, what the user does, when it is over, and what must be true then."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tests.fixtures import images as image_fixtures
from tests.fixtures.invariants import check_money
from tests.prove.stage import Stage

VEO, OMNI, OMNI_VERTEX, SERVER = (
    "vertex/veo-3.1-fast-generate-001",
    "gemini-api/gemini-omni-1.2-flash",
    "vertex-global/gemini-omni-1.1-flash-preview",
    "openai-videos/sim-video-1",
)


BOARD: Mapping[str, Any] = {
    "name": "The fox",
    "language": "en",
    "model": "vertex/veo-3.1-lite-generate-001",
    "scenes": [
        {"id": "first", "title": "One", "action": "She opens a door.", "duration": 4},
        {"id": "second", "title": "Two", "action": "She looks up.", "duration": 4},
    ],
}


class Story(ABC):
    """One user's way through a workflow."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.system, self.person = stage, stage.system, stage.person()
        stage.rival = ()

    def prepare(self) -> None:  # noqa: B027 - many stories begin from nothing
        """What is there before, if anything."""

    @abstractmethod
    def act(self) -> None:
        """What the user does."""

    @abstractmethod
    def over(self) -> bool:
        """Nothing is under way any more."""

    @abstractmethod
    def good(self) -> bool:
        """It came to the end that was hoped for."""

    def check(self) -> None:
        check_money(self.system, self.person.uid)

    def check_never_replaced(self, name: str, ended_at: datetime) -> None:
        """What is the user's stays as it was when they were told of it."""
        made = image_fixtures.made_at(self.system, self.system.environment["RUSHES_BUCKET_MEDIA"], name)
        assert made <= ended_at, (name, made, ended_at)

    # -- what all of them look at

    def own(self, collection: str) -> list[dict[str, Any]]:
        return self.system.documents(collection, "user_id", self.person.uid)

    def media(self) -> list[str]:
        return image_fixtures.kept(self.system, self.person.uid)

    def made(self, job_id: str) -> list[str]:
        """What a provider wrote for a job and is there still."""
        return image_fixtures.objects(self.system, self.system.environment["RUSHES_BUCKET_PROVIDER_OUT"], f"{job_id}/")
