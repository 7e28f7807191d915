"""How the work of a parser grows with what it is given, up to the most that is let in."""

from __future__ import annotations

import base64
import contextlib
import json
import struct
import time
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, NamedTuple

from functions.forms import videos as forms
from shared.media.boxes import check_boxes
from shared.media.facts import BrokenMedia
from shared.media.picture import layout_of
from shared.media.rejections import RejectedPicture
from shared.platform.errors import AppError
from shared.platform.web import cursors, tokens, validation
from shared.platform.web.door import BODY_LIMIT
from shared.platform.web.languages import liked
from shared.providers import inline_data
from shared.storyboards import checks
from shared.storyboards.formats import import_file
from shared.storyboards.model import Limits
from shared.user_files import plain_text
from shared.videos import formats
from shared.webhooks import checks as webhooks_checks

TIMES = 4
MOST = 9.0  # times the work for four times the size: a square would be sixteen
_FEWEST, _TRIES = 3, 9
_MATTERS_S = 0.05
_PIECE = 64 * 1024


class Parser(NamedTuple):
    made: Callable[[int], Any]
    parse: Callable[[Any], object]
    most: int = 1024 * 1024  # of what is made, in its own length


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


def _board(**content: Any) -> bytes:
    return _json({"name": "x", **content})


def _scene(**content: Any) -> dict[str, Any]:
    return {"action": 1, "duration": "x", "camera": 2, **content}


def _segments(count: int) -> bytes:
    return b"\xff\xd8" + b"\xff\xe1\x00\x04ab" * count


def _chunks(count: int) -> bytes:
    text = struct.pack(">I", 3) + b"tEXta\x00b"
    chunk = text + struct.pack(">I", zlib.crc32(text[4:]))
    header = b"IHDR" + struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header)) + chunk * count


def _boxes(count: int) -> bytes:
    return struct.pack(">I4s", 8, b"ftyp") + struct.pack(">I4s", 8, b"free") * count


def _webp(count: int) -> bytes:
    chunks = b"VP8X" + struct.pack("<I", 10) + bytes(10) + (b"ABCD" + struct.pack("<I", 2) + b"ab") * count
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


def _token(claims: bytes) -> str:
    parts = (b'{"alg":"RS256","kid":"a"}', claims, b"x")
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def _google_token(token: str) -> object:
    return tokens.is_google_token(f"Bearer {token}")


def _pieces(answer: bytes) -> list[bytes]:
    """As a socket gives them."""
    return [answer[at : at + _PIECE] for at in range(0, len(answer), _PIECE)]


def _hook(body: bytes) -> object:
    return webhooks_checks.read_event({"Content-Type": "application/json"}, body)


def _form(name: str) -> Callable[[bytes], object]:
    return lambda raw: validation.body(getattr(forms, name), raw, "application/json", "en")


def _storyboard(given: bytes) -> object:
    return checks.storyboard(json.loads(given), Limits())


_SEVERAL = {"name": "x", "character": {f"u{each}": 1 for each in range(50)}}

PARSERS: Mapping[str, Parser] = {
    "token, claims": Parser(lambda n: _token(_json({f"c{each}": 1 for each in range(n)})), _google_token, 16_384),
    "token, brackets": Parser(lambda n: _token(b"[" * n), _google_token, 16_384),
    "token, parts": Parser(lambda n: "a." * n, _google_token, 16_384),
    "hook, fields": Parser(lambda n: _json({"type": "a", "data": {f"u{each}": 1 for each in range(n)}}), _hook),
    "hook, brackets": Parser(lambda n: b"[" * n, _hook),
    "form, unknown fields": Parser(lambda n: _json({f"u{each}": 1 for each in range(n)}), _form("VideoRequest"), BODY_LIMIT),
    "form, a long text": Parser(
        lambda n: _json({"prompt": " \u200b\U000e0061" * n, "seconds": 4}), _form("VideoRequest"), BODY_LIMIT
    ),
    "form, brackets": Parser(lambda n: b"[" * n, _form("VideoRequest"), BODY_LIMIT),
    "query": Parser(lambda n: "limit=1&" * n, lambda raw: validation.query(forms.VideoQuery, raw, "en"), 64 * 1024),
    "cursor": Parser(lambda n: "MjAyNi0w" * n, cursors.place_of, 64 * 1024),
    "storyboard, an edit's scenes": Parser(lambda n: _board(scenes=[_scene(**_SEVERAL)] * n), _storyboard),
    "storyboard, an edit's fields": Parser(lambda n: _json({f"u{each}": 1 for each in range(n)}), _storyboard),
    "answer of a provider, escapes": Parser(
        lambda n: _pieces(b'{"data": "' + b"\\/" * n + b'"}'), lambda pieces: sum(map(len, inline_data.data_of(pieces, 0))), 64
    ),
    "answer of a provider, numbers": Parser(lambda n: _pieces(b"[" + b"1," * n + b"1]"), inline_data.abridged, 64),
    "video, boxes": Parser(_boxes, lambda raw: check_boxes(BytesIO(raw))),
    "picture, WebP chunks": Parser(_webp, lambda raw: layout_of(BytesIO(raw), len(raw))),
    "storyboard, unknown fields": Parser(
        lambda n: _board(scenes=[_scene(**{f"u{each}": 1 for each in range(n)} if not place else {}) for place in range(50)]),
        import_file,
    ),
    "storyboard, scenes": Parser(lambda n: _board(scenes=[_scene()] * n), import_file),
    "storyboard, characters and scenes": Parser(
        lambda n: _board(characters=[{"id": str(each)} for each in range(n)], scenes=[_scene(characters=["1"])] * n),
        import_file,
    ),
    "storyboards": Parser(lambda n: _json({"stories": [{"name": "x", "scenes": []}] * n}), import_file),
    "storyboard, our own": Parser(
        lambda n: _board(format="rushes.storyboard/1", scenes=[_scene()] * 50, **{f"u{each}": 1 for each in range(n)}),
        import_file,
    ),
    "batch, header": Parser(lambda n: ",".join(f"c{each}" for each in range(n)).encode(), lambda raw: formats.read(raw, "csv")),
    "batch, one column again": Parser(lambda n: b",".join([b"prompt"] * n), lambda raw: formats.read(raw, "csv")),
    "batch, cells": Parser(lambda n: b"prompt\n" + b",".join([b'"a ""b"""'] * n), lambda raw: formats.read(raw, "csv")),
    "batch, fields": Parser(lambda n: _json([{f"k{each}": 1 for each in range(n)}]), lambda raw: formats.read(raw, "json")),
    "batch, blank lines": Parser(
        lambda n: b"[" + b"\n" * n + b",".join([b'{"prompt": 1}'] * 100) + b"]", lambda raw: formats.read(raw, "json")
    ),
    "text, signs that join": Parser(lambda n: "a\u200d\u200c" * n, plain_text.plain),
    "text, tags of flags": Parser(lambda n: "\U0001f3f4\U000e0067\U000e0062" * n, plain_text.flaw),
    "languages": Parser(lambda n: "de;q=0.1," * n, liked),
    "picture, JPEG segments": Parser(_segments, lambda raw: layout_of(BytesIO(raw), len(raw))),
    "picture, PNG chunks": Parser(_chunks, lambda raw: layout_of(BytesIO(raw), len(raw))),
}


def growth(parser: Parser) -> float:
    """The work for the most that is let in, in works for a quarter of it; 0 where it is too little to matter.

    Others who work on this machine only ever add to either: it is asked again, a few times, until it is what is allowed.
    """
    size = 1_000
    while len(parser.made(2 * size)) <= parser.most:
        size *= 2
    given, part = parser.made(size), parser.made(size // TIMES)
    most = least = float("inf")
    for tried in range(_TRIES):
        most, least = min(most, _work(parser, given)), min(least, _work(parser, part))
        if most < _MATTERS_S:
            return 0.0
        if tried + 1 >= _FEWEST and most / least <= MOST:
            break
    return most / least


def _work(parser: Parser, given: Any) -> float:
    """In seconds of this thread."""
    began = time.thread_time()
    with contextlib.suppress(AppError, BrokenMedia, RejectedPicture, inline_data.NotReadable):
        parser.parse(given)
    return time.thread_time() - began
