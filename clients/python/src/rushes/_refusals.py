"""What is raised on purpose, and how a refusal of the API becomes an error of its class."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar


class RushesError(Exception):
    """Base of all that this package raises on purpose."""


class ConnectionFailed(RushesError):
    """No answer came. `sent` says whether the call may have arrived; with its `idempotency_key` it can be sent once more."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent
        self.idempotency_key: str | None = None


class UnexpectedAnswer(RushesError):
    """What came is not of the API: is the address right?"""


class NoToken(RushesError):
    """The call needs somebody who is signed in, and the client was given no token."""


class ApiError(RushesError):
    """A refusal of the API."""

    code: str = ""

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        code: str = "",
        details: Mapping[str, Any] | None = None,
        retryable: bool = False,
        suggested_action: str = "",
        request_id: str = "",
        retry_after: float | None = None,
        idempotency_key: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message, self.status = message, status
        self.code = code or self.code
        self.details: dict[str, Any] = dict(details or {})
        self.retryable, self.suggested_action = retryable, suggested_action
        self.request_id, self.retry_after, self.idempotency_key = request_id, retry_after, idempotency_key

    _by_code: ClassVar[dict[str, type[ApiError]]] = {}

    def __init_subclass__(cls) -> None:
        if cls.code:
            ApiError._by_code[cls.code] = cls

    @classmethod
    def class_of(cls, code: str) -> type[ApiError]:
        """The class of a code; `ApiError` of one that this version does not know."""
        return cls._by_code.get(code, ApiError)


class WorkFailed(RushesError):
    """A video, film, prompt or picture came to nothing; `work` is it as it ended, and says whether it was charged."""

    def __init__(self, message: str, work: Any, *, code: str = "", suggested_action: str = "", retryable: bool = False) -> None:
        super().__init__(message)
        self.message, self.work, self.code = message, work, code
        self.suggested_action, self.retryable = suggested_action, retryable


class StillWorking(RushesError):
    """It was not ready within the time that the caller gave; it goes on all the same. `work` is it as it was seen last."""

    def __init__(self, message: str, work: Any) -> None:
        super().__init__(message)
        self.work = work


class UploadInterrupted(RushesError):
    """The bytes did not arrive; `upload(…, resume=error.upload)` goes on with the same place while it lives (15 minutes)."""

    def __init__(self, message: str, upload: Any) -> None:
        super().__init__(message)
        self.upload = upload


def of(status: int, headers: Mapping[str, str], body: bytes, key: str | None = None) -> ApiError:
    """The error of an answer; one that came from somewhere before the functions has no shape of ours."""
    later = headers.get("retry-after", "")
    retry_after = float(later) if later.isdigit() else None
    try:
        told: Any = json.loads(body)
        code = str(told["error"])
    except (ValueError, TypeError, KeyError):
        hint = "Check the address." if status in (301, 302, 307, 308, 404) else ""
        retryable = status in (408, 429, 502, 503, 504)
        message = f"Answered with {status}, and not by the API."
        request_id = headers.get("x-request-id", "")
        return ApiError(
            message,
            status=status,
            code=f"HTTP_{status}",
            retryable=retryable,
            suggested_action=hint,
            request_id=request_id,
            retry_after=retry_after,
            idempotency_key=key,
        )
    return ApiError.class_of(code)(
        str(told.get("message", code)),
        status=status,
        code=code,
        details=told.get("details"),
        retryable=bool(told.get("retryable")),
        suggested_action=str(told.get("suggestedAction", "")),
        request_id=str(told.get("requestId") or headers.get("x-request-id", "")),
        retry_after=retry_after,
        idempotency_key=key,
    )
