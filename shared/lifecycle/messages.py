"""What the owner of a work hears at its end, in both languages: what became of it, and whether it was charged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from shared.platform.errors import Text

_NOT_CHARGED = Text("You were not charged.", "Dir wurde nichts berechnet.")
_CHARGED = Text(
    "{credits} {credits:credit was|credits were} charged.", "{credits} {credits:Credit wurde|Credits wurden} berechnet."
)


def of_end(texts: Iterable[Text], charged: int, **values: Any) -> dict[str, str]:
    """These sentences, then how many credits it cost."""
    said = (*texts, _CHARGED if charged else _NOT_CHARGED)
    return {language: " ".join(text.say(language, {"credits": charged, **values}) for text in said) for language in ("de", "en")}
