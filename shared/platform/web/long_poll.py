"""Waiting for the next state of a work: Firestore tells of it by one stream for everybody who waits in this instance.

Whatever the stream does not cover is read, in one round every two seconds. Hundreds of callers wait on one event loop and
none of them takes a thread (docs/decisions/018-one-stream-for-all-who-wait.md).
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from shared.platform import logs
from shared.platform.clients import clock, listener, once, store
from shared.platform.clock import Clock
from shared.platform.errors import AppError, NotFound, Text
from shared.platform.firestore.documents import Document, Seen
from shared.platform.web.rates import RateLimited

WAITS_OF_ONE = 10  # of one user at once
WAITS = 500  # of one instance at once
MOST_S = 23.0  # of a wait: with the patience below and a read after it, an answer comes within 25
_EVERY = timedelta(seconds=2)
_TICK_S = 0.05
_APART_S = 0.2  # in real time: a clock that is moved again and again brings no storm of reads
_PATIENCE_S = 1.5  # with a round that is under way, before those whose time is up are answered without it
_AT_ONCE = 100  # documents in one read
_KINDS = {"films": "film", "video_jobs": "video", "video_prompts": "prompt"}  # as those who wait for them call them


class TooManyWaits(RateLimited):
    message = Text("You may wait for {limit} things at once.", "Du kannst auf {limit} Dinge gleichzeitig warten.")
    action = Text("Wait for an answer to one of your calls first.", "Warte erst eine Antwort auf einen deiner Aufrufe ab.")


class WaitingFull(AppError):
    """As many callers wait in this instance as it has places."""

    status, code, retryable = 503, "WAITING_FULL", True
    message = Text("Too many callers are waiting here at the moment.", "Hier warten gerade zu viele.")
    action = Text(
        "Ask again in a few seconds, or without waiting.", "Frage in ein paar Sekunden noch einmal, oder frage, ohne zu warten."
    )
    retry_after_s = 3


class Followed(Protocol):
    """What can be waited for: a document whose state changes."""

    @property
    def id(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def state(self) -> Any: ...
    @property
    def ended(self) -> bool: ...


class Stream(Protocol):
    """Tells of what is followed, as far as it covers that."""

    def follow(self, path: str, since: str | None) -> Document | None: ...
    def leave(self, path: str) -> None: ...
    def covers(self, path: str) -> bool: ...


F = TypeVar("F", bound=Followed)


@dataclass(eq=False)
class _Wait(Generic[F]):
    known: F  # as the caller knows it
    as_of: datetime | None  # and when it was so: what is told late and is older is no news
    read: Callable[[Document], F | None]
    until: datetime
    heard: asyncio.Future[F]

    def see(self, document: Document) -> None:
        if self.heard.done() or not self._is_news(document):
            return
        try:
            now = self.read(document)
        except Exception as error:  # noqa: BLE001 - it is the caller's, and not of all who wait
            self.heard.set_exception(error)
            return
        if now is None:
            where = document.path.partition("/")[0]
            self.heard.set_exception(NotFound(kind=_KINDS.get(where, where), id=self.known.id))
        elif now.state is not self.known.state:
            self.heard.set_result(now)
        else:  # whatever else of it has changed is told at the end
            self.known, self.as_of = now, _written(document) or self.as_of

    def _is_news(self, document: Document) -> bool:
        written = _written(document)
        return self.as_of is None or written is None or written > self.as_of

    def end(self) -> None:
        if not self.heard.done():
            self.heard.set_result(self.known)


class StateWatcher:
    """All the waits of one instance, on one event loop. `look` reads documents and may block; it runs in a thread."""

    def __init__(
        self, look: Callable[[list[str]], Seen], clock: Clock, stream: Callable[[Callable[[Document], None]], Stream]
    ) -> None:
        self._look, self._clock, self._stream = look, clock, stream(self._tell)
        self._places = Counter[str]()
        self._waits: dict[str, set[_Wait[Any]]] = {}  # by the path of what is waited for
        self._watching: asyncio.Task[None] | None = None

    @contextmanager
    def place(self, user_id: str) -> Generator[None]:
        """One of the few places of this user, from before the first read on."""
        if self._places[user_id] >= WAITS_OF_ONE:
            raise TooManyWaits(limit=WAITS_OF_ONE, remaining=0, reset_s=1)
        if self._places.total() >= WAITS:
            raise WaitingFull
        self._places[user_id] += 1
        try:
            yield
        finally:
            self._places[user_id] -= 1
            if not self._places[user_id]:
                del self._places[user_id]

    def left(self, wait_s: float, began: datetime) -> float:
        """What is left of a wait that is counted from when its call came: what was spent on reading is not waited once more."""
        return max(0.0, min(wait_s, MOST_S) - (self._clock.now() - began).total_seconds())

    async def next_state(self, known: F, read: Callable[[Document], F | None], wait_s: float, as_of: str | None) -> F:
        """It as soon as its state is another one; after so long as it was. Cancelling leaves nothing behind.

        `as_of` is when it was read.
        """
        until = self._clock.now() + timedelta(seconds=wait_s)
        wait = _Wait(known, _moment(as_of), read, until, asyncio.get_running_loop().create_future())
        self._waits.setdefault(known.path, set()).add(wait)
        if (told := self._stream.follow(known.path, as_of)) is not None:
            wait.see(told)
        if self._watching is None:
            watch = self._watch(self._clock.now() + _EVERY)
            self._watching = asyncio.create_task(watch, context=Context())  # its lines are about no one request
        try:
            return await wait.heard
        finally:
            self._leave(wait)

    def _leave(self, wait: _Wait[Any]) -> None:
        path = wait.known.path
        self._waits[path].discard(wait)
        if not self._waits[path]:
            del self._waits[path]
            self._stream.leave(path)

    async def _watch(self, due: datetime) -> None:
        """While anybody waits: a round whenever one is due, and an answer to each whose time is up."""
        began, reading = time.monotonic(), None
        while self._waits:
            await asyncio.sleep(_TICK_S)
            now = self._clock.now()
            if reading is not None and reading.done():
                reading = None
            if reading is None and now >= due and time.monotonic() - began >= _APART_S:
                due, began = now + _EVERY, time.monotonic()
                if paths := sorted(path for path in self._waits if not self._stream.covers(path)):
                    reading = asyncio.create_task(self._round(paths))
            elif reading is None or time.monotonic() - began > _PATIENCE_S:
                self._release(now)
        self._watching = None

    async def _round(self, paths: list[str]) -> None:
        """A read that fails was tried three times already and is in the log; whoever waits goes on waiting for the next one."""
        for at in range(0, len(paths), _AT_ONCE):
            try:
                seen = await asyncio.to_thread(self._look, paths[at : at + _AT_ONCE])
            except Exception as error:  # noqa: BLE001 - nobody awaits a round
                logs.error("could not look after what is waited for", cause=error)
                return
            for document in seen.values():
                self._tell(document)

    def _tell(self, document: Document) -> None:
        for wait in self._waits.get(document.path, ()):
            wait.see(document)

    def _release(self, now: datetime) -> None:
        for wait in (each for waits in self._waits.values() for each in waits):
            if now >= wait.until:
                wait.end()


def _written(document: Document) -> datetime | None:
    """When it became so."""
    return _moment(document.read_time if document.fields is None else document.update_time)


def _moment(time: str | datetime | None) -> datetime | None:
    """As Firestore or its client tells it; Firestore writes at whole microseconds."""
    return datetime.fromisoformat(time) if isinstance(time, str) else time


@once
def state_watcher() -> StateWatcher:
    """This process's: one stream, whichever doors it has."""
    return StateWatcher(store().read, clock(), listener)
