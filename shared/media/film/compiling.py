"""The film is made: what is ready goes into the sink at once, memory holds a few pictures and the index."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from fractions import Fraction
from typing import Any

import av

from shared.media.film.outcome import Cancelled, Compiled, FilmFacts, verify
from shared.media.film.planning import plan
from shared.media.film.reel import Reel, Sink
from shared.media.film.sources import Scenes
from shared.media.film.survey import Scene, look_at
from shared.media.film.tracks import Track, pictures_track, sound_track
from shared.media.film.wish import Plan, Wish

_BUFFER = 128 * 1024
_STEPS = 100
_LOOKING = 0.05  # of the progress: the scenes are looked at


def _ignore(_: float) -> None:
    """Nobody watches."""


def _never() -> bool:
    return False


class Compilation:
    """One film: its body is taken out piece by piece, then `compiled` has its head.

    `cancelled` is asked at every packet and `progress` told in steps of a hundredth, neither decreasing nor beyond 1.
    """

    def __init__(
        self, wish: Wish, *, progress: Callable[[float], None] = _ignore, cancelled: Callable[[], bool] = _never
    ) -> None:
        if not wish.clips:
            raise ValueError("a film needs a scene")
        self._wish = wish
        self._scenes = Scenes(wish.clips)
        self._progress, self._cancelled = progress, cancelled
        self._told = -1
        self.compiled: Compiled | None = None

    def body(self) -> Generator[bytes]:
        """SceneBroken, MusicBroken, Cancelled, FilmWrong, or an error of the readers' own."""
        made = plan(self._wish, list(self._looked_at()))
        reel = Reel()
        with av.open(reel, "w", format="mp4", options={"fflags": "+bitexact"}, buffer_size=_BUFFER) as film:
            pictures = pictures_track(film, self._scenes, made, self._wish)
            sound = sound_track(film, self._scenes, made, self._wish)
            counted = _Counted(pictures, sound)
            with ExitStack() as ending:
                tracks = [ending.enter_context(closing(track.packets)) for track in (pictures, sound) if track]
                for packet in _in_order(tracks):
                    self._go_on(_LOOKING + (1 - _LOOKING) * counted.add(packet) / float(made.length))
                    film.mux(packet)
                    yield from reel.pieces()
            facts = counted.facts(made)
        yield from reel.pieces(last=True)
        head = reel.head()
        facts = replace(facts, bytes=len(head) + reel.body_size)
        verify(facts, made)
        self.compiled = Compiled(head, reel.body_size, reel.body_crc32c, facts, made)
        self._go_on(1.0)

    def _looked_at(self) -> Iterator[Scene]:
        for index in range(len(self._wish.clips)):
            self._go_on(_LOOKING * index / len(self._wish.clips))
            yield look_at(self._scenes, index)

    def _go_on(self, done: float) -> None:
        if self._cancelled():
            raise Cancelled
        step = min(_STEPS, int(done * _STEPS))
        if step > self._told:
            self._told = step
            self._progress(step / _STEPS)


def compile_film(
    wish: Wish, sink: Sink, *, progress: Callable[[float], None] = _ignore, cancelled: Callable[[], bool] = _never
) -> Compiled:
    """The same for who has a sink to write to."""
    work = Compilation(wish, progress=progress, cancelled=cancelled)
    with closing(work.body()) as body:
        for piece in body:
            sink.write(piece)
    assert work.compiled is not None
    return work.compiled


def _in_order(tracks: Sequence[Iterator[Any]]) -> Iterator[Any]:
    """By the time at which a player needs them."""
    heads = [(packet, track) for track in tracks if (packet := next(track, None)) is not None]
    while heads:
        place = min(range(len(heads)), key=lambda at: heads[at][0].dts * heads[at][0].time_base)
        packet, track = heads[place]
        following = next(track, None)
        if following is None:
            del heads[place]
        else:
            heads[place] = (following, track)
        yield packet


class _Counted:
    """What went into the film."""

    def __init__(self, pictures: Track, sound: Track | None) -> None:
        self._pictures, self._sound = pictures.stream, sound.stream if sound else None
        self._frames = 0
        self._picture_end = self._sound_end = Fraction(0)

    def add(self, packet: Any) -> float:
        """How many seconds of the film are done."""
        end = (packet.pts + (packet.duration or 0)) * packet.time_base
        if packet.stream_index == self._pictures.index:
            self._frames += 1
            self._picture_end = max(self._picture_end, end)
        else:
            self._sound_end = max(self._sound_end, end)
        return float(packet.dts * packet.time_base)

    def facts(self, made: Plan) -> FilmFacts:
        sound = self._sound
        return FilmFacts(
            seconds=float(self._picture_end),
            sound_seconds=float(self._sound_end) if sound else None,
            width=made.size[0],
            height=made.size[1],
            fps=float(made.rate),
            frames=self._frames,
            video_codec=self._pictures.codec_context.codec.canonical_name,
            audio_codec=sound.codec_context.codec.canonical_name if sound else None,
            bytes=0,
        )
