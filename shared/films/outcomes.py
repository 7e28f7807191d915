"""Why a film ended, and what its owner hears of it. No Google here."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from shared.platform.errors import Text


class FilmOutcome(StrEnum):
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    SCENE_FOREIGN = "scene_foreign"
    SCENE_MISSING = "scene_missing"
    SCENE_BROKEN = "scene_broken"
    SCENE_TOO_SHORT = "scene_too_short"
    MUSIC_MISSING = "music_missing"
    MUSIC_BROKEN = "music_broken"
    TIMED_OUT = "timed_out"
    INTERNAL = "internal"


TEXTS: Mapping[FilmOutcome, Text] = {
    FilmOutcome.COMPLETED: Text("The film is ready.", "Der Film ist fertig."),
    FilmOutcome.CANCELLED: Text("The film was cancelled.", "Der Film wurde abgebrochen."),
    FilmOutcome.SCENE_FOREIGN: Text("Scene {scene} is no video of yours.", "Szene {scene} ist keines deiner Videos."),
    FilmOutcome.SCENE_MISSING: Text("The video of scene {scene} is gone.", "Das Video von Szene {scene} ist nicht mehr da."),
    FilmOutcome.SCENE_BROKEN: Text("The video of scene {scene} is damaged.", "Das Video von Szene {scene} ist beschädigt."),
    FilmOutcome.SCENE_TOO_SHORT: Text(
        "Scene {scene} is too short for its trim or crossfade.", "Szene {scene} ist zu kurz für ihren Schnitt oder ihre Blende."
    ),
    FilmOutcome.MUSIC_MISSING: Text("The music was not uploaded, or is gone.", "Die Musik fehlt oder ist nicht mehr da."),
    FilmOutcome.MUSIC_BROKEN: Text("The music cannot be played.", "Die Musik lässt sich nicht abspielen."),
    FilmOutcome.TIMED_OUT: Text("The film could not be made in time.", "Der Film ließ sich nicht rechtzeitig machen."),
    FilmOutcome.INTERNAL: Text("Something went wrong on our side.", "Bei uns ist etwas schiefgegangen."),
}
_NOT_CHARGED = Text("You were not charged.", "Dir wurde nichts berechnet.")
_CHARGED = Text(
    "{credits} {credits:credit was|credits were} charged.", "{credits} {credits:Credit wurde|Credits wurden} berechnet."
)


class Ending(NamedTuple):
    """How a film ends; `scene` counts from 1, as people do."""

    outcome: FilmOutcome
    scene: int | None = None
    video_id: str | None = None
    reason: str | None = None

    def message(self, charged: int) -> dict[str, str]:
        """What became of it, and how many credits that cost."""
        values = {"scene": self.scene, "credits": charged}
        texts = (TEXTS[self.outcome], _CHARGED if charged else _NOT_CHARGED)
        return {language: " ".join(text.say(language, values) for text in texts) for language in ("de", "en")}

    @property
    def error(self) -> dict[str, Any] | None:
        if self.outcome in (FilmOutcome.COMPLETED, FilmOutcome.CANCELLED):
            return None
        return {"code": self.outcome.value.upper(), "scene": self.scene, "video_id": self.video_id, "reason": self.reason}
