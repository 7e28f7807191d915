"""Two at once at what is to be exported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.prove.races.race import Race


class TwoExports(Race):
    """Two are asked for: one is made, and both hear of it."""

    listens = False

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("POST", "/account/exports")]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/account/exports", self.person)
        assert answer.status_code == 202, answer.text
        self.id = answer.json()["id"]

    def over(self) -> bool:
        return all(each["status"] == "ready" for each in self.own("exports"))

    def check(self) -> None:
        super().check()
        usage = self.system.document(f"usage/{self.person.uid}") or {}
        assert [each["id"] for each in self.own("exports")] == [self.id] == [*usage["exports"]]
