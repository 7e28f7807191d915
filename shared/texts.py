"""What people write, made safe to keep, to show and to send: without the letters that nobody can see."""

from __future__ import annotations

import unicodedata

_HIDDEN = ("Cc", "Cf", "Co", "Cs")  # control, direction and other invisible signs, private use, halves of a pair
_JOINERS = "\u200c\u200d"  # they hold emoji and the words of several scripts together
_VARIATIONS = ("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef")


def plain(text: str) -> str:
    """Control and direction characters say nothing to a model and can hide text from a reader.

    A joiner stays between two signs that it can join, a variation selector after a sign; a row of either would be
    another hiding place.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept: list[str] = []
    for place, letter in enumerate(text):
        if letter in _JOINERS:
            if kept and _joinable(kept[-1]) and _joinable(text[place + 1 : place + 2]):
                kept.append(letter)
        elif _selects(letter):
            if kept and kept[-1] not in _JOINERS and not _selects(kept[-1]):
                kept.append(letter)
        elif letter in "\n\t" or unicodedata.category(letter) not in _HIDDEN:
            kept.append(letter)
    return "".join(kept).strip()


def one_line(text: str, most: int) -> str:
    """Plain, without line breaks, and cut to at most so many characters."""
    return clipped(" ".join(plain(text).split()), most)


def clipped(text: str, most: int) -> str:
    return text if len(text) <= most else text[:most].rstrip()


def _joinable(letter: str) -> bool:
    return letter > "\x7f" and unicodedata.category(letter)[0] in "LMS"


def _selects(letter: str) -> bool:
    return any(first <= letter <= last for first, last in _VARIATIONS)
