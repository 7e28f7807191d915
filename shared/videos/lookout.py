"""Waiting for a job's next state: one round of reads in two seconds serves everybody who waits in this instance.

Hundreds of callers wait on one event loop and none of them takes a thread (docs/decisions/008-one-lookout-for-all-who-wait.md).
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

from shared.platform import logs
from shared.platform.clock import Clock
from shared.platform.documents import Seen
from shared.platform.errors import NotFound, Text
from shared.platform.rates import RateLimited
from shared.videos.job import Job, read

WAITS_OF_ONE = 10  # of one user at once
_EVERY = timedelta(seconds=2)
_TICK_S = 0.05
_APART_S = 0.2  # in real time: a clock that is moved again and again brings no storm of reads
_PATIENCE_S = 2.0  # with a round that is under way, before those whose time is up are answered without it
_AT_ONCE = 100  # jobs in one read


class TooManyWaits(RateLimited):
    message = Text("You may wait for {limit} videos at once.", "Du kannst auf {limit} Videos gleichzeitig warten.")
    action = Text("Wait for an answer to one of your calls first.", "Warte erst eine Antwort auf einen deiner Aufrufe ab.")


@dataclass(eq=False)
class _Wait:
    job: Job  # as the caller knows it
    until: datetime
    heard: asyncio.Future[Job]

    def hear(self, job: Job | None) -> None:
        if self.heard.done():
            return
        if job is None:
            self.heard.set_exception(NotFound(kind="video", id=self.job.id))
        else:
            self.heard.set_result(job)


class Lookout:
    """All the waits of one instance. `look` reads documents and may block; it runs in a thread."""

    def __init__(self, look: Callable[[list[str]], Seen], clock: Clock) -> None:
        self._look, self._clock = look, clock
        self._places = Counter[str]()
        self._waits = set[_Wait]()
        self._watching: asyncio.Task[None] | None = None

    @contextmanager
    def place(self, user_id: str) -> Generator[None]:
        """One of the few places of this user, from before the first read on."""
        if self._places[user_id] >= WAITS_OF_ONE:
            raise TooManyWaits(limit=WAITS_OF_ONE, remaining=0, reset_s=1)
        self._places[user_id] += 1
        try:
            yield
        finally:
            self._places[user_id] -= 1
            if not self._places[user_id]:
                del self._places[user_id]

    async def next_state(self, job: Job, wait_s: float) -> Job:
        """The job as soon as its state is another one; after so long the job as it is. Cancelling leaves nothing behind."""
        until = self._clock.now() + timedelta(seconds=wait_s)
        wait = _Wait(job, until, asyncio.get_running_loop().create_future())
        self._waits.add(wait)
        if self._watching is None:
            watch = self._watch(self._clock.now() + _EVERY)
            self._watching = asyncio.create_task(watch, context=Context())  # its lines are about no one request
        try:
            return await wait.heard
        finally:
            self._waits.discard(wait)

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
                reading = asyncio.create_task(self._round())
            elif reading is None or time.monotonic() - began > _PATIENCE_S:
                self._release(now)
        self._watching = None

    async def _round(self) -> None:
        """A read that fails was tried three times already and is in the log; whoever waits goes on waiting for the next one."""
        paths = sorted({wait.job.path for wait in self._waits})
        for at in range(0, len(paths), _AT_ONCE):
            try:
                seen = await asyncio.to_thread(self._look, paths[at : at + _AT_ONCE])
            except Exception as error:  # noqa: BLE001 - nobody awaits a round
                logs.error("could not look after jobs that are waited for", cause=error)
                return
            self._tell(seen)

    def _tell(self, seen: Seen) -> None:
        for wait in list(self._waits):
            if (document := seen.get(wait.job.path)) is not None:
                job = read(document)
                if job is None or job.state is not wait.job.state:
                    wait.hear(job)

    def _release(self, now: datetime) -> None:
        for wait in list(self._waits):
            if now >= wait.until:
                wait.hear(wait.job)
