"""What is asked of a film: its scenes, music and title, as its document keeps them. No Google here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.catalog.sets import AspectRatio
    from shared.films.sets import FilmFit, FilmResolution

from shared.platform.firestore import codec


@dataclass(frozen=True)
class FilmScene:
    """A finished video of the user's, the part of it that is shown, and how it goes over into the next."""

    video_id: str
    start: float = 0.0
    end: float | None = None
    crossfade: float = 0.0
    scene_id: str | None = None  # the scene of its storyboard that it shows, where the film was made straight from that


@dataclass(frozen=True)
class FilmMusic:
    id: str
    volume: float = 1.0
    fade_in: float = 0.0
    fade_out: float = 2.0
    ducked: bool = False


@dataclass(frozen=True)
class FilmTitle:
    text: str
    seconds: float = 3.0


@dataclass(frozen=True)
class FilmWish:
    """What is to be made; without a format and a resolution it looks as its first scene does.

    As it is asked for it may name no scenes: then those of its storyboard are meant, as they stand when it is admitted.
    """

    scenes: tuple[FilmScene, ...]
    format: AspectRatio | None = None
    fit: FilmFit = "pad"
    resolution: FilmResolution | None = None
    title: FilmTitle | None = None
    music: FilmMusic | None = None
    storyboard_id: str | None = None  # that it is made of
    storyboard_version: int | None = None  # whose scenes it has, where they were taken from there

    def asked(self) -> dict[str, Any]:
        """What its user said of it, by which a retry is known; whatever we add to it later does not tell two apart."""
        fields = self.fields()
        del fields["storyboard_version"]
        fields["scenes"] = [{name: value for name, value in scene.items() if name != "scene_id"} for scene in fields["scenes"]]
        return fields

    def fields(self) -> dict[str, Any]:
        return codec.plain(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> FilmWish:
        known, title, music = codec.known(cls, stored), stored.get("title"), stored.get("music")
        known["scenes"] = tuple(FilmScene(**scene) for scene in stored["scenes"])
        known.update(title=FilmTitle(**title) if title else None, music=FilmMusic(**music) if music else None)
        return cls(**known)
