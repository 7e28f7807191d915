"""The order in which a line's letters stand, where right-to-left and left-to-right meet: Unicode's rules (UAX 9) for text
without embeddings and isolates, which no text here may hold. Plain rules."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

_PAIRS = {")": "(", "]": "[", "}": "{", "\u3009": "\u3008", "\u300b": "\u300a", "\u300d": "\u300c", "\uff09": "\uff08"}
_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}  # numbers count as right-to-left for what stands beside them


def base_level(text: str) -> int:
    """1 where the first letter with a direction runs to the left."""
    found = (kind for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL"))
    return int(next(found, "L") != "L")


def levels(text: str, base: int) -> list[int]:
    """Even ones run to the right, odd ones to the left; deeper ones are turned inside the others."""
    kinds = _weak([unicodedata.bidirectional(letter) or "L" for letter in text], "R" if base else "L")
    _brackets(text, kinds, "R" if base else "L")
    kinds = _neutral(kinds, "R" if base else "L")
    raised = {"R": 1, "AN": 2, "EN": 2} if base == 0 else {"L": 2, "AN": 2, "EN": 2, "R": 1}
    return [raised.get(kind, 0) for kind in kinds]


def visual(runs: Sequence[int]) -> list[int]:
    """The places of runs of these levels, from left to right (L2)."""
    order = list(range(len(runs)))
    for level in range(max(runs, default=0), 0, -1):
        parts = [(runs[at] >= level, at) for at in order]
        groups = [(deep, [at for _, at in group]) for deep, group in groupby(parts, key=lambda part: part[0])]
        order = [at for deep, group in groups for at in (reversed(group) if deep else group)]
    return order


def _weak(kinds: list[str], start: str) -> list[str]:
    """W1 to W7; what has no width of its own goes with what it follows."""
    before, strong = start, start
    for at, kind in enumerate(kinds):
        if kind in ("NSM", "BN"):
            kind = before
        if kind in ("L", "R", "AL"):
            strong = kind
        before = kinds[at] = "AN" if kind == "EN" and strong == "AL" else kind
    for at in range(1, len(kinds) - 1):
        left, kind, right = kinds[at - 1 : at + 2]
        if left == right and ((kind == "ES" and left == "EN") or (kind == "CS" and left in ("EN", "AN"))):
            kinds[at] = left
    for at in [*range(len(kinds)), *reversed(range(len(kinds)))]:  # signs of money and the like, on either side of a number
        near = kinds[max(0, at - 1)], kinds[min(len(kinds) - 1, at + 1)]
        if kinds[at] == "ET" and "EN" in near:
            kinds[at] = "EN"
    strong = start
    for at, kind in enumerate(kinds):
        kinds[at] = kind = {"AL": "R", "ES": "ON", "ET": "ON", "CS": "ON"}.get(kind, kind)
        if kind in ("L", "R"):
            strong = kind
        elif kind == "EN" and strong == "L":
            kinds[at] = "L"
    return kinds


def _brackets(text: str, kinds: list[str], base: str) -> None:
    """N0: both of a pair go the same way, that of their line or of what they hold and follow."""
    open_ones: list[int] = []
    pairs: list[tuple[int, int]] = []
    for at, letter in enumerate(text):
        if kinds[at] == "ON" and letter in _PAIRS.values():
            open_ones.append(at)
        elif kinds[at] == "ON" and letter in _PAIRS:
            for place in reversed(range(len(open_ones))):
                if text[open_ones[place]] == _PAIRS[letter]:
                    pairs.append((open_ones[place], at))
                    del open_ones[place:]
                    break
    for begins, ends in sorted(pairs):
        held = {_STRONG[kind] for kind in kinds[begins + 1 : ends] if kind in _STRONG}
        if held:
            before = next((_STRONG[kind] for kind in reversed(kinds[:begins]) if kind in _STRONG), base)
            kinds[begins] = kinds[ends] = base if base in held or before == base else before


def _neutral(kinds: list[str], base: str) -> list[str]:
    """N1 and N2: blanks and signs go with their neighbours where these agree, else with the line."""
    found: list[str] = []
    for is_strong, group in groupby(kinds, key=lambda kind: kind in _STRONG):
        part = list(group)
        if not is_strong:
            before = _STRONG[found[-1]] if found else base
            rest = kinds[len(found) + len(part) :]
            after = _STRONG[rest[0]] if rest else base
            part = [before if before == after else base] * len(part)
        found += part
    return found
