"""What every provider can be asked, and the only answers that it may give. Plain: no client is imported here."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Literal, Protocol

from shared.providers.outcomes import Category, Code, Outcome, Rule, rule_of

ORDER_S = 30.0  # the longest that sending an order takes: less than a worker's own timeout, which is less than a lease
_MARGIN = timedelta(seconds=30)
_MOST_WORDS = 500  # of a provider's message; it is kept for operators


def named(error: Exception) -> str:
    """For operators."""
    return f"{type(error).__name__}: {error}"


@dataclass(frozen=True)
class Picture:
    """A picture in one of our buckets."""

    uri: str  # gs://…
    mime_type: str


@dataclass(frozen=True)
class Order:
    """One attempt of a job, in the words that all providers share."""

    job_id: str
    attempt: int
    model: str
    prompt: str
    seconds: int
    aspect_ratio: str
    resolution: str
    audio: bool
    output_prefix: str  # gs://…/ of this attempt alone: what lies under it came from this order
    negative_prompt: str | None = None
    seed: int | None = None
    first_frame: Picture | None = None
    last_frame: Picture | None = None
    references: tuple[Picture, ...] = ()
    task: Literal["edit", "extend"] | None = None
    source: str | None = None  # the provider's name of the finished work that this one edits or extends

    @property
    def digest(self) -> str:
        """Tells two orders apart without keeping their prompts."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Operation:
    """Accepted work: any process can ask for it by this alone."""

    name: str  # as long as the provider likes
    model: str
    surface: str
    started_at: datetime
    output_prefix: str
    key_version: str | None = None  # of the user's own key that it was ordered with
    project: str | None = None  # that the key was given for


@dataclass(frozen=True)
class Result:
    """Where the finished file is: gs:// and https:// addresses, or, rarely, the bytes themselves."""

    uri: str | None
    mime_type: str
    content: bytes | None = None


@dataclass(frozen=True)
class Pending:
    """Still at it, or in a state that we do not know."""

    progress: int | None = None  # per cent, where the provider tells


@dataclass(frozen=True)
class Done:
    result: Result


@dataclass(frozen=True)
class Failed:
    """The provider says that there will be no video. `message` is its own, for operators."""

    outcome: Outcome
    message: str
    provider_code: str | None = None
    category: Category | None = None
    code: Code | None = None  # where it says more than the outcome

    @property
    def rule(self) -> Rule:
        return rule_of(self.outcome, self.code)


class OrderRefused(Exception):
    """The provider certainly did not accept the order: nothing was made, nothing is billed."""

    certain: ClassVar[Literal[True]] = True

    def __init__(
        self,
        outcome: Outcome,
        message: str,
        *,
        retry_after_s: float | None = None,
        provider_code: str | None = None,
        category: Category | None = None,
        code: Code | None = None,
    ) -> None:
        super().__init__(outcome, message)
        self.outcome, self.message, self.retry_after_s = outcome, message[:_MOST_WORDS], retry_after_s
        self.provider_code, self.category, self.code = provider_code, category, code

    @property
    def rule(self) -> Rule:
        return rule_of(self.outcome, self.code)

    @property
    def failed(self) -> Failed:
        """The same as the end of a job, when it is not tried again."""
        return Failed(self.outcome, self.message, self.provider_code, self.category, self.code)


class MaybeSent(Exception):
    """The order may have been accepted: it must never be sent again. Evidence is the bucket and the provider."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason[:_MOST_WORDS]


class Transient(Exception):
    """The provider could not be asked just now. That says nothing about the operation."""

    def __init__(self, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.retry_after_s = reason[:_MOST_WORDS], retry_after_s


class OperationGone(Exception):
    """The provider does not know the operation. Its file may exist all the same: look there before giving `failed`."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message[:_MOST_WORDS]

    @property
    def failed(self) -> Failed:
        return Failed(Outcome.PROVIDER_ERROR, f"vanished: {self.message}"[:_MOST_WORDS], provider_code="404")


@dataclass(frozen=True)
class LostOrder:
    """What a wire tells of an order whose answer was lost: how long it may still be under way, and where its video would be.

    No wire of today finds or repeats an order by our id; one that did could be given up sooner.
    """

    submit_s: float  # the longest that sending it takes
    longest_s: float  # the longest generation that is known
    in_bucket: bool  # its video lands in our bucket, under the attempt's own prefix

    @property
    def grace(self) -> timedelta:
        """From when its sending began: after that it would have turned up, had it arrived."""
        return timedelta(seconds=self.submit_s + self.longest_s) + _MARGIN


class Provider(Protocol):
    def submit(self, order: Order) -> Operation:
        """Send exactly one billable request. Raises Refused or MaybeSent, nothing else."""
        ...

    def check(self, operation: Operation) -> Pending | Done | Failed:
        """Raises Transient when the provider cannot be asked, OperationGone when it knows nothing of the operation."""
        ...

    def open(self, result: Result) -> Iterator[bytes]:
        """Stream a result that has to be fetched. One at a gs:// address is copied by Cloud Storage: ValueError here."""
        ...

    def cancel(self, operation: Operation) -> bool:
        """True only when the provider confirms that it stopped."""
        ...


def label(text: str) -> str:
    """As Google Cloud's labels are spelled; for looking things up by eye, not for telling jobs apart."""
    return re.sub(r"[^a-z0-9_-]", "-", text.lower())[:63]
