"""Stories of two at once: while one call is on its way, somebody else's comes in between, at each of its steps in turn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.people import Person
from tests.fixtures.videos import key
from tests.prove.stories.story import Story


class Race(Story):
    """`rivals` are what somebody else does in between."""

    def rivals(self) -> list[Mapping[str, Any]]:
        return []

    def prepare(self) -> None:
        self.begin()
        self.stage.rival = self.rivals()

    def begin(self) -> None:
        """What is there before."""

    def over(self) -> bool:
        return True

    def good(self) -> bool:
        return True

    def call(self, method: str, path: str, json: Any = None, person: Person | None = None) -> Mapping[str, Any]:
        """One that a rival makes."""
        headers = {**self.system.signed_in(person or self.person).headers, **key()}
        return {"method": method, "path": path, "json": json, "headers": headers}

    def rival_was_told(self, status: int) -> bool:
        return status in self.stage.answers()

    def override(self, **limits: int) -> None:
        path, body = f"/admin/users/{self.person.uid}/overrides", {**limits, "reason": "for a proof"}
        self.stage.prepare("PUT", path, self.system.admin, json=body)
