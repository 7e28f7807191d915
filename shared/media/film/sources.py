"""Scenes and music as libav reads them: opened when needed, few at a time, their own errors kept apart from broken media."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Generator
from contextlib import contextmanager
from threading import Lock
from typing import Any

import av
import av.error
import av.stream

from shared.media.boxes import Readable, check_boxes
from shared.media.facts import BrokenMedia, Defect
from shared.media.film.outcome import MusicBroken, SceneBroken
from shared.media.film.wish import Clip, Music

_MOST_PIXELS = 4096 * 2304
_OPENING = {"probesize": "262144", "analyzeduration": "500000", "fpsprobesize": "0", "max_pixels": str(_MOST_PIXELS)}
_BUFFER = 128 * 1024
_READERS_KEPT = 3  # two scenes of a crossfade, and one whose sound ends a little later


class View:
    """A place of its own in a reader that pictures and sound share; remembers its own error, which libav would swallow."""

    def __init__(self, source: Readable, turn: Lock) -> None:
        self._source, self._turn = source, turn
        with turn:
            self._size = source.seek(0, io.SEEK_END)
        self._position = 0
        self.failure: Exception | None = None

    def read(self, size: int, /) -> bytes:
        try:
            with self._turn:
                self._source.seek(self._position)
                content = self._source.read(size)
        except Exception as error:
            self.failure = error
            raise
        self._position += len(content)
        return content

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._position = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence] + offset
        return self._position

    def tell(self) -> int:
        return self._position


class Scenes:
    """The scenes by their place; the few readers used last stay open."""

    def __init__(self, clips: tuple[Clip, ...]) -> None:
        self.clips = clips
        self._readers = OrderedDict[int, Readable]()
        self._turn = Lock()  # pictures and sound are read by two threads

    @contextmanager
    def opened(self, index: int, *, check: bool = False) -> Generator[Any]:
        """A container of scene `index`; what libav cannot make sense of is SceneBroken."""
        view = View(self._reader(index), self._turn)
        try:
            if check:
                check_boxes(view)
                view.seek(0)
            with av.open(view, "r", format="mp4", options=_OPENING, metadata_errors="ignore", buffer_size=_BUFFER) as container:
                yield container
        except (BrokenMedia, SceneBroken, av.error.FFmpegError) as error:
            if view.failure is not None:
                raise view.failure from None
            if isinstance(error, SceneBroken):
                raise
            raise SceneBroken(index, error.reason if isinstance(error, BrokenMedia) else Defect.UNDECODABLE) from error
        if view.failure is not None:  # libav takes an error for the end of the file
            raise view.failure

    def _reader(self, index: int) -> Readable:
        with self._turn:
            if index not in self._readers:
                self._readers[index] = self.clips[index].open()
                if len(self._readers) > _READERS_KEPT:
                    self._readers.popitem(last=False)
            self._readers.move_to_end(index)
            return self._readers[index]


@contextmanager
def opened_music(music: Music) -> Generator[Any]:
    view = View(music.open(), Lock())
    try:
        kind = _kind(view.read(16))
        view.seek(0)
        with av.open(view, "r", format=kind, metadata_errors="ignore", buffer_size=_BUFFER) as container:
            if not container.streams.audio:
                raise MusicBroken("no_sound")
            yield container
    except av.error.FFmpegError as error:
        if view.failure is not None:
            raise view.failure from None
        raise MusicBroken(Defect.UNDECODABLE) from error
    if view.failure is not None:
        raise view.failure


def _kind(beginning: bytes) -> str:
    """Told from the first bytes: left to itself, libav would also try kinds that open further files."""
    if beginning[:4] == b"RIFF" and beginning[8:12] == b"WAVE":
        return "wav"
    if beginning[4:8] == b"ftyp":
        return "mp4"
    if beginning[:3] == b"ID3":
        return "mp3"
    if len(beginning) > 1 and beginning[0] == 0xFF and beginning[1] & 0xE0 == 0xE0:
        return "mp3" if beginning[1] & 0x06 else "aac"
    raise MusicBroken("unknown_kind")


def picture_stream(container: Any) -> Any:
    """The stream of pictures, all others left unread; BrokenMedia where there is none."""
    for stream in container.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic and stream.codec_context is not None:
            return only(container, stream)
    raise BrokenMedia(Defect.NO_VIDEO)


def only(container: Any, stream: Any) -> Any:
    for other in container.streams:
        if other is not stream:
            other.discard = av.stream.Discard.all
    return stream
