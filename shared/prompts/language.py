"""German or English, told offline: by the small words that only one of them has, and by how words are spelled.

Made for texts of 20 to 60 words. A text in neither language, or in both by halves, is told as neither.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from shared.platform.errors import Language

# Words that the other language does not have: "in", "die", "war", "was", "so", "an", "will" and the like are missing.
_WORDS: dict[str, list[str]] = json.loads((Path(__file__).parent / "small_words.json").read_bytes())
_GERMAN, _ENGLISH, _ELSEWHERE = (frozenset(_WORDS[name]) for name in ("de", "en", "elsewhere"))
_GERMAN_SPELLING = re.compile(
    r"[äöüß]|sch|cht|ung\b|keit\b|heit\b|lich|ige[rnms]?\b|isch|\bge\w{3,}t\b|zw|pf|tz|eie|ierung|nden?\b|chen\b|eln\b|ern\b|\bver|\bbe[^a]|"
    r"ein|ach|och|uch|ich\b|icht|lt\b|nz|rz|kt\b|dt\b|ß"
)  # fmt: skip
_ENGLISH_SPELLING = re.compile(
    r"th|wh|ing\b|ight|ough|tion\b|ly\b|ed\b|oo|ea|ow\b|ou|y\b|ck\b|sh|ity\b|ous\b|ness\b|ful\b|less\b|wa|ai|ss\b|igh|ew\b|ay\b|'s\b|qu|ee"
)
_SMALL_WORD, _UMLAUT, _NOUN, _ELSE = 2.0, 0.5, 0.5, 1.5
_LEAST_EVIDENCE, _LEAST_A_WORD, _CLEARLY = 3.0, 0.25, 1.6
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def language_of(text: str) -> Language | None:
    """None where it cannot be told."""
    german, english, other = _evidence(text)
    least = max(_LEAST_EVIDENCE, _LEAST_A_WORD * len(text.split()))
    if max(german, english) < least or other > max(german, english):
        return None
    if german >= english * _CLEARLY:
        return "de"
    return "en" if english >= german * _CLEARLY else None


def _evidence(text: str) -> tuple[float, float, float]:
    german = english = other = 0.0
    for found in _WORD.finditer(text):
        word = found[0].lower()
        german += _SMALL_WORD * (word in _GERMAN)
        english += _SMALL_WORD * (word in _ENGLISH)
        other += _ELSE * (word in _ELSEWHERE)
        if len(word) >= 4 and word not in _GERMAN and word not in _ENGLISH:
            german += _spelled(_GERMAN_SPELLING, word) + _UMLAUT * any(letter in word for letter in "äöüß")
            english += _spelled(_ENGLISH_SPELLING, word)
            german += _NOUN * (found[0][0].isupper() and _within_a_sentence(text, found.start()))
    return german, english, other


def _spelled(pattern: re.Pattern[str], word: str) -> float:
    """How often a word looks like the language's, with less weight for each further sign."""
    return min(1.5, 0.6 * len(pattern.findall(word)))


def _within_a_sentence(text: str, start: int) -> bool:
    """German writes every noun with a capital letter; English does only at the start of a sentence and in names."""
    before = text[:start].rstrip(" „\"“'’(")
    return bool(before) and before[-1].islower()
