"""How far a video is, asked for those who wait: how often, of whom, and what a provider that hangs keeps from nobody."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.catalog.wish import Wish
from shared.platform.errors import Unavailable
from shared.videos import progress
from shared.videos.model import Job
from shared.videos.progress import AT_ONCE, EVERY, Progress
from shared.videos.states import JobState
from tests.fixtures.fakes import NOON, FakeClock

SERVER = Wish("openai-videos/sim-video-1", "A fox.", 4, "16:9", "720p", audio=True)


def job(name: str = "1", state: JobState = JobState.PROCESSING, wish: Wish = SERVER, attempt: int = 1) -> Job:
    return Job(name, "ada", state, wish, 40, True, NOON, NOON + timedelta(minutes=15), None, NOON, attempt=attempt)


class Server:
    """A provider that says what a test sets, or hangs; counts what it is asked."""

    def __init__(self) -> None:
        self.says: Any = 7
        self.sought, self.asked = list[str](), list[str]()
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.clock = FakeClock()
        self.progress = Progress(self._seek, self._ask, self.clock)

    def _seek(self, of: Job) -> str | None:
        self.sought.append(of.id)
        return f"video_{of.id}"

    def _ask(self, work: str) -> int | None:
        self.asked.append(work)
        self.goes_on.wait(10)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    def told(self, *jobs: Job) -> list[int | None]:
        async def all_of_them() -> list[int | None]:
            return await asyncio.gather(*map(self.progress.of, jobs))

        return asyncio.run(all_of_them())


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.goes_on.set()


def test_a_job_is_asked_for_once_in_five_seconds_however_many_wait(server: Server) -> None:
    """V9: and its provider's name for the work is looked up once."""
    assert server.told(*[job()] * 50) == [7] * 50
    server.says = 40
    server.clock.move(EVERY.total_seconds() - 0.1)
    assert server.told(job(), job()) == [7, 7]
    assert (server.asked, server.sought) == (["video_1"], ["1"])
    server.clock.move(0.1)
    assert server.told(job(), job()) == [40, 40]
    assert server.told(job(attempt=2), job("2")) == [40, 40]  # of another work nothing was known
    assert (server.asked, server.sought) == (["video_1", "video_1", "video_1", "video_2"], ["1", "1", "2"])


@pytest.mark.parametrize(
    "unasked",
    [
        job(wish=replace(SERVER, model="vertex/veo-3.1-generate-001")),
        job(wish=replace(SERVER, model="gemini-api/gemini-omni-1.2-flash")),
        job(wish=replace(SERVER, billing="own_key")),
        job(state=JobState.QUEUED),
        job(state=JobState.UNCONFIRMED),
        job(state=JobState.STORING),
        job(state=JobState.COMPLETED),
    ],
    ids=["Veo", "Omni", "own key", "queued", "unconfirmed", "storing", "completed"],
)
def test_who_does_not_tell_is_not_asked(server: Server, unasked: Job) -> None:
    """V9, K1: neither other wires, nor before or after the work, nor with a user's own key."""
    assert server.told(unasked) == [None]
    assert (server.asked, server.sought) == ([], [])


def test_an_edit_is_as_far_as_its_worker_wrote_down(server: Server) -> None:
    """V16: nobody is asked; nothing is said of one that waits for another worker, or is over."""
    edit = replace(job(wish=replace(SERVER, model="rushes/edit")), edit={}, progress=40)
    told = {state: server.told(replace(edit, state=state)) for state in JobState}
    assert {state for state, percent in told.items() if percent == [40]} == {JobState.PROCESSING, JobState.STORING}
    assert all(percent in ([40], [None]) for percent in told.values())
    assert server.asked == []


@pytest.mark.parametrize("trouble", [None, Unavailable(part="database"), RuntimeError("a bug")], ids=str)
def test_trouble_leaves_what_was_told_before(server: Server, trouble: Any) -> None:
    """V9: nobody's answer fails for it; where nothing was told, nothing is said."""
    server.says = trouble
    assert server.told(job()) == [None]
    server.says = 12
    server.clock.move(5)
    assert server.told(job()) == [12]
    server.says = trouble
    server.clock.move(5)
    assert server.told(job()) == [12]
    assert len(server.asked) == 3


def test_a_provider_that_hangs_is_waited_for_no_longer_than_the_limit_and_asked_by_few(
    monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    """V9: those beyond the few are answered at once, and a question that hangs is not asked again."""
    monkeypatch.setattr(progress, "LIMIT_S", 0.2)
    server.goes_on.clear()

    async def crowd() -> None:
        began = time.monotonic()
        assert await asyncio.gather(*(server.progress.of(job(str(each))) for each in range(3 * AT_ONCE))) == [None] * 3 * AT_ONCE
        server.clock.move(60)
        assert await server.progress.of(job("0")) is None
        assert 0.3 < time.monotonic() - began < 2
        assert len(server.asked) == AT_ONCE
        server.goes_on.set()
        while await server.progress.of(job("0")) is None:
            await asyncio.sleep(0.01)
        assert await server.progress.of(job(str(2 * AT_ONCE))) == 7

    asyncio.run(crowd())


def test_little_is_remembered(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    """N2: an instance that lives for days keeps what was asked last."""
    monkeypatch.setattr(progress, "_MOST", 2)
    assert server.told(job("1")) + server.told(job("2")) + server.told(job("3")) == [7, 7, 7]
    server.says = 8
    assert server.told(job("3")) + server.told(job("1")) == [7, 8]
