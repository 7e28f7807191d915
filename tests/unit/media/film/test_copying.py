"""Streams that match are copied, and nothing else is."""

from __future__ import annotations

import io
from typing import Any

import pytest

from shared.media.film.wish import Clip, Music, Title
from tests.unit.media.film.footage import FPS, WIDE, clip, make, music, packets, scene

FIRST, SECOND = scene(luma=40), scene(luma=140, pitch=617)


def test_scenes_that_match_are_copied_to_the_byte() -> None:
    """F1: nothing is decoded, nothing lost; only the sound before a later scene's beginning stays out."""
    film = make(clip(FIRST), clip(SECOND))
    assert film.compiled.plan.copies_pictures
    assert film.compiled.plan.copies_sound
    assert film.packets("video") == packets(FIRST, "video") + packets(SECOND, "video")
    assert set(film.packets("audio")) <= set(packets(FIRST, "audio") + packets(SECOND, "audio"))


def test_every_picture_stands_where_it_belongs() -> None:
    """F1: a frame after the other, without a hole at the joins."""
    film = make(clip(FIRST), clip(SECOND), clip(FIRST))
    assert film.moments == pytest.approx([number / FPS for number in range(3 * FPS)], abs=0.001)
    assert film.lumas == pytest.approx([base + number for base in (40, 140, 40) for number in range(FPS)], abs=1.5)


def test_sound_stays_with_its_pictures_over_many_joins() -> None:
    """F1: packets of sound are not as long as pictures; their error does not add up."""
    film = make(*(clip(scene(0.75, pitch=500 if number % 2 else 1500, key_every=6)) for number in range(16)))
    assert film.compiled.plan.copies_sound
    for number in range(16):
        pitch = film.pitch(0.75 * number + 0.1, 0.75 * number + 0.65)
        assert pitch == pytest.approx(500 if number % 2 else 1500, abs=20), f"scene {number}"
    assert len(film.samples) / 48_000 == pytest.approx(12, abs=0.05)


def test_a_cut_at_key_frames_needs_no_new_pictures() -> None:
    """F1: from the key frame at half a second, until the one at half a second."""
    film = make(clip(FIRST, start=0.5), clip(SECOND, end=0.5))
    assert film.compiled.plan.copies_pictures
    assert film.compiled.plan.copies_sound
    expected = [40 + number for number in range(12, 24)] + [140 + number for number in range(12)]
    assert film.lumas == pytest.approx(expected, abs=1.5)


def test_copied_sound_begins_where_its_scene_does() -> None:
    """F1: nothing of what was trimmed is heard, however many scenes are."""
    source = packets(SECOND, "audio")
    film = make(clip(FIRST), clip(SECOND, start=0.5), clip(FIRST))
    places = [source.index(packet) for packet in film.packets("audio") if packet in source[2:-1]]
    assert places[0] == pytest.approx(0.5 * 48_000 / 1024 + 1, abs=1)  # one goes before the first, to warm up
    assert places == list(range(places[0], places[0] + len(places)))


def test_an_end_that_others_do_not_refer_to_is_cut_off_anywhere() -> None:
    """F1: without pictures that look ahead every picture may be the last."""
    film = make(clip(scene(b_frames=0), end=0.3))
    assert film.compiled.plan.copies_pictures
    assert len(film.pictures) == 7


@pytest.mark.parametrize("trim", [{"start": 0.25}, {"end": 0.21}, {"start": 0.1, "end": 0.9}])
def test_a_cut_between_key_frames_makes_new_pictures_and_shows_the_right_ones(trim: dict[str, float]) -> None:
    """F1: to the frame."""
    film = make(clip(FIRST, **trim))
    first, last = round(trim.get("start", 0) * FPS), round(trim.get("end", 1) * FPS)
    assert film.compiled.plan.why == ("pictures: cut between key frames",)
    assert film.lumas == pytest.approx([40 + number for number in range(first, last)], abs=2.5)


@pytest.mark.parametrize(
    "other",
    [
        {"size": (160, 90)},
        {"fps": 12},
        {"codec": "libx265"},
        {"pixels": "yuv444p"},
        {"b_frames": 0},
    ],
)
def test_scenes_that_differ_are_encoded_anew(other: dict[str, Any]) -> None:
    """F1: codec, profile, size, rate and set-up have to match; their sound does, and is copied."""
    film = make(clip(FIRST), clip(scene(luma=140, **other)))
    assert film.compiled.plan.why == ("pictures: scenes differ",)
    assert film.compiled.facts.video_codec == "h264"
    assert len(film.pictures) == 2 * FPS
    assert film.lumas[:FPS] == pytest.approx([40 + number for number in range(FPS)], abs=3)
    assert film.lumas[FPS + 2] == pytest.approx(142, abs=4)


def test_pictures_that_not_everything_plays_are_encoded_anew() -> None:
    """F1: a film is H.264, whatever its scenes are."""
    other = scene(codec="libx265")
    film = make(clip(other), clip(other))
    assert film.compiled.plan.why == ("pictures: another codec",)
    assert film.compiled.facts.video_codec == "h264"


@pytest.mark.parametrize("other", [{"rate": 44_100}, {"layout": "mono"}, {"pitch": None}, {"sound_seconds": 0.5}])
def test_sound_that_differs_is_encoded_while_pictures_are_copied(other: dict[str, Any]) -> None:
    """F1: only what must be."""
    film = make(clip(FIRST), clip(scene(luma=140, **other)))
    assert film.compiled.plan.copies_pictures
    assert not film.compiled.plan.copies_sound
    assert film.packets("video") == packets(FIRST, "video") + packets(scene(luma=140, **other), "video")


def test_scenes_without_sound_make_a_film_without_sound() -> None:
    """F1: no track of silence."""
    silent = scene(pitch=None)
    film = make(clip(silent), clip(silent))
    assert film.compiled.plan.copies_pictures
    assert film.compiled.facts.sound_seconds is None


@pytest.mark.parametrize(
    ("wishes", "pictures", "sound"),
    [
        ({"size": WIDE}, True, True),
        ({"size": (72, 128)}, False, True),
        ({"title": Title("  ")}, True, True),
        ({"title": Title("Anfang", 0.0)}, True, True),
        ({"title": Title("Anfang", 0.5)}, False, True),
        ({"music": Music(lambda: io.BytesIO(music()))}, True, False),
    ],
)
def test_each_wish_costs_only_its_own_track(wishes: dict[str, Any], pictures: bool, sound: bool) -> None:
    """F1: music leaves pictures as they are, a title leaves the sound."""
    plan = make(clip(FIRST), clip(SECOND), **wishes).compiled.plan
    assert (plan.copies_pictures, plan.copies_sound) == (pictures, sound)


def test_a_crossfade_after_the_last_scene_is_none() -> None:
    """F1: nothing follows it."""
    last = Clip(clip(SECOND).open, crossfade=0.5)
    assert make(clip(FIRST), last).compiled.plan.copies_pictures
