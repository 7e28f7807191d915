"""One user's way through a workflow: what is there before, what the user does, when it is over, and what must be true then."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from local.people import Person
from shared.lifecycle.outbox import Event
from tests.fixtures import images as image_fixtures
from tests.fixtures.invariants import check_money
from tests.prove.stage import Stage

VEO, OMNI, OMNI_VERTEX, SERVER = (
    "vertex/veo-3.1-fast-generate-001",
    "gemini-api/gemini-omni-1.2-flash",
    "vertex-global/gemini-omni-1.1-flash-preview",
    "openai-videos/sim-video-1",
)
LITE = "vertex/veo-3.1-lite-generate-001"


ENDS = tuple(event for event in Event if event is not Event.CREDITS_LOW)
TOLD = {"video_jobs": "video", "films": "film", "video_prompts": "prompt"}  # as events call them
BOARD: Mapping[str, Any] = {
    "name": "The fox",
    "language": "en",
    "model": LITE,
    "scenes": [
        {"id": "first", "title": "One", "action": "She opens a door.", "duration": 4},
        {"id": "second", "title": "Two", "action": "She looks up.", "duration": 4},
    ],
}


class Story(ABC):
    """One user's way through a workflow. Whoever pays for it listens to every end, unless it is told of one who does not."""

    listens = True
    trash_days = 0  # most stories are about what a deletion takes away: at once
    tells: Collection[str] = TOLD  # whose ends are looked for among the events

    def __init__(self, stage: Stage) -> None:
        stage.keep_deleted(self.trash_days)
        self.stage, self.system, self.person = stage, stage.system, stage.person()
        self.listen(self.person)
        stage.rival = ()

    @property
    def payer(self) -> Person:
        return self.person

    def listen(self, person: Person) -> None:
        """As it does for its endpoints; without any nobody is told, and the rows stay."""
        if self.listens:
            self.system.firestore.document(f"accounts/{person.uid}").update({"listens": [*ENDS]}, timeout=10)

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
        check_money(self.system, *{self.person.uid, self.payer.uid})
        self.check_events()

    def check_events(self) -> None:
        """Each end is told once, as what it was; nothing else is, and nothing at all where nobody listens."""
        listens = (self.system.document(f"accounts/{self.payer.uid}") or {}).get("listens")
        works = {work["id"]: _end(kind, work) for kind in self.tells for work in self.own(kind)}
        told = [row for row in self.own("events") if row["work_id"] in works or not listens]
        ends = {f"{work}.{end}" for work, end in works.items() if end and listens}
        assert {row["id"] for row in told} == ends, (told, ends)
        assert all(row["id"] == f"{row['work_id']}.{row['event']}" for row in told), told

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


def _end(kind: str, work: Mapping[str, Any]) -> str | None:
    """The event of a work that is over; none of what was never asked for."""
    if kind == "video_prompts":
        over = work["attempt"] and work["status"] != "pending"
        return f"{TOLD[kind]}.{'failed' if work['error_code'] else 'completed'}" if over else None
    return f"{TOLD[kind]}.{work.get('state') or work['status']}" if work["ended_at"] else None
