"""What comes out: a film and its facts, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from shared.media.film.wish import Plan


class SceneBroken(Exception):
    """A scene, counted from 0, cannot be a part of the film: a `Defect`, `too_short`, or `outside` for a trim beyond its end."""

    def __init__(self, index: int, reason: str) -> None:
        self.index, self.reason = index, reason
        super().__init__(f"scene {index}: {reason}")


class MusicBroken(Exception):
    """The music is no MP3, AAC, M4A or WAV that could be played."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Cancelled(Exception):
    """Nobody wants the film any more."""


class FilmWrong(Exception):
    """What was made is not what was planned."""


@dataclass(frozen=True)
class FilmFacts:
    seconds: float  # of the pictures
    sound_seconds: float | None
    width: int
    height: int
    fps: float
    frames: int
    video_codec: str
    audio_codec: str | None
    bytes: int


@dataclass(frozen=True)
class Compiled:
    """`head` and the body that went into the sink, one after the other, are the film."""

    head: bytes
    body_size: int
    body_crc32c: int
    facts: FilmFacts
    plan: Plan


_PACKET_S = 1024 / 44_100  # of sound: it has no shorter lengths


def verify(facts: FilmFacts, plan: Plan) -> None:
    """FilmWrong unless it has the planned length, within a frame per join, and its sound goes with its pictures."""
    frame = 1 / float(plan.rate)
    allowed = frame * (len(plan.joins) + 1)
    if abs(facts.seconds - float(plan.length)) > allowed:
        raise FilmWrong(f"{facts.seconds:.3f} s instead of {float(plan.length):.3f} s")
    if (facts.width, facts.height) != plan.size:
        raise FilmWrong(f"{facts.width}x{facts.height} instead of {plan.size[0]}x{plan.size[1]}")
    if (facts.sound_seconds is not None) != plan.has_sound:
        raise FilmWrong("no sound" if plan.has_sound else "sound where none was planned")
    if facts.sound_seconds is not None and abs(facts.sound_seconds - facts.seconds) > max(frame, _PACKET_S) + _PACKET_S:
        raise FilmWrong(f"{facts.sound_seconds:.3f} s of sound for {facts.seconds:.3f} s of pictures")
