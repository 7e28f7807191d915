"""What came of an attempt, in HTTP's words and in google.rpc's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import IntEnum


class Rpc(IntEnum):
    OK = 0
    CANCELLED = 1
    UNKNOWN = 2
    INVALID_ARGUMENT = 3
    DEADLINE_EXCEEDED = 4
    NOT_FOUND = 5
    PERMISSION_DENIED = 7
    RESOURCE_EXHAUSTED = 8
    FAILED_PRECONDITION = 9
    ABORTED = 10
    OUT_OF_RANGE = 11
    UNIMPLEMENTED = 12
    INTERNAL = 13
    UNAVAILABLE = 14
    UNAUTHENTICATED = 16


_BY_STATUS = {
    400: Rpc.INVALID_ARGUMENT,
    401: Rpc.UNAUTHENTICATED,
    403: Rpc.PERMISSION_DENIED,
    404: Rpc.NOT_FOUND,
    409: Rpc.ABORTED,
    416: Rpc.OUT_OF_RANGE,
    429: Rpc.RESOURCE_EXHAUSTED,
    499: Rpc.CANCELLED,
    501: Rpc.UNIMPLEMENTED,
    503: Rpc.UNAVAILABLE,
    504: Rpc.DEADLINE_EXCEEDED,
}
_BY_HUNDRED = {2: Rpc.OK, 4: Rpc.FAILED_PRECONDITION, 5: Rpc.INTERNAL}


def rpc_of(status: int) -> Rpc:
    return _BY_STATUS.get(status) or _BY_HUNDRED.get(status // 100, Rpc.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the handler said (`status`), or why nothing came back (`status` is None)."""

    status: int | None
    rpc: Rpc
    retry_after: str = ""
    reason: str = ""

    @classmethod
    def of(cls, status: int, retry_after: str = "") -> Answer:
        return cls(status, rpc_of(status), retry_after)

    @classmethod
    def too_late(cls) -> Answer:
        return cls(None, Rpc.DEADLINE_EXCEEDED, reason="the handler did not answer in time")

    @classmethod
    def none(cls, reason: str) -> Answer:
        return cls(None, Rpc.UNAVAILABLE, reason=reason)

    @property
    def good(self) -> bool:
        return self.rpc is Rpc.OK

    @property
    def overloaded(self) -> bool:
        return self.status in (429, 503)

    @property
    def previous_response(self) -> int | None:
        """What the next attempt's X-CloudTasks-TaskPreviousResponse says: an answer that came too late counts as 504."""
        return 504 if self.rpc is Rpc.DEADLINE_EXCEEDED else self.status

    @property
    def message(self) -> str:
        said = f"HTTP status code {self.status}" if self.status else self.reason
        return f"{self.rpc.name}({self.rpc.value}): {said}"

    def asked_to_wait(self, now: datetime) -> timedelta | None:
        """Retry-After, as seconds or as a date; None when there is none that could be read."""
        if self.retry_after.isdecimal():
            return timedelta(seconds=min(int(self.retry_after), 10**8))
        try:
            until = parsedate_to_datetime(self.retry_after)
        except (TypeError, ValueError):
            return None
        return max(timedelta(0), until.replace(tzinfo=until.tzinfo or UTC) - now)
