"""What an OpenAI-style server's refusals mean for a job: HTTP statuses, and the words that servers and gateways use. Plain."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from shared.providers.interface import Failed, MaybeSent, OperationGone, OrderRefused, Transient
from shared.providers.outcomes import Category, Code, Outcome
from shared.providers.wire import Heard

_Meaning = tuple[Outcome, Code | None]
_FILTERED: _Meaning = (Outcome.SAFETY_FILTERED, None)
_QUOTA: _Meaning = (Outcome.QUOTA, None)
_RATE: _Meaning = (Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT)
_KEY: _Meaning = (Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY)
_GONE: _Meaning = (Outcome.MODEL_RETIRED, None)
_REJECTED: _Meaning = (Outcome.REJECTED, None)
_ERROR: _Meaning = (Outcome.PROVIDER_ERROR, None)

_WORDS: Mapping[_Meaning, tuple[str, ...]] = {
    _FILTERED: (
        *("moderation_blocked", "content_policy", "content_policy_violation", "content_filter", "sentinel_block"),
        *("safety_violation", "safety_violations", "invalid_prompt", "input_moderation", "output_moderation"),
    ),
    _QUOTA: (
        *("insufficient_quota", "billing", "billing_hard_limit_reached", "billing_not_active", "budget_exceeded"),
        *("quota_exceeded", "insufficient_credits"),
    ),
    _RATE: ("rate_limit", "rate_limit_exceeded", "rate_limit_error", "throttling_error", "slow_down", "too_many_requests"),
    _KEY: ("invalid_api_key", "authentication_error", "permission_denied", "permission_error", "account_deactivated"),
    _GONE: ("model_not_found", "model_deprecated", "model_retired"),
    _REJECTED: (
        *("invalid_value", "invalid_type", "invalid_image", "missing_required_parameter", "unknown_parameter"),
        *("string_above_max_length", "invalid_input_reference", "invalidinputreferenceerror"),
    ),
    (Outcome.TIMED_OUT, None): ("timeout", "timed_out", "generation_timeout", "timeouterror"),
}
_BY_WORD = {word: meaning for meaning, words in _WORDS.items() for word in words}
_BY_STATUS: Mapping[int, _Meaning] = {
    400: _REJECTED,
    401: _KEY,
    402: _QUOTA,
    403: _KEY,
    413: _REJECTED,
    415: _REJECTED,
    422: _REJECTED,
    429: _RATE,
}
_NOT_THERE = (404, 410)
_UNCERTAIN = (408, 499)  # somebody between us gave up; the order may be through
_MODEL_GONE = re.compile(
    r"\bmodel\b.*(does not exist|not found|no longer available|deprecated|retired|shut ?down)", re.IGNORECASE | re.DOTALL
)
_VIDEO_UNKNOWN = re.compile(r"\b(video|job|task)\b.*(does not exist|not found)|no such (video|job)", re.IGNORECASE | re.DOTALL)
_CATEGORIES: Mapping[Category, re.Pattern[str]] = {  # the most telling first
    Category.CHILD: re.compile(r"\b(minors?|child(ren)?)\b", re.IGNORECASE),
    Category.SEXUAL: re.compile(r"\b(sexual|nudity|erotic)\b", re.IGNORECASE),
    Category.CELEBRITY: re.compile(r"\b(likeness|public figures?|celebrit(y|ies))\b", re.IGNORECASE),
    Category.VIOLENCE: re.compile(r"\b(violen(ce|t)|gore|self-harm)\b", re.IGNORECASE),
    Category.THIRD_PARTY: re.compile(r"\b(third[- ]party|copyright(ed)?|trademarks?)\b", re.IGNORECASE),
}


@dataclass(frozen=True)
class Answer:
    """An answer: `document` is its body where that is a JSON object, else empty."""

    status: int
    document: Mapping[str, Any]
    text: str
    headers: Mapping[str, str]

    @property
    def error(self) -> Mapping[str, Any]:
        found = self.document.get("error")
        if isinstance(found, Mapping):
            return found  # type: ignore[return-value]  # of JSON
        told = found if isinstance(found, str) else self.document.get("detail") or self.document.get("message")
        return {"message": str(told)} if told else {}

    @property
    def message(self) -> str:
        return str(self.error.get("message") or self.text or f"HTTP {self.status}")

    def retry_after_s(self, now: float) -> float | None:
        """Seconds, milliseconds or a date, as they come."""
        told = {name.lower(): value.strip() for name, value in self.headers.items()}
        for name, share in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
            if re.fullmatch(r"\d{1,9}(\.\d+)?", value := told.get(name, "")):
                return float(value) * share
        try:
            return max(0.0, parsedate_to_datetime(told.get("retry-after", "")).timestamp() - now)
        except ValueError:
            return None


def answer_of(heard: Heard) -> Answer:
    document: Any = heard.document if isinstance(heard.document, dict) else {}
    return Answer(heard.status, document, heard.text, heard.headers)


def is_gone(heard: Heard) -> bool:
    """Gone is final, so only where the server knows nothing of the video; whatever else it says may be over soon."""
    return isinstance(check_failed(answer_of(heard), 0), OperationGone)


def submit_failed(answer: Answer, now: float) -> OrderRefused | MaybeSent:
    """What it says about an order: only 4xx is a refusal that is certain (docs/decisions/017 tells why no 503 is)."""
    if not 400 <= answer.status < 500 or answer.status in _UNCERTAIN:
        return MaybeSent(f"HTTP {answer.status}: {answer.message}")
    outcome, code = _meaning(answer.error, answer.status)
    return OrderRefused(
        outcome,
        answer.message,
        retry_after_s=answer.retry_after_s(now),
        provider_code=_named(answer.error, answer.status),
        category=_category(outcome, answer.message),
        code=code,
    )


def check_failed(answer: Answer, now: float) -> OperationGone | Transient:
    """What it says about a poll: nothing, unless the server says of the video itself that it is not there."""
    said = answer.error.get("message")
    if answer.status in _NOT_THERE and said and _VIDEO_UNKNOWN.search(str(said)):
        return OperationGone(str(said))
    return Transient(f"HTTP {answer.status}: {answer.message}", answer.retry_after_s(now))


def job_failed(error: Any, status: int = 200) -> Failed:
    """The error that a job ended with, in whichever status the server tells of it."""
    told: Mapping[str, Any] = error if isinstance(error, Mapping) else {"message": error} if error else {}  # type: ignore[assignment]
    message = str(told.get("message") or "no reason given")
    outcome, code = _meaning(told, status)
    return Failed(outcome, message[:500], _named(told, status), _category(outcome, message), code)


def _meaning(error: Mapping[str, Any], status: int) -> _Meaning:
    """The server's word first, then what it says of a model, then the status."""
    words = [str(error.get(name) or "").lower() for name in ("code", "type")]
    known = next((_BY_WORD[word] for word in words if word in _BY_WORD), None)
    message = str(error.get("message") or "")
    if status == 403 and known in (_GONE, None):
        return _KEY  # the model may well be there for others
    if known is not None:
        return known
    if any(word in message for word in _WORDS[_FILTERED]):
        return _FILTERED  # a gateway keeps the word in its own message only
    if status in _NOT_THERE and _MODEL_GONE.search(message):  # elsewhere a message may well repeat a prompt that says so
        return _GONE
    return _BY_STATUS.get(status, _ERROR)


def _category(outcome: Outcome, message: str) -> Category | None:
    if outcome is not Outcome.SAFETY_FILTERED:
        return None
    return next((category for category, words in _CATEGORIES.items() if words.search(message)), Category.GENERAL)


def _named(error: Mapping[str, Any], status: int) -> str:
    return str(error.get("code") or error.get("type") or status)[:100]
