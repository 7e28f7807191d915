from __future__ import annotations

import io
import random
from pathlib import Path

import pytest

from shared.media.facts import BrokenMedia, Defect, Facts, near
from shared.media.video import last_frame, poster, probe
from shared.platform.storage.ranges import BLOCK, RangedReader
from tests.fixtures.film_files import BRIGHT, FASTSTART, FRAGMENTS, box, brightness, film, find_box

GOOD = film()
INDEX_LAST = film(movflags="")


def defect_of(content: bytes) -> Defect:
    with pytest.raises(BrokenMedia) as broken:
        probe(io.BytesIO(content))
    return broken.value.reason


@pytest.mark.parametrize("movflags", ["", FASTSTART, FRAGMENTS])
def test_a_good_film_is_described(movflags: str) -> None:
    """V8: length, size, codecs, rate, pictures and bytes, wherever the index lies."""
    content = film(movflags=movflags)
    found = probe(io.BytesIO(content))
    assert near(found, 2.0)
    assert (found.width, found.height, found.fps, found.bytes) == (320, 180, 10.0, len(content))
    assert (found.video_codec, found.audio_codec) == ("h264", "aac")
    assert found.frames in (20, None)


def test_a_film_without_sound_is_a_good_film(tmp_path: Path) -> None:
    """V8: also from a path; its length is that of its pictures."""
    path = tmp_path / "silent.mp4"
    path.write_bytes(film(3.0, audio=False))
    assert probe(path) == Facts(3.0, 320, 180, "h264", None, 10.0, 30, path.stat().st_size)


def spoiled() -> dict[str, tuple[Defect, bytes]]:
    content_at, content_end = find_box(GOOD, b"mdat")
    index_at, index_end = find_box(GOOD, b"moov")
    noise = random.Random(1).randbytes(20_000)
    cut = GOOD[:-300]
    return {
        "empty": (Defect.TOO_SMALL, b""),
        "tiny": (Defect.TOO_SMALL, GOOD[:512]),
        "a web page": (Defect.NOT_MP4, b"<!doctype html><html><body>" + b"<p>Not found</p>" * 100),
        "noise": (Defect.NOT_MP4, noise),
        "another kind of film": (Defect.NOT_MP4, b"\x1a\x45\xdf\xa3" + noise),
        "a box that ends before it begins": (Defect.NOT_MP4, box(b"ftyp", b"isom" + bytes(12)) + box(b"free", bytes(2000), 4)),
        "three fifths": (Defect.TRUNCATED, GOOD[: len(GOOD) * 3 // 5]),
        "the last byte missing": (Defect.TRUNCATED, GOOD[:-1]),
        "cut before its index": (Defect.TRUNCATED, INDEX_LAST[: len(INDEX_LAST) // 2]),
        "only the content": (Defect.TRUNCATED, GOOD[:index_at] + GOOD[index_end:]),
        "cut with a box that hides it": (
            Defect.TRUNCATED,
            cut[:content_at] + box(b"mdat", size=len(cut) - content_at) + cut[content_at + 8 :],
        ),
        "cut with a box to the end": (Defect.TRUNCATED, cut[:content_at] + box(b"mdat", size=0) + cut[content_at + 8 :]),
        "only sound": (Defect.NO_VIDEO, film(video=False)),
        "no pictures in the track": (Defect.UNDECODABLE, GOOD[: content_at + 8] + bytes(content_end - content_at - 8)),
    }


SPOILED = spoiled()


@pytest.mark.parametrize("name", SPOILED)
def test_what_nobody_could_play_is_told_from_a_film(name: str) -> None:
    """V8: each with its reason."""
    reason, content = SPOILED[name]
    assert defect_of(content) == reason


@pytest.mark.parametrize("name", ["empty", "a web page", "three fifths", "only sound", "no pictures in the track"])
def test_there_is_no_poster_of_it_either(name: str) -> None:
    """M4: the same error, for the same reason."""
    reason, content = SPOILED[name]
    with pytest.raises(BrokenMedia, match=reason):
        poster(io.BytesIO(content))


def test_a_film_of_no_length_is_broken() -> None:
    """V8: a track that is announced and has no samples."""
    fragments = film(audio=False, movflags=FRAGMENTS)
    announced = fragments[: find_box(fragments, b"moov")[1]]
    assert defect_of(announced + box(b"free", bytes(2000))) == Defect.NO_DURATION


def test_an_index_beyond_reason_is_not_read() -> None:
    """V8: what is asked of memory does not come from the file."""
    head = box(b"ftyp", b"isom" + bytes(12)) + box(b"moov", size=1 << 29)
    reader = RangedReader(1 << 30, lambda start, end: (head + bytes(end))[start:end] if start == 0 else bytes(end - start))
    with pytest.raises(BrokenMedia, match="oversized"):
        probe(reader)
    assert reader.fetched == BLOCK


def test_a_check_and_a_poster_read_parts_of_a_long_file() -> None:
    """V8: of a file of a gigabyte a few blocks; large boxes are stepped over."""
    tail = box(b"free", size=1) + (1 << 30).to_bytes(8, "big")
    content = GOOD + tail
    size = len(GOOD) + (1 << 30)

    def fetch(start: int, end: int) -> bytes:
        return content[start:end].ljust(end - start, b"\0")

    reader = RangedReader(size, fetch)
    assert probe(reader).bytes == size
    assert brightness(poster(reader))[:2] == (320, 180)
    assert reader.fetched <= 2 * BLOCK


class _Failing(io.BytesIO):
    """A source whose connection breaks at one of its reads."""

    def __init__(self, content: bytes, at: int) -> None:
        super().__init__(content)
        self._left = at

    def read(self, size: int | None = -1, /) -> bytes:
        if self._left == 0:
            raise ConnectionResetError("the network")
        self._left -= 1
        return super().read(size)


@pytest.mark.parametrize("movflags", ["", FASTSTART, FRAGMENTS])
@pytest.mark.parametrize("at", range(8))
def test_an_error_of_the_source_is_not_taken_for_a_broken_film(at: int, movflags: str) -> None:
    """V8: a network that breaks at any read must not fail a paid job as corrupt."""
    content = film(1.0, movflags=movflags)
    for look in (probe, poster):
        whole = _Failing(content, 1000)
        look(whole)
        if 1000 - whole._left <= at:  # pyright: ignore[reportPrivateUsage]
            continue
        with pytest.raises(ConnectionResetError):
            look(_Failing(content, at))


def test_the_poster_shows_the_film_after_one_second() -> None:
    """M4: or the middle of what is shorter than two; black beginnings are common."""
    assert brightness(poster(io.BytesIO(film(3.0, bright_from=1.0))))[2] > BRIGHT - 20
    assert brightness(poster(io.BytesIO(film(3.0, bright_from=1.1))))[2] < BRIGHT - 100
    assert brightness(poster(io.BytesIO(film(1.0, bright_from=0.5))))[2] > BRIGHT - 20
    assert brightness(poster(io.BytesIO(film(0.1, bright_from=0.0))))[2] > BRIGHT - 20


@pytest.mark.parametrize(
    ("size", "shown"),
    [((1280, 720), (640, 360)), ((720, 1280), (640, 1138)), ((640, 360), (640, 360)), ((320, 180), (320, 180))],
)
def test_the_poster_is_at_most_640_wide_and_keeps_its_shape(size: tuple[int, int], shown: tuple[int, int]) -> None:
    """M4: small ones are not blown up."""
    picture = poster(io.BytesIO(film(0.5, size=size, audio=False)))
    assert picture.startswith(b"\xff\xd8\xff")
    assert picture.endswith(b"\xff\xd9")
    assert brightness(picture)[:2] == shown


@pytest.mark.parametrize(
    ("seconds", "asked", "is_near"),
    [(8.0, 8, True), (8.04, 8, True), (7.2, 8, True), (7.1, 8, False), (4.0, 8, False), (4.5, 4, True), (2.0, 4, False)],
)
def test_near_is_half_a_second_or_a_tenth(seconds: float, asked: float, is_near: bool) -> None:
    """V8: a film of another length is another film."""
    assert near(Facts(seconds, 2, 2, "h264", None, 24.0, None, 1), asked) is is_near


@pytest.mark.parametrize("movflags", ["", FASTSTART, FRAGMENTS])
def test_the_last_frame_is_the_last_picture_in_full_size(movflags: str) -> None:
    """S2: however the index lies, and wherever the key frames are."""
    dark_to_the_last = film(3.0, bright_from=2.9, movflags=movflags, size=(1280, 720))
    assert brightness(last_frame(io.BytesIO(dark_to_the_last)))[:2] == (1280, 720)
    assert brightness(last_frame(io.BytesIO(dark_to_the_last)))[2] > BRIGHT - 20
    assert brightness(last_frame(io.BytesIO(film(3.0, bright_from=3.0, movflags=movflags))))[2] < BRIGHT - 100
    with pytest.raises(BrokenMedia):
        last_frame(io.BytesIO(dark_to_the_last[:-2000]))
