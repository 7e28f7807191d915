"""What a call is before anybody sends it: values, and the few things that a sender can be asked to do."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")


class Omit(Enum):
    """Left out, where `None` says something of its own: that what stands there is taken away."""

    OMIT = "left out"


OMIT: Final = Omit.OMIT
_NULL: Final = object()


def null(value: T | Omit) -> T | object | None:
    """For a field in which null is a wish: None is sent, what was left out is not."""
    return None if value is OMIT else _NULL if value is None else value


def given(body: Mapping[str, Any]) -> dict[str, Any]:
    """What of a body was said."""
    return {name: None if value is _NULL else value for name, value in body.items() if value is not None}


def path(template: str, **names: object) -> str:
    """An address with its ids, each escaped once."""
    return template.format(**{name: quote(str(value), safe="") for name, value in names.items()})


@dataclass(frozen=True, slots=True)
class Request(Generic[T]):
    """One call, and what its answer is read into."""

    method: str
    path: str
    answer: Callable[[Any], T]
    query: Mapping[str, object] = field(default_factory=dict[str, object])
    body: object = None
    media_type: str = "application/json"  # of the body; another's is text
    spends: bool = False  # takes an idempotency key, and may so be sent again
    asks_only: bool = False  # changes nothing, though it is no GET
    key: str | None = None
    signed_in: bool = True
    as_text: bool = False
    patience: float = 0.0  # how long the answer may be held back, in seconds

    @property
    def repeatable(self) -> bool:
        """Whether it may be sent again when nobody knows whether it arrived."""
        return self.spends or self.asks_only or self.method in ("GET", "PUT", "DELETE")

    @property
    def deletes(self) -> bool:
        """Whether its end is that something is not there, and nothing is to be told of it."""
        return self.method == "DELETE" and not isinstance(self.answer, type)


Progress = Callable[[int, int], None]  # bytes so far, and of how many (0: not known)


@dataclass(frozen=True, slots=True)
class FileBody:
    """Bytes to send from a file, told of while they go."""

    content: Path | bytes
    size: int
    on_progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class Send:
    """Ask the sender for one exchange; it gives an `Incoming`, or throws `ConnectionFailed`."""

    method: str
    url: str
    headers: Mapping[str, str]
    content: bytes | FileBody = b""
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Fetch:
    """Ask for a file to be written, from where it ends by now; gives an `Incoming` without its body."""

    url: str
    target: Path
    begin: int
    on_progress: Progress | None = None
    timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Sleep:
    seconds: float


@dataclass(frozen=True, slots=True)
class Ask:
    """Call the user's function; what it gives may have to be awaited."""

    function: Callable[[], Any]


Effect = Send | Fetch | Sleep | Ask
Flow = Generator[Effect, Any, T]  # what is done, without a way to do it: a sender goes through it


@dataclass(frozen=True, slots=True)
class Incoming:
    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes = b""
