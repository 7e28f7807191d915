"""The words that all wires share: what is asked, what is answered, what is refused.

A wire is one module: its paths, its way to prove who asks, its rules, and its shapes. Faults, the journal, operations
and media come from here and from the modules beside it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .faults import Effects
    from .operations import Operation

Document = dict[str, Any]


@dataclass
class Ask:
    """One request, before a wire has judged it."""

    wire: str
    call: str
    method: str
    path: str
    parts: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    document: Document
    effects: Effects
    understood: Document = field(default_factory=dict[str, Any])  # what the journal may tell of the request, without its words

    @property
    def model(self) -> str:
        return str(self.parts.get("model") or self.document.get("model") or "")

    @property
    def base(self) -> str:
        """How the caller reaches us: addresses in answers begin with it."""
        return f"http://{self.headers.get('host', '127.0.0.1')}"


@dataclass
class Answer:
    """What goes back, several bytes one after another; an `operation` is stored in the same commit as the journal's line."""

    status: int = 200
    content: Document | list[Document] | bytes | tuple[bytes, ...] = field(default_factory=dict[str, Any])
    headers: dict[str, str] = field(default_factory=dict[str, str])
    operation: Operation | None = None


class Refusal(Exception):
    """The service says no, before it has accepted anything."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str | None = None,
        details: Sequence[Document] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code
        self.details, self.headers = list(details), dict(headers or {})


Handler = Callable[[Ask], Awaitable[Answer]]
Reader = Callable[[Ask], Document]


@dataclass(frozen=True)
class Route:
    """One call of a wire. `billable` marks what the provider would charge for once it is accepted."""

    method: str
    path: re.Pattern[str]
    call: str
    handle: Handler
    billable: bool = False
    json: bool = True
    read: Reader | None = None  # for a body in another shape than JSON
    streams: bool = False  # the answer is a list of documents, also where it refuses, unless events were asked for


class Wire(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def routes(self) -> Sequence[Route]: ...
    def admit(self, ask: Ask) -> None:
        """Refuse who does not prove who they are."""
        ...

    def key(self, ask: Ask) -> str:
        """The credential as it was sent; the journal keeps its last four letters."""
        ...

    def prompt(self, document: Document) -> str: ...
    def labels(self, document: Document) -> Mapping[str, str]: ...
    def refused(self, refusal: Refusal) -> Answer: ...


def route(
    method: str,
    path: str,
    call: str,
    handle: Handler,
    *,
    billable: bool = False,
    json: bool = True,
    read: Reader | None = None,
    streams: bool = False,
) -> Route:
    """`{name}` stands for one piece of a path."""
    pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/:]+)", re.escape(path))
    return Route(method, re.compile(f"^{pattern}$"), call, handle, billable, json, read, streams)
