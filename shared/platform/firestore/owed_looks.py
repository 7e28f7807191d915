"""What a call owes before it is answered: a look at one document more, taken along by the first read of the store."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextvars import ContextVar
from datetime import datetime
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class OwedLook(Protocol):
    """Of one call; `web.sessions` has the only kind."""

    path: str

    def owes_by(self, asked: Collection[str], *, commit: bool) -> bool: ...

    def see(self, account: Any, as_of: datetime) -> None: ...

    def beside(self, ask: Callable[[], T], read: Callable[[], Any]) -> T: ...


owing: ContextVar[OwedLook | None] = ContextVar("owing", default=None)


def owed(asked: Collection[str] = (), *, commit: bool = False) -> OwedLook | None:
    """The look of this call, where the read that is about to be made is to take it along."""
    look = owing.get()
    return look if look is not None and look.owes_by(asked, commit=commit) else None
