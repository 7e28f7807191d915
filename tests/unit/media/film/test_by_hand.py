"""One video by hand: trimmed, cropped, faster or slower, in other colours, with other sound and words, as the file shows it."""

from __future__ import annotations

import io
from fractions import Fraction
from functools import cache
from typing import Any

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from shared.media.film.captions import with_captions
from shared.media.film.moving_picture import as_gif
from shared.media.film.outcome import SceneBroken
from shared.media.film.wish import Caption, Fade, Look, Music, Plan, Shape, Span
from shared.media.film.wording import CAPTION_LINES, captioned
from tests.unit.media.film.footage import Film, clip, make, music, scene, shades

STILL = 6  # of lightness, what encoding may change
LOUD = 0.125  # a scene's tone
TWO = scene(2.0, luma=60)
CAPTIONS = {
    "German": "Über den Dächern von Köln läuft ein Fuchs, den niemand kennt – außer dem Mann am Fenster.",
    "Arabic": "الثعلب يركض في الثلج (Fox 2026) ولا أحد يراه من النافذة",
    "Chinese": "雪地里的狐狸跑过了整座城市，没有人看见它，只有窗边的老人一直在看着它慢慢走远。",
}


@cache
def coloured(colour: tuple[int, int, int], size: tuple[int, int] = (128, 72), *, halves: bool = False) -> bytes:
    """Half a second of one colour, or with its right half black."""
    image = Image.new("RGB", size, colour)
    if halves:
        image.paste((0, 0, 0), (size[0] // 2, 0, *size))
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream: Any = container.add_stream("libx264", rate=24, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(12):
            frame: Any = av.VideoFrame.from_image(image).reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def middle(film: Film) -> tuple[int, int, int]:
    image = film.pictures[6].to_image()
    return image.getpixel((image.width // 2, image.height // 2))


def test_faster_and_slower_keep_the_rate_and_the_pitch() -> None:
    """V16: twice as fast shows every other picture, half as fast each twice; the tone stays as it was."""
    fast, slow = make(clip(TWO, speed=2.0)), make(clip(TWO, speed=0.5))
    assert (len(fast.pictures), len(slow.pictures)) == (24, 96)
    assert fast.lumas == pytest.approx([60 + 2 * number for number in range(24)], abs=STILL)
    assert slow.lumas[:90] == pytest.approx([60 + number // 2 for number in range(90)], abs=STILL)
    for film in (fast, slow):
        ends = len(film.pictures) / 24
        assert film.pitch(0.2, ends - 0.2) == pytest.approx(440, abs=10)
        assert film.loudness(0.1, ends - 0.1) == pytest.approx(LOUD, rel=0.2)


def test_a_faster_part_is_the_part_that_was_asked_for() -> None:
    """V16: trimmed by the original's time, however fast it runs then; what lies beyond its end is refused."""
    film = make(clip(TWO, start=0.5, end=1.5, speed=2.0))
    assert film.lumas == pytest.approx([72 + 2 * number for number in range(12)], abs=STILL)
    with pytest.raises(SceneBroken, match="outside"):
        make(clip(TWO, end=2.5))


@pytest.mark.parametrize(
    ("shape", "anchor", "size", "seen"),
    [
        (Shape.TALL, (0.0, 0.5), (40, 72), 250),
        (Shape.TALL, (1.0, 0.5), (40, 72), 0),
        (Shape.SQUARE, (0.0, 0.0), (72, 72), 250),
        (Shape.SQUARE, (1.0, 1.0), (72, 72), 0),
        (Shape.WIDE, (0.5, 0.5), (128, 72), None),
    ],
)
def test_cropping_keeps_what_the_anchor_says(
    shape: Shape, anchor: tuple[float, float], size: tuple[int, int], seen: int | None
) -> None:
    """V16: as large as the original has it, around a point of one's choice; white is left, black is right."""
    film = make(clip(coloured((255, 255, 255), halves=True), anchor=anchor), shape=shape)
    assert (film.compiled.facts.width, film.compiled.facts.height) == size
    image = film.pictures[6].to_image()
    assert seen is None or image.getpixel((image.width // 4, 20))[0] == pytest.approx(seen, abs=10)


def test_a_preset_fills_its_frame() -> None:
    """V16: whatever shape the original has, in the size that was asked for, without black."""
    film = make(clip(scene(luma=140), anchor=(0.5, 0.5)), size=(180, 320))
    rows = shades(film.pictures[0])
    assert (len(rows[0]), len(rows)) == (180, 320)
    assert min(map(min, rows)) == pytest.approx(140, abs=STILL)


@pytest.mark.parametrize("size", [(128, 72), (1280, 720)])
def test_looks_change_colours_and_nothing_else(size: tuple[int, int]) -> None:
    """V16: warm has more red than blue, cold the other way round, noir no colour; contrast spreads, vintage flattens."""
    grey, dark, light, leaf = (
        coloured(colour, size) for colour in ((128, 128, 128), (60, 60, 60), (200, 200, 200), (90, 150, 80))
    )

    def seen(content: bytes, look: Look) -> tuple[int, int, int]:
        return middle(make(clip(content, look=look)))

    red, green, blue = seen(grey, Look.WARM)
    assert red > green + 5 > blue + 20
    red, green, blue = seen(grey, Look.COLD)
    assert blue > green + 5 > red + 15
    assert max(colours := seen(leaf, Look.NOIR)) - min(colours) <= 4
    assert seen(dark, Look.CONTRAST)[1] < 60 - 8
    assert seen(light, Look.CONTRAST)[1] > 200 + 5
    assert seen(coloured((0, 0, 0), size), Look.VINTAGE)[1] > 8
    assert seen(coloured((255, 255, 255), size), Look.VINTAGE)[2] < 215
    plain, vivid = middle(make(clip(leaf))), seen(leaf, Look.CONTRAST)
    assert vivid[1] - vivid[2] > plain[1] - plain[2]
    made = make(clip(leaf, look=Look.VINTAGE)).compiled.facts
    assert (made.width, made.height, made.frames) == (*size, 12)


def test_pictures_and_sound_fade_together() -> None:
    """V16: from black and silence, and back."""
    film = make(clip(TWO), fade=Fade(0.5, 0.5))
    assert film.lumas[0] == pytest.approx(16, abs=2)
    assert film.lumas[6] == pytest.approx(16 + (66 - 16) / 2, abs=STILL)
    assert film.lumas[24] == pytest.approx(84, abs=STILL)
    assert film.lumas[-1] == pytest.approx(16, abs=STILL + 4)
    assert film.loudness(0.0, 0.05) < 0.02
    assert film.loudness(0.8, 1.2) == pytest.approx(LOUD, rel=0.2)
    assert film.loudness(1.95, 2.0) < 0.02


def test_its_sound_is_left_out_replaced_or_mixed() -> None:
    """V16: muted there is no track, and pictures stay as they are; one's own track plays alone or with it."""
    muted = make(clip(TWO, volume=0.0))
    assert muted.compiled.facts.sound_seconds is None
    assert muted.packets("video") == make(clip(TWO)).packets("video")
    tune = Music(lambda: io.BytesIO(music("wav", 3.0)), fade_out=0.0)
    replaced, mixed = make(clip(TWO, volume=0.0), music=tune), make(clip(TWO, volume=0.5), music=tune)
    assert replaced.pitch(0.2, 1.8) == pytest.approx(1000, abs=20)
    alone = replaced.loudness(0.2, 1.8)
    assert mixed.loudness(0.2, 1.8) == pytest.approx((alone**2 + (LOUD / 2) ** 2) ** 0.5, rel=0.1)
    assert make(clip(TWO, volume=2.0)).loudness(0.2, 1.8) == pytest.approx(2 * LOUD, rel=0.1)


@pytest.mark.parametrize("text", CAPTIONS.values(), ids=CAPTIONS.keys())
@pytest.mark.parametrize("size", [(320, 180), (180, 320)])
def test_a_caption_is_seen_for_its_while_at_the_foot(text: str, size: tuple[int, int]) -> None:
    """V16: from its time to its time, white on a dark rim within the safe part of the picture; before and after nothing."""
    film = make(clip(scene(1.5, luma=100, size=size)), captions=(Caption(0.5, 1.0, text),))
    for number, picture in enumerate(film.pictures):
        rows, own = shades(picture), 100 + number % 100
        changed = [(x, y) for y, row in enumerate(rows) for x, shade in enumerate(row) if abs(shade - own) > 60]
        assert bool(changed) == (12 <= number < 24), number
        if changed:
            assert all(size[0] * 0.06 < x < size[0] * 0.94 for x, _ in changed)
            low, high = (0.6, 0.78) if size[1] > size[0] else (0.6, 0.95)
            assert all(size[1] * low < y < size[1] * high for _, y in changed)
            assert max(max(row) for row in rows) > 220
            assert min(min(row) for row in rows) < 55


class _Counted:
    """Pictures that only know their number."""

    def __init__(self) -> None:
        self.pts, self.time_base = 0, Fraction(1, 24)


@settings(max_examples=40, deadline=None)
@given(
    st.text(alphabet="abcdefghij ÄÖÜß狐雪のثعلب.,", min_size=1, max_size=200).filter(lambda text: bool(text.strip())),
    st.sampled_from([(1280, 720), (404, 720), (1080, 1920), (480, 270)]),
)
def test_no_word_of_a_caption_is_lost(text: str, size: tuple[int, int]) -> None:
    """V16: at most two lines at once, each within the frame; what is longer follows in the caption's own time."""
    parts = captioned(text, size)
    assert parts
    assert all(0 < len(part.lines) <= CAPTION_LINES for part in parts)
    assert all(line.width * part.points <= size[0] * 0.9 for part in parts for line in part.lines)
    drawn = sum(sign.sign != " " for part in parts for line in part.lines for sign in line.glyphs)
    assert drawn >= len("".join(text.split())) * 0.5  # some letters are drawn as one


def test_captions_beyond_the_end_are_not_waited_for() -> None:
    """V16: the film is as long as it was, whatever a caption says."""
    pictures = (_Counted() for _ in range(24))
    made = Plan((Span(0, Fraction(0), Fraction(1), Fraction(0), 24, 0),), (128, 72), Fraction(24), False, False, False)
    assert len(list(with_captions(pictures, (Caption(1.5, 2.0, "late"),), made))) == 24


def test_a_gif_moves_as_its_film_does() -> None:
    """V16: a short silent clip of twelve pictures a second, and beside it the same as a GIF that plays for ever."""
    film = make(clip(scene(8.0, size=(640, 360)), anchor=(0.5, 0.5), most=6.0, volume=0.0), longest=480, rate=12)
    facts = film.compiled.facts
    assert (facts.width, facts.height, facts.frames, facts.fps, facts.sound_seconds) == (480, 270, 72, 12, None)
    gif: Any = Image.open(io.BytesIO(as_gif(film.content)))
    assert (gif.size, gif.n_frames, gif.info["loop"]) == ((480, 270), 72, 0)
    shown, lights = 0, list[int]()
    for number in range(gif.n_frames):
        gif.seek(number)
        shown += gif.info["duration"]
        lights.append(gif.convert("L").getpixel((200, 100)))
    assert shown == pytest.approx(6000, abs=20)
    assert lights[40] > lights[0] + 40
