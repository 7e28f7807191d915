"""What Google's refusals mean for a job: HTTP statuses, google.rpc codes and the support codes in their words. Plain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from shared.providers.interface import Failed, MaybeSent, OperationGone, OrderRefused, Transient
from shared.providers.outcomes import Category, Code, Outcome

_CATEGORIES: Mapping[Category, tuple[int, ...]] = {
    Category.CHILD: (58061214, 17301594),
    Category.CELEBRITY: (29310472, 15236754),
    Category.VIOLENCE: (61493863, 56562880),
    Category.SEXUAL: (90789179, 43188360),
    Category.THIRD_PARTY: (35561574, 35561575),
    # safety, dangerous, hate, toxic, vulgar, prohibited, other
    Category.GENERAL: (
        *(64151117, 42237218, 62263041, 57734940, 22137204, 78610348, 32635315, 74803281, 29578790, 42876398),
        *(89371032, 49114662, 63429089, 72817394, 60599140),
    ),
}
_BY_SUPPORT_CODE = {str(number): category for category, numbers in _CATEGORIES.items() for number in numbers}
_SUPPORT_CODES = re.compile(r"support codes?\W+(\d{6,9}(?:\W+\d{6,9})*)", re.IGNORECASE)
_MODEL_ENDED = re.compile(r"\bmodel\b.*(no longer available|has been retired|was shut down)", re.IGNORECASE | re.DOTALL)
_MODEL_UNKNOWN = re.compile(r"\bmodel\b.*not found", re.IGNORECASE | re.DOTALL)

_INVALID_ARGUMENT, _NOT_FOUND = 3, 5
_BY_RPC_CODE: Mapping[int, tuple[Outcome, Code | None]] = {
    _INVALID_ARGUMENT: (Outcome.REJECTED, None),
    4: (Outcome.TIMED_OUT, None),  # DEADLINE_EXCEEDED
    7: (Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY),  # PERMISSION_DENIED
    8: (Outcome.QUOTA, None),  # RESOURCE_EXHAUSTED
    9: (Outcome.REJECTED, None),  # FAILED_PRECONDITION
    11: (Outcome.REJECTED, None),  # OUT_OF_RANGE
    16: (Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY),  # UNAUTHENTICATED
}
_BY_STATUS: Mapping[int, tuple[Outcome, Code | None]] = {
    400: (Outcome.REJECTED, None),
    401: (Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY),
    403: (Outcome.PROVIDER_ERROR, Code.INVALID_API_KEY),
    413: (Outcome.REJECTED, None),
    429: (Outcome.QUOTA, Code.PROVIDER_RATE_LIMIT),
}
_UNCERTAIN = (408, 499)  # somebody between us gave up; the order may be through


@dataclass(frozen=True)
class Answer:
    """An answer other than success."""

    status: int
    name: str | None  # NOT_FOUND …; none where it is not Google's own shape
    message: str
    details: Any
    headers: Mapping[str, str]

    @property
    def retry_after_s(self) -> float | None:
        """From the Retry-After header, else from Google's RetryInfo."""
        for told in (self.headers.get("retry-after", ""), *_retry_delays(self.details)):
            if found := re.fullmatch(r"(\d{1,6}(?:\.\d+)?)s?", told.strip()):
                return float(found[1])
        return None


def submit_failed(answer: Answer) -> OrderRefused | MaybeSent:
    """What it says about an order: only 4xx is a refusal that is certain (docs/decisions/017 tells why no 503 is)."""
    status, message = answer.status, answer.message
    if not 400 <= status < 500 or status in _UNCERTAIN:
        return MaybeSent(f"HTTP {status}: {message}")
    outcome, code = _BY_STATUS.get(status, (Outcome.PROVIDER_ERROR, None))
    category = category_of([message], unknown_too=status == 400)
    if category is not None:
        outcome, code = Outcome.SAFETY_FILTERED, None
    elif _model_is_gone(message, looked_for=status == 404):
        outcome, code = Outcome.MODEL_RETIRED, None
    return OrderRefused(
        outcome, message, retry_after_s=answer.retry_after_s, provider_code=str(status), category=category, code=code
    )


def check_failed(answer: Answer) -> OperationGone | Transient:
    """What it says about a poll: nothing, unless it is Google itself that does not know the operation."""
    if answer.status == 404 and answer.name == "NOT_FOUND":
        return OperationGone(answer.message)
    return Transient(f"HTTP {answer.status}: {answer.message}", answer.retry_after_s)


def operation_failed(error: Mapping[str, Any]) -> Failed:
    """The error that an operation ended with."""
    number, message = _number(error.get("code")), str(error.get("message") or "no reason given")
    category = category_of([message], unknown_too=number == _INVALID_ARGUMENT)
    if category is not None:
        return Failed(Outcome.SAFETY_FILTERED, message, str(number), category)
    if _model_is_gone(message, looked_for=number == _NOT_FOUND):
        return Failed(Outcome.MODEL_RETIRED, message, str(number))
    outcome, code = _BY_RPC_CODE.get(number, (Outcome.PROVIDER_ERROR, None))
    return Failed(outcome, message, str(number), code=code)


def filtered(reasons: Iterable[str]) -> Failed:
    """An operation that is done and has no video was filtered, whatever else it says."""
    said = list(reasons)
    category = category_of(said, unknown_too=True) or Category.GENERAL
    return Failed(Outcome.SAFETY_FILTERED, " ".join(said) or "done without a video", category=category)


def category_of(messages: Iterable[str], *, unknown_too: bool) -> Category | None:
    """The most telling of the categories whose codes are named. An unknown code is a filter's only in some places."""
    named = [code for message in messages for found in _SUPPORT_CODES.findall(message) for code in re.findall(r"\d+", found)]
    known = [_BY_SUPPORT_CODE[code] for code in named if code in _BY_SUPPORT_CODE]
    telling = [category for category in known if category is not Category.GENERAL]
    if telling or known:
        return (telling or known)[0]
    return Category.GENERAL if named and unknown_too else None


def _model_is_gone(message: str, *, looked_for: bool) -> bool:
    """ "Not found" is said of many things: it is the model only where the answer is that something was not found."""
    return bool(_MODEL_ENDED.search(message) or (looked_for and _MODEL_UNKNOWN.search(message)))


def _retry_delays(details: Any) -> list[str]:
    try:
        return [str(info["retryDelay"]) for info in details["error"]["details"] if "retryDelay" in info]
    except (KeyError, TypeError):
        return []


def _number(code: Any) -> int:
    return code if isinstance(code, int) else int(code) if isinstance(code, str) and code.isdigit() else 2
