"""The models that are served, and what each can do: one row each, read by every wire."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .wire import Refusal

LANDSCAPE, PORTRAIT, SQUARE = "16:9", "9:16", "1:1"
_SHORT_SIDE = {"360p": 360, "720p": 720, "1080p": 1080, "4k": 2160}
_RATIO = {LANDSCAPE: (16, 9), PORTRAIT: (9, 16), SQUARE: (1, 1)}


@dataclass(frozen=True)
class VideoModel:
    name: str
    locations: frozenset[str]
    seconds: tuple[int, ...]
    resolutions: tuple[str, ...]
    aspects: tuple[str, ...] = (LANDSCAPE, PORTRAIT)
    inputs: frozenset[str] = frozenset()  # fields of an instance beside the prompt
    most_references: int = 0
    longest_only_with: frozenset[str] = frozenset()  # inputs and resolutions that want the longest clip
    most_samples: int = 4
    prompt_tokens: int = 1024
    render_factor: float = 1.0  # of the usual render time

    def render_seconds(self, usual: float, resolution: str) -> float:
        return usual * self.render_factor * {"1080p": 1.25, "4k": 2.0}.get(resolution, 1.0)


_US = frozenset({"us-central1"})
_EIGHT = frozenset({"referenceImages", "video", "1080p", "4k"})
_FRAMES = frozenset({"image", "lastFrame"})

VIDEO_MODELS = {
    model.name: model
    for model in (
        VideoModel(
            "veo-3.1-generate-001",
            _US,
            (4, 6, 8),
            ("720p", "1080p", "4k"),
            inputs=_FRAMES | {"referenceImages", "video"},
            most_references=3,
            longest_only_with=_EIGHT,
        ),
        VideoModel(
            "veo-3.1-fast-generate-001",
            _US,
            (4, 6, 8),
            ("720p", "1080p", "4k"),
            inputs=_FRAMES | {"referenceImages", "video"},
            most_references=3,
            longest_only_with=_EIGHT,
            render_factor=0.6,
        ),
        VideoModel(
            "veo-3.1-lite-generate-001",
            _US,
            (4, 6, 8),
            ("720p", "1080p"),
            inputs=_FRAMES,
            render_factor=0.4,
        ),
    )
}


@dataclass(frozen=True)
class TextModel:
    name: str
    title: str
    retires: dict[str, datetime] | None = None  # by surface
    input_tokens: int = 1_048_576
    output_tokens: int = 65_536


_GONE_FROM_BOTH = {
    "vertex": datetime.fromisoformat("2026-10-20T00:00:00+00:00"),
    "gemini-api": datetime.fromisoformat("2026-12-01T00:00:00+00:00"),
}
TEXT_MODELS = {
    model.name: model
    for model in (
        TextModel("gemini-3.5-flash-lite", "Gemini 3.5 Flash-Lite"),
        TextModel("gemini-3.8-flash", "Gemini 3.8 Flash"),
        TextModel("gemini-2.5-flash", "Gemini 2.5 Flash", _GONE_FROM_BOTH),
        TextModel("gemini-2.5-flash-lite", "Gemini 2.5 Flash-Lite", _GONE_FROM_BOTH),
        TextModel("gemini-2.5-pro", "Gemini 2.5 Pro", _GONE_FROM_BOTH),
    )
}

RETIRED_VIDEO_MODELS = frozenset(
    {
        "veo-2.0-generate-001",
        "veo-3.0-generate-001",
        "veo-3.0-fast-generate-001",
        "veo-3.1-generate-preview",
        "veo-3.1-fast-generate-preview",
    }
)


def text_model(name: str, surface: str, now: datetime) -> TextModel | None:
    """None: never heard of. A retired one is refused in the service's words."""
    model = TEXT_MODELS.get(name)
    if model and model.retires and model.retires[surface] <= now:
        raise no_longer_available(f"models/{name}")
    return model


def no_longer_available(name: str) -> Refusal:
    return Refusal(404, f"This model {name} is no longer available. Please update your code to use a newer model.")


def size(resolution: str, aspect: str) -> tuple[int, int]:
    """Width and height in pixels."""
    across, down = _RATIO[aspect]
    short = _SHORT_SIDE[resolution]
    if across >= down:
        return short * across // down, short
    return short, short * down // across
