"""A finished film is looked at as a player would meet it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from shared.media.boxes import Readable
from shared.media.film.outcome import FilmFacts, FilmWrong, SceneBroken
from shared.media.film.sources import Scenes, picture_stream
from shared.media.film.survey import seek_before, sound_stream
from shared.media.film.wish import Clip

_LAST_S = 2


def examine(film: Readable, joins: tuple[float, ...] = ()) -> FilmFacts:
    """What the file says of itself; FilmWrong when a picture at its beginning, its end or one of `joins` does not come out."""
    scenes = Scenes((Clip(lambda: film),))
    try:
        with scenes.opened(0, check=True) as container:
            facts = _facts(container)
            stream = picture_stream(container)
            for moment in (0.0, *joins, max(0.0, facts.seconds - _LAST_S)):
                _shows(container, stream, moment)
        if facts.sound_seconds is not None:
            with scenes.opened(0) as container:
                _shows(container, sound_stream(container), 0.0)
    except SceneBroken as error:
        raise FilmWrong(error.reason) from error
    return facts


def _facts(container: Any) -> FilmFacts:
    stream, sound = container.streams.video[0], next(iter(container.streams.audio), None)
    return FilmFacts(
        seconds=_until(stream),
        sound_seconds=_until(sound) if sound else None,
        width=stream.codec_context.width,
        height=stream.codec_context.height,
        fps=float(stream.average_rate or 0),
        frames=stream.frames,
        video_codec=stream.codec_context.codec.canonical_name,
        audio_codec=sound.codec_context.codec.canonical_name if sound else None,
        bytes=container.size,
    )


def _until(stream: Any) -> float:
    return float(((stream.start_time or 0) + (stream.duration or 0)) * stream.time_base)


def _shows(container: Any, stream: Any, moment: float) -> None:
    seek_before(container, stream, Fraction(moment))
    if next(container.decode(stream), None) is None:
        raise FilmWrong(f"nothing comes out at {moment:.3f} s")
