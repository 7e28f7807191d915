"""Check, poster and last frame of a finished video. One thread, one picture at a time; reads only what it needs."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
import av.error
import av.stream

from shared.media.boxes import Readable, check_boxes
from shared.media.facts import BrokenMedia, Defect, Facts

Source = Readable | str | Path

POSTER_WIDTH = 640
_POSTER_AT_S = 1.0
_MOST_PIXELS = 8192 * 4320
_MOST_PICTURES = 240  # between a key frame and the poster's place
_MICROSECONDS = 1_000_000
# The header of an MP4 tells nearly all; libav need not read megabytes to guess the rest.
_OPENING = {"probesize": "262144", "analyzeduration": "500000", "fpsprobesize": "0", "max_pixels": str(_MOST_PIXELS)}


def probe(source: Source) -> Facts:
    """What kind of video this is; BrokenMedia when nobody could play it. The source's own errors come out as they are."""
    with _opened(source) as (container, size):
        video = _video_of(container)
        _check_index(container, size)
        seconds = _seconds(container, video)
        if next(_pictures(container, video), None) is None:
            raise BrokenMedia(Defect.UNDECODABLE, "no picture comes out of it")
        audio = container.streams.audio[0] if container.streams.audio else None
        rate = video.guessed_rate or video.average_rate
        return Facts(
            seconds=round(seconds, 3),
            width=video.codec_context.width,
            height=video.codec_context.height,
            video_codec=video.codec_context.codec.canonical_name,
            audio_codec=audio.codec_context.codec.canonical_name if audio and audio.codec_context else None,
            fps=round(float(rate), 3) if rate else None,
            frames=video.frames or None,
            bytes=size,
        )


def poster(source: Source) -> bytes:
    """A JPEG of how it looks after one second, or in the middle of what is shorter; at most POSTER_WIDTH wide."""
    with _opened(source) as (container, _):
        video = _video_of(container)
        at = min(_POSTER_AT_S, _seconds(container, video) / 2)
        container.seek(round(at * _MICROSECONDS), backward=True)
        begins = float((video.start_time or 0) * video.time_base)
        found: Any = None
        for picture in islice(_pictures(container, video), _MOST_PICTURES):
            found = picture
            if picture.time is None or picture.time - begins >= at:
                break
        if found is None:
            raise BrokenMedia(Defect.UNDECODABLE, "no picture comes out of it")
        return _jpeg(found, POSTER_WIDTH)


def last_frame(source: Source) -> bytes:
    """A JPEG of its last picture, as large as the video is. Reads no more than what follows the last key frame."""
    with _opened(source) as (container, _):
        video = _video_of(container)
        container.seek(round(_seconds(container, video) * _MICROSECONDS), backward=True)
        found: Any = None
        for found in _pictures(container, video):  # noqa: B007 - the last one is wanted
            pass
        if found is None:
            raise BrokenMedia(Defect.UNDECODABLE, "no picture comes out of it")
        return _jpeg(found, found.width)


@contextmanager
def _opened(source: Source) -> Generator[tuple[Any, int]]:
    if isinstance(source, str | Path):
        with open(source, "rb") as file, _opened(file) as found:
            yield found
        return
    watched = _Watched(source)
    try:
        size = check_boxes(watched)
        source.seek(0)
        # mp4 only: of other kinds libav knows some that open further files
        with av.open(watched, "r", format="mp4", options=_OPENING, metadata_errors="ignore") as container:
            yield container, size
    except av.error.FFmpegError as error:
        if watched.failure is not None:
            raise watched.failure from None
        raise BrokenMedia(Defect.UNDECODABLE, type(error).__name__) from error
    if watched.failure is not None:  # libav takes an error for the end of the file
        raise watched.failure


class _Watched:
    """A source whose own error is remembered: on its way through libav it would become one of the file's."""

    def __init__(self, source: Readable) -> None:
        self._source = source
        self.failure: Exception | None = None

    def read(self, size: int, /) -> bytes:
        try:
            return self._source.read(size)
        except Exception as error:
            self.failure = error
            raise

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._source.seek(offset, whence)

    def tell(self) -> int:
        return self._source.tell()


def _video_of(container: Any) -> Any:
    found = [stream for stream in container.streams.video if not stream.disposition & av.stream.Disposition.attached_pic]
    if not found:
        raise BrokenMedia(Defect.NO_VIDEO)
    video = found[0]
    context = video.codec_context
    if context is None:
        raise BrokenMedia(Defect.UNDECODABLE, "a codec that nobody knows")
    if context.width <= 0 or context.height <= 0:
        raise BrokenMedia(Defect.NO_VIDEO, "no size")
    if context.width * context.height > _MOST_PIXELS:
        raise BrokenMedia(Defect.OVERSIZED, f"{context.width}x{context.height}")
    context.thread_type, context.thread_count = "NONE", 1
    for other in container.streams:
        if other is not video:
            other.discard = av.stream.Discard.all
    return video


def _seconds(container: Any, video: Any) -> float:
    own = float(video.duration * video.time_base) if video.duration else 0.0
    seconds = own or (container.duration or 0) / _MICROSECONDS
    if seconds <= 0:
        raise BrokenMedia(Defect.NO_DURATION)
    return seconds


def _check_index(container: Any, size: int) -> None:
    """Every sample that the index names lies inside the file, even where the boxes around them say nothing."""
    for stream in container.streams:
        for entry in stream.index_entries:
            if entry.pos + entry.size > size:
                raise BrokenMedia(Defect.TRUNCATED, f"a sample ends at {entry.pos + entry.size} in a file of {size} bytes")


def _pictures(container: Any, video: Any) -> Iterator[Any]:
    for packet in container.demux(video):
        yield from packet.decode()


def _jpeg(picture: Any, most_width: int) -> bytes:
    width = min(most_width, picture.width) // 2 * 2
    height = max(2, round(picture.height * width / picture.width / 2) * 2)
    scaled = picture.reformat(width=width, height=height, format="yuvj420p", dst_color_range="JPEG")
    scaled.pts = 0
    encoder: Any = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuvj420p"
    encoder.time_base = encoder.sample_aspect_ratio = Fraction(1)
    encoder.thread_count = 1
    encoder.options = {"qmin": "3", "qmax": "3"}
    packets = [*encoder.encode(scaled), *encoder.encode(None)]
    return b"".join(bytes(packet) for packet in packets)
