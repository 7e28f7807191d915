"""What a check finds, without the library that looks: rules may import this at no cost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Defect(StrEnum):
    """Why a file is no finished video."""

    TOO_SMALL = "too_small"
    NOT_MP4 = "not_mp4"
    TRUNCATED = "truncated"
    NO_VIDEO = "no_video"
    NO_DURATION = "no_duration"
    OVERSIZED = "oversized"  # an index or a picture beyond all reason, which would take our memory
    UNDECODABLE = "undecodable"


class BrokenMedia(Exception):
    """The file is not a video that anybody could play."""

    def __init__(self, reason: Defect, told: str = "") -> None:
        self.reason = reason
        super().__init__(f"{reason}: {told}" if told else str(reason))


@dataclass(frozen=True)
class Facts:
    seconds: float
    width: int
    height: int
    video_codec: str
    audio_codec: str | None
    fps: float | None
    frames: int | None
    bytes: int


def near(facts: Facts, asked_seconds: float) -> bool:
    """Half a second or a tenth off is what encoders and providers make of a length; more is another video."""
    return abs(facts.seconds - asked_seconds) <= max(0.5, asked_seconds / 10)
