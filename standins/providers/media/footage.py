"""Real clips: H.264 and AAC in an MP4 that streams, of exactly the length and size that were ordered."""

from __future__ import annotations

import hashlib
import io
import threading
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error
import av.filter

from .canvas import Canvas

FPS = 24
SAMPLE_RATE = 48_000


@dataclass(frozen=True)
class Footage:
    """What a clip shows; two equal ones are the same file."""

    text: str
    model: str
    seconds: float
    width: int
    height: int
    audio: bool = True
    take: int = 0
    picture: bool = True

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(sorted(asdict(self).items())).encode()).hexdigest()[:32]

    @property
    def seed(self) -> int:
        return int(self.digest[:8], 16)


class Interrupted(Exception):
    """The part is stopping; a half-made clip is thrown away."""


def shoot(footage: Footage, path: Path, stopping: threading.Event) -> None:
    """Write the clip to `path`."""
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video = _video_stream(container, footage) if footage.picture else None
        audio = _audio_stream(container) if footage.audio else None
        if audio is not None:
            _record(container, audio, footage)
        if video is not None:
            _film(container, video, footage, stopping)


def _video_stream(container: Any, footage: Footage) -> Any:
    options = {"preset": "ultrafast", "qp": "28", "g": str(2 * FPS)}  # a quarter less work than for an even quality
    stream = container.add_stream("libx264", rate=FPS, options=options)
    stream.width, stream.height, stream.pix_fmt = footage.width, footage.height, "yuv420p"
    stream.codec_context.thread_count = 2
    return stream


def _audio_stream(container: Any) -> Any:
    stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="stereo", options={"aac_coder": "fast"})
    stream.bit_rate = 64_000
    return stream


def _film(container: Any, stream: Any, footage: Footage, stopping: threading.Event) -> None:
    blank = av.VideoFrame(footage.width, footage.height, "yuv420p")
    caption = f"{footage.model}  {footage.width}x{footage.height}"
    canvas = Canvas(
        f"{footage.text[:80]}{'...' if len(footage.text) > 80 else ''}" or "(no prompt)",
        caption if footage.take == 0 else f"{caption}  take {footage.take + 1}",
        footage.width,
        footage.height,
        blank.planes[0].line_size,
        blank.planes[1].line_size,
    )
    frames = round(footage.seconds * FPS)
    for number in range(frames):
        if stopping.is_set():
            raise Interrupted
        seconds, rest = divmod(number, FPS)
        clock = f" {seconds // 60:02}:{seconds % 60:02}:{rest:02} / {footage.seconds:g} s "
        shift = (number / frames + footage.take * 0.37 + footage.seed % 97 / 97) % 1.0
        luma = canvas.luma(shift, clock, (number + 1) / frames)
        frame = _frame(footage.width, footage.height, luma, canvas.chroma)
        frame.pts, frame.time_base = number, Fraction(1, FPS)
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))


def _frame(width: int, height: int, luma: bytes, chroma: tuple[bytes, bytes]) -> av.VideoFrame:
    frame = av.VideoFrame(width, height, "yuv420p")
    for plane, content in zip(frame.planes, (luma, *chroma), strict=True):
        plane.update(content)
    return frame


def _record(container: Any, stream: Any, footage: Footage) -> None:
    """A soft tone that swells and falls, its pitch out of the text; as long as the picture."""
    graph = av.filter.Graph()
    pitch = 196 + footage.seed % 12 * 22
    source = graph.add("sine", f"frequency={pitch}:sample_rate={SAMPLE_RATE}:duration={footage.seconds}")
    swell = graph.add("tremolo", "f=0.5:d=0.6")
    shape = graph.add("aformat", "sample_fmts=fltp:channel_layouts=stereo")
    sink = graph.add("abuffersink")
    source.link_to(swell)
    swell.link_to(shape)
    shape.link_to(sink)
    graph.configure()
    while True:
        try:
            frame = graph.pull()
        except (av.error.EOFError, av.error.BlockingIOError):
            break
        container.mux(stream.encode(frame))  # type: ignore[arg-type]
    container.mux(stream.encode(None))


def still(text: str, width: int, height: int) -> bytes:
    """A JPEG of the same kind, for whoever needs a picture to begin with."""
    blank = av.VideoFrame(width, height, "yuv420p")
    canvas = Canvas(text, f"{width}x{height}", width, height, blank.planes[0].line_size, blank.planes[1].line_size)
    shift = int(hashlib.sha256(text.encode()).hexdigest()[:4], 16) / 0xFFFF
    frame = _frame(width, height, canvas.luma(shift, "", 0.0), canvas.chroma)
    output = io.BytesIO()
    with av.open(output, "w", format="mjpeg") as container:
        stream: Any = container.add_stream("mjpeg", rate=1, options={"qscale": "4"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuvj420p"
        picture = frame.reformat(format="yuvj420p")
        picture.pts = 0
        container.mux(stream.encode(picture))
        container.mux(stream.encode(None))
    return output.getvalue()
