"""What the Interactions API's refusals and ends mean for a job: words where Google's other APIs have numbers. Plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, cast

from shared.providers import google_errors
from shared.providers.google_errors import Answer
from shared.providers.interface import Failed, MaybeSent, OperationGone, OrderRefused, Transient
from shared.providers.outcomes import Category, Code, Outcome
from shared.providers.wire import Heard

_MAY_BE_FILTERED = (400, 422)
_BLOCKED_CODE = re.compile(r"safety|blocked|prohibited|content_polic|moderation|blocklist|recitation|spii")
_BLOCKED_MESSAGE = re.compile(
    r"usage guidelines|content polic|prohibited use|safety (filter|polic|setting|reason)|blocked (by|due|for)", re.IGNORECASE
)
_BAD_KEY = re.compile(r"API[_ ]key[_ ]?(not valid|expired|invalid|not found)", re.IGNORECASE)
_NO_SUCH_NAME = re.compile(r"invalid interaction name", re.IGNORECASE)
_ABOUT_AN_INTERACTION = re.compile(r"\binteraction\b(?!s api)", re.IGNORECASE)
_CATEGORIES: tuple[tuple[Category, re.Pattern[str]], ...] = (
    (Category.CHILD, re.compile(r"\b(child|children|minor|minors)\b", re.IGNORECASE)),
    (Category.CELEBRITY, re.compile(r"celebrit|public figure|prominent (person|people)|recogni[sz]able", re.IGNORECASE)),
    (Category.SEXUAL, re.compile(r"\bsexual|nudity", re.IGNORECASE)),
    (Category.VIOLENCE, re.compile(r"\bviolen(ce|t)\b", re.IGNORECASE)),
    (Category.THIRD_PARTY, re.compile(r"copyright|trademark|third[- ]party|intellectual property", re.IGNORECASE)),
)
_BY_WORD: Mapping[str, tuple[Outcome, Code | None]] = {
    **dict.fromkeys(("invalid_request", "invalid_argument", "failed_precondition", "out_of_range"), (Outcome.REJECTED, None)),
    **dict.fromkeys(
        ("permission_denied", "unauthenticated", "authentication_error", "invalid_api_key"),
        (Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY),
    ),
    **dict.fromkeys(
        ("resource_exhausted", "rate_limit_exceeded", "quota_exceeded", "too_many_requests", "budget_exceeded", "overloaded"),
        (Outcome.QUOTA, None),
    ),
    **dict.fromkeys(("deadline_exceeded", "timeout", "timed_out"), (Outcome.TIMED_OUT, None)),
    **dict.fromkeys(("model_not_found", "model_retired"), (Outcome.MODEL_RETIRED, None)),
    **dict.fromkeys(("cancelled", "canceled"), (Outcome.CANCELLED, None)),
}


def answer_of(heard: Heard) -> Answer:
    """Either shape: {"error": {"code": "invalid_request", …}} or Google's {"error": {"code": 400, "status": …}}."""
    found: Any = heard.document
    error: Any = found.get("error") if isinstance(found, dict) else None  # pyright: ignore[reportUnknownMemberType]
    if not isinstance(error, dict):
        return Answer(heard.status, None, heard.text, found, heard.headers)
    told = cast("dict[str, Any]", error)
    code = told.get("code")
    name = told.get("status") or (code.upper() if isinstance(code, str) else None)
    return Answer(heard.status, str(name) if name else None, str(told.get("message") or ""), found, heard.headers)


def submit_failed(heard: Heard) -> OrderRefused | MaybeSent:
    """As all of Google's, but for what this API says in its own way; whether it is certain is not among that."""
    answer = answer_of(heard)
    usual = google_errors.submit_failed(answer)
    if isinstance(usual, MaybeSent):
        return usual
    word, said = (answer.name or "").lower(), answer.message
    if _BAD_KEY.search(f"{said} {answer.details}"):
        return OrderRefused(Outcome.PROVIDER_ERROR, said, provider_code=str(answer.status), code=Code.INVALID_API_KEY)
    if answer.status in _MAY_BE_FILTERED and _blocked(word, said):
        return OrderRefused(Outcome.SAFETY_FILTERED, said, provider_code=word or str(answer.status), category=_category(said))
    if answer.status == 404 and word == "model_not_found":
        return OrderRefused(Outcome.MODEL_RETIRED, said, provider_code=word)
    if answer.status == 404 and usual.outcome is not Outcome.MODEL_RETIRED and _ABOUT_AN_INTERACTION.search(said):
        return OrderRefused(Outcome.REJECTED, said, provider_code="404")  # what was to be extended or edited is gone
    return usual


def check_failed(heard: Heard) -> OperationGone | Transient:
    """A poll's 400 is often odd ("API key expired" beside a good key) and passes; one of them never does."""
    answer = answer_of(heard)
    if answer.status == 400 and _NO_SUCH_NAME.search(answer.message):
        return OperationGone(answer.message)
    return google_errors.check_failed(answer)


def interaction_failed(errors: Iterable[Any]) -> Failed:
    """By the first of its errors that says more than that it failed."""
    told = [_one(error) for error in errors if isinstance(error, dict)] or [Failed(Outcome.PROVIDER_ERROR, "no reason given")]
    return next((failed for failed in told if failed.outcome is not Outcome.PROVIDER_ERROR or failed.code), told[0])


def filtered(said: Iterable[str]) -> Failed:
    """Completed without a video: filtered, whatever else it says."""
    message = " ".join(said) or "completed without a video"
    return Failed(Outcome.SAFETY_FILTERED, message[:500], category=_category(message))


def _one(error: Mapping[str, Any]) -> Failed:
    code, message = error.get("code"), str(error.get("message") or "no reason given")[:500]
    if isinstance(code, int) or (isinstance(code, str) and code.isdigit()):
        return google_errors.operation_failed({"code": code, "message": message})
    word = str(code or "").rstrip("/").rpartition("/")[2].lower()  # it may be a URI that ends in the word
    if _blocked(word, message):
        return Failed(Outcome.SAFETY_FILTERED, message, word or None, _category(message))
    if "no longer available" in message.lower():
        return Failed(Outcome.MODEL_RETIRED, message, word or None)
    outcome, cause = _BY_WORD.get(word, (Outcome.PROVIDER_ERROR, None))
    return Failed(outcome, message, word or None, code=cause)


def _blocked(word: str, message: str) -> bool:
    named = google_errors.category_of([message], unknown_too=True) is not None
    return named or bool(_BLOCKED_CODE.search(word) or _BLOCKED_MESSAGE.search(message))


def _category(message: str) -> Category:
    by_code = google_errors.category_of([message], unknown_too=False)
    by_words = next((category for category, words in _CATEGORIES if words.search(message)), Category.GENERAL)
    return by_code or by_words
