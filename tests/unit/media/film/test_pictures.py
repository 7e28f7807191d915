"""What is encoded anew: sizes, rates, crossfades and titles."""

from __future__ import annotations

import pytest

from shared.media.film.wish import Fit, Resolution, Shape, Title, frame_size
from tests.unit.media.film.footage import FPS, WIDE, clip, make, scene, shades

DARK, LIGHT = scene(luma=40, key_every=48), scene(luma=140, key_every=48)
ROOMY = (256, 144)  # letters need some
STILL = 6  # of lightness, what encoding may change


def test_a_crossfade_goes_evenly_from_one_scene_to_the_next() -> None:
    """F1: half a second of both; before and after it only one."""
    film = make(clip(DARK, crossfade=0.5), clip(LIGHT))
    assert len(film.pictures) == 36
    before = [40 + number for number in range(24)]
    after = [0] * 12 + [140 + number for number in range(24)]
    share = [max(0, number - 12) / 12 for number in range(24)] + [1] * 12
    expected = [(before[at] if at < 24 else 0) * (1 - share[at]) + after[at] * share[at] for at in range(36)]
    assert film.lumas == pytest.approx(expected, abs=STILL)
    assert film.moments == pytest.approx([number / FPS for number in range(36)], abs=0.001)


def test_crossfades_follow_each_other_and_cuts() -> None:
    """F1: a scene may fade at both ends; lengths add up to the frame."""
    film = make(clip(DARK, crossfade=0.5), clip(LIGHT, crossfade=0.5), clip(DARK), clip(LIGHT))
    assert len(film.pictures) == 4 * 24 - 2 * 12
    assert film.compiled.plan.joins == (0.5, 1.0, 2.0)
    assert film.lumas[47] == pytest.approx(63, abs=STILL)
    assert film.lumas[48] == pytest.approx(140, abs=STILL)


def test_rates_are_brought_to_that_of_most_of_the_film() -> None:
    """F1: what is slower shows its pictures twice; no scene becomes longer."""
    film = make(clip(scene(1.0, fps=12)), clip(scene(2.0, luma=140)))
    assert film.compiled.plan.rate == FPS
    assert len(film.pictures) == 3 * FPS
    assert film.lumas[:24] == pytest.approx([100 + number // 2 for number in range(24)], abs=STILL)


@pytest.mark.parametrize(
    ("shape", "resolution", "size"),
    [
        (Shape.WIDE, Resolution.HD, (1280, 720)),
        (Shape.TALL, Resolution.HD, (720, 1280)),
        (Shape.SQUARE, Resolution.HD, (720, 720)),
        (Shape.WIDE, Resolution.FULL_HD, (1920, 1080)),
        (Shape.TALL, Resolution.FULL_HD, (1080, 1920)),
        (Shape.SQUARE, Resolution.FULL_HD, (1080, 1080)),
    ],
)
def test_a_format_and_a_resolution_make_a_size(shape: Shape, resolution: Resolution, size: tuple[int, int]) -> None:
    """F1: the short side has the lines."""
    assert frame_size(shape, resolution) == size


@pytest.mark.parametrize(("size", "empty"), [((72, 128), [(36, 5), (36, 122)]), ((72, 72), [(36, 5), (36, 66)])])
def test_padding_shows_the_whole_picture_between_black(size: tuple[int, int], empty: list[tuple[int, int]]) -> None:
    """F1: 16:9 in 9:16 and 1:1."""
    film = make(clip(LIGHT), size=size)
    rows = shades(film.pictures[0])
    assert (len(rows[0]), len(rows)) == size
    assert [rows[y][x] for x, y in empty] == pytest.approx([16, 16], abs=STILL)
    assert rows[size[1] // 2][1] == pytest.approx(140, abs=STILL)


@pytest.mark.parametrize("size", [(72, 128), (72, 72), (256, 144)])
def test_cropping_fills_the_frame(size: tuple[int, int]) -> None:
    """F1: no black anywhere."""
    film = make(clip(LIGHT), size=size, fit=Fit.CROP)
    rows = shades(film.pictures[0])
    assert (len(rows[0]), len(rows)) == size
    assert min(map(min, rows)) == pytest.approx(140, abs=STILL)


def test_a_tall_scene_stands_in_a_wide_film() -> None:
    """F1: black at its sides; the film is as its first scene."""
    film = make(clip(LIGHT), clip(scene(luma=140, size=(72, 128))))
    rows = shades(film.pictures[30])
    assert film.compiled.plan.size == WIDE
    assert rows[36][4] == pytest.approx(16, abs=STILL)
    assert rows[36][64] == pytest.approx(146, abs=STILL)


def _written(film_rows: list[bytes]) -> int:
    """Points as light as letters are."""
    return sum(point >= 190 for row in film_rows for point in row)


def test_a_title_lies_over_the_first_pictures_and_goes() -> None:
    """F1: it comes and goes softly and does not make the film longer."""
    film = make(clip(scene(2.0, luma=40, size=ROOMY)), title=Title("Größe", 1.0))
    written = [_written(shades(picture)) for picture in film.pictures]
    assert len(written) == 48
    assert written[12] > 80
    assert written[0] == written[24] == written[40] == 0


def test_a_title_longer_than_its_scene_goes_on_over_the_next() -> None:
    """F1: also through a crossfade."""
    film = make(clip(scene(size=ROOMY), crossfade=0.25), clip(scene(luma=60, size=ROOMY)), title=Title("Zwei", 5.0))
    assert _written(shades(film.pictures[-1])) > 80


@pytest.mark.parametrize(
    "text",
    [
        "Ä",
        "ÄÖÜ äöü ß ẞ é ł ő ğ Ω Ж",
        "Ein Titel, der in keine Zeile passt " * 6,
        "W" * 200,
        "Eins\nZwei\n\nDrei",
        "%{x}:'\\",
        "狐狸" * 60,
        "ثعلب في الثلج",
    ],
)
def test_every_text_finds_its_place(text: str) -> None:
    """F1: broken into lines, made smaller, cut off where it is beyond all measure."""
    film = make(clip(scene(1.0, luma=40, size=ROOMY)), title=Title(text, 2.0))
    rows = shades(film.pictures[12])
    assert _written(rows) > 20
    assert _written([row[:2] + row[-2:] for row in rows]) <= _written(rows) // 4


def test_letters_with_dots_differ_from_those_without() -> None:
    """F1: a font without umlauts would draw the same box for each."""

    def drawn(text: str) -> list[bytes]:
        return shades(make(clip(scene(1.0, luma=40, size=ROOMY)), title=Title(text, 2.0)).pictures[12])

    pictures = [drawn(text) for text in ("a", "ä", "o", "ö", "ß", "B")]
    assert all(one != other for at, one in enumerate(pictures) for other in pictures[:at])
