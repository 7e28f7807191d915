"""Words over the first pictures: drawn once, then laid over each picture, coming and going softly."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import av
import av.filter
from PIL import Image, ImageDraw, ImageFont

from shared.media.film.pictures import FORMAT, THREADS, pulled
from shared.media.film.wish import Plan, Title

FONT = Path(__file__).with_name("fonts") / "DejaVuSans-Bold.ttf"
_MOST_LINES = 4
_LARGEST, _SMALLEST = 0.10, 0.03  # of the frame's shorter side
_ROOM = 0.84  # of the frame's width
_FADE_S = 0.4


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
    """White with a dark rim, so that it is legible on anything; as large as it can be."""
    short = min(size)
    room = int(size[0] * _ROOM)
    for points in range(round(short * _LARGEST), max(8, round(short * _SMALLEST)) - 1, -1):
        lines = _lines(text, _font(points), room)
        if len(lines) <= _MOST_LINES and all(_font(points).getlength(line) <= room for line in lines):
            break
    else:
        points = max(8, round(short * _SMALLEST))
        lines = _lines(text, _font(points), room)[:_MOST_LINES]
    rim = max(1, points // 12)
    image = Image.new("RGBA", (size[0] // 2 * 2, min(size[1], round(points * 1.35 * len(lines)) + 4 * rim) // 2 * 2))
    place = (image.width / 2, image.height / 2)
    ImageDraw.Draw(image).multiline_text(
        place, "\n".join(lines), fill="white", font=_font(points), anchor="mm", align="center", stroke_width=rim,
        stroke_fill=(0, 0, 0, 200),
    )  # fmt: skip
    return _frame(image)


@lru_cache(maxsize=4)
def _font(points: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), points, layout_engine=ImageFont.Layout.BASIC)


def _lines(text: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    """The writer's own lines, broken between words where they are too long."""
    lines: list[str] = []
    for paragraph in text.strip().splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if line and font.getlength(longer) > room:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines


def _frame(image: Image.Image) -> Any:
    frame: Any = av.VideoFrame(image.width, image.height, "rgba")
    plane, row = frame.planes[0], image.width * 4
    content = image.tobytes()
    if plane.line_size != row:
        rows = (content[at : at + row].ljust(plane.line_size, b"\0") for at in range(0, len(content), row))
        content = b"".join(rows)
    plane.update(content)
    return frame
