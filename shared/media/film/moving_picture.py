"""A short film as an animated GIF: a palette made of all of its pictures first, then the pictures by it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import av
import av.filter

from shared.media.film.pictures import chain, pulled
from shared.media.film.sources import Scenes, picture_stream
from shared.media.film.wish import Clip


def as_gif(film: bytes) -> bytes:
    """It plays for ever. Memory holds one picture at a time, and both files."""
    scenes, file = Scenes((Clip(lambda: io.BytesIO(film)),)), io.BytesIO()
    palette = _palette(scenes)
    with scenes.opened(0) as container, av.open(file, "w", format="gif", options={"loop": "0"}) as gif:
        source = picture_stream(container)
        stream: Any = gif.add_stream("gif", rate=source.average_rate)
        stream.width, stream.height, stream.pix_fmt = source.width, source.height, "pal8"
        for picture in _painted(container, source, palette):
            gif.mux(stream.encode(picture))
        gif.mux(stream.encode(None))
    return file.getvalue()


def _palette(scenes: Scenes) -> Any:
    with scenes.opened(0) as container:
        stream = picture_stream(container)
        graph: Any = None
        for picture in container.decode(stream):
            graph = graph or chain(("buffer", _like(picture, stream)), ("palettegen", "reserve_transparent=0"))
            graph.vpush(picture)
        graph.vpush(None)
        return next(pulled(graph))


def _painted(container: Any, stream: Any, palette: Any) -> Iterator[Any]:
    graph: Any = None
    film: Any = None
    for picture in container.decode(stream):
        if graph is None:
            graph, film, colours = _painter(picture, stream, palette)
            colours.push(palette)
            colours.push(None)
        film.push(picture)
        yield from pulled(graph)
    film.push(None)
    yield from pulled(graph)


def _painter(picture: Any, stream: Any, palette: Any) -> tuple[Any, Any, Any]:
    graph: Any = av.filter.Graph()
    film = graph.add("buffer", _like(picture, stream))
    size = f"video_size={palette.width}x{palette.height}"
    colours = graph.add("buffer", f"{size}:pix_fmt={palette.format.name}:time_base={stream.time_base}")
    paint = graph.add("paletteuse", "dither=bayer:bayer_scale=3:diff_mode=rectangle")
    film.link_to(paint, 0, 0)
    colours.link_to(paint, 0, 1)
    graph.link_nodes(paint, graph.add("buffersink")).configure()
    return graph, film, colours


def _like(picture: Any, stream: Any) -> str:
    return f"video_size={picture.width}x{picture.height}:pix_fmt={picture.format.name}:time_base={stream.time_base}"
