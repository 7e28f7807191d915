"""By which words something is found: whole ones, and what they begin with from three letters on. Plain rules.

Firestore finds a document by one element of a list. So each keeps how its words begin, by which a search finds it, and is then
read: its words decide. What stands there is bounded; of a longer text the longest words count, for they say the most.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

MOST = 60
_HEAD = 3  # letters: the shortest beginning that is looked for
# of scripts that write no spaces each letter is a word
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def folded(text: str) -> str:
    """Without what people leave out as they type: capitals, accents, spaces. Korean syllables become their letters."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", apart) if unicodedata.category(letter) != "Mn")
    return " ".join(bare.split())


def words_of(text: str) -> list[str]:
    """Each once, as it is compared."""
    return list(dict.fromkeys(_WORD.findall(folded(text))))


def of_tag(tag: str) -> str:
    """The term of something with this tag."""
    return f"t:{folded(tag)}"


def of_word(word: str) -> str:
    """The term of whatever has a word that begins so."""
    return word[:_HEAD]


def terms(tags: Iterable[str], *texts: str | None) -> tuple[str, ...]:
    """What one is found by: its tags, then how its words begin, the longest first."""
    said = sorted(words_of(" ".join(filter(None, [*texts, *tags]))), key=len, reverse=True)
    return tuple(dict.fromkeys([*map(of_tag, tags), *map(of_word, said)]))[:MOST]


def found(sought: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each of these is one of the words, or long enough and the beginning of one."""
    whole = set(words)
    return all(each in whole or (len(each) >= _HEAD and any(word.startswith(each) for word in words)) for each in sought)
