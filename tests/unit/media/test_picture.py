from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from shared.media.picture import Picture, look, without_metadata
from shared.media.rejections import PictureKind, Rejection
from shared.platform.storage.ranges import RangedReader
from tests.fixtures.picture_files import (
    BLUE,
    HEIGHT,
    JPEG,
    PNG,
    PROFILE,
    RED,
    SECRET,
    WIDTH,
    honest,
    notes,
    saved,
    scene,
    with_segment,
)

HONEST = honest()
KINDS = {"JPEG": PictureKind.JPEG, "PNG": PictureKind.PNG, "WEBP": PictureKind.WEBP}
SEEN = {1: (0, 0), 2: (1, 0), 3: (1, 1), 4: (0, 1), 5: (0, 0), 6: (1, 0), 7: (1, 1), 8: (0, 1)}  # where its blue corner is


def looked_at(content: bytes) -> Picture:
    return look(io.BytesIO(content), len(content))


def copied(content: bytes) -> bytes:
    return b"".join(without_metadata(io.BytesIO(content), looked_at(content).layout))


def opened(content: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture


def near(one: tuple[int, ...], other: tuple[int, ...], most: int = 24) -> bool:
    return all(abs(left - right) <= most for left, right in zip(one[:3], other[:3], strict=True))


def colour_of(hexed: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(hexed.removeprefix("#")))


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_picture_is_taken(name: str) -> None:
    """I2: of each kind and mode; its thumbnail has its shape and 512 pixels a side at most."""
    content = HONEST[name]
    found, original = looked_at(content), opened(content)
    facts, small = found.facts, opened(found.thumbnail)
    assert (facts.kind, facts.bytes) == (KINDS[original.format or ""], len(content))
    assert (facts.width, facts.height) == original.size
    assert small.format == "WEBP"
    assert max(small.size) == min(512, max(original.size))
    assert small.mode == ("RGBA" if "transparent" in name or ("with alpha" in name and "gray" not in name) else "RGB")


@pytest.mark.parametrize("name", HONEST)
def test_the_copy_is_the_same_picture(name: str) -> None:
    """I2: pixel by pixel, with its colours' profile; its length is known before it is written."""
    content = HONEST[name]
    copy = copied(content)
    before, after = opened(content), opened(copy)
    assert after.mode == before.mode
    assert after.convert("RGBA").tobytes() == before.convert("RGBA").tobytes()
    assert after.info.get("icc_profile") == (PROFILE if "profile" in name else None)
    assert looked_at(content).layout.size == len(copy)
    assert copied(copy) == copy


@pytest.mark.parametrize(
    ("name", "colour"),
    [
        *[
            (name, RED)
            for name in ("jpeg", "progressive jpeg", "png", "png with a palette", "png of sixteen bits", "interlaced png")
        ],
        *[(name, RED) for name in ("webp", "lossless webp", "png with a profile", "png with one transparent colour")],
        ("gray png of sixteen bits", (156, 156, 156)),
        ("png with a transparent palette", BLUE),
    ],
)
def test_the_dominant_colour_is_that_of_most_pixels(name: str, colour: tuple[int, ...]) -> None:
    """I2: as a page wants it while the picture is not there yet; what cannot be seen does not count."""
    assert near(colour_of(looked_at(HONEST[name]).facts.colour), colour)


def test_a_picture_for_print_has_the_colours_that_were_printed() -> None:
    """I2: CMYK, as Pillow writes it and turned round as Adobe does."""
    assert near(colour_of(looked_at(HONEST["jpeg for print"]).facts.colour), RED, 40)


def test_a_picture_that_nobody_can_see_has_a_colour_all_the_same() -> None:
    """I2: every pixel transparent."""
    assert looked_at(saved(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")).facts.colour == "#ffffff"


def test_edges_of_what_is_transparent_stay_clean() -> None:
    """I2: black that cannot be seen does not darken the thumbnail's edges."""
    for kind, options in (("PNG", {}), ("WEBP", {"lossless": True, "exact": True})):
        picture = Image.new("RGBA", (2050, 2050), (0, 0, 0, 0))
        picture.paste((255, 255, 255, 255), (1023, 0, 2050, 2050))
        small = opened(looked_at(saved(picture, kind, **options)).thumbnail)
        shown = [small.getpixel((across, 256)) for across in range(small.width)]
        assert all(isinstance(pixel, tuple) and (pixel[3] < 40 or pixel[0] > 200) for pixel in shown), kind


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", SEEN)
def test_a_picture_is_seen_as_it_was_held(kind: str, orientation: int) -> None:
    """I2: width, height and thumbnail are upright; the copy still says which way is up."""
    content = saved(scene(), kind, exif=notes(orientation))
    found = looked_at(content)
    lying = orientation >= 5
    size = (HEIGHT, WIDTH) if lying else (WIDTH, HEIGHT)
    small = opened(found.thumbnail)
    assert (found.facts.width, found.facts.height) == small.size == size
    across, down = SEEN[orientation]
    corner: Any = small.getpixel((6 + across * (size[0] - 12), 6 + down * (size[1] - 12)))
    assert near(corner, BLUE, 40)
    assert found.facts.orientation == orientation
    assert opened(copied(content)).getexif().get(0x0112, 1) == orientation


@pytest.mark.parametrize("kind", KINDS)
def test_where_and_by_whom_it_was_taken_is_told_to_nobody(kind: str) -> None:
    """I2: neither by the thumbnail nor by the copy."""
    content = saved(scene(), kind, exif=notes(6), xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>", comment=SECRET)
    assert SECRET in content
    for kept in (copied(content), looked_at(content).thumbnail):
        assert SECRET not in kept
        assert not opened(kept).getexif().get_ifd(0x8825)
    assert set(opened(copied(content)).getexif()) == {0x0112}
    assert not opened(looked_at(content).thumbnail).getexif()


TAILS = {
    "a second picture": JPEG,
    "a second picture after filling": bytes(300_000) + JPEG,
    "a film": b"\0\0\0\x18ftypmp42" + bytes(300),
    "a maker's notes": b"\0\0\1\x0anotes" + b"SEFT",
    "filling": bytes(64),
    "a line's end": b"\r\n",
}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
def test_what_cameras_append_is_left_out(tail: bytes) -> None:
    """I2: a gain map, a short film, a maker's notes, filling: nothing that its owner knows of, and no reason to refuse."""
    assert copied(JPEG + tail) == copied(JPEG)


def test_unreadable_notes_are_no_reason_to_refuse() -> None:
    """I2: as every viewer does."""
    for spoiled in (b"", b"II*\0", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\xff\xff" + bytes(20), bytes(100)):
        assert looked_at(with_segment(0xE1, b"Exif\0\0" + spoiled)).facts.orientation == 1


def test_a_profile_that_fits_no_picture_is_no_profile() -> None:
    """I2: broken or for other colours; the colours are then taken as they are."""
    broken = bytearray(PROFILE)
    broken[130:400] = bytes(270)
    for content in (saved(scene(), "PNG", icc_profile=bytes(broken)), saved(scene("CMYK"), "JPEG", icc_profile=PROFILE)):
        assert near(colour_of(looked_at(content).facts.colour), RED, 40)
    assert opened(copied(saved(scene(), "JPEG", icc_profile=b"<script>" * 50))).info.get("icc_profile") is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_is_read_in_parts_and_from_front_to_back(kind: str) -> None:
    """I2: through the reader that fetches ranges, which goes over it twice and once more for the copy."""
    content = saved(Image.effect_noise((1100, 700), 90).convert("RGB"), kind, quality=95)
    reader = RangedReader(len(content), lambda start, end: content[start:end])
    found = look(reader, len(content))
    assert max(opened(found.thumbnail).size) == 512
    assert sum(map(len, without_metadata(reader, found.layout))) == found.layout.size
    assert reader.fetched <= 3 * len(content) + 3 * 256 * 1024


def test_every_reason_has_words_in_both_languages() -> None:
    """I2: rejected with a reason that its owner understands."""
    texts = [each.text for each in Rejection]
    assert all(text.en.endswith(".") and text.de.endswith(".") and text.en != text.de for text in texts)


def test_a_small_picture_is_not_blown_up() -> None:
    """I2: its thumbnail is as small as it is."""
    assert opened(looked_at(PNG).thumbnail).size == (WIDTH, HEIGHT)
