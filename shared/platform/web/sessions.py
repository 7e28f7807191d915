"""Sessions that were ended: a token lives for an hour, what it opens is closed within a minute, and at once where that matters.

Whether a user's sessions were ended stands in their account. A call whose instance does not remember it owes a look: the first
read of the store takes the account along, a query has it read beside itself, and who has read nothing looks before they answer.
So it costs a document and no round trip, and nothing is written before it (docs/decisions/028-ended-sessions.md).
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from contextvars import copy_context
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from shared.platform import logs
from shared.platform.clients import clock, once, store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.owed_looks import owing
from shared.platform.web import presence
from shared.platform.web.refused_calls import refused_calls

if TYPE_CHECKING:
    from shared.platform.errors import AppError
    from shared.platform.firestore.documents import Document
    from shared.platform.web.tokens import User

T = TypeVar("T")
_KEPT = timedelta(seconds=60)
_REMEMBERED = 10_000  # users, in about 3 MB


def where(user_id: str) -> str:
    """The document that tells of a user's sessions; theirs is the account."""
    return f"accounts/{user_id}"


def is_shut_out(account: Mapping[str, Any], now: datetime) -> bool:
    """By an operator: for good, or until a moment that is still to come."""
    until = account.get("disabled_until")
    return bool(account.get("disabled")) and (until is None or now < until)


def require_current(user: User, account: Mapping[str, Any], now: datetime) -> None:
    """Refuse a token from before the user's sessions were ended, and every token of a user who is shut out."""
    from shared.platform.web.tokens import Reason, Suspended, TokenRefused

    if is_shut_out(account, now):
        until: datetime | None = account.get("disabled_until")
        raise TokenRefused(Reason.DISABLED) if until is None else Suspended(until)
    _require_since(user, account.get("tokens_valid_after"))


def _require_since(user: User, valid_after: datetime | None) -> None:
    from shared.platform.web.tokens import Reason, TokenRefused

    if valid_after is not None and user.signed_in_at < valid_after:
        raise TokenRefused(Reason.REVOKED)


class OwnRate(NamedTuple):
    """How many calls a minute one user may make, where operators have set that for them alone."""

    per_minute: int
    until: datetime | None  # then the configuration serves again

    def at(self, now: datetime) -> int | None:
        return self.per_minute if self.until is None or now < self.until else None


def _own_rate(account: Mapping[str, Any]) -> OwnRate | None:
    name = "calls_per_minute"
    own = (account.get("overrides") or {}).get(name)
    return OwnRate(int(own), (account.get("overrides_until") or {}).get(name)) if own else None


class _Known(NamedTuple):
    valid_after: datetime | None
    as_of: datetime
    rate: OwnRate | None = None


class Memory:
    """Since when the tokens of a user are good, as one instance saw it last. That moment only ever moves on."""

    def __init__(self, remembered: int = _REMEMBERED) -> None:
        self._remembered = remembered
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._keeping = threading.Lock()

    def keep(self, user_id: str, valid_after: datetime | None, as_of: datetime, rate: OwnRate | None = None) -> None:
        """What was read, unless a later end of the sessions is known: its reader may have been overtaken."""
        with self._keeping:
            before = self._known.get(user_id)
            if before and before.valid_after and (valid_after is None or valid_after < before.valid_after):
                valid_after = before.valid_after
            self._known[user_id] = _Known(valid_after, as_of, rate)
            self._known.move_to_end(user_id)
            if len(self._known) > self._remembered:
                self._known.popitem(last=False)

    def end(self, user_id: str, at: datetime) -> None:
        """This instance ended them itself."""
        known = self._known.get(user_id)
        self.keep(user_id, at, at - _KEPT, known and known.rate)

    def forget(self, user_id: str) -> None:
        with self._keeping:
            self._known.pop(user_id, None)

    def valid_after(self, user_id: str) -> datetime | None:
        known = self._known.get(user_id)
        return known and known.valid_after

    def per_minute(self, user_id: str, now: datetime) -> int | None:
        """Calls of this user's own number, as this instance saw it last."""
        known = self._known.get(user_id)
        return known.rate.at(now) if known and known.rate else None

    def is_fresh(self, user_id: str, now: datetime) -> bool:
        known = self._known.get(user_id)
        return known is not None and timedelta(0) <= now - known.as_of < _KEPT


@once
def memory() -> Memory:
    return Memory()


class Session:
    """That of one call: who makes it, and whether a look is still owed."""

    def __init__(self, user: User) -> None:
        """Refused at once where this instance knows that it was ended, which spares the look."""
        self.path = where(user.uid)
        self._user, self.owes, self._by_commit = user, False, False
        self.is_news = False  # of the user's presence, which their account does not know yet
        self.is_newcomer = False  # a guest without an account
        _require_since(user, memory().valid_after(user.uid))

    @contextmanager
    def owes_look(self, *, at_once: bool, by_commit: bool = False) -> Generator[None]:
        """Inside, the store looks along. `at_once` trusts no memory; `by_commit` leaves it to what reads the account anyway."""
        self.owes, self._by_commit = at_once or not memory().is_fresh(self._user.uid, clock().now()), by_commit
        before = owing.set(self)
        try:
            yield
        finally:
            owing.reset(before)

    def per_minute(self, now: datetime) -> int | None:
        """How many calls they may make, where that was set for them alone."""
        return memory().per_minute(self._user.uid, now)

    def look(self) -> None:
        """Where nothing has looked on the way: no answer leaves before this."""
        if self.owes:
            self._by_commit = False
            store().get(self.path)  # which sees what this call owes

    def look_before(self, refusal: AppError) -> None:
        """Who is signed out hears that, whatever else is wrong."""
        if refusal.status < 500 and refusal.status != 401:
            self.look()

    def owes_by(self, asked: Collection[str], *, commit: bool) -> bool:
        """Whether a read of these documents, by who will write or not, is the one that looks."""
        return self.owes and (commit or not self._by_commit or self.path in asked)

    def see(self, account: Document, as_of: datetime) -> None:
        """Refuses; else nothing is owed any more."""
        stored = account.fields or {}
        if is_shut_out(stored, as_of):
            memory().forget(self._user.uid)  # so each call looks, and hears why
        else:
            memory().keep(self._user.uid, stored.get("tokens_valid_after"), as_of, _own_rate(stored))
        require_current(self._user, stored, as_of)
        self.owes, self.is_news = False, bool(stored and presence.marks(stored, self._user, as_of))
        self.is_newcomer = not stored and self._user.guest and self._user.agent is None

    def had_too_many(self) -> None:
        """A call was refused for that: operators see whose were, and how often. Of no weight, so nothing else fails by it."""
        try:
            refused_calls().count(self._user.uid, clock().now())
        except Exception as error:  # noqa: BLE001 - where many instances count one user, Firestore refuses some in ways of its own
            logs.info("calls that were too many were not counted", cause=error)

    def write_presence(self, newcomer: Callable[[User], object] | None = None) -> None:
        """What no commit of this call has written: once a day. Of no weight, so it fails no call."""
        news, new, now = self.is_news, self.is_newcomer and newcomer is not None, clock().now()
        self.is_news = self.is_newcomer = False
        try:
            if new and newcomer is not None:
                newcomer(self._user)
            elif news:
                store().change(self.path, lambda account: presence.marks(account.fields or {}, self._user, now) or None)
        except (Unavailable, Contended):
            logs.warning("that a user was here was not written down", user_id=self._user.uid)

    def beside(self, ask: Callable[[], T], read: Callable[[], Document]) -> T:
        """A query cannot name one document more, so it is read at the same time."""
        from concurrent.futures import ThreadPoolExecutor

        as_of = clock().now()
        with ThreadPoolExecutor(1) as other:
            looking = other.submit(copy_context().run, read)
            found = ask()
            self.see(looking.result(), as_of)
        return found


def presence_was_written() -> None:
    """By the commit that was just made, with the account."""
    if isinstance(session := owing.get(), Session):
        session.is_news = session.is_newcomer = False
