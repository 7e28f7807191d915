"""The pictures of a film, one after the other: each scene in the film's size and rate, overlapping where it was wished."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from fractions import Fraction
from itertools import islice
from typing import Any

import av
import av.error
import av.filter

from shared.media.facts import Defect
from shared.media.film import looks
from shared.media.film.outcome import SceneBroken
from shared.media.film.planning import cut_to
from shared.media.film.sources import Scenes, picture_stream
from shared.media.film.survey import seek_before
from shared.media.film.wish import Clip, Fade, Fit, Plan, Span

FORMAT = "yuv420p"
THREADS = 4
_MISSING_S = Fraction(1, 2)  # of a scene, that its last picture may stand in for


def film_pictures(scenes: Scenes, plan: Plan, fit: Fit) -> Generator[Any]:
    """Exactly the planned number of pictures; at most two scenes are open at once."""
    current = _scene_pictures(scenes, plan, plan.spans[0], fit)
    shared = 0
    for span, following in zip(plan.spans, (*plan.spans[1:], None), strict=True):
        with closing(current):
            yield from islice(current, span.frames - shared - span.overlap)
            if following is None:
                return
            after = _scene_pictures(scenes, plan, following, fit)
            if span.overlap:
                yield from _crossfaded(current, after, span.overlap, plan)
        current, shared = after, span.overlap


def _scene_pictures(scenes: Scenes, plan: Plan, span: Span, fit: Fit) -> Generator[Any]:
    with scenes.opened(span.index) as container:
        stream = picture_stream(container)
        stream.thread_type, stream.codec_context.thread_count = "AUTO", THREADS
        picture, given = None, 0
        for picture in islice(_filtered(container, stream, plan, span, fit, scenes.clips[span.index]), span.frames):
            yield picture
            given += 1
        if picture is None or span.frames - given > max(1, _MISSING_S * plan.rate):
            raise SceneBroken(span.index, Defect.TRUNCATED)
        for _ in range(span.frames - given):
            yield picture


def _filtered(container: Any, stream: Any, plan: Plan, span: Span, fit: Fit, clip: Clip) -> Iterator[Any]:
    frame = 1 / plan.rate
    seek_before(container, stream, span.start - 4 * frame)
    begins = int(span.start / stream.time_base)
    graph: Any = None
    for picture in container.decode(stream):
        if picture.pts is None or (picture.pts - begins) * stream.time_base < -frame / 2:
            continue
        picture.pts -= begins
        if graph is None:
            graph = _scene_graph(picture, stream.time_base, plan, fit, clip)
        graph.vpush(picture)
        yield from pulled(graph)
    if graph is not None:
        graph.vpush(None)
        yield from pulled(graph)


def _scene_graph(picture: Any, time_base: Fraction, plan: Plan, fit: Fit, clip: Clip) -> Any:
    steps: list[tuple[str, str]] = []
    width, height = plan.size
    if clip.anchor is not None:
        steps += _filling(picture, plan.size, clip.anchor)
    elif (picture.width, picture.height) != plan.size:
        how = "decrease" if fit is Fit.PAD else "increase"
        size = f"w={width}:h={height}"
        whole = f"{size}:force_original_aspect_ratio={how}:force_divisible_by=2:flags=bicubic:out_range=tv"
        steps.append(("scale", whole))
        steps.append(("pad", f"{size}:x=-1:y=-1:color=black") if fit is Fit.PAD else ("crop", size))
    elif picture.format.name != FORMAT:
        steps.append(("scale", "out_range=tv"))
    # the rate comes last but one: a picture that is shown twice is scaled once
    steps.append(("format", FORMAT))
    if clip.look is not None:
        steps += looks.steps(clip.look, picture)
    if clip.speed != 1:
        steps.append(("setpts", f"PTS/{clip.speed:.6f}"))
    steps += [("setsar", "1"), ("fps", f"fps={plan.rate}:start_time=0")]
    kind = picture.format.name
    source = f"video_size={picture.width}x{picture.height}:pix_fmt={kind}:time_base={time_base}:frame_rate={plan.rate}"
    return chain(("buffer", source), *steps)


def _filling(picture: Any, size: tuple[int, int], anchor: tuple[float, float]) -> Iterator[tuple[str, str]]:
    """The part that stays is cut out before it is scaled: there is less to scale."""
    part = cut_to((picture.width, picture.height), size)
    if part != (picture.width, picture.height):
        x, y = anchor
        yield "crop", f"w={part[0]}:h={part[1]}:x=(in_w-out_w)*{x:.4f}:y=(in_h-out_h)*{y:.4f}"
    if part != size:
        yield "scale", f"w={size[0]}:h={size[1]}:flags=bicubic:out_range=tv"
    elif picture.format.name != FORMAT:
        yield "scale", "out_range=tv"


def faded(pictures: Generator[Any], fade: Fade, plan: Plan) -> Generator[Any]:
    """From black, and back."""
    seconds, steps = float(plan.length), [("buffer", like(plan))]
    if fade.begins > 0:
        steps.append(("fade", f"type=in:start_time=0:duration={fade.begins:.3f}"))
    if fade.ends > 0:
        steps.append(("fade", f"type=out:start_time={max(0.0, seconds - fade.ends):.3f}:duration={fade.ends:.3f}"))
    graph = chain(*steps, ("format", FORMAT))
    with closing(pictures):
        for number, picture in enumerate(pictures):
            picture.pts, picture.time_base = number, 1 / plan.rate
            graph.vpush(picture)
            yield from pulled(graph)
        graph.vpush(None)
        yield from pulled(graph)


def _crossfaded(before: Iterator[Any], after: Iterator[Any], count: int, plan: Plan) -> Iterator[Any]:
    graph: Any = av.filter.Graph()
    graph.threads = THREADS
    sources = [graph.add("buffer", like(plan)) for _ in range(2)]
    fade = graph.add("xfade", f"transition=fade:offset=0:duration={float(count / plan.rate):.6f}")
    for place, source in enumerate(sources):
        source.link_to(fade, 0, place)
    graph.link_nodes(fade, graph.add("format", FORMAT), graph.add("buffersink")).configure()
    given = 0
    for number in range(count):
        for source, scene in zip(sources, (before, after), strict=True):
            picture = next(scene)
            picture.pts, picture.time_base = number, 1 / plan.rate
            source.push(picture)
        for picture in pulled(graph):
            given += 1
            yield picture
    for source in sources:
        source.push(None)
    yield from islice(pulled(graph), count - given)


def like(plan: Plan) -> str:
    tick = 1 / plan.rate
    return f"video_size={plan.size[0]}x{plan.size[1]}:pix_fmt={FORMAT}:time_base={tick}:frame_rate={plan.rate}:pixel_aspect=1/1"


def chain(*steps: tuple[str, str]) -> Any:
    """A graph of filters one behind the other, pushed into at its beginning."""
    graph: Any = av.filter.Graph()
    graph.threads = THREADS
    nodes = [graph.add(name, arguments) for name, arguments in steps]
    graph.link_nodes(*nodes, graph.add("buffersink")).configure()
    return graph


def pulled(graph: Any) -> Iterator[Any]:
    """What the graph has ready by now."""
    while True:
        try:
            yield graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
