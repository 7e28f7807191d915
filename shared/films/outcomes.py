"""Why a film ended, and what its owner hears of it. No Google here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.lifecycle import messages
from shared.platform.errors import Said

if TYPE_CHECKING:
    from shared.films import views


class FilmOutcome(Said):
    COMPLETED = "completed", "The film is ready.", "Der Film ist fertig."
    CANCELLED = "cancelled", "The film was cancelled.", "Der Film wurde abgebrochen."
    SCENE_FOREIGN = "scene_foreign", "Scene {scene} is no video of yours.", "Szene {scene} ist keines deiner Videos."
    SCENE_MISSING = "scene_missing", "The video of scene {scene} is gone.", "Das Video von Szene {scene} ist nicht mehr da."
    SCENE_BROKEN = "scene_broken", "The video of scene {scene} is damaged.", "Das Video von Szene {scene} ist beschädigt."
    SCENE_TOO_SHORT = (
        "scene_too_short",
        "Scene {scene} is too short for its trim or crossfade.",
        "Szene {scene} ist zu kurz für ihren Schnitt oder ihre Blende.",
    )
    MUSIC_MISSING = "music_missing", "The music was not uploaded, or is gone.", "Die Musik fehlt oder ist nicht mehr da."
    MUSIC_BROKEN = "music_broken", "The music cannot be played.", "Die Musik lässt sich nicht abspielen."
    TIMED_OUT = "timed_out", "The film could not be made in time.", "Der Film ließ sich nicht rechtzeitig machen."
    INTERNAL = "internal", "Something went wrong on our side.", "Bei uns ist etwas schiefgegangen."


class Ending(NamedTuple):
    """How a film ends; `scene` counts from 1, as people do."""

    outcome: FilmOutcome
    scene: int | None = None
    video_id: str | None = None
    reason: str | None = None

    def message(self, charged: int) -> dict[str, str]:
        """What became of it, and how many credits that cost."""
        return messages.of_end([self.outcome.text], charged, scene=self.scene)

    @property
    def error(self) -> views.FilmError | None:
        if self.outcome in (FilmOutcome.COMPLETED, FilmOutcome.CANCELLED):
            return None
        return {"code": self.outcome.value.upper(), "scene": self.scene, "video_id": self.video_id, "reason": self.reason}
