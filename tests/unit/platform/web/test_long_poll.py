"""The lookout with a clock and documents that a test moves; on the running stack: tests/flows/test_watch.py.

Its stream covers nothing unless a test says so; how the real one comes to cover something: tests/unit/…/test_listener.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import grpc
import pytest

from shared.catalog.wish import Wish
from shared.platform.errors import Language, NotFound, Unavailable
from shared.platform.firestore.documents import Document, Seen
from shared.platform.firestore.listener import Backoff, Listener
from shared.platform.web.long_poll import WAITS, WAITS_OF_ONE, StateWatcher, TooManyWaits, WaitingFull
from shared.videos.model import Job, read
from shared.videos.states import JobState
from tests.fixtures.fakes import NOON, FakeClock
from tests.fixtures.played_firestore import PROJECT, PlayedFirestore


def job(job_id: str, state: JobState = JobState.QUEUED) -> Job:
    wish = Wish("m", "p", 4, "16:9", "720p", audio=True)
    later = NOON + timedelta(minutes=15)
    return Job(job_id, "ada", state, wish, 40, True, NOON, later, None, later)


def at(second: int) -> str:
    """A moment of Firestore's."""
    return f"2026-11-28T12:00:{second:02}.000001Z"


def told(changed: Job, second: int) -> Document:
    return Document(changed.path, changed.fields(), at(second))


class Archive:
    """Jobs by their paths; counts the rounds, and may be out of order."""

    def __init__(self, *jobs: Job) -> None:
        self.jobs = {each.path: each for each in jobs}
        self.rounds: list[list[str]] = []
        self.down = False

    def read(self, paths: list[str]) -> Seen:
        self.rounds.append(paths)
        if self.down:
            raise Unavailable(part="database")
        return {path: Document(path, self._fields(path)) for path in paths}

    def _fields(self, path: str) -> dict[str, Any] | None:
        return self.jobs[path].fields() if path in self.jobs else None

    def put(self, changed: Job) -> None:
        self.jobs[changed.path] = changed


class Stream:
    """Tells what a test makes it tell, and of what a test says that it covers."""

    def __init__(self, tell: Callable[[Document], None]) -> None:
        self.tell, self.followed, self.covered = tell, dict[str, str | None](), set[str]()
        self.last: Document | None = None

    def follow(self, path: str, since: str | None) -> Document | None:
        self.followed[path] = since
        return self.last

    def leave(self, path: str) -> None:
        del self.followed[path]

    def covers(self, path: str) -> bool:
        return path in self.covered


class Scene:
    def __init__(self, count: int = 1) -> None:
        self.jobs = [job(f"{number:024x}") for number in range(count)]
        self.archive, self.clock = Archive(*self.jobs), FakeClock()
        self.lookout = StateWatcher(self.archive.read, self.clock, self._stream)

    def _stream(self, tell: Callable[[Document], None]) -> Stream:
        self.stream = Stream(tell)
        return self.stream

    async def waiting(self, wait_s: float = 25) -> list[asyncio.Task[Job]]:
        waits = [asyncio.create_task(self.lookout.next_state(each, read, wait_s, at(10))) for each in self.jobs]
        await asyncio.sleep(0)
        return waits

    async def until(self, holds: Callable[[], Any], move_s: float = 0) -> None:
        async with asyncio.timeout(5):
            while not holds():
                self.clock.move(move_s)
                await asyncio.sleep(0.01)


def play(scene: Callable[[Scene], Awaitable[None]], count: int = 1) -> None:
    async def whole() -> None:
        async with asyncio.timeout(10):
            await scene(Scene(count))

    asyncio.run(whole())


def test_all_who_wait_share_a_round_every_two_seconds() -> None:
    """V9: what waiting costs grows with time, in reads of a hundred jobs, not in calls."""

    async def scene(play: Scene) -> None:
        waits = await play.waiting()
        await asyncio.sleep(0.3)
        assert play.archive.rounds == []
        play.clock.move(2)
        await play.until(lambda: len(play.archive.rounds) == 3)
        assert [len(paths) for paths in play.archive.rounds] == [100, 100, 50]
        await asyncio.sleep(0.3)
        assert len(play.archive.rounds) == 3
        play.archive.put(job(play.jobs[7].id, JobState.PROCESSING))
        play.clock.move(2)
        assert (await waits[7]).state is JobState.PROCESSING
        assert not any(each.done() for each in waits if each is not waits[7])
        play.clock.move(25)
        assert {each.state for each in await asyncio.gather(*waits[:7])} == {JobState.QUEUED}

    play(scene, 250)


def test_a_clock_that_runs_wild_brings_no_storm_of_reads() -> None:
    """V9: five rounds in a real second at most, whatever the clock says."""

    async def scene(play: Scene) -> None:
        (wait,) = await play.waiting(10_000)
        loop = asyncio.get_running_loop()
        began = loop.time()
        await play.until(lambda: loop.time() - began > 1, move_s=2)
        assert 2 <= len(play.archive.rounds) <= 5
        wait.cancel()

    play(scene)


def test_what_changed_beside_the_state_is_told_at_the_end_of_a_wait() -> None:
    """V9, V16: as it was heard last, which is not always what was written last."""

    async def scene(play: Scene) -> None:
        (wait,) = await play.waiting()
        play.stream.covered = {play.jobs[0].path}
        for percent, second in ((40, 12), (20, 11), (0, 9)):
            play.stream.tell(told(replace(play.jobs[0], progress=percent), second))
        assert not wait.done()
        await play.until(wait.done, move_s=25)
        assert (wait.result().state, wait.result().progress) == (JobState.QUEUED, 40)

    play(scene)


def test_who_stops_waiting_is_not_looked_after() -> None:
    """V9: without anybody who waits there is nothing to read."""

    async def scene(play: Scene) -> None:
        (wait,) = await play.waiting()
        wait.cancel()
        await asyncio.gather(wait, return_exceptions=True)
        others = asyncio.all_tasks() - {asyncio.current_task()}
        await play.until(lambda: all(each.done() for each in others), move_s=2)
        assert play.archive.rounds == []
        (again,) = await play.waiting(1)
        play.clock.move(1)
        assert (await again).state is JobState.QUEUED

    play(scene)


def test_a_failed_round_leaves_everybody_waiting_for_the_next() -> None:
    """Q2: a database that stumbles does not send all waiting apps away at once."""

    async def scene(play: Scene) -> None:
        (wait,) = await play.waiting()
        play.archive.down = True
        play.clock.move(2)
        await play.until(lambda: play.archive.rounds)
        play.archive.down = False
        play.archive.put(job(play.jobs[0].id, JobState.CANCELLED))
        play.clock.move(2)
        assert (await wait).state is JobState.CANCELLED

    play(scene)


def test_what_the_stream_covers_is_told_at_once_and_never_read() -> None:
    """V9: whatever the clock says; only what is not covered costs a round."""

    async def scene(play: Scene) -> None:
        waits = await play.waiting(10_000)
        play.stream.covered = {each.path for each in play.jobs[1:]}
        play.clock.move(2)
        await play.until(lambda: play.archive.rounds)
        assert play.archive.rounds == [[play.jobs[0].path]]
        play.stream.tell(told(job(play.jobs[1].id, JobState.SUBMITTING), 11))
        play.stream.tell(told(job(play.jobs[1].id, JobState.PROCESSING), 12))
        assert (await waits[1]).state is JobState.SUBMITTING  # the first of them: no state is left out
        assert play.stream.followed == {play.jobs[0].path: at(10), play.jobs[2].path: at(10)}
        for each in waits:
            each.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
        assert play.stream.followed == {}

    play(scene, 3)


def test_nobody_is_told_a_state_older_than_the_one_they_know() -> None:
    """V9: whatever was written before they read it is no news, neither while they wait nor when they join others."""

    async def scene(play: Scene) -> None:
        known = play.jobs[0]
        play.stream.last = told(job(known.id, JobState.SUBMITTING), 9)
        (wait,) = await play.waiting()
        play.stream.tell(told(job(known.id, JobState.SUBMITTING), 10))
        play.stream.tell(Document(known.path, None, None, at(10)))
        play.stream.tell(told(known, 11))  # newer, and of the same state
        await asyncio.sleep(0)
        assert not wait.done()
        play.stream.last = told(job(known.id, JobState.PROCESSING), 12)
        (joined,) = await play.waiting()
        assert (await joined).state is JobState.PROCESSING
        assert not wait.done()
        wait.cancel()

    play(scene)


def test_what_nobody_can_read_is_of_those_alone_who_wait_for_it() -> None:
    """Q2: a document of another release breaks no stream."""

    async def scene(play: Scene) -> None:
        waits = await play.waiting()
        play.stream.tell(Document(play.jobs[0].path, {"state": "from the future"}, at(11)))
        play.stream.tell(told(job(play.jobs[1].id, JobState.PROCESSING), 11))
        with pytest.raises(ValueError, match="future"):
            await waits[0]
        assert (await waits[1]).state is JobState.PROCESSING

    play(scene, 2)


def test_while_the_stream_is_broken_everybody_is_looked_after_as_before() -> None:
    """V9: rounds of reads until Firestore lets itself be listened to again; then it tells, and nothing is read."""

    async def whole() -> None:
        async with asyncio.timeout(60), PlayedFirestore() as server:
            server.refuse = grpc.StatusCode.UNAVAILABLE
            known, clock = job("0" * 24), FakeClock()
            archive = Archive(known)
            pace = Backoff(cold=0, soon=0, first=0.02, most=0.1)
            lookout = StateWatcher(archive.read, clock, lambda tell: Listener(PROJECT, server.host, lambda: None, tell, pace))
            waits = [asyncio.create_task(lookout.next_state(known, read, 25, server.put(known.path, known.fields())))]
            while not archive.rounds:
                clock.move(2)
                await asyncio.sleep(0.05)
            archive.put(submitting := job(known.id, JobState.SUBMITTING))
            clock.move(2)
            assert (await waits[0]).state is JobState.SUBMITTING
            server.refuse = None
            waits = [asyncio.create_task(lookout.next_state(submitting, read, 25, server.put(known.path, submitting.fields())))]
            while not server.streams or not server.streams[0].targets:
                await asyncio.sleep(0.01)
            rounds = len(archive.rounds)
            server.put(known.path, job(known.id, JobState.PROCESSING).fields())
            assert (await waits[0]).state is JobState.PROCESSING
            assert len(archive.rounds) == rounds

    asyncio.run(whole())


def test_a_job_that_is_gone_is_404_to_who_waits_for_it() -> None:
    """A2: deleted meanwhile, with its account."""

    async def scene(play: Scene) -> None:
        (wait,) = await play.waiting()
        play.archive.jobs.clear()
        play.clock.move(2)
        with pytest.raises(NotFound):
            await wait

    play(scene)


def test_one_user_has_ten_places() -> None:
    """L1: 429 for the eleventh; a place that is left can be taken again."""
    lookout = StateWatcher(Archive().read, FakeClock(), Stream)
    places = [lookout.place("ada") for _ in range(WAITS_OF_ONE)]
    for each in places:
        each.__enter__()
    with pytest.raises(TooManyWaits) as refused, lookout.place("ada"):
        pass
    assert (refused.value.status, refused.value.code, refused.value.details["limit"]) == (429, "RATE_LIMITED", 10)
    with lookout.place("bob"):
        pass
    places[0].__exit__(None, None, None)
    with lookout.place("ada"):
        pass


@pytest.mark.parametrize(("language", "said"), [("de", "Hier warten gerade zu viele."), ("en", "Too many callers are waiting")])
def test_an_instance_has_five_hundred_places(language: Language, said: str) -> None:
    """V9: 503 with Retry-After for whoever comes then, at once, in their language; a place that is left can be taken again."""
    lookout = StateWatcher(Archive().read, FakeClock(), Stream)
    places = [lookout.place(f"user-{number % 50}") for number in range(WAITS)]
    for each in places:
        each.__enter__()
    with pytest.raises(WaitingFull) as refused, lookout.place("ada"):
        pass
    told = refused.value
    assert (told.status, told.code, told.retryable, told.headers) == (503, "WAITING_FULL", True, {"Retry-After": "3"})
    assert told.body(language, "r")["message"].startswith(said)
    places[0].__exit__(None, None, None)
    with lookout.place("ada"):
        pass


def test_a_wait_is_counted_from_when_its_call_came() -> None:
    """V9: what a slow first read took is not waited once more, and an answer has two seconds before 25 are over."""
    clock = FakeClock()
    lookout, began = StateWatcher(Archive().read, clock, Stream), clock.now()
    assert (lookout.left(25, began), lookout.left(10, began)) == (23, 10)
    clock.move(8)
    assert (lookout.left(25, began), lookout.left(10, began), lookout.left(5, began)) == (15, 2, 0)
