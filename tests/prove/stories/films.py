"""Films, joined and encoded anew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.fixtures import films as film_fixtures
from tests.prove.stage import Stage
from tests.prove.stories.story import Story
from tests.unit.media.film.footage import scene


def priced(stage: Stage, credits: int) -> None:
    """What a film costs from now on."""
    if (stage.system.document("system_configs/credits") or {}).get("film", 0) != credits:
        stage.system.configure("credits", film=credits, signup_grant=200).raise_for_status()
        stage.world.move(120)


class Film(Story):
    wish: Mapping[str, Any] = {}
    tells = ("films",)  # its scenes were planted

    def prepare(self) -> None:
        priced(self.stage, 0)
        content = scene(1.0)
        self.scenes = [film_fixtures.video(self.system, self.person, content, seconds=1.0) for _ in range(2)]

    def act(self) -> None:
        body = {"scenes": [{"video_id": each} for each in self.scenes], **self.wish}
        answer = self.stage.ask("POST", "/films", self.person, json=body)
        assert answer.status_code == 202, answer.text

    def over(self) -> bool:
        return all(film["ended_at"] for film in self.own("films"))

    def good(self) -> bool:
        return [film["status"] for film in self.own("films")] == ["completed"]

    def check(self) -> None:
        super().check()
        films = self.own("films")
        assert len(films) <= 1
        kept = {name.rpartition("/")[2].partition(".")[0] for name in self.media() if "/films/" in name}
        assert kept == {film["id"] for film in films if film["status"] == "completed"}, (kept, films)
        entries = {entry["id"] for entry in self.own("credit_transactions")}
        for film in films:
            assert f"{film['id']}.charge" in entries, "who was admitted stands in the ledger, whatever it cost"
            if film["status"] == "completed":
                self.check_never_replaced(film["film"]["object"], film["ended_at"])


class Title(Film):
    """One that has to be encoded anew; nobody listens to its end."""

    listens = False
    wish: Mapping[str, Any] = {"title": {"text": "The fox"}}
