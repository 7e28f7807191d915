"""What Google's refusals and half answers mean for a text. Plain: the client's own types are looked at by name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from shared.providers.google_errors import Answer, category_of
from shared.providers.outcomes import Category
from shared.providers.writing import FIELD, Trouble, WritingFailed

_BAD_KEY = re.compile(r"\bapi[ _-]?key\b.*\b(not valid|invalid|expired)|API_KEY_INVALID", re.IGNORECASE)
_BAD_PICTURE = re.compile(
    r"process (the )?input image|unable to (read|process|submit)[^.]*(image|file)|unsupported mime type"
    r"|image.*(not supported|too large)|cannot fetch content|no image data|could not decode",
    re.IGNORECASE,
)
_ENDED = re.compile(r"\bmodels?\b.*(no longer available|has been retired|was shut down)", re.IGNORECASE | re.DOTALL)
_STOPPED = {
    "SAFETY": None,
    "PROHIBITED_CONTENT": Category.GENERAL,
    "BLOCKLIST": Category.GENERAL,
    "SPII": Category.GENERAL,
    "IMAGE_SAFETY": Category.GENERAL,
    "MODEL_ARMOR": Category.GENERAL,
    "RECITATION": Category.THIRD_PARTY,
}
_BY_STATUS = {
    401: Trouble.KEY_INVALID,
    403: Trouble.KEY_INVALID,
    408: Trouble.TIMED_OUT,
    413: Trouble.PICTURE_REFUSED,
    429: Trouble.RATE_LIMITED,
    499: Trouble.TIMED_OUT,
    504: Trouble.TIMED_OUT,
}
_BY_HARM = {"SEXUALLY_EXPLICIT": Category.SEXUAL, "DANGEROUS": Category.VIOLENCE}


def refused(answer: Answer) -> WritingFailed:
    """What an error status of any call on the way to the text means."""
    return WritingFailed(
        _trouble(answer),
        f"HTTP {answer.status}: {answer.message}",
        category=category_of([answer.message], unknown_too=answer.status == 400),
        retry_after_s=answer.retry_after_s,
    )


def _trouble(answer: Answer) -> Trouble:
    status, message = answer.status, answer.message
    if _ENDED.search(message) or (status == 404 and answer.name == "NOT_FOUND"):
        return Trouble.MODEL_RETIRED
    if status == 400:
        if _BAD_KEY.search(f"{message} {answer.details}"):
            return Trouble.KEY_INVALID
        if category_of([message], unknown_too=True):
            return Trouble.REQUEST_BLOCKED
        return Trouble.PICTURE_REFUSED if _BAD_PICTURE.search(message) else Trouble.INTERNAL
    return _BY_STATUS.get(status, Trouble.PROVIDER_ERROR)


def blocked_request(reason: str, message: str, tokens: int) -> WritingFailed:
    category = category_of([message], unknown_too=True) or Category.GENERAL
    return WritingFailed(Trouble.REQUEST_BLOCKED, f"{reason} {message}".strip(), category=category, tokens=tokens)


def stopped(reason: str, message: str, harms: Iterable[str], tokens: int) -> WritingFailed | None:
    """None: the answer ended by itself, or for a reason that leaves its text to be looked at."""
    if reason == "MAX_TOKENS":
        return WritingFailed(Trouble.TRUNCATED, reason, tokens=tokens)
    if reason not in _STOPPED:
        return None
    category = _STOPPED[reason] or category_of([message], unknown_too=False) or _category_of_harms(harms)
    return WritingFailed(Trouble.ANSWER_BLOCKED, f"{reason} {message}".strip(), category=category, tokens=tokens)


def parsed(content: str, reason: str, tokens: int) -> str:
    """The text out of the document that was asked for; nothing is trusted to be in it."""
    if not content.strip():
        trouble = Trouble.EMPTY if reason in ("STOP", "") else Trouble.BAD_ANSWER
        raise WritingFailed(trouble, f"no text, {reason or 'no reason'}", tokens=tokens)
    try:
        document: Any = json.loads(content)
    except ValueError:
        raise WritingFailed(Trouble.BAD_ANSWER, "the answer is not JSON", tokens=tokens) from None
    text: Any = document.get(FIELD) if isinstance(document, Mapping) else None
    if not isinstance(text, str):
        raise WritingFailed(Trouble.BAD_ANSWER, f"the answer has no text in {FIELD!r}", tokens=tokens)
    if not text.strip():
        raise WritingFailed(Trouble.EMPTY, f"{FIELD!r} is empty", tokens=tokens)
    return text


def _category_of_harms(harms: Iterable[str]) -> Category:
    found = [category for harm in harms for word, category in _BY_HARM.items() if word in harm]
    return found[0] if found else Category.GENERAL
