"""Scenes that cannot be a part of a film are named; what nobody wants any more ends at once."""

from __future__ import annotations

import dataclasses
import io
import threading
from typing import Any

import pytest

from shared.media.facts import BrokenMedia
from shared.media.film.checking import examine
from shared.media.film.compiling import Compilation, compile_film
from shared.media.film.outcome import Cancelled, FilmWrong, SceneBroken, verify
from shared.media.film.reel import shifted
from shared.media.film.wish import Clip, Title, Wish
from tests.fixtures.film_files import box, find_box
from tests.fixtures.film_files import film as footage
from tests.unit.media.film.footage import clip, make, scene

GOOD = scene()


class Body(io.BytesIO):
    """A sink whose content stays readable."""


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "too_small"),
        (b"<!doctype html>" * 100, "not_mp4"),
        (GOOD[: len(GOOD) * 3 // 5], "truncated"),
        (footage(1.0, video=False), "no_video"),
    ],
)
@pytest.mark.parametrize("place", [0, 2])
def test_a_broken_scene_is_named_before_anything_is_written(content: bytes, reason: str, place: int) -> None:
    """F2: which one, and why."""
    clips = [clip(GOOD), clip(GOOD), clip(GOOD)]
    clips[place] = clip(content)
    body = Body()
    with pytest.raises(SceneBroken, match=reason) as caught:
        compile_film(Wish(tuple(clips)), body)
    assert (caught.value.index, caught.value.reason) == (place, reason)
    assert body.getvalue() == b""


@pytest.mark.parametrize("title", [None, Title("Neu", 0.5)])
def test_a_scene_whose_pictures_are_noise_is_named(title: Title | None) -> None:
    """F2: its index is whole, its content is not."""
    spoiled = bytearray(GOOD)
    start = spoiled.index(b"mdat") + 4
    spoiled[start : start + 3000] = bytes(3000)
    with pytest.raises(SceneBroken) as caught:
        compile_film(Wish((clip(GOOD), clip(bytes(spoiled))), title=title), Body())
    assert caught.value.index == 1


@pytest.mark.parametrize("title", [None, Title("Neu", 0.5)])
def test_a_scene_that_ends_before_its_index_says_is_named(title: Title | None) -> None:
    """F2: a file cut short whose boxes hide it."""
    long = scene(4.0, pitch=None)
    index_at, index_end = find_box(long, b"moov")
    content_at, content_end = find_box(long, b"mdat")
    index_length = index_end - index_at
    half = long[content_at + 8 : (content_at + content_end) // 2]
    moved = shifted(long[index_at:index_end], index_length)
    cut = long[: find_box(long, b"ftyp")[1]] + moved + long[find_box(long, b"ftyp")[1] : content_at]
    with pytest.raises(SceneBroken, match="scene 1: truncated"):
        compile_film(Wish((clip(long), clip(cut + box(b"mdat", half, size=0))), title=title), Body())


@pytest.mark.parametrize(
    ("wishes", "reason"),
    [
        ({"start": 2.0}, "outside"),
        ({"end": 1.5}, "outside"),
        ({"start": -1.0}, "outside"),
        ({"start": 0.5, "end": 0.5}, "too_short"),
        ({"start": 0.6, "end": 0.5}, "too_short"),
        ({"crossfade": 1.5}, "too_short"),
    ],
)
def test_a_trim_or_crossfade_that_a_scene_is_too_short_for_is_named(wishes: dict[str, float], reason: str) -> None:
    """F2: what lies outside it cannot be shown."""
    with pytest.raises(SceneBroken, match=reason) as caught:
        compile_film(Wish((clip(GOOD, **wishes), clip(scene(3.0)))), Body())
    assert caught.value.index == 0


def test_crossfades_that_meet_within_a_scene_are_refused() -> None:
    """F2: the scene between them would be shown three times at once."""
    with pytest.raises(SceneBroken, match="scene 1: too_short"):
        compile_film(Wish((clip(GOOD, crossfade=0.7), clip(GOOD, crossfade=0.7), clip(GOOD))), Body())


def test_crossfades_may_take_up_a_whole_scene() -> None:
    """F1: half and half."""
    film = make(clip(GOOD, crossfade=0.5), clip(GOOD, crossfade=0.5), clip(GOOD))
    assert len(film.pictures) == 48


class Breaking(io.BytesIO):
    """A reader whose connection breaks after some reads."""

    def __init__(self, content: bytes, reads: int) -> None:
        super().__init__(content)
        self._left = reads
        self.broke = False

    def read(self, size: int | None = -1, /) -> bytes:
        if self._left == 0:
            self.broke = True
            raise ConnectionResetError("the network")
        self._left -= 1
        return super().read(min(size or 0, 512))


@pytest.mark.parametrize("title", [None, Title("Neu", 0.5)])
@pytest.mark.parametrize("reads", range(0, 60, 4))
def test_an_error_of_a_reader_is_not_taken_for_a_broken_scene(reads: int, title: Title | None) -> None:
    """F2: a network that breaks is tried again; the user's scene is not blamed."""
    source = Breaking(GOOD, reads)
    try:
        compile_film(Wish((clip(GOOD), Clip(lambda: source)), title=title), Body())
    except ConnectionResetError:
        return
    assert not source.broke


@pytest.mark.parametrize("wishes", [{}, {"title": Title("Neu", 5.0)}, {"size": (72, 128)}])
@pytest.mark.parametrize("at", [0, 1, 5, 60])
def test_who_cancels_is_heard_soon_and_nothing_goes_on_behind(wishes: dict[str, Any], at: int) -> None:
    """F2: no thread is left, and no further piece comes."""
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > at

    with pytest.raises(Cancelled):
        compile_film(Wish((clip(scene(2.0)), clip(scene(2.0))), **wishes), Body(), cancelled=cancelled)
    assert len(asked) == at + 1
    assert [thread for thread in threading.enumerate() if thread.name == "pictures"] == []


def test_a_body_that_nobody_takes_to_its_end_ends_its_work() -> None:
    """F2: a store that fails stops the encoder."""
    body = Compilation(Wish((clip(scene(4.0, size=(640, 360))),), size=(360, 640))).body()
    next(body)
    body.close()
    assert [thread for thread in threading.enumerate() if thread.name == "pictures"] == []


def test_an_error_of_the_sink_comes_out() -> None:
    """F2: and ends the work."""

    class Full:
        def write(self, _: bytes, /) -> int:
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        compile_film(Wish((clip(GOOD),), title=Title("Neu", 0.5)), Full())
    assert [thread for thread in threading.enumerate() if thread.name == "pictures"] == []


@pytest.mark.parametrize("wishes", [{}, {"size": (72, 128)}])
def test_progress_rises_to_one_in_small_steps(wishes: dict[str, Any]) -> None:
    """F1: at most a hundred and one words for any film."""
    told: list[float] = []
    compile_film(Wish(tuple(clip(scene(2.0)) for _ in range(4)), **wishes), Body(), progress=told.append)
    assert told == sorted(set(told))
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert 20 < len(told) <= 101


def test_few_readers_are_kept() -> None:
    """F2: a scene's blocks leave the memory when it is done; each is opened at most twice."""
    alive: set[int] = set()
    most, opened = 0, 0

    class Counted(io.BytesIO):
        def __init__(self) -> None:
            nonlocal most, opened
            super().__init__(GOOD)
            alive.add(id(self))
            most, opened = max(most, len(alive)), opened + 1

        def __del__(self) -> None:
            alive.discard(id(self))

    compile_film(Wish(tuple(Clip(Counted, crossfade=0.25) for _ in range(12))), Body())
    assert most <= 5
    assert opened <= 24


def test_a_film_needs_a_scene() -> None:
    """F1: of nothing nothing is made."""
    with pytest.raises(ValueError, match="a scene"):
        Compilation(Wish(()))


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"seconds": 1.8}, "1.800 s instead of 2.000 s"),
        ({"seconds": 2.2}, "2.200 s instead of"),
        ({"sound_seconds": 1.8}, "1.800 s of sound"),
        ({"sound_seconds": None}, "no sound"),
        ({"width": 100}, "100x72"),
    ],
)
def test_a_film_that_is_not_as_planned_is_told(wrong: dict[str, Any], word: str) -> None:
    """F2: length, sound, size."""
    compiled = make(clip(GOOD), clip(scene(luma=140))).compiled
    verify(compiled.facts, compiled.plan)
    with pytest.raises(FilmWrong, match=word):
        verify(dataclasses.replace(compiled.facts, **wrong), compiled.plan)


def test_one_frame_per_join_is_forgiven() -> None:
    """F2: cuts fall on pictures."""
    compiled = make(clip(GOOD), clip(scene(luma=140))).compiled
    verify(dataclasses.replace(compiled.facts, seconds=2.04, sound_seconds=2.04), compiled.plan)


def test_sound_where_none_was_planned_is_told() -> None:
    """F2: and not only its absence."""
    compiled = make(clip(scene(pitch=None))).compiled
    with pytest.raises(FilmWrong, match="none was planned"):
        verify(dataclasses.replace(compiled.facts, sound_seconds=1.0), compiled.plan)


@pytest.mark.parametrize(("kept", "filled"), [(-400, 0), (4000, 4000)])
def test_a_film_that_does_not_play_is_told(kept: int, filled: int) -> None:
    """F2: cut short on its way, or overwritten."""
    film = make(clip(GOOD), clip(GOOD))
    spoiled = film.content[:kept] + bytes(filled and len(film.content) - filled)
    with pytest.raises(FilmWrong):
        examine(io.BytesIO(spoiled), film.compiled.plan.joins)


def test_a_scene_is_not_broken_media_of_nobody() -> None:
    """F2: the number of the scene never gets lost on the way."""
    with pytest.raises(SceneBroken) as caught:
        compile_film(Wish((clip(GOOD), clip(b"x" * 2000))), Body())
    assert isinstance(caught.value.__cause__, BrokenMedia)
