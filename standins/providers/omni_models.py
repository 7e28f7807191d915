"""The Omni models: which surface serves each, and what it can do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from . import models

Surface = Literal["gemini-api", "vertex"]

BOTH: frozenset[Surface] = frozenset({"gemini-api", "vertex"})
TASKS = ("text_to_video", "image_to_video", "reference_to_video", "edit", "extend", "upscale")
USUAL_SECONDS = 8.0
MOST_EXTENDED_SECONDS = 40.0
TOKENS_A_SECOND = 5792  # of output at 720p


@dataclass(frozen=True)
class OmniModel:
    name: str
    surfaces: frozenset[Surface]
    most_seconds: float
    most_seconds_between_frames: float = 10.0
    least_seconds: float = 3.0
    most_references: int = 6
    resolutions: tuple[str, ...] = ("360p", "720p", "1080p", "4k")
    aspects: tuple[str, ...] = field(default=(models.LANDSCAPE, models.PORTRAIT))
    tasks: tuple[str, ...] = TASKS[:-1]
    render_factor: float = 0.6

    def render_seconds(self, usual: float, resolution: str) -> float:
        return usual * self.render_factor * {"360p": 0.5, "1080p": 1.25, "4k": 2.0}.get(resolution, 1.0)


OMNI_MODELS = {
    model.name: model
    for model in (
        OmniModel("gemini-omni-1.2-flash", BOTH, 15.0),
        OmniModel("gemini-omni-1.1-flash", frozenset({"gemini-api"}), 10.0),
        OmniModel("gemini-omni-1.1-flash-preview", frozenset({"vertex"}), 10.0),
    )
}
RETIRED_OMNI_MODELS = frozenset({"gemini-omni-flash-preview"})
