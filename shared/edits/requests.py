"""What is asked of an edit of one video, as its job keeps it; and what a preset means. No Google here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shared.films.requests import FilmMusic, FilmTitle
from shared.platform.firestore import codec

if TYPE_CHECKING:
    from shared.catalog.sets import AspectRatio, EditLook, EditPreset, Resolution

GIF = "gif"
GIF_S, GIF_SIDE, GIF_RATE = 6.0, 480, 12  # at most; pixels of the longer side; pictures a second
MODEL = "rushes/edit"


@dataclass(frozen=True)
class Form:
    """What a preset makes of a video."""

    aspect_ratio: AspectRatio
    resolution: Resolution
    size: tuple[int, int]


_TALL = Form("9:16", "1080p", (1080, 1920))
FORMS: Mapping[str, Form] = {"tiktok": _TALL, "reels": _TALL, "shorts": _TALL, "square": Form("1:1", "1080p", (1080, 1080))}


@dataclass(frozen=True)
class EditCrop:
    """The shape, and which part of the picture stays: 0 is left and top, 1 right and bottom."""

    format: AspectRatio | None = None
    x: float = 0.5
    y: float = 0.5


@dataclass(frozen=True)
class EditCaption:
    """Words at the foot, by the time of the edited video."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class EditWish:
    """What is to be made of a video; what is not named stays as it is."""

    start: float = 0.0
    end: float | None = None
    speed: float = 1.0
    crop: EditCrop | None = None
    look: EditLook | None = None
    volume: float = 1.0
    music: FilmMusic | None = None
    fade_in: float = 0.0
    fade_out: float = 0.0
    title: FilmTitle | None = None
    captions: tuple[EditCaption, ...] = ()
    preset: EditPreset | None = None

    @property
    def form(self) -> Form | None:
        return FORMS.get(self.preset or "")

    @property
    def is_silent(self) -> bool:
        return self.preset == GIF

    def fields(self) -> dict[str, Any]:
        return codec.plain(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> EditWish:
        known = codec.known(cls, stored)
        for name, kind in (("crop", EditCrop), ("music", FilmMusic), ("title", FilmTitle)):
            known[name] = kind(**given) if (given := stored.get(name)) else None
        known["captions"] = tuple(EditCaption(**each) for each in stored.get("captions") or ())
        return cls(**known)
