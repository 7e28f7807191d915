"""A look at every scene before the work begins: what its streams are, and whether they could be copied as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from shared.media.facts import BrokenMedia, Defect
from shared.media.film.outcome import SceneBroken
from shared.media.film.sources import Scenes, only, picture_stream

_GAP_S = Fraction(1, 20)  # of missing sound that nobody hears


@dataclass(frozen=True)
class Pictures:
    """Everything in which streams must be alike to follow each other in one track."""

    codec: str
    profile: str | None
    size: tuple[int, int]
    pixel_format: str | None
    rate: Fraction
    time_base: Fraction
    set_up: bytes  # the decoder's parameter sets


@dataclass(frozen=True)
class Sound:
    codec: str
    profile: str | None
    rate: int
    layout: str
    time_base: Fraction
    set_up: bytes


@dataclass(frozen=True)
class Scene:
    pictures: Pictures
    sound: Sound | None
    start: Fraction
    end: Fraction
    trimmed: bool
    cuts_at_keys: bool  # the trimmed part can be taken out without decoding it
    sound_covers: bool  # there is sound from its beginning to its end


def look_at(scenes: Scenes, index: int) -> Scene:
    """SceneBroken where no film can be made of it."""
    with scenes.opened(index, check=True) as container:
        stream = picture_stream(container)
        pictures, length = _pictures(stream)
        start, end = _trimmed(scenes, index, length, 1 / pictures.rate)
        _ = _first_picture(container, stream)
        cuts_at_keys = _cuts_at_keys(container, stream, start, end if end < length else None, 1 / pictures.rate)
    with scenes.opened(index) as container:
        sound, begins, sounds_until = _sound(container)
    covers = sound is not None and begins <= start + _GAP_S and sounds_until >= end - _GAP_S
    return Scene(pictures, sound, start, end, start > 0 or end < length, cuts_at_keys, covers)


def _pictures(stream: Any) -> tuple[Pictures, Fraction]:
    context = stream.codec_context
    if context.width <= 0 or context.height <= 0:
        raise BrokenMedia(Defect.NO_VIDEO, "no size")
    length = Fraction(stream.duration or 0) * stream.time_base
    rate = stream.guessed_rate or stream.average_rate
    if length <= 0 or not rate:
        raise BrokenMedia(Defect.NO_DURATION)
    facts = Pictures(
        codec=context.codec.canonical_name,
        profile=context.profile,
        size=(context.width, context.height),
        pixel_format=context.pix_fmt,
        rate=Fraction(rate),
        time_base=stream.time_base,
        set_up=bytes(context.extradata or b""),
    )
    return facts, length


def _trimmed(scenes: Scenes, index: int, length: Fraction, frame: Fraction) -> tuple[Fraction, Fraction]:
    """Moved to the nearest pictures."""
    clip = scenes.clips[index]
    start = round(Fraction(clip.start) / frame) * frame
    end = length if clip.end is None else round(Fraction(clip.end) / frame) * frame
    if start < 0 or start >= length or end > length + frame:
        raise SceneBroken(index, "outside")
    end = min(end, length, *([start + round(Fraction(clip.most) / frame) * frame] if clip.most is not None else []))
    if end - start < frame / 2:
        raise SceneBroken(index, "too_short")
    return start, end


def _first_picture(container: Any, stream: Any) -> Any:
    stream.codec_context.thread_type = "NONE"
    for packet in container.demux(stream):
        for picture in packet.decode():
            return picture
    raise BrokenMedia(Defect.UNDECODABLE, "no picture comes out of it")


def _cuts_at_keys(container: Any, stream: Any, start: Fraction, end: Fraction | None, frame: Fraction) -> bool:
    """A key frame where it starts, and nothing that is left refers to what is cut off at the end."""
    if not any(True for _ in packets_from(container, stream, start, frame)):
        return False
    if end is None:
        return True
    cut_off = False
    for packet in _packets_before(container, stream, end, frame):
        late = packet.pts * packet.time_base >= end - frame / 2
        if late and packet.is_keyframe:
            return True
        if cut_off and not late:
            return False
        cut_off = cut_off or late
    return True


def packets_from(container: Any, stream: Any, start: Fraction, frame: Fraction) -> Iterator[Any]:
    """The packets from a key frame at `start` on; none when there is no such key frame."""
    begun = False
    for packet in _packets_before(container, stream, start, frame):
        at = packet.pts * packet.time_base
        if not begun:
            begun = packet.is_keyframe and abs(at - start) <= frame / 2
            if not begun and packet.dts * packet.time_base > start + frame:
                return
        if begun and at >= start - frame / 2:
            yield packet


def _packets_before(container: Any, stream: Any, at: Fraction, frame: Fraction) -> Iterator[Any]:
    """From a key frame on that surely lies before `at`: an index tells when a picture is decoded, not when it is shown."""
    seek_before(container, stream, at - 4 * frame)
    for packet in container.demux(stream):
        if packet.pts is not None and packet.dts is not None:
            yield packet


def seek_before(container: Any, stream: Any, at: Fraction) -> None:
    container.seek(max(0, int(at / stream.time_base)), stream=stream, backward=True)


def _sound(container: Any) -> tuple[Sound | None, Fraction, Fraction]:
    """And from when to when there is some."""
    found = sound_stream(container)
    if found is None:
        return None, Fraction(0), Fraction(0)
    context = found.codec_context
    sound = Sound(
        codec=context.codec.canonical_name,
        profile=context.profile,
        rate=context.sample_rate,
        layout=context.layout.name,
        time_base=found.time_base,
        set_up=bytes(context.extradata or b""),
    )
    begins = Fraction(found.start_time or 0) * found.time_base
    return sound, begins, begins + Fraction(found.duration or 0) * found.time_base


def sound_stream(container: Any) -> Any:
    """The stream of sound, all others left unread; None where there is none that could be played."""
    for stream in container.streams.audio:
        if stream.codec_context is not None and stream.codec_context.sample_rate:
            return only(container, stream)
    return None
