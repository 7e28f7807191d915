"""Whether a text is one that can be used: rule by rule. Soft ones are worth asking again for, hard ones are not negotiable."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from shared.platform.errors import Language
from shared.prompts.language import language_of

LEAST_WORDS, MOST_WORDS = 20, 60
MOST_CHARACTERS = 2000
_LEAK = 8  # so many words of the rules in a row are no accident


class TextRule(StrEnum):
    NOTHING = "nothing"  # hard
    MUCH_TOO_LONG = "much_too_long"  # hard: over the characters that we keep
    LEAK = "leak"  # hard: our rules or marks
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    OTHER_LANGUAGE = "other_language"
    META = "meta"  # it speaks about itself


HARD = (TextRule.NOTHING, TextRule.MUCH_TOO_LONG, TextRule.LEAK)

_START = (
    r"(?:sure|certainly|of course|absolutely|okay|ok|gerne|natürlich|selbstverständlich|klar|sicher|alles klar)\s*[,!.:–-]"
    r"|(?:here(?:'s|’s| is| are| you go)|below is|this is|hier (?:ist|sind|kommt|findest)|das ist|dies ist)\b[^.!?\n]{0,50}"
    r"\b(?:(?:video[- ]?)?prompts?|texts?|version|versions|suggestions?|drafts?|vorschl[aä]ge?|entwurf|fassung)\b"
    r"|(?:video[- ]?)?(?:prompts?|text|output|answer|antwort|ausgabe|beschreibung|description)\s*:"
    r"|i(?:'m| am|’m) (?:sorry|unable|afraid)|i (?:can(?:no|')?t|can’t|will not|won't)\b|es tut mir leid|leider kann ich"
    r"|ich kann (?:das|dir|ihnen|leider|nicht|keine?n?)\b"
)
_ANYWHERE = (
    r"\bas an? (?:ai|language model|assistant)\b|\bals (?:ki|sprachmodell|assistent)\b"
    r"|\b(?:this|the) (?:above |following )?prompts?\b|\b(?:dieser|diesen|der|den) (?:obige[rn]? |folgende[rn]? )?prompt\b"
    r"|\bword count\b|\(\s*\d+ (?:words|wörter)\s*\)|\b(?:let me know|hope this|feel free|ich hoffe,? (?:das|dies|der))\b"
    r"|\bsag(?:e|en sie)? (?:mir )?(?:einfach )?bescheid\b|```|\*\*|^#{1,4} "
    r"|\bsystem (?:prompt|instruction)s?\b|\bsystemanweisung\b|\b(?:user|system|assistant)\s*:"
)
_META = re.compile(rf"\A\W*(?:{_START})|(?:{_ANYWHERE})", re.IGNORECASE | re.MULTILINE)
_MARKS = re.compile(r"<<<\s*DATA|DATA [0-9a-f]{16}", re.IGNORECASE)


@dataclass(frozen=True)
class TextVerdict:
    words: int
    language: Language | None  # none: it cannot be told
    broken: tuple[TextRule, ...]

    @property
    def good(self) -> bool:
        return not self.broken

    @property
    def acceptable(self) -> bool:
        return not any(rule in HARD for rule in self.broken)


def judge(text: str, language: Language, rules: str = "") -> TextVerdict:
    """`rules` is what was said to the model and must not come back. A language that cannot be told counts as right."""
    words, told = len(text.split()), language_of(text)
    found = {
        TextRule.NOTHING: not text.strip(),
        TextRule.MUCH_TOO_LONG: len(text) > MOST_CHARACTERS,
        TextRule.LEAK: bool(_MARKS.search(text) or _runs(rules) & _runs(text)),
        TextRule.TOO_SHORT: 0 < words < LEAST_WORDS,
        TextRule.TOO_LONG: words > MOST_WORDS,
        TextRule.OTHER_LANGUAGE: told not in (None, language),
        TextRule.META: speaks_of_itself(text),
    }
    return TextVerdict(words, told, tuple(rule for rule, broken in found.items() if broken))


def speaks_of_itself(text: str) -> bool:
    return bool(_META.search(text))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + _LEAK]) for start in range(len(words) - _LEAK + 1)}
