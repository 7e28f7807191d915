"""Where the lines of a title end, and how large they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from shared.media.film import bidi, letters
from shared.media.film.lettering import Line, laid_out

MOST_LINES = 4
_LARGEST, _SMALLEST = 0.10, 0.03  # of the frame's shorter side
_WHOLE_WORDS = 0.05  # a word that fits a line only when smaller than this is parted
CAPTION_LINES = 2
_CAPTION, _CAPTION_SMALLEST, _LEGIBLE = 0.055, 0.042, 12  # the last in pixels
_ROOM = 0.84  # of the frame's width
_NEVER_FIRST = "、。，．・：；！？…‥ー々〻゛゜ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ％%,.!?:;"
_ZERO_WIDTH_SPACE, _SOFT_HYPHEN, _TSHEG = "\u200b", "\u00ad", "\u0f0b"


class Piece(NamedTuple):
    """What stays together."""

    text: str
    blank: bool  # before it, unless it begins a line


class Wording(NamedTuple):
    lines: Sequence[Line]
    points: int


def worded(text: str, size: tuple[int, int]) -> Wording:
    """As large as it can be in a few lines, these of like lengths; cut off where it is beyond all measure."""
    short, room = min(size), size[0] * _ROOM
    paragraphs = [(each, bidi.base_level(each)) for each in letters.composed(text).strip().splitlines()]
    smallest = max(8, round(short * _SMALLEST))
    pieces = [(_pieces(each, base, room / (short * _WHOLE_WORDS)), base) for each, base in paragraphs]
    points = round(short * _LARGEST)
    while (lines := _lines(pieces, room / points)) is None and points > smallest:
        points -= 1
    if lines is None:
        lines = _lines(pieces, room / points, most=10_000) or []
    for part in range(10, 20):  # the narrowest room that takes no line more
        if (like := _lines(pieces, room / points * part / 20, most=len(lines))) is not None:
            lines = like
            break
    return Wording(lines[:MOST_LINES], points)


def captioned(text: str, size: tuple[int, int]) -> list[Wording]:
    """Two lines at a time, one pair after the other where it has more; all of it in letters of one size."""
    short, room = min(size), size[0] * _ROOM
    paragraphs = [(each, bidi.base_level(each)) for each in letters.composed(text).strip().splitlines()]
    least = max(_LEGIBLE, round(short * _CAPTION_SMALLEST))
    points = max(least, round(short * _CAPTION))
    while len(lines := _caption_lines(paragraphs, room / points)) > CAPTION_LINES and points > least:
        points -= 1
    for part in range(10, 20):
        if len(like := _caption_lines(paragraphs, room / points * part / 20)) == len(lines):
            lines = like
            break
    return [Wording(lines[at : at + CAPTION_LINES], points) for at in range(0, len(lines), CAPTION_LINES)]


def _caption_lines(paragraphs: Sequence[tuple[str, int]], room: float) -> list[Line]:
    pieces = [(_pieces(each, base, room), base) for each, base in paragraphs if each.strip()]
    return _lines(pieces, room, most=10_000) or []


def _lines(paragraphs: Sequence[tuple[Sequence[Piece], int]], room: float, most: int = MOST_LINES) -> list[Line] | None:
    """None where they are too many, or one is too long."""
    found: list[Line] = []
    for pieces, base in paragraphs:
        said, line = "", laid_out("", base)
        for piece in pieces:
            longer = f"{said} {piece.text}" if said and piece.blank else said + piece.text
            wider = laid_out(_shown(longer), base)
            if said and wider.width > room:
                found.append(line)
                longer, wider = piece.text, laid_out(_shown(piece.text), base)
            said, line = longer, wider
            if line.width > room and most <= MOST_LINES:
                return None
        found.append(line)
    return found if len(found) <= most else None


def _shown(text: str) -> str:
    """A soft hyphen is one where a line ends with it."""
    return text[:-1].replace(_SOFT_HYPHEN, "") + "-" if text.endswith(_SOFT_HYPHEN) else text.replace(_SOFT_HYPHEN, "")


def _pieces(paragraph: str, base: int, widest: float) -> list[Piece]:
    found: list[Piece] = []
    for word in paragraph.split():
        begins, blank = 0, True
        for at in [*(at for at in range(1, len(word)) if _may_part(word, at)), len(word)]:
            part = word[begins:at]
            wide = [0, *(letters.breaks_inside(part) if laid_out(part, base).width > widest else ()), len(part)]
            for first, last in pairwise(wide):
                found.append(Piece(part[first:last], blank))
                blank = False
            begins = at
    return found


def _may_part(word: str, at: int) -> bool:
    """Whether a line may end before this letter, inside a word."""
    before, letter = word[at - 1], word[at]
    if before in (_ZERO_WIDTH_SPACE, _SOFT_HYPHEN, _TSHEG):
        return True
    if letter in _NEVER_FIRST or unicodedata.category(letter) in ("Pe", "Pf", "Mn", "Cf"):
        return False
    if unicodedata.category(before) in ("Ps", "Pi", "Cf"):
        return False
    return _is_square(before) or _is_square(letter)


def _is_square(letter: str) -> bool:
    """Ideographs, kana and their signs: lines end between any two of them."""
    return "\u3001" <= letter <= "\u30ff" or "\u3400" <= letter <= "\u9fff" or "\uff01" <= letter <= "\uff60"
