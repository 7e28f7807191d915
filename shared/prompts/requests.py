"""What somebody wants written, and what came of asking for it. No Google here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from shared.platform.errors import Language
from shared.prompts.model import Variant


@dataclass(frozen=True)
class Config:
    """How a text should be: the styles, length and shape of the film, the wishes and the language."""

    camera_style: str = "static_shot"
    film_effects: tuple[str, ...] = ()
    lighting: str | None = None
    mood: str | None = None
    seconds: int | None = None
    aspect_ratio: str | None = None
    instructions: str = ""
    language: Language = "de"
    own_key: bool = False  # written on the user's own key for the Gemini API

    def fields(self) -> dict[str, Any]:
        return {**asdict(self), "film_effects": list(self.film_effects)}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Config:
        known: dict[str, Any] = {**stored, "film_effects": tuple(stored.get("film_effects") or ())}
        return cls(**known)


@dataclass(frozen=True)
class AdmittedPrompts:
    """What was asked for, of a batch what has its turn by now; `replayed` when the same key had asked before."""

    variants: Sequence[Variant]
    replayed: bool
    batch_id: str | None = None
    primary: str | None = None  # of the image, where one image is concerned

    @property
    def variant(self) -> Variant:
        return self.variants[0]
