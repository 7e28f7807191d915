"""Words at the foot of the picture, each for its while, where no app of a phone lays its own signs over them."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any, NamedTuple

import av
import av.filter

from shared.media.film.pictures import FORMAT, THREADS, like, pulled
from shared.media.film.title import drawn, frame_of
from shared.media.film.wish import Caption, Plan
from shared.media.film.wording import Wording, captioned

_FOOT, _TALL_FOOT = 0.93, 0.76  # of the frame's height; a phone's apps cover the lower part of tall pictures


class _Shown(NamedTuple):
    begins: int  # pictures
    ends: int
    wording: Wording


def with_captions(pictures: Generator[Any], captions: Sequence[Caption], plan: Plan) -> Generator[Any]:
    """The same pictures; none is drawn before its time."""
    at = 0
    with closing(pictures):
        for shown in _shown(captions, plan):
            yield from islice(pictures, shown.begins - at)
            yield from _captioned(islice(pictures, shown.ends - shown.begins), shown.wording, plan)
            at = shown.ends
        yield from pictures


def _shown(captions: Sequence[Caption], plan: Plan) -> Iterator[_Shown]:
    """A caption of more than two lines has its time shared among its parts."""
    at = 0
    for caption in captions:
        parts = captioned(caption.text, plan.size)
        for number, wording in enumerate(parts):
            begins, ends = (caption.start + (caption.end - caption.start) * nth / len(parts) for nth in (number, number + 1))
            begins, ends = max(at, round(begins * plan.rate)), min(plan.frames, round(ends * plan.rate))
            if ends > begins:
                yield _Shown(begins, ends, wording)
                at = ends


def _captioned(pictures: Iterator[Any], wording: Wording, plan: Plan) -> Iterator[Any]:
    words = drawn(wording, plan.size)
    left, top, right, bottom = words.getbbox() or (0, 0, 2, 2)
    words = words.crop((left // 2 * 2, top // 2 * 2, -(-right // 2) * 2, -(-bottom // 2) * 2))
    foot = _TALL_FOOT if plan.size[1] > plan.size[0] else _FOOT
    y = max(0, round(plan.size[1] * foot) - words.height) // 2 * 2
    layer = frame_of(words).reformat(format="yuva420p")
    graph, film, over = _graph(plan, layer, y)
    for number, picture in enumerate(pictures):
        for source, frame in ((film, picture), (over, layer)):
            frame.pts, frame.time_base = number, 1 / plan.rate
            source.push(frame)
        yield from pulled(graph)
    for source in (film, over):
        source.push(None)
    yield from pulled(graph)


def _graph(plan: Plan, layer: Any, y: int) -> tuple[Any, Any, Any]:
    graph: Any = av.filter.Graph()
    graph.threads = THREADS
    film = graph.add("buffer", like(plan))
    common = f"time_base={1 / plan.rate}:frame_rate={plan.rate}:pixel_aspect=1/1"
    words = graph.add("buffer", f"video_size={layer.width}x{layer.height}:pix_fmt=yuva420p:{common}")
    over = graph.add("overlay", f"x=(main_w-overlay_w)/2:y={y}:format=yuv420")
    film.link_to(over, 0, 0)
    words.link_to(over, 0, 1)
    graph.link_nodes(over, graph.add("format", FORMAT), graph.add("buffersink")).configure()
    return graph, film, words
