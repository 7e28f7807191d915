"""What somebody wants written, and what came of asking for it. No Google here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.platform.firestore import codec
from shared.prompts.brief import Styles
from shared.prompts.model import Variant


@dataclass(frozen=True)
class Config(Styles):
    """The same as it is asked for."""

    own_key: bool = False  # written on the user's own key for the Gemini API

    def fields(self) -> dict[str, Any]:
        return codec.plain(self)

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Config:
        return cls(**codec.known(cls, stored))


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
