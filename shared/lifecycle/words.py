"""By which words something is found: whole ones, and what they begin with from three letters on. Plain rules.

Firestore finds a document by one element of a list. So each keeps how its words begin, by which a search finds it, and is then
read: its words decide. What stands there is bounded; of a longer text the longest words count, for they say the most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.platform.folding import HEAD, folded, of_word, words_of

MOST = 60


def of_tag(tag: str) -> str:
    """The term of something with this tag."""
    return f"t:{folded(tag)}"


def terms(tags: Iterable[str], *texts: str | None) -> tuple[str, ...]:
    """What one is found by: its tags, then how its words begin, the longest first."""
    said = sorted(words_of(" ".join(filter(None, [*texts, *tags]))), key=len, reverse=True)
    return tuple(dict.fromkeys([*map(of_tag, tags), *map(of_word, said)]))[:MOST]


def found(sought: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each of these is one of the words, or long enough and the beginning of one."""
    whole = set(words)
    return all(each in whole or (len(each) >= HEAD and any(word.startswith(each) for word in words)) for each in sought)
