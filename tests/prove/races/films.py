"""Two at once at a film: its worker, its user, the sweep, and the film in line behind it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from tests.prove.races.race import Race
from tests.prove.stories.films import Film
from tests.prove.stories.story import Story


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
        Story.check(self)
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

    def check(self) -> None:
        super().check()
        (second,) = [film for film in self.own("films") if film["id"] == self.second]
        assert 200 not in self.stage.answers() or second["status"] == "cancelled", second

    def good(self) -> bool:
        return [film["status"] in ("completed", "cancelled") for film in self.own("films")] == [True] * 2
