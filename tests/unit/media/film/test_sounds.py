"""What is heard, and when."""

from __future__ import annotations

import io

import pytest

from shared.media.film.outcome import MusicBroken
from shared.media.film.wish import Music
from tests.unit.media.film.footage import Film, clip, make, music, scene

LOUD = 0.125  # a scene's tone
QUIET = scene(2.0, pitch=None)


def with_music(*, kind: str = "wav", seconds: float = 3.0, scenes: tuple[bytes, ...] = (QUIET,), **wishes: object) -> Film:
    return make(
        *(clip(content) for content in scenes),
        music=Music(lambda: io.BytesIO(music(kind, seconds)), **{"fade_out": 0.0, **wishes}),  # type: ignore[arg-type]
    )


def test_a_scene_without_sound_is_silent_and_the_next_one_on_time() -> None:
    """F1: three scenes, the middle one silent."""
    film = make(clip(scene(pitch=600)), clip(scene(pitch=None)), clip(scene(pitch=1200)))
    assert film.pitch(0.2, 0.8) == pytest.approx(600, abs=20)
    assert film.loudness(1.1, 1.9) < 0.001
    assert film.pitch(2.1, 2.9) == pytest.approx(1200, abs=20)
    assert film.loudness(2.02, 2.1) == pytest.approx(LOUD, rel=0.2)


@pytest.mark.parametrize("until", [0.5, 1.5])
def test_sound_of_another_length_is_cut_or_followed_by_silence(until: float) -> None:
    """F1: pictures say how long a scene is."""
    film = make(clip(scene(pitch=600, sound_seconds=until)), clip(scene(pitch=1200, rate=44_100)))
    assert film.loudness(0.6, 0.9) == pytest.approx(0 if until < 1 else LOUD, abs=0.02)
    assert film.pitch(1.1, 1.9) == pytest.approx(1200, abs=20)


@pytest.mark.parametrize(("trim", "begins"), [({}, 0.5), ({"start": 0.25}, 0.25), ({"start": 0.75}, 0.0)])
def test_sound_that_begins_late_is_not_heard_early(trim: dict[str, float], begins: float) -> None:
    """F1: with its pictures, trimmed or not."""
    film = make(clip(scene(pitch=600, sound_from=0.5), **trim))
    ends = 1 - trim.get("start", 0)
    assert begins == 0 or film.loudness(0.0, begins - 0.05) < 0.01
    assert film.loudness(begins + 0.03, ends - 0.03) == pytest.approx(LOUD, rel=0.2)


def test_trimmed_scenes_sound_from_their_place() -> None:
    """F1: the sound is trimmed with the pictures."""
    half = scene(2.0, pitch=800, sound_seconds=1.0)
    film = make(clip(half, start=0.7, end=1.3), clip(scene(pitch=1200, rate=44_100)))
    assert film.loudness(0.05, 0.25) == pytest.approx(LOUD, rel=0.2)
    assert film.loudness(0.35, 0.55) < 0.01
    assert film.pitch(0.7, 1.4) == pytest.approx(1200, abs=20)


def test_a_crossfade_is_heard() -> None:
    """F1: in its middle both, at half their volume."""
    film = make(clip(scene(pitch=600), crossfade=0.5), clip(scene(pitch=1200)))
    assert film.pitch(0.1, 0.45) == pytest.approx(600, abs=20)
    assert film.pitch(1.05, 1.4) == pytest.approx(1200, abs=20)
    assert film.loudness(0.7, 0.8) == pytest.approx(LOUD / 2**0.5, rel=0.25)


@pytest.mark.parametrize("kind", ["wav", "mp3", "aac", "m4a"])
def test_music_of_every_kind_plays_under_the_film(kind: str) -> None:
    """F1: from its first moment."""
    film = with_music(kind=kind)
    assert film.pitch(0.2, 1.8) == pytest.approx(1000, abs=20)
    assert film.loudness(0.2, 1.8) == pytest.approx(LOUD, rel=0.1)


def test_volume_and_fades_are_kept() -> None:
    """F1: half as loud; in over one second, out over the last half."""
    film = with_music(volume=0.5, fade_in=1.0, fade_out=0.5)
    assert film.loudness(0.0, 0.1) < LOUD / 12
    assert film.loudness(1.1, 1.4) == pytest.approx(LOUD / 2, rel=0.1)
    assert film.loudness(1.92, 1.99) < LOUD / 8


def test_short_music_fades_before_its_own_end_and_is_not_repeated() -> None:
    """F1: then the film is as it was."""
    film = with_music(seconds=1.0, fade_out=0.5)
    assert film.loudness(0.1, 0.4) == pytest.approx(LOUD, rel=0.1)
    assert film.loudness(0.9, 0.98) < LOUD / 4
    assert film.loudness(1.1, 1.9) < 0.001


def test_mixed_music_leaves_the_scenes_as_loud_as_they_were() -> None:
    """F1: both are heard, added up."""
    film = with_music(scenes=(scene(2.0, pitch=300),))
    assert film.loudness(0.3, 1.7) == pytest.approx(LOUD * 2**0.5, rel=0.1)


def test_ducked_music_is_quiet_while_a_scene_sounds_and_comes_back() -> None:
    """F1: a second of tone, then two of none."""
    speaks, silent = scene(1.0, pitch=300), scene(2.0, pitch=None)
    plain = with_music(scenes=(speaks, silent))
    ducked = with_music(scenes=(speaks, silent), ducked=True)
    assert ducked.loudness(0.3, 0.9) < plain.loudness(0.3, 0.9) * 0.85
    assert ducked.loudness(2.4, 2.9) == pytest.approx(plain.loudness(2.4, 2.9), rel=0.1)


def test_what_is_too_loud_together_is_limited() -> None:
    """F1: it does not crackle."""
    film = with_music(scenes=(scene(2.0, pitch=1000),), volume=8.0)
    assert max(film.samples[4800:-4800]) < 1.05


@pytest.mark.parametrize(
    "content",
    [b"", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile '/etc/passwd'\n", b"ID3" + bytes(500)],
)
def test_what_is_no_music_is_told(content: bytes) -> None:
    """F1, F2: lists of other files are not followed."""
    with pytest.raises(MusicBroken):
        make(clip(QUIET), music=Music(lambda: io.BytesIO(content)))


def test_an_error_of_the_music_s_source_comes_out_as_it_is() -> None:
    """F2: a network that breaks is no broken music."""

    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            if self.tell() > 1000:
                raise ConnectionResetError
            return super().read(size)

    with pytest.raises(ConnectionResetError):
        make(clip(QUIET), music=Music(lambda: Breaking(music())))
