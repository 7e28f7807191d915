"""What the owner of a work hears at its end, in both languages: what became of it, whether it was charged, what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from shared.platform.errors import Language, Text

AGAIN = Text("Ask for it once more.", "Fordere es noch einmal an.")
_NOT_CHARGED = Text("You were not charged.", "Dir wurde nichts berechnet.")
_CHARGED = Text(
    "{credits} {credits:credit was|credits were} charged.", "{credits} {credits:Credit wurde|Credits wurden} berechnet."
)


def of_end(texts: Iterable[Text], charged: int, **values: Any) -> dict[str, str]:
    """These sentences, then how many credits it cost."""
    return said((*texts, _CHARGED if charged else _NOT_CHARGED), {"credits": charged, **values})


def said(texts: Iterable[Text], values: Mapping[str, Any]) -> dict[str, str]:
    texts = list(texts)
    return {language: " ".join(text.say(language, values) for text in texts) for language in ("de", "en")}


def failure(code: str, texts: Iterable[Text], action: Text, *, retryable: bool, **details: Any) -> dict[str, Any]:
    """Why it came to nothing, in the shape of a refusal, as its document keeps it; details that are not known are left out."""
    return {
        "code": code,
        "message": said(texts, details),
        "retryable": retryable,
        "suggestedAction": said([action], details),
        "details": {name: value for name, value in details.items() if value is not None},
    }


def is_whole(failure: Mapping[str, Any] | None) -> bool:
    """Those from before there was one shape hold a part of it."""
    return failure is None or "suggestedAction" in failure


def told(failure: Mapping[str, Any] | None, language: Language) -> Any:
    """The same in one language."""
    return failure and {**failure, **{name: failure[name][language] for name in ("message", "suggestedAction")}}
