"""Files that are no picture, or more than one, or a trap; each with the reason that it must be given."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

from shared.media.rejections import Rejection
from tests.unit.pictures import (
    BLUE,
    HEIGHT,
    JPEG,
    PNG,
    PROGRESSIVE,
    WEBP,
    WEBP_LOSSLESS,
    WIDTH,
    canvas,
    chunk,
    chunks_of,
    claimed,
    header,
    png,
    riff,
    saved,
    scene,
    with_chunk,
    with_segment,
)


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as found:
        found.writestr("index.html", "<script>alert(1)</script>")
    return file.getvalue()


def _moving(kind: str) -> bytes:
    return saved(scene(), kind, save_all=True, append_images=[Image.new("RGB", (WIDTH, HEIGHT), BLUE)], duration=100)


def hostile() -> dict[str, tuple[Rejection, bytes]]:
    """A name that says what it is, the reason that it must be given, and its bytes."""
    return {**_other_kinds(), **_polyglots(), **_liars(), **bombs(), **_broken(), **_impossible()}


def _other_kinds() -> dict[str, tuple[Rejection, bytes]]:
    unknown = Rejection.UNKNOWN_KIND
    return {
        "nothing": (unknown, b""),
        "one byte": (unknown, b"\xff"),
        "a gif": (unknown, saved(scene("P"), "GIF")),
        "a bitmap": (unknown, saved(scene(), "BMP")),
        "a tiff": (unknown, saved(scene(), "TIFF")),
        "a drawing": (unknown, b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        "heic": (unknown, b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500)),
        "avif": (unknown, saved(scene(), "AVIF")),
        "a web page": (unknown, b"<!doctype html><p>no</p>"),
        "a sound in a riff": (unknown, b"RIFF\x24\0\0\0WAVEfmt " + bytes(28)),
        "a moving png": (Rejection.ANIMATED, _moving("PNG")),
        "a moving webp": (Rejection.ANIMATED, _moving("WEBP")),
        "a webp that moves once": (Rejection.ANIMATED, riff(canvas(8, 8, 2), (b"ANIM", bytes(6)))),
    }


def _polyglots() -> dict[str, tuple[Rejection, bytes]]:
    foreign, picture = Rejection.FOREIGN_CONTENT, WEBP[12:]
    page, zipped = b"<html><script>alert(1)</script></html>", archive()
    length = struct.unpack_from("<I", picture, 4)[0]
    return {
        "jpeg and archive": (foreign, JPEG + zipped),
        "png and archive": (foreign, PNG + zipped),
        "webp and archive": (foreign, WEBP + zipped),
        "jpeg and page": (foreign, JPEG + page),
        "png and page": (foreign, PNG + page),
        "webp and page": (foreign, WEBP + page),
        "jpeg and program": (foreign, JPEG + b"<?php system($_GET[0]);"),
        "png and png": (foreign, PNG + PNG),
        "jpeg, jpeg and archive": (foreign, JPEG + JPEG + zipped),
        "an archive in a jpeg's comment": (foreign, with_segment(0xFE, zipped)),
        "an archive in a png's text": (foreign, with_chunk(b"tEXt", b"a\0" + zipped)),
        "an archive in a webp's chunk": (
            foreign,
            riff(canvas(WIDTH, HEIGHT), (b"VP8 ", picture[8 : 8 + length]), (b"junk", zipped)),
        ),
        "a script in a jpeg's comment": (foreign, with_segment(0xFE, b"*/=<ScRiPt>alert(1)</script>/*")),
        "a page in a png's text": (foreign, with_chunk(b"tEXt", b"a\0" + page)),
        "a page in a png's packed text": (foreign, with_chunk(b"zTXt", b"a\0\0" + zlib.compress(page))),
        "a page in a png's other text": (foreign, with_chunk(b"iTXt", b"a\0\1\0\0\0" + zlib.compress(page))),
        "a pdf in a jpeg": (foreign, with_segment(0xFE, b"%PDF-1.7 obj")),
    }


def _liars() -> dict[str, tuple[Rejection, bytes]]:
    contradictory, longer = Rejection.CONTRADICTORY, Rejection.SIDE_TOO_LONG
    data = next(content for kind, content in chunks_of(PNG) if kind == b"IDAT")
    ends = chunk(b"IDAT", data) + chunk(b"IEND")
    lossy = (b"VP8 ", WEBP[20:])
    return {
        "png without width": (Rejection.NO_PIXELS, png(chunk(b"IHDR", header(0, 8)), ends)),
        "png without pixels": (Rejection.NO_PIXELS, png(chunk(b"IHDR", header(8, 8)), chunk(b"IEND"))),
        "jpeg without height": (Rejection.NO_PIXELS, claimed(JPEG, 8, 0)),
        "webp without pixels": (Rejection.NO_PIXELS, riff(canvas(8, 8))),
        "png of a hundred thousand": (longer, png(chunk(b"IHDR", header(100_000, 100_000)), ends)),
        "png one too wide": (longer, saved(scene(size=(8193, 1)), "PNG")),
        "jpeg one too high": (longer, saved(scene(size=(1, 8193)), "JPEG")),
        "webp one too wide": (longer, saved(scene(size=(8193, 1)), "WEBP")),
        "webp on an endless canvas": (longer, riff(canvas(1 << 24, 1 << 24), lossy)),
        "png that has more": (contradictory, png(chunk(b"IHDR", header(WIDTH, HEIGHT // 2)), ends)),
        "png that has less": (contradictory, png(chunk(b"IHDR", header(8192, 8192)), ends)),
        "png with more behind its pixels": (
            contradictory,
            png(chunk(b"IHDR", header(WIDTH, HEIGHT)), chunk(b"IDAT", data + b"hidden"), chunk(b"IEND")),
        ),
        "jpeg that has less": (contradictory, claimed(JPEG, 8192, 8192)),
        "jpeg of two frames": (contradictory, JPEG[:2] + JPEG[JPEG.index(b"\xff\xc0") :][:19] + JPEG[2:]),
        "webp on another canvas": (contradictory, riff(canvas(WIDTH * 2, HEIGHT), lossy)),
        "webp of two pictures": (contradictory, riff(canvas(WIDTH, HEIGHT), lossy, lossy)),
        "webp that says less": (Rejection.FOREIGN_CONTENT, riff(lossy, size=len(WEBP) - 20)),
        "webp that says more": (Rejection.TRUNCATED, riff(lossy, size=len(WEBP))),
    }


def bombs() -> dict[str, tuple[Rejection, bytes]]:
    much, mib = Rejection.TOO_MUCH_METADATA, 1024 * 1024
    bomb = zlib.compress(bytes(64 * mib), 9)
    comments = b"".join(with_segment(0xFE, bytes(65_000), b"\xff\xd8")[2:] for _ in range(140))
    return {
        "too many bytes": (Rejection.TOO_LARGE, JPEG + bytes(20 * mib)),
        "a bomb of text": (much, with_chunk(b"zTXt", b"a\0\0" + bomb)),
        "a bomb of other text": (much, with_chunk(b"iTXt", b"a\0\1\0de\0a\0" + bomb)),
        "a bomb of a profile": (much, with_chunk(b"iCCP", b"a\0\0" + bomb)),
        "endless text": (much, with_chunk(b"tEXt", b"a\0" + bytes(9 * mib))),
        "endless notes in a png": (much, with_chunk(b"eXIf", bytes(9 * mib))),
        "endless comments": (much, JPEG[:2] + comments + JPEG[2:]),
        "endless notes in a webp": (much, riff(canvas(WIDTH, HEIGHT, 8), (b"VP8 ", WEBP[20:]), (b"EXIF", bytes(9 * mib)))),
        "an endless profile in a webp": (much, riff(canvas(WIDTH, HEIGHT, 32), (b"ICCP", bytes(5 * mib)), (b"VP8 ", WEBP[20:]))),
        "a bomb of pixels": (
            Rejection.CONTRADICTORY,
            png(chunk(b"IHDR", header(8, 8)), chunk(b"IDAT", bomb), chunk(b"IEND")),
        ),
        "a jpeg of a hundred scans": (Rejection.UNDECODABLE, _of_many_scans()),
    }


def _of_many_scans() -> bytes:
    at = PROGRESSIVE.rindex(b"\xff\xda")
    return PROGRESSIVE[:at] + PROGRESSIVE[at:-2] * 100 + PROGRESSIVE[-2:]


def _broken() -> dict[str, tuple[Rejection, bytes]]:
    truncated, undecodable = Rejection.TRUNCATED, Rejection.UNDECODABLE
    spoiled = bytearray(PNG)
    spoiled[-20] ^= 1
    arithmetic = JPEG.replace(b"\xff\xc0", b"\xff\xc9", 1)
    fine = JPEG.index(b"\xff\xc0") + 4
    return {
        "half a jpeg": (truncated, JPEG[: len(JPEG) // 2]),
        "half a png": (truncated, PNG[: len(PNG) // 2]),
        "half a webp": (truncated, WEBP[: len(WEBP) // 2]),
        "a jpeg without its end": (truncated, JPEG[:-2]),
        "a png without its end": (truncated, PNG[:-12]),
        "a webp without its last byte": (truncated, WEBP[:-1]),
        "only a jpeg's beginning": (truncated, JPEG[:3]),
        "a png with a wrong checksum": (undecodable, bytes(spoiled)),
        "a png with an unknown part": (undecodable, with_chunk(b"ABCD", b"")),
        "a png without a header": (undecodable, png(chunk(b"IDAT"), chunk(b"IEND"))),
        "a png without its palette": (
            undecodable,
            png(chunk(b"IHDR", header(8, 8, colour=3)), chunk(b"IDAT", zlib.compress(bytes(72))), chunk(b"IEND")),
        ),
        "a png of three bits": (undecodable, png(chunk(b"IHDR", header(8, 8, depth=3)), chunk(b"IEND"))),
        "an empty jpeg": (undecodable, b"\xff\xd8\xff\xd9"),
        "a jpeg of another packing": (undecodable, arithmetic),
        "a jpeg of twelve bits": (undecodable, JPEG[:fine] + b"\x0c" + JPEG[fine + 1 :]),
        "a jpeg of noise": (undecodable, b"\xff\xd8\xff\x6e\0\4no" + b"noise" * 100),
        "a webp of nothing known": (undecodable, riff((b"junk", bytes(20)))),
        "a webp with spoiled pixels": (undecodable, riff((b"VP8L", WEBP_LOSSLESS[20:25] + b"\xff" * 40))),
    }


def _impossible() -> dict[str, tuple[Rejection, bytes]]:
    """Structures that no encoder makes, each a place where a careless reader runs on."""
    truncated, undecodable, frame = Rejection.TRUNCATED, Rejection.UNDECODABLE, JPEG.index(b"\xff\xc0")
    data = next(content for kind, content in chunks_of(PNG) if kind == b"IDAT")
    head, end, lossy = chunk(b"IHDR", header(WIDTH, HEIGHT)), chunk(b"IEND"), (b"VP8 ", WEBP[20:])
    found = {
        "a jpeg's segment shorter than its length": JPEG[:2] + b"\xff\xfe\0\1" + JPEG[2:],
        "a jpeg of countless segments": JPEG[:2] + b"\xff\xfe\0\2" * 3000 + JPEG[2:],
        "a jpeg of nothing but filling": JPEG[:2] + b"\xff" * 500,
        "a jpeg without samplings": JPEG[: frame + 11] + b"\0" + JPEG[frame + 12 :],
        "a jpeg of two colours": JPEG[: frame + 9] + b"\2" + JPEG[frame + 10 :],
        "a jpeg whose scan has no frame": JPEG[:frame] + JPEG[JPEG.index(b"\xff\xda") :],
        "a png in pieces": png(head, chunk(b"IDAT", data[:20]), chunk(b"tEXt"), chunk(b"IDAT", data[20:]), end),
        "a png with two headers": png(head, head, chunk(b"IDAT", data), end),
        "a png with a short header": png(chunk(b"IHDR", header(8, 8)[:12]), end),
        "a png with an unnamed chunk": png(head, chunk(b"12\0\0"), chunk(b"IDAT", data), end),
        "a png of countless chunks": png(head, chunk(b"tIME") * 50_001, chunk(b"IDAT", data), end),
        "a png that is not packed": png(head, chunk(b"IDAT", b"never packed"), end),
        "a webp of countless chunks": riff(canvas(WIDTH, HEIGHT), lossy, *[(b"junk", b"")] * 200),
        "a webp with a late canvas": riff(lossy, canvas(WIDTH, HEIGHT)),
        "a webp with a short canvas": riff((b"VP8X", bytes(8)), lossy),
        "a webp without its key": riff((b"VP8 ", b"\1" + WEBP[21:])),
        "a lossless webp of another version": riff((b"VP8L", b"\x2f" + b"\xff" * 50)),
    }
    return {
        **{name: (undecodable, content) for name, content in found.items()},
        "a webp's chunk longer than it": (truncated, riff((b"VP8 ", WEBP[20:]))[:16] + b"\xff\xff\xff\0" + WEBP[20:]),
        "a webp's part longer than its chunk": (truncated, riff((b"VP8 ", b"\xf0\xff\xff" + WEBP[23:]))),
    }
