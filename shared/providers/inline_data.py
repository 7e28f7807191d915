"""JSON with a whole video in it, read in as much memory as one piece takes.

An answer may carry megabytes of base64 as the value of a `data`. `abridged` gives the rest of the document, with each such
value replaced by its number; `data_of` gives the bytes behind one number, when the same answer is read once more.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from typing import Any

_KEY = b"data"
_MOST_OF_A_STRING = 64 * 1024  # of any other; what is longer is cut
_MOST_OF_A_DOCUMENT = 4 * 1024 * 1024
_ESCAPE, _UNICODE_ESCAPE = 2, 6  # bytes


class NotReadable(Exception):
    """It is no JSON, or not the document that it was."""


def abridged(pieces: Iterable[bytes]) -> Any:
    kept = bytearray()
    for number, piece in _split(pieces):
        if number is None:
            kept += piece
        if len(kept) > _MOST_OF_A_DOCUMENT:
            raise NotReadable("a document of more than 4 MB beside its data")
    try:
        return json.loads(kept.decode(errors="replace"))
    except ValueError as error:
        raise NotReadable(f"no JSON: {error}") from error


def data_of(pieces: Iterable[bytes], number: int) -> Iterator[bytes]:
    """Decoded on the way. Raises NotReadable when there is none of that number, or when it is not base64."""
    rest, found = b"", False
    for at, piece in _split(pieces):
        if at != number:
            continue
        found = True
        rest += _plain(piece)
        whole = len(rest) // 4 * 4
        if whole:
            yield _decoded(rest[:whole])
            rest = rest[whole:]
    if rest:
        yield _decoded(rest + b"=" * (-len(rest) % 4))
    if not found:
        raise NotReadable(f"no data of number {number}")


def _split(pieces: Iterable[bytes]) -> Iterator[tuple[int | None, bytes]]:
    """The document's own pieces under None, those of its `data` under their numbers; no escape is cut in two."""
    number, in_string, is_data = -1, False, False
    last, between, text, rest = b"", b"", b"", b""
    for piece in pieces:
        block, at, rest = rest + piece, 0, b""
        while at < len(block):
            quote = block.find(b'"', at)
            end = quote if quote >= 0 else len(block)
            if not in_string:
                between += block[at:end].strip()
                yield None, block[at : end + 1]
                at = end + 1
                if quote >= 0:
                    is_data = last == _KEY and between == b":"
                    in_string, between, text = True, b"", b""
                    number += is_data
                    if is_data:
                        yield None, str(number).encode()
                continue
            slash = block.find(b"\\", at, end)
            if slash >= 0:
                end = slash + (_UNICODE_ESCAPE if block[slash + 1 : slash + 2] == b"u" else _ESCAPE)
                if end > len(block):
                    end, rest = slash, block[slash:]
            said = block[at:end]
            if is_data:
                yield number, said
            elif len(text) < _MOST_OF_A_STRING:
                text += said
                yield None, said
            at = end + len(rest)
            if slash < 0 and quote >= 0:
                yield None, b'"'
                in_string, last, at = False, text, at + 1


def _plain(piece: bytes) -> bytes:
    """Without JSON's escapes, which some servers use for what needs none."""
    if b"\\" not in piece:
        return piece
    try:
        return str(json.loads(b'"' + piece + b'"')).encode()
    except ValueError as error:
        raise NotReadable("data with a broken escape") from error


def _decoded(text: bytes) -> bytes:
    try:
        return base64.b64decode(text.translate(bytes.maketrans(b"-_", b"+/")), validate=True)
    except binascii.Error as error:
        raise NotReadable(f"data that is not base64: {error}") from error
