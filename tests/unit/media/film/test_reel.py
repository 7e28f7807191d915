"""The film leaves in order, its index comes to the front, and little of it stays in memory."""

from __future__ import annotations

import struct

import google_crc32c
import pytest

from shared.media.film.compiling import Compilation
from shared.media.film.reel import Reel, shifted
from shared.media.film.wish import Title, Wish
from tests.fixtures.film_files import box
from tests.unit.media.film.footage import clip, make, scene


def outermost(content: bytes) -> list[tuple[bytes, int, int]]:
    found: list[tuple[bytes, int, int]] = []
    start = 0
    while start < len(content):
        size, kind = struct.unpack_from(">I4s", content, start)
        found.append((kind, start, start + size))
        start += size
    assert start == len(content)
    return found


@pytest.mark.parametrize("title", [None, Title("Neu", 0.5)])
def test_the_index_comes_first_so_that_the_film_starts_at_once(title: Title | None) -> None:
    """F1: head and body together are a whole MP4, copied or encoded."""
    film = make(clip(scene()), clip(scene(luma=140)), title=title)
    kinds = outermost(film.content)
    assert [kind for kind, _, _ in kinds] == [b"ftyp", b"moov", b"free", b"mdat"]
    assert kinds[3][1] + 8 == len(film.compiled.head)
    assert len(film.pictures) == 48


def test_what_the_sink_got_can_be_checked() -> None:
    """F2: size and CRC-32C of the body, as Cloud Storage tells them."""
    film = make(clip(scene()))
    body = film.content[len(film.compiled.head) :]
    assert film.compiled.body_crc32c == google_crc32c.value(body)


def test_the_same_wish_makes_the_same_film() -> None:
    """F1: to the byte, encoded too; a retry makes no other one."""
    one, other = (make(clip(scene(), crossfade=0.5), clip(scene(luma=140)), size=(72, 128)) for _ in range(2))
    assert one.content == other.content


def test_a_film_leaves_while_it_is_made() -> None:
    """F2: of a long one only some pieces of a few hundred kilobytes are ever held back."""
    content = scene(4.0)
    told: list[float] = []
    work = Compilation(Wish(tuple(clip(content) for _ in range(60))), progress=told.append)
    pieces = [(len(piece), told[-1]) for piece in work.body()]
    assert len(pieces) > 4
    assert max(size for size, _ in pieces) < 512 * 1024
    assert pieces[0][1] < 0.5
    assert work.compiled is not None
    assert sum(size for size, _ in pieces) == work.compiled.body_size


def written(*parts: tuple[int, bytes]) -> tuple[Reel, bytes]:
    reel = Reel()
    for place, content in parts:
        reel.seek(place)
        reel.write(content)
    return reel, b"".join(reel.pieces(last=True))


def index(*offsets: int, wide: bool = False) -> bytes:
    kind, layout = (b"co64", "Q") if wide else (b"stco", "I")
    table = box(kind, struct.pack(f">II{len(offsets)}{layout}", 0, len(offsets), *offsets))
    return box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", box(b"mdia", box(b"minf", box(b"stbl", table)))))


FTYP = box(b"ftyp", b"isom" + bytes(12))
SAMPLES = bytes(range(256)) * 4
AT = len(FTYP) + 16


@pytest.mark.parametrize("portion", [1, 7, 16, 100, 4096])
def test_however_libav_portions_its_writing_the_film_is_the_same(portion: int) -> None:
    """F1: small films come in one write, long ones in many."""
    whole = FTYP + box(b"free") + box(b"mdat", SAMPLES) + index(AT)
    begun = FTYP + box(b"free") + box(b"mdat", SAMPLES, size=0)
    parts = [(at, begun[at : at + portion]) for at in range(0, len(begun), portion)]
    end = len(begun)
    size = struct.pack(">I", len(SAMPLES) + 8)
    reel, body = written(*parts, (AT - 8, size), (end, index(AT)[:50]), (end + 50, index(AT)[50:]))
    at_once, same_body = written((0, whole))
    moved = AT + len(index(AT))
    assert reel.head() + body == at_once.head() + same_body == FTYP + index(moved) + box(b"free") + box(b"mdat", SAMPLES)


def test_a_film_beyond_four_gibibytes_has_a_longer_header() -> None:
    """F1: libav puts it where `free` was."""
    begun = FTYP + box(b"free") + box(b"mdat", SAMPLES, size=0)
    header = struct.pack(">I4sQ", 1, b"mdat", len(SAMPLES) + 16)
    reel, body = written((0, begun), (AT - 16, header), (len(begun), index(AT, wide=True)))
    assert reel.head() + body == FTYP + index(AT + len(index(AT, wide=True)), wide=True) + header + SAMPLES


def test_every_offset_is_moved_and_nothing_else() -> None:
    """F1: chunks of 32 and of 64 bits."""
    assert shifted(index(1, 2, 3), 100) == index(101, 102, 103)
    assert shifted(index(1, 1 << 40, wide=True), 100) == index(101, (1 << 40) + 100, wide=True)


def test_half_a_film_has_no_head() -> None:
    """F2: what was not written to its end is not a film."""
    begun = FTYP + box(b"free") + box(b"mdat", SAMPLES, size=0)
    with pytest.raises(ValueError, match="not written to its end"):
        written((0, begun))[0].head()


def test_samples_out_of_order_are_refused() -> None:
    """F1: a sink cannot go back."""
    begun = FTYP + box(b"free") + box(b"mdat", SAMPLES, size=0)
    reel = Reel()
    reel.write(begun)
    reel.seek(AT + 10)
    with pytest.raises(ValueError, match="in order"):
        reel.write(b"again")
