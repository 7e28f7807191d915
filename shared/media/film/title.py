"""Words over the first pictures: drawn once, then laid over each picture, coming and going softly."""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

import av
import av.filter
from PIL import Image, ImageDraw

from shared.media.film.lettering import Line
from shared.media.film.pictures import FORMAT, THREADS, pulled
from shared.media.film.wish import Plan, Title
from shared.media.film.wording import Wording, worded

_FADE_S = 0.4
_LINE = 1.3  # from one baseline to the next, in ems


def with_title(pictures: Generator[Any], title: Title, plan: Plan) -> Generator[Any]:
    """The same pictures, the first of them under the title."""
    shown = max(1, round(title.seconds * plan.rate))
    words = _drawn(title.text, plan.size)
    graph, film, layer = _graph(plan, words, title.seconds)
    with closing(pictures):
        for number, picture in enumerate(islice(pictures, shown)):
            for source, frame in ((film, picture), (layer, words)):
                frame.pts, frame.time_base = number, 1 / plan.rate
                source.push(frame)
            yield from pulled(graph)
        yield from pictures


def _graph(plan: Plan, words: Any, seconds: float) -> tuple[Any, Any, Any]:
    tick = 1 / plan.rate
    common = f"time_base={tick}:frame_rate={plan.rate}:pixel_aspect=1/1"
    graph: Any = av.filter.Graph()
    graph.threads = THREADS
    film = graph.add("buffer", f"video_size={plan.size[0]}x{plan.size[1]}:pix_fmt={FORMAT}:{common}")
    layer = graph.add("buffer", f"video_size={words.width}x{words.height}:pix_fmt=rgba:{common}")
    soft = min(_FADE_S, seconds / 3)
    comes = graph.add("fade", f"type=in:start_time=0:duration={soft:.3f}:alpha=1")
    goes = graph.add("fade", f"type=out:start_time={seconds - soft:.3f}:duration={soft:.3f}:alpha=1")
    over = graph.add("overlay", "x=(main_w-overlay_w)/2:y=(main_h-overlay_h)/2:format=yuv420")
    graph.link_nodes(layer, comes, goes)
    film.link_to(over, 0, 0)
    goes.link_to(over, 0, 1)
    graph.link_nodes(over, graph.add("format", FORMAT), graph.add("buffersink")).configure()
    return graph, film, layer


def _drawn(text: str, size: tuple[int, int]) -> Any:
    """White with a dark rim, so that it is legible on anything."""
    return frame_of(picture(text, size))


def picture(text: str, size: tuple[int, int]) -> Image.Image:
    """The words alone, as wide as the frame and as high as they need."""
    return drawn(worded(text, size), size)


def drawn(wording: Wording, size: tuple[int, int]) -> Image.Image:
    lines, points = wording
    rim = max(1, points // 12)
    baselines, height = _baselines(lines, points, rim)
    height = min(size[1], height) // 2 * 2
    image = Image.new("RGBA", (size[0] // 2 * 2, height))
    for stroke, colour, strength in ((rim, (0, 0, 0), 200), (0, (255, 255, 255), 255)):  # all rims lie under all letters
        mask = Image.new("L", image.size)
        pen = ImageDraw.Draw(mask)
        for line, baseline in zip(lines, baselines, strict=True):
            line.draw(pen, (image.width - line.width * points) / 2, baseline, points, stroke)
        layer = Image.new("RGBA", image.size, (*colour, 0))
        layer.putalpha(mask.point([value * strength // 255 for value in range(256)]))
        image.alpha_composite(layer)
    return image


def _baselines(lines: Sequence[Line], points: int, rim: int) -> tuple[list[int], int]:
    """Evenly, unless letters above and below a line are higher and deeper than usual; and the height of all."""
    found: list[int] = []
    bottom = 2 * rim
    for line in lines:
        above, below = _reach(line, points)
        even = found[-1] + round(points * _LINE) if found else 0
        found.append(max(bottom + above, even))
        bottom = found[-1] + below + max(1, points // 10)
    return found, bottom + 2 * rim


def _reach(line: Line, points: int) -> tuple[int, int]:
    """How far it goes above and below its baseline."""
    mask = Image.new("L", (math.ceil((line.width + 2) * points), 6 * points))
    line.draw(ImageDraw.Draw(mask), points, 3 * points, points)
    box = mask.getbbox() or (0, 3 * points, 0, 3 * points)
    return 3 * points - box[1], box[3] - 3 * points


def frame_of(image: Image.Image) -> Any:
    frame: Any = av.VideoFrame(image.width, image.height, "rgba")
    plane, row = frame.planes[0], image.width * 4
    content = image.tobytes()
    if plane.line_size != row:
        rows = (content[at : at + row].ljust(plane.line_size, b"\0") for at in range(0, len(content), row))
        content = b"".join(rows)
    plane.update(content)
    return frame
