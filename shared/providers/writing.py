"""What a writer of prompts can be asked, and the only ways in which it can fail. Plain: no client is imported here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import BufferedIOBase, RawIOBase
from typing import Any, Protocol

from shared.providers.outcomes import Category

FIELD = "prompt"  # where the text stands in a structured answer
SCHEMA: Mapping[str, Any] = {"type": "OBJECT", "properties": {FIELD: {"type": "STRING"}}, "required": [FIELD]}
_MOST = 500  # characters of a provider's message; it is kept for operators


class Trouble(StrEnum):
    """Why there is no text."""

    REQUEST_BLOCKED = "request_blocked"  # the picture or the wishes
    ANSWER_BLOCKED = "answer_blocked"  # what the model was about to say
    EMPTY = "empty"
    TRUNCATED = "truncated"
    BAD_ANSWER = "bad_answer"  # not the document that was asked for, or a text that nobody can use
    PICTURE_REFUSED = "picture_refused"  # the provider cannot read it
    RATE_LIMITED = "rate_limited"
    TIMED_OUT = "timed_out"
    KEY_MISSING = "key_missing"
    KEY_INVALID = "key_invalid"
    MODEL_RETIRED = "model_retired"
    NETWORK = "network"
    PROVIDER_ERROR = "provider_error"
    ENDED_BY_OPERATOR = "ended_by_operator"
    INTERNAL = "internal"


class WritingFailed(Exception):
    """There is no text, and why. `message` is the provider's own, for operators."""

    def __init__(
        self,
        trouble: Trouble,
        message: str = "",
        *,
        category: Category | None = None,
        retry_after_s: float | None = None,
        tokens: int = 0,
    ) -> None:
        super().__init__(trouble, message)
        self.trouble, self.message, self.category = trouble, message[:_MOST], category
        self.retry_after_s, self.tokens = retry_after_s, tokens


@dataclass(frozen=True)
class WritingRequest:
    """One question to the model. The system instruction is ours alone; what people wrote stands in the text, as data."""

    id: str  # names the prompt in the provider's accounts
    model: str
    system: str
    text: str


@dataclass(frozen=True)
class Photo:
    """The picture that the text is about, in one of our buckets."""

    uri: str  # gs://…; empty for one of our own that goes itself
    mime_type: str
    size: int
    open: Callable[[], RawIOBase | BufferedIOBase]  # only where it cannot go by reference; gives as much as is asked for


@dataclass(frozen=True)
class Written:
    text: str
    tokens: int  # of question and answer together
    model: str
    ms: int


class Writer(Protocol):
    def write(self, request: WritingRequest, picture: Photo) -> Written:
        """Ask once. Raises WritingFailed, nothing else."""
        ...
