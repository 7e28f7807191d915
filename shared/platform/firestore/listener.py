"""Firestore's Listen: one stream tells of every change of many documents, each by a target of its own.

target: asked → CURRENT, from then on it is covered → left
        RESET: asked again, all of it is told anew · REMOVE by the server, the stream broke: asked anew after a pause
A target begins where its document was read (`read_time`), after a break where it stood (`resume token`), so what did not change
is neither sent nor billed. Where Firestore cannot begin there it resets the target and sends the document once more.
Whatever this stream does not cover is for others to look after (docs/decisions/018-one-stream-for-all-who-wait.md).
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from contextvars import Context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.platform import logs
from shared.platform.clock import jitter
from shared.platform.firestore import rest_values
from shared.platform.firestore.documents import Document

if TYPE_CHECKING:
    from shared.platform.firestore.listen_call import ListenCall

Opened = Callable[[str, str | None], AbstractAsyncContextManager["ListenCall"]]
Answer = Mapping[str, Any]  # as it stands in Firestore's REST API


class Backoff(NamedTuple):
    """In seconds of the machine's own time."""

    cold: float = 0.25  # before the first stream: the answers of a new instance do not compete with an import
    soon: float = 1.0  # so long an answer to a new target is hoped for
    silence: float = 5.0  # a target that is not current by then: this stream is dead
    linger: float = 10.0  # without anything to follow, before the stream is closed
    first: float = 0.2  # pauses after a break, growing
    most: float = 30.0
    look: float = 0.5


class Broken(Exception):
    """The stream has ended. Its text is the reason."""


@dataclass(eq=False)
class _Target:
    path: str
    id: int
    since: str | None  # when what its follower knows was read
    token: str | None = None  # newer than that
    asked: float = 0.0
    current: bool = False
    whole: bool = False  # all of it is told before it is current
    there: bool = True  # whether there is such a document, as far as was told
    last: Document | None = None
    refused: int = 0

    def begin(self, number: int) -> dict[str, Any]:
        self.id, self.asked, self.current = number, time.monotonic(), False
        start = {"resumeToken": self.token} if self.token else {"readTime": self.since} if self.since else {}
        self.whole, self.there = not start, bool(start)
        return {"targetId": number, **start}


class Listener:
    """The stream of one event loop. It is open while something is followed, and a little longer."""

    def __init__(
        self,
        project: str,
        emulator: str | None,
        client: Callable[[], object],
        tell: Callable[[Document], None],
        backoff: Backoff | None = None,
    ) -> None:
        """`client` builds Firestore's, whose import all others wait for."""
        self._database, self._emulator = f"projects/{project}/databases/(default)", emulator
        self._client, self._tell, self._backoff = client, tell, backoff or Backoff()
        self._opened: Opened | None = None
        self._targets: dict[str, _Target] = {}
        self._by_id: dict[int, _Target] = {}  # those of the open stream
        self._numbers = itertools.count(1)  # never used twice: late answers to a target that was left find nobody
        self._requests: asyncio.Queue[dict[str, Any]] | None = None
        self._running: asyncio.Task[None] | None = None
        self._left, self._proven = 0.0, False
        self._random = random.Random()  # noqa: S311 - jitter

    def follow(self, path: str, since: str | None) -> Document | None:
        """Tell of its changes after `since` from now on. What was told of it last, where it is followed already."""
        if (known := self._targets.get(path)) is not None:
            return known.last
        target = self._targets[path] = _Target(path, 0, since)
        self._ask(target)
        if self._running is None:
            self._running = asyncio.create_task(self._run(), context=Context())  # its lines are about no one request
        return None

    def leave(self, path: str) -> None:
        target = self._targets.pop(path)
        self._left = time.monotonic()
        if self._by_id.pop(target.id, None) and self._requests is not None:
            self._requests.put_nowait({"database": self._database, "removeTarget": target.id})

    def covers(self, path: str) -> bool:
        """Whether a change of it is told by itself, or its target was asked for just now."""
        target = self._targets.get(path)
        if target is None or target.id not in self._by_id:
            return False
        return target.current or time.monotonic() - target.asked < self._backoff.soon

    # -- the stream

    async def _run(self) -> None:
        failures = 0
        while self._targets:
            self._proven = False
            try:
                await self._converse()
            except Exception as trouble:  # noqa: BLE001 - whoever follows something is looked after otherwise meanwhile
                failures = 0 if self._proven else failures + 1
                tell = logs.warning if failures > 2 else logs.info
                tell("the stream of changes broke", reason=str(trouble)[:200] or type(trouble).__name__, failures=failures)
                self._forget()
                await asyncio.sleep(self._backoff.first / 2 + self._pause(failures))
        self._running = None

    async def _converse(self) -> None:
        """Until it breaks, or nothing has been followed for a while."""
        if self._opened is None:
            await asyncio.sleep(self._backoff.cold)
            self._opened = await asyncio.to_thread(self._imported)
        async with self._opened(self._database, self._emulator) as call:
            self._requests = asyncio.Queue()
            for target in self._targets.values():
                self._ask(target)
            tasks = [asyncio.create_task(each) for each in (self._hear(call), self._say(call, self._requests), self._mind())]
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                for each in done:
                    each.result()
            finally:
                self._requests = None
                self._by_id.clear()
                for each in tasks:
                    each.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    def _imported(self) -> Opened:
        self._client()
        from shared.platform.firestore.listen_call import opened

        return opened

    async def _hear(self, call: ListenCall) -> None:
        async for answer in call.answers():
            self._take(answer)
        raise Broken("ended by the server")

    async def _say(self, call: ListenCall, requests: asyncio.Queue[dict[str, Any]]) -> None:
        while True:
            await call.say(await requests.get())

    async def _mind(self) -> None:
        while self._targets or time.monotonic() - self._left < self._backoff.linger:
            await asyncio.sleep(self._backoff.look)
            late = time.monotonic() - self._backoff.silence
            if any(not each.current and each.asked < late for each in self._by_id.values()):
                raise Broken("silent")

    def _ask(self, target: _Target) -> None:
        if self._requests is None:
            return
        start = target.begin(next(self._numbers))
        self._by_id[target.id] = target
        name = f"{self._database}/documents/{target.path}"
        self._requests.put_nowait({"database": self._database, "addTarget": {**start, "documents": {"documents": [name]}}})

    def _forget(self) -> None:
        """After a break: what is followed was covered, or the stream did not even begin and perhaps for what we asked."""
        for target in self._targets.values():
            target.current = False
            if not self._proven:
                target.token = target.since = None

    def _pause(self, failures: int) -> float:
        return jitter(failures, first=self._backoff.first, most=self._backoff.most, source=self._random)

    # -- what the server says

    def _take(self, answer: Answer) -> None:
        if (change := answer.get("targetChange")) is not None:
            self._turn(change)
        elif (change := answer.get("documentChange")) is not None:
            for target in self._of(change, "targetIds"):
                self._changed(target, change["document"])
            for target in self._of(change, "removedTargetIds"):
                self._renew(target)
        elif (gone := answer.get("documentDelete")) is not None:
            for target in self._of(gone, "removedTargetIds"):
                self._pass_on(target, Document(target.path, None, None, gone.get("readTime")))
        elif (gone := answer.get("documentRemove")) is not None:
            for target in self._of(gone, "removedTargetIds"):  # out of its view, which says nothing about the document
                self._renew(target)
        elif (count := answer.get("filter")) is not None:
            target = self._by_id.get(count.get("targetId", 0))
            if target is not None and bool(count.get("count", 0)) is not target.there:
                self._renew(target)

    def _turn(self, change: Answer) -> None:
        kind, token = change.get("targetChangeType", "NO_CHANGE"), change.get("resumeToken")
        for target in self._of(change, "targetIds") if change.get("targetIds") else list(self._by_id.values()):
            if kind == "CURRENT":
                self._proven, target.current, target.refused = True, True, 0
                if target.whole and not target.there:
                    self._pass_on(target, Document(target.path, None, None, change.get("readTime")))
            elif kind == "RESET":
                target.current, target.whole, target.there, target.asked = False, True, False, time.monotonic()
            elif kind == "REMOVE":
                self._removed(target, change.get("cause", {}))
                continue
            target.token = token or target.token

    def _changed(self, target: _Target, found: Answer) -> None:
        try:
            document = rest_values.document(found)
        except rest_values.Unreadable:  # the client knows how, and will be asked
            target.current = False
            return
        self._pass_on(target, document)

    def _pass_on(self, target: _Target, document: Document) -> None:
        target.there, target.last = document.fields is not None, document
        self._tell(document)

    def _renew(self, target: _Target) -> None:
        """From the beginning, since what it was told of no longer adds up."""
        del self._by_id[target.id]
        if self._requests is not None:
            self._requests.put_nowait({"database": self._database, "removeTarget": target.id})
        target.token = target.since = None
        self._ask(target)

    def _removed(self, target: _Target, cause: Mapping[str, Any]) -> None:
        """By the server, which says why; tried again later, while its document is still followed."""
        logs.warning("a target was refused", code=cause.get("code"), reason=str(cause.get("message", ""))[:200])
        del self._by_id[target.id]
        target.current, target.token, target.since, target.refused = False, None, None, target.refused + 1

        def again() -> None:
            if self._targets.get(target.path) is target and target.id not in self._by_id:
                self._ask(target)

        asyncio.get_running_loop().call_later(self._backoff.first / 2 + self._pause(target.refused), again)

    def _of(self, said: Answer, ids: str) -> list[_Target]:
        return [self._by_id[each] for each in said.get(ids, ()) if each in self._by_id]
