"""The packets of a film's two tracks: copied as they are, or encoded anew."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from fractions import Fraction
from typing import Any, NamedTuple

from shared.media.facts import Defect
from shared.media.film.ahead import ahead
from shared.media.film.captions import with_captions
from shared.media.film.outcome import SceneBroken
from shared.media.film.pictures import FORMAT, THREADS, faded, film_pictures
from shared.media.film.sounds import RATE, film_sound
from shared.media.film.sources import Scenes, picture_stream
from shared.media.film.survey import packets_from, seek_before, sound_stream
from shared.media.film.title import with_title
from shared.media.film.wish import Fade, Plan, Span, Wish

_QUALITY = {"preset": "veryfast", "crf": "20", "profile": "high"}
_SOUND_BITS = 160_000


class Track(NamedTuple):
    stream: Any
    packets: Generator[Any]


def pictures_track(film: Any, scenes: Scenes, plan: Plan, wish: Wish) -> Track:
    if plan.copies_pictures:
        with scenes.opened(0) as container:
            stream = film.add_stream_from_template(picture_stream(container))
        return Track(stream, _copied_pictures(stream, scenes, plan))
    options = {**_QUALITY, "g": str(round(2 * plan.rate))}
    stream = film.add_stream("libx264", rate=plan.rate, options=options)
    stream.width, stream.height, stream.pix_fmt = *plan.size, FORMAT
    stream.codec_context.thread_count = THREADS  # a fixed number: the same wish makes the same film anywhere
    stream.codec_context.time_base = 1 / plan.rate
    pictures = film_pictures(scenes, plan, wish.fit)
    if wish.title is not None and not wish.title.is_empty:
        pictures = with_title(pictures, wish.title, plan)
    if wish.captions:
        pictures = with_captions(pictures, wish.captions, plan)
    if wish.fade != Fade():
        pictures = faded(pictures, wish.fade, plan)
    return Track(stream, _encoded(stream, ahead(pictures), 1 / plan.rate))


def sound_track(film: Any, scenes: Scenes, plan: Plan, wish: Wish) -> Track | None:
    if not plan.has_sound:
        return None
    if plan.copies_sound:
        with scenes.opened(0) as container:
            stream = film.add_stream_from_template(sound_stream(container))
        return Track(stream, _copied_sound(stream, scenes, plan))
    stream = film.add_stream("aac", rate=RATE, layout="stereo")
    stream.bit_rate = _SOUND_BITS
    return Track(stream, _encoded(stream, film_sound(scenes, plan, wish.music, wish.fade), None))


def _encoded(stream: Any, frames: Generator[Any], tick: Fraction | None) -> Generator[Any]:
    """Pictures are counted: each is one `tick` after the other."""
    with closing(frames):
        for number, frame in enumerate(frames):
            if tick is not None:
                frame.pts, frame.time_base = number, tick
                frame.pict_type = 0  # the encoder chooses key frames, not the scene it came from
            yield from _lasting(stream.encode(frame), tick)
    yield from _lasting(stream.encode(None), tick)


def _lasting(packets: list[Any], tick: Fraction | None) -> list[Any]:
    for packet in packets:
        if tick is not None:
            packet.duration = round(tick / packet.time_base)
    return packets


def _copied_pictures(stream: Any, scenes: Scenes, plan: Plan) -> Generator[Any]:
    for span in plan.spans:
        with scenes.opened(span.index) as container:
            source = picture_stream(container)
            frame, moved = 1 / plan.rate, round((span.begins - span.start) / source.time_base)
            reached = Fraction(0)
            for packet in packets_from(container, source, span.start, frame):
                if packet.pts * packet.time_base >= span.start + span.length - frame / 2:
                    continue
                shown = max(frame, (packet.duration or 0) * packet.time_base)
                reached = max(reached, packet.pts * packet.time_base - span.start + shown)
                yield _moved(packet, moved, stream)
            if span.length - reached > 2 * frame:
                raise SceneBroken(span.index, Defect.TRUNCATED)


def _copied_sound(stream: Any, scenes: Scenes, plan: Plan) -> Generator[Any]:
    """Packets follow each other without a hole; one more or less per scene keeps them with their pictures."""
    due: Any = None  # where the next packet belongs, in ticks of the track
    for span in plan.spans:
        with scenes.opened(span.index) as container:
            source = sound_stream(container)
            begins, ends, moved = _ticks(span, source.time_base)
            lasts = _packet_ticks(source)  # the last one of a scene says less of itself
            seek_before(container, source, span.start)
            for packet in container.demux(source):
                if packet.pts is None or packet.dts is None:
                    continue
                at = packet.pts + moved
                if due is None and span.start and at < begins - lasts:
                    continue
                if due is not None and at < due - lasts // 2:
                    continue
                due = at if due is None or at > due + lasts // 2 else due
                if due > ends - lasts // 2:
                    break
                yield _moved(packet, due - packet.pts, stream)
                due += lasts


def _packet_ticks(source: Any) -> int:
    context = source.codec_context
    return round(Fraction(context.frame_size or 1024, context.sample_rate) / source.time_base)


def _ticks(span: Span, tick: Fraction) -> tuple[int, int, int]:
    return round(span.begins / tick), round(span.ends / tick), round((span.begins - span.start) / tick)


def _moved(packet: Any, by: int, stream: Any) -> Any:
    packet.pts += by
    packet.dts += by
    packet.stream = stream
    return packet
