"""The sound of a film in even portions: each scene as long as its pictures, silent where it has none, music under it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from fractions import Fraction
from typing import Any

import av
import av.filter

from shared.media.film.pictures import pulled
from shared.media.film.sources import Scenes, only, opened_music
from shared.media.film.survey import seek_before, sound_stream
from shared.media.film.wish import Clip, Fade, Music, Plan, Span

RATE = 48_000
PORTION = 1024
_FORMAT, _LAYOUT = "fltp", "stereo"
_GAP = RATE // 20
_SHAPE = f"sample_fmts={_FORMAT}:channel_layouts={_LAYOUT}:sample_rates={RATE}"
_SOURCE = f"sample_rate={RATE}:sample_fmt={_FORMAT}:channel_layout={_LAYOUT}:time_base=1/{RATE}"


def film_sound(scenes: Scenes, plan: Plan, music: Music | None, fade: Fade = Fade()) -> Generator[Any]:
    """As long as the pictures, to the sample."""
    voice = _voice(scenes, plan)
    mixed = _with_music(voice, music, float(plan.length)) if music else voice
    with closing(_faded(mixed, fade, float(plan.length)) if fade != Fade() else mixed) as sound:
        yield from _portions(sound)


def _voice(scenes: Scenes, plan: Plan) -> Generator[Any]:
    current = _scene_sound(scenes, plan.spans[0])
    carried = _Store()
    shared = 0
    for span, following in zip(plan.spans, (*plan.spans[1:], None), strict=True):
        with closing(current):
            shared_next = _at(span.ends) - _at(following.begins) if following else 0
            yield from carried.passed(current, _at(span.ends) - _at(span.begins) - shared - shared_next)
            if following is None:
                return
            after, next_carried = _scene_sound(scenes, following), _Store()
            if shared_next:
                yield from _crossfaded(carried.all(current, shared_next), next_carried.all(after, shared_next), shared_next)
        current, carried, shared = after, next_carried, shared_next


def _at(moment: Fraction) -> int:
    return round(moment * RATE)


class _Store:
    """Samples that were read and not used yet."""

    def __init__(self) -> None:
        self._fifo: Any = av.AudioFifo()

    def passed(self, source: Iterator[Any], count: int) -> Iterator[Any]:
        """`count` samples in portions."""
        while count:
            portion = min(count, PORTION)
            yield self.all(source, portion)
            count -= portion

    def all(self, source: Iterator[Any], count: int) -> Any:
        """`count` samples at once."""
        while self._fifo.samples < count:
            self._fifo.write(_unplaced(next(source)))
        return self._fifo.read(count)


def _unplaced(frame: Any) -> Any:
    frame.pts = None
    return frame


def _scene_sound(scenes: Scenes, span: Span) -> Generator[Any]:
    """Without end: after its sound a scene is silent."""
    clip = scenes.clips[span.index]
    sound = _recorded(scenes, span)
    yield from _changed(sound, clip) if (clip.speed, clip.volume) != (1, 1) else sound


def _changed(sound: Generator[Any], clip: Clip) -> Generator[Any]:
    """Faster or slower at its own pitch, louder or softer."""
    steps = [("abuffer", _SOURCE)]
    if clip.volume != 1:
        steps.append(("volume", f"volume={clip.volume:.4f}"))
    if clip.speed != 1:
        steps.append(("atempo", f"tempo={clip.speed:.6f}"))
    graph, at = _sound_chain(*steps), 0
    with closing(sound):
        for frame in sound:
            at += _placed(frame, at)
            graph.push(frame)
            yield from pulled(graph)


def _recorded(scenes: Scenes, span: Span) -> Generator[Any]:
    with scenes.opened(span.index) as container:
        stream = sound_stream(container)
        if stream is not None:
            yield from _decoded(container, stream, span.start)
    while True:
        yield _silence(PORTION)


def _decoded(container: Any, stream: Any, start: Fraction) -> Iterator[Any]:
    """What sounds at `start` comes first; holes are filled, so that it never runs ahead of its pictures."""
    seek_before(container, stream, start - Fraction(1, 10))
    resampler = av.AudioResampler(_FORMAT, _LAYOUT, RATE)
    store: Any = av.AudioFifo()
    reached: int | None = None  # where the next sample belongs, counted from `start`
    early = 0  # samples that lie before it
    for frame in container.decode(stream):
        at: int = round(((frame.pts or 0) * stream.time_base - start) * RATE)
        if reached is None:
            reached, early = min(at, 0), max(0, -at)
        if at - reached > (_GAP if reached else 0):
            store.write(_silence(at - reached))
            reached = at
        for part in resampler.resample(frame):
            reached = reached + part.samples
            store.write(_unplaced(part))
        if early and store.samples:
            early -= store.read(min(early, store.samples)).samples
        yield from store.read_many(PORTION)
    if reached is not None:
        for part in resampler.resample(None):
            store.write(_unplaced(part))
        if early < store.samples:
            yield store.read()


def _silence(samples: int) -> Any:
    frame: Any = av.AudioFrame(format=_FORMAT, layout=_LAYOUT, samples=samples)
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    frame.sample_rate = RATE
    return frame


def _crossfaded(before: Any, after: Any, count: int) -> Iterator[Any]:
    graph: Any = av.filter.Graph()
    sources = [graph.add("abuffer", _SOURCE) for _ in range(2)]
    fade = graph.add("acrossfade", f"nb_samples={count}")
    for place, source in enumerate(sources):
        source.link_to(fade, 0, place)
    graph.link_nodes(fade, graph.add("abuffersink")).configure()
    for source, sound in zip(sources, (before, after), strict=True):
        sound.pts, sound.time_base = 0, Fraction(1, RATE)
        source.push(sound)
        source.push(None)
    yield from pulled(graph)


def _with_music(voice: Iterator[Any], music: Music, film_seconds: float) -> Generator[Any]:
    """Both in portions of one size, so that neither piles up in front of the mixer."""
    with opened_music(music) as container:
        stream = only(container, container.streams.audio[0])
        known = float(container.duration or 0) / av.time_base or film_seconds
        graph, sources = _mixer(music, min(known, film_seconds))
        tune = _tune(container, stream)
        at = 0
        for portion in voice:
            at += portion.samples
            for source, sound in zip(sources, (portion, next(tune)), strict=True):
                sound.pts, sound.time_base = at - portion.samples, Fraction(1, RATE)
                source.push(sound)
            yield from pulled(graph)
        for source in sources:
            source.push(None)
        yield from pulled(graph)


def _tune(container: Any, stream: Any) -> Generator[Any]:
    store: Any = av.AudioFifo()
    resampler = av.AudioResampler(_FORMAT, _LAYOUT, RATE)
    for frame in container.decode(stream):
        for part in resampler.resample(frame):
            store.write(_unplaced(part))
        yield from store.read_many(PORTION)
    while True:
        yield _silence(PORTION)


def _mixer(music: Music, until: float) -> tuple[Any, list[Any]]:
    graph: Any = av.filter.Graph()
    voice, tune = graph.add("abuffer", _SOURCE), graph.add("abuffer", _SOURCE)
    fade_out = min(music.fade_out, until)
    shaped = [tune, graph.add("volume", f"volume={music.volume:.4f}")]
    if music.fade_in > 0:
        shaped.append(graph.add("afade", f"type=in:start_time=0:duration={music.fade_in:.3f}"))
    if fade_out > 0:
        shaped.append(graph.add("afade", f"type=out:start_time={until - fade_out:.3f}:duration={fade_out:.3f}"))
    graph.link_nodes(*shaped)
    mix = graph.add("amix", "inputs=2:duration=first:normalize=0")
    if music.ducked:
        both = graph.add("asplit", "2")
        duck = graph.add("sidechaincompress", "threshold=0.03:ratio=8:attack=20:release=400")
        voice.link_to(both)
        both.link_to(mix, 0, 0)
        shaped[-1].link_to(duck, 0, 0)
        both.link_to(duck, 1, 1)
        duck.link_to(mix, 0, 1)
    else:
        voice.link_to(mix, 0, 0)
        shaped[-1].link_to(mix, 0, 1)
    limit = graph.add("alimiter", "limit=0.97:level=0:latency=1")
    shape = graph.add("aformat", _SHAPE)
    graph.link_nodes(mix, limit, shape, graph.add("abuffersink")).configure()
    return graph, [voice, tune]


def _faded(sound: Generator[Any], fade: Fade, seconds: float) -> Generator[Any]:
    """With its pictures, from silence and back."""
    steps, at = [("abuffer", _SOURCE)], 0
    if fade.begins > 0:
        steps.append(("afade", f"type=in:start_time=0:duration={fade.begins:.3f}"))
    if fade.ends > 0:
        steps.append(("afade", f"type=out:start_time={max(0.0, seconds - fade.ends):.3f}:duration={fade.ends:.3f}"))
    graph = _sound_chain(*steps)
    with closing(sound):
        for frame in sound:
            at += _placed(frame, at)
            graph.push(frame)
            yield from pulled(graph)
        graph.push(None)
        yield from pulled(graph)


def _sound_chain(*steps: tuple[str, str]) -> Any:
    graph: Any = av.filter.Graph()
    nodes = [graph.add(name, arguments) for name, arguments in steps]
    graph.link_nodes(*nodes, graph.add("aformat", _SHAPE), graph.add("abuffersink")).configure()
    return graph


def _portions(sound: Iterator[Any]) -> Iterator[Any]:
    """Of the size that the encoder takes, with their place in the film."""
    store: Any = av.AudioFifo()
    at = 0
    for frame in sound:
        store.write(_unplaced(frame))
        for portion in store.read_many(PORTION):
            at += _placed(portion, at)
            yield portion
    if store.samples:
        portion = store.read()
        _placed(portion, at)
        yield portion


def _placed(portion: Any, at: int) -> int:
    portion.pts, portion.time_base = at, Fraction(1, RATE)
    return portion.samples
