"""Small scenes with known colours and tones, and a look at what became of them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import av
import av.error
import av.filter

from shared.media.film.checking import examine
from shared.media.film.compiling import compile_film
from shared.media.film.outcome import Compiled, verify
from shared.media.film.wish import Clip, Wish

WIDE = (128, 72)
FPS = 24
RATE = 48_000


@cache
def scene(
    seconds: float = 1.0,
    *,
    luma: int = 100,
    size: tuple[int, int] = WIDE,
    fps: int = FPS,
    pitch: int | None = 440,
    sound_seconds: float | None = None,
    sound_from: float = 0.0,
    key_every: int = 12,
    codec: str = "libx264",
    rate: int = RATE,
    layout: str = "stereo",
    pixels: str = "yuv420p",
    b_frames: int = 2,
) -> bytes:
    """Grey that grows lighter by one with every picture; its pitch sounds at an eighth of full volume."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        options = {"g": str(key_every), "preset": "veryfast", "bf": str(b_frames), "sc_threshold": "0"}
        pictures: Any = container.add_stream(
            codec, rate=fps, options=options if codec == "libx264" else {"x265-params": "log-level=none"}
        )
        pictures.width, pictures.height, pictures.pix_fmt = *size, pixels
        sound: Any = container.add_stream("aac", rate=rate, layout=layout) if pitch else None
        container.start_encoding()
        for number in range(round(seconds * fps)):
            frame: Any = av.VideoFrame(*size, "yuv420p")
            for plane, level in zip(frame.planes, (luma + number % 100, 128, 128), strict=True):
                plane.update(bytes([level]) * plane.buffer_size)
            frame = frame.reformat(format=pixels)
            frame.pts, frame.time_base = number, Fraction(1, fps)
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode(None))
        if sound:
            for portion in _tone(pitch or 0, sound_seconds or seconds - sound_from, rate, layout):
                portion.pts += round(sound_from * rate)
                container.mux(sound.encode(portion))
            container.mux(sound.encode(None))
    return file.getvalue()


@cache
def music(kind: str = "wav", seconds: float = 1.0, pitch: int = 1000) -> bytes:
    file = io.BytesIO()
    container_kind, codec = {
        "wav": ("wav", "pcm_s16le"), "mp3": ("mp3", "libmp3lame"), "aac": ("adts", "aac"), "m4a": ("ipod", "aac"),
    }[kind]  # fmt: skip
    with av.open(file, "w", format=container_kind) as container:
        stream: Any = container.add_stream(codec, rate=44_100, layout="stereo")
        for portion in _tone(pitch, seconds, 44_100, "stereo"):
            container.mux(stream.encode(portion))
        container.mux(stream.encode(None))
    return file.getvalue()


def _tone(pitch: int, seconds: float, rate: int, layout: str) -> list[Any]:
    graph: Any = av.filter.Graph()
    nodes = [
        graph.add("sine", f"frequency={pitch}:sample_rate={rate}:duration={seconds}:samples_per_frame=1024"),
        graph.add("volume", "2"),  # libav's sine has an eighth
        graph.add("aformat", f"channel_layouts={layout}:sample_fmts=fltp"),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    portions: list[Any] = []
    while True:
        try:
            portions.append(graph.pull())
        except (av.error.BlockingIOError, av.error.EOFError):
            return portions


def clip(content: bytes, **wishes: Any) -> Clip:
    return Clip(lambda: io.BytesIO(content), **wishes)


@dataclass
class Film:
    compiled: Compiled
    content: bytes

    @property
    def lumas(self) -> list[float]:
        """Of each picture, its mean."""
        return [luma(picture) for picture in self.pictures]

    @property
    def pictures(self) -> list[Any]:
        with av.open(io.BytesIO(self.content), "r") as container:
            return list(container.decode(video=0))

    @property
    def moments(self) -> list[float]:
        return [float(picture.time) for picture in self.pictures]

    @property
    def samples(self) -> memoryview[float]:
        """Of the left side, until the last picture ends."""
        with av.open(io.BytesIO(self.content), "r") as container:
            whole = b"".join(bytes(frame.planes[0])[: frame.samples * 4] for frame in container.decode(audio=0))
        return memoryview(whole).cast("f")

    def loudness(self, begins: float, ends: float) -> float:
        """Root mean square between two moments."""
        part = self.samples[round(begins * RATE) : round(ends * RATE)]
        return (sum(sample * sample for sample in part) / len(part)) ** 0.5

    def pitch(self, begins: float, ends: float) -> float:
        """Of the one tone that sounds there: its crossings of zero are counted."""
        part = self.samples[round(begins * RATE) : round(ends * RATE)]
        rising = sum(before < 0 <= after for before, after in pairwise(part))
        return rising / (ends - begins)

    def packets(self, kind: str) -> list[bytes]:
        return packets(self.content, kind)


def luma(picture: Any) -> float:
    rows = shades(picture)
    return sum(map(sum, rows)) / (picture.width * picture.height)


def shades(picture: Any) -> list[bytes]:
    """Row by row, the lightness of each point."""
    plane = picture.planes[0]
    content = bytes(plane)
    return [content[row * plane.line_size :][: picture.width] for row in range(picture.height)]


def packets(content: bytes, kind: str) -> list[bytes]:
    with av.open(io.BytesIO(content), "r") as container:
        return [bytes(packet) for packet in container.demux(**{kind: 0}) if packet.size]


def make(*clips: Clip, **wishes: Any) -> Film:
    """The film as it would be put together from its two objects, and held against its plan."""
    body = io.BytesIO()
    compiled = compile_film(Wish(clips, **wishes), body)
    assert len(body.getvalue()) == compiled.body_size
    content = compiled.head + body.getvalue()
    assert len(content) == compiled.facts.bytes
    verify(examine(io.BytesIO(content), compiled.plan.joins), compiled.plan)
    return Film(compiled, content)
