"""Why a film ended, and what its owner hears of it. No Google here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.lifecycle import messages
from shared.platform.errors import Language, Said, Text

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
    ENDED_BY_OPERATOR = "ended_by_operator", "Our support ended this film.", "Unser Support hat diesen Film beendet."
    INTERNAL = "internal", "Something went wrong on our side.", "Bei uns ist etwas schiefgegangen."


_OTHER_VIDEO = Text("Make the film without it, or with another video.", "Mache den Film ohne sie oder mit einem anderen Video.")
_OTHER_MUSIC = Text("Upload it anew, or make the film without it.", "Lade sie neu hoch oder mache den Film ohne sie.")
ACTIONS: Mapping[FilmOutcome, Text] = {
    FilmOutcome.SCENE_FOREIGN: _OTHER_VIDEO,
    FilmOutcome.SCENE_MISSING: _OTHER_VIDEO,
    FilmOutcome.SCENE_BROKEN: _OTHER_VIDEO,
    FilmOutcome.SCENE_TOO_SHORT: Text("Trim it less, or shorten its crossfade.", "Schneide weniger weg oder kürze ihre Blende."),
    FilmOutcome.MUSIC_MISSING: _OTHER_MUSIC,
    FilmOutcome.MUSIC_BROKEN: _OTHER_MUSIC,
    FilmOutcome.TIMED_OUT: messages.AGAIN,
    FilmOutcome.ENDED_BY_OPERATOR: Text(
        "Make it anew, or ask support why it was ended.", "Mache ihn neu oder frage den Support, warum er ihn beendet hat."
    ),
    FilmOutcome.INTERNAL: messages.AGAIN,
}  # of those that are no error there is none


class Ending(NamedTuple):
    """How a film ends; `scene` counts from 1, as people do."""

    outcome: FilmOutcome
    scene: int | None = None
    video_id: str | None = None
    reason: str | None = None
    refund: bool = True  # only an operator ends one without

    def message(self, charged: int) -> dict[str, str]:
        """What became of it, and how many credits that cost."""
        return messages.of_end([self.outcome.text], charged, scene=self.scene)

    @property
    def error(self) -> dict[str, Any] | None:
        """Why there is no film. What its details say stands beside them too, where it was before there were any."""
        if (action := ACTIONS.get(self.outcome)) is None:
            return None
        details = {"scene": self.scene, "video_id": self.video_id, "reason": self.reason}
        retryable = self.outcome in (FilmOutcome.TIMED_OUT, FilmOutcome.ENDED_BY_OPERATOR, FilmOutcome.INTERNAL)
        return {**messages.failure(self.outcome.upper(), [self.outcome.text], action, retryable=retryable, **details), **details}


def told(error: Mapping[str, Any] | None, language: Language) -> views.FilmError | None:
    """In one language, also of a film that ended before its error held words."""
    if error is not None and not messages.is_whole(error):
        error = Ending(FilmOutcome(error["code"].lower()), error["scene"], error["video_id"], error["reason"]).error
    return messages.told(error, language)
