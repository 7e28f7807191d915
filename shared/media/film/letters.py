"""Which font draws which letter of a title: plain rules over a table that `local.fonts` writes with the fonts."""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

FONTS = Path(__file__).with_name("fonts")
_CHINESE, _EMOJI = ("simplified", "traditional", "japanese"), "emoji"
_LAST = "latin"
_KANA, _HANGUL = re.compile("[\u3041-\u30ff]"), re.compile("[\uac00-\ud7a3]")
_AS_PICTURE, _AS_TEXT, _KEYCAP = "\ufe0f", "\ufe0e", "\u20e3"
_JOINING = "\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2060"
_BEFORE_CONSONANTS = "\u0e40\u0e41\u0e42\u0e43\u0e44\u0ec0\u0ec1\u0ec2\u0ec3\u0ec4"  # vowels of Thai and Lao
_BEHIND_CONSONANTS = "\u0e30\u0e32\u0e33\u0e45\u0e46\u0eb0\u0eb2\u0eb3"
_FIRST_PICTURE = "\u2600"  # emoji before it are signs of text, unless a selector says otherwise


class Run(NamedTuple):
    """Letters that one font draws."""

    font: str
    begins: int
    ends: int


def undrawable(text: str) -> str:
    """The letters of a title that no font here has, each once."""
    drawn, letters = drawn_by("any"), "".join(composed(text).split())
    return "".join(dict.fromkeys(each for each in _shown(letters) if not drawn.holds(each)))


def composed(text: str) -> str:
    """Letters with their signs in one where there is such a letter: fonts have those."""
    return unicodedata.normalize("NFC", text)


def runs(text: str) -> list[Run]:
    """Of a composed text; each cluster in one font, signs in that of the letters beside them where it has them."""
    order = _order(text)
    clusters = list(_clusters(text))
    chosen = [_own_font(text[begins:ends], order) for begins, ends in clusters]
    found: list[Run] = []
    for at, (begins, ends) in enumerate(clusters):
        font = chosen[at] or _beside(text[begins:ends], at, chosen, order)
        if found and found[-1].font == font:
            found[-1] = Run(font, found[-1].begins, ends)
        else:
            found.append(Run(font, begins, ends))
    return found


def breaks_inside(text: str) -> list[int]:
    """Where a word may be parted that is too long for a line: between what is read as one sign."""
    return [begins for begins, _ in _clusters(text)][1:]


class _Letters:
    def __init__(self, ranges: str) -> None:
        ends = [each.partition("-") for each in ranges.split()]
        self._firsts = [int(first, 16) for first, _, _ in ends]
        self._lasts = [int(last or first, 16) for first, _, last in ends]

    def holds(self, letter: str) -> bool:
        at = bisect_right(self._firsts, ord(letter)) - 1
        return at >= 0 and ord(letter) <= self._lasts[at]


@cache
def _table() -> dict[str, str]:
    return json.loads((FONTS / "coverage.json").read_text())


@cache
def drawn_by(font: str) -> _Letters:
    """`any` is all of them together."""
    return _Letters(_table()[font])


def names() -> tuple[str, ...]:
    return tuple(name for name in _table() if name != "any")


def _order(text: str) -> list[str]:
    """All fonts; of those for ideographs the one first whose forms this text's readers know."""
    if _KANA.search(text) or _HANGUL.search(text):
        forms = ("japanese", "traditional", "simplified")
    elif any(not _in(each, "gb2312") and _in(each, "big5") for each in text if each >= "\u4e00"):
        forms = ("traditional", "simplified", "japanese")
    else:
        forms = _CHINESE
    others = [name for name in names() if name not in _CHINESE]
    return [*others[:-1], *forms, others[-1]]


def _in(letter: str, old_set: str) -> bool:
    try:
        letter.encode(old_set)
    except UnicodeEncodeError:
        return False
    return True


def _own_font(cluster: str, order: list[str]) -> str | None:
    """None for signs and blanks, which go with their neighbours."""
    letter = cluster[0]
    is_picture = _AS_PICTURE in cluster or _KEYCAP in cluster or (letter >= _FIRST_PICTURE and _AS_TEXT not in cluster)
    if is_picture and drawn_by(_EMOJI).holds(letter):
        return _EMOJI
    if unicodedata.category(letter)[0] in "ZPC":
        return None
    return _first(cluster, order)


def _first(cluster: str, order: list[str]) -> str:
    """The first that has all of it, else its first letter."""
    shown = _shown(cluster)
    whole = (name for name in order if name != _EMOJI and shown and all(drawn_by(name).holds(each) for each in shown))
    begun = (name for name in order if shown and drawn_by(name).holds(shown[0]))
    return next(whole, None) or next(begun, _LAST)


def _beside(cluster: str, at: int, chosen: list[str | None], order: list[str]) -> str:
    """Opening signs go with what follows, all others with what they follow."""
    before = next((each for each in reversed(chosen[:at]) if each), None)
    after = next((each for each in chosen[at + 1 :] if each), None)
    both = (after, before) if unicodedata.category(cluster[0]) in ("Ps", "Pi") else (before, after)
    for font in both:
        if font and font != _EMOJI and all(drawn_by(font).holds(each) for each in _shown(cluster)):
            return font
    return _first(cluster, order)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """What is read as one sign: a letter with its marks, emoji joined to one, a flag of two letters."""
    begins = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _joined(text, begins, at):
            yield begins, at
            begins = at


def _joined(text: str, begins: int, at: int) -> bool:
    before, letter = text[at - 1], text[at]
    if unicodedata.category(letter)[0] == "M" or letter in "\u200c\u200d" or "\U0001f3fb" <= letter <= "\U0001f3ff":
        return True
    if letter >= "\U000e0000" or before == "\u200d" or unicodedata.combining(before) == 9 or before == "\u17d2":
        return True  # tags; what a joiner or a sign for consonants in a row holds to the one before
    if before in _BEFORE_CONSONANTS or letter in _BEHIND_CONSONANTS:
        return True
    flags = "\U0001f1e6" <= letter <= "\U0001f1ff" and "\U0001f1e6" <= before <= "\U0001f1ff"
    return flags and (at - begins) % 2 == 1


def _shown(cluster: str) -> list[str]:
    return [each for each in cluster if not _is_shapeless(each)]


def _is_shapeless(letter: str) -> bool:
    """What only joins, selects or directs: no font needs to have it."""
    return letter in _JOINING or "\ufe00" <= letter <= "\ufe0f" or "\u180b" <= letter <= "\u180f" or letter >= "\U000e0000"
