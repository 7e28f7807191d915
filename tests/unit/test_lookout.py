"""The lookout with a clock and documents that a test moves; on the running stack: tests/flows/test_watch.py."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from shared.catalog.offers import Wish
from shared.lookout import WAITS_OF_ONE, Lookout, TooManyWaits
from shared.platform.documents import Document, Seen
from shared.platform.errors import NotFound, Unavailable
from shared.videos.job import Job, read
from shared.videos.states import JobState
from tests.fakes import NOON, FakeClock


def job(job_id: str, state: JobState = JobState.QUEUED) -> Job:
    wish = Wish("m", "p", 4, "16:9", "720p", audio=True)
    later = NOON + timedelta(minutes=15)
    return Job(job_id, "ada", state, wish, 40, True, NOON, later, None, later)


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


class Scene:
    def __init__(self, count: int = 1) -> None:
        self.jobs = [job(f"{number:024x}") for number in range(count)]
        self.archive, self.clock = Archive(*self.jobs), FakeClock()
        self.lookout = Lookout(self.archive.read, self.clock)

    async def waiting(self, wait_s: float = 25) -> list[asyncio.Task[Job]]:
        waits = [asyncio.create_task(self.lookout.next_state(each, read, wait_s)) for each in self.jobs]
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
    lookout = Lookout(Archive().read, FakeClock())
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
