"""Words as they are compared: without what people leave out as they type. Plain rules."""

from __future__ import annotations

import re
import unicodedata

HEAD = 3  # letters: the shortest beginning that is looked for
# of scripts that write no spaces each letter is a word
_UNSPACED = "\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def folded(text: str) -> str:
    """Without capitals, accents and spare spaces. Korean syllables become their letters."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", apart) if unicodedata.category(letter) != "Mn")
    return " ".join(bare.split())


def words_of(text: str) -> list[str]:
    """Each once, as it is compared."""
    return list(dict.fromkeys(_WORD.findall(folded(text))))


def of_word(word: str) -> str:
    """How it begins: the term of whatever has a word that begins so."""
    return word[:HEAD]
