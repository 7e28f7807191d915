"""One definition of every operation, for those who block and those who await: only the sender differs, and so the type."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, Protocol, Self, TypeVar, overload

from rushes._calls import perform
from rushes._requests import Flow, Request

if TYPE_CHECKING:
    from rushes._calls import Options
    from rushes._pace import Pace
    from rushes._tokens import Tokens

P = ParamSpec("P")
T = TypeVar("T")


class Blocking:
    """Marks what answers with its result."""


class Awaiting:
    """Marks what answers with something to await."""


M = TypeVar("M", Blocking, Awaiting)


class Sender(Protocol):
    """Goes through a flow and does what it asks for, blocking or awaiting."""

    options: Options
    tokens: Tokens
    pace: Pace

    def run(self, flow: Flow[Any], /) -> Any: ...

    def with_options(self, options: Options) -> Sender: ...


class Bound(Generic[M]):
    """Has a sender; its operations block or are awaited as that one does."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def _do(self, request: Request[T]) -> Flow[T]:
        return perform(self._sender.options, self._sender.tokens, self._sender.pace, request)


class Operation(Generic[P, T]):
    """A method of a `Bound`: it makes a flow, and the sender goes through it."""

    def __init__(self, flow: Callable[Concatenate[Any, P], Flow[T]]) -> None:
        self._flow = flow
        self.__doc__ = flow.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Bound[Blocking], owner: type) -> Callable[P, T]: ...
    @overload
    def __get__(self, instance: Bound[Awaiting], owner: type) -> Callable[P, Coroutine[Any, Any, T]]: ...
    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            return self

        @wraps(self._flow)
        def called(*args: P.args, **kwargs: P.kwargs) -> Any:
            return instance._sender.run(self._flow(instance, *args, **kwargs))

        return called


def flow(function: Callable[Concatenate[Any, P], Flow[T]]) -> Operation[P, T]:
    """For what takes several calls."""
    return Operation(function)


def call(function: Callable[Concatenate[Any, P], Request[T]]) -> Operation[P, T]:
    """For what is one call."""

    @wraps(function)
    def one(self: Bound[Any], *args: P.args, **kwargs: P.kwargs) -> Flow[T]:
        return self._do(function(self, *args, **kwargs))  # pyright: ignore[reportPrivateUsage]

    return Operation(one)


class Page(Generic[T]):
    """What one call brought of a list, and where the next goes on."""

    def __init__(self, items: list[T], next_cursor: str | None) -> None:
        self.items, self.next_cursor = items, next_cursor

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)


class Pages(Bound[M], Generic[M, T]):
    """A list that is fetched page by page while somebody goes through it."""

    def __init__(self, sender: Sender, ask: Callable[[str | None], Request[Page[T]]], cursor: str | None = None) -> None:
        super().__init__(sender)
        self._ask, self._cursor = ask, cursor

    @flow
    def page(self, cursor: str | None = None) -> Flow[Page[T]]:
        """The page at this cursor; the first without one."""
        return self._do(self._ask(cursor or self._cursor))

    @flow
    def all(self) -> Flow[list[T]]:
        """Everything, at once."""
        found, cursor = list[T](), self._cursor
        while True:
            page = yield from self._do(self._ask(cursor))
            found += page.items
            cursor = page.next_cursor
            if not cursor:
                return found

    def __iter__(self: Pages[Blocking, T]) -> Iterator[T]:
        page = self.page()
        yield from page
        while page.next_cursor:
            page = self.page(page.next_cursor)
            yield from page

    async def __aiter__(self: Pages[Awaiting, T]) -> AsyncIterator[T]:
        page = await self.page()
        for each in page:
            yield each
        while page.next_cursor:
            page = await self.page(page.next_cursor)
            for each in page:
                yield each
