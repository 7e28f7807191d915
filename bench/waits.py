"""How late a caller who waits hears of a new state, and what waiting costs in reads and in memory.

Late: from the moment at which Firestore has told the writer that the state stands to the moment at which the answer is there.
"""

from __future__ import annotations

import asyncio
import dataclasses
import secrets
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
import psutil

from bench import users
from bench.metrics import Metric
from bench.submits import emulated
from local.people import Person
from local.stack import Stack
from shared.catalog.wish import Wish
from shared.videos.model import Job
from shared.videos.states import JobState
from tests.faults.firestore_proxy import FirestoreProxy
from tests.faults.second_functions import functions_beside

_PLACES = 10  # of one user, all of them for one job
_GROUPS = 4  # of jobs and users, one after the other: nobody calls more often than anybody may
_CHANGES = 30  # of each group; the first five are not counted, they open the stream
_UNCOUNTED = 5
_APART_S = 0.3
_WAITS, _AT_ONCE, _MOMENT_S = 1000, 250, 2


def measure(stack: Stack) -> Iterator[Metric]:
    """By functions of their own, whose Firestore is counted."""
    host = stack.environment["FIRESTORE_EMULATOR_HOST"]
    firestore, known = emulated(host, stack.project), set(psutil.Process().children())
    with FirestoreProxy(host) as proxy, functions_beside(stack.environment, FIRESTORE_EMULATOR_HOST=proxy.host) as url:
        (server,) = set(psutil.Process().children()) - known
        for waiters in (1, 50):
            people, each = max(1, waiters // _PLACES), min(waiters, _PLACES)
            late, read, waits = list[float](), 0, 0
            for _ in range(_GROUPS):
                jobs = [_Watched(firestore, person) for person in users.make(firestore, stack.project, people)]
                found = asyncio.run(_changes(url, jobs, each, proxy))
                late, read, waits = late + found[0], read + found[1], waits + found[2]
            how = f"{len(late)} answers to {_GROUPS * (_CHANGES - _UNCOUNTED)} changes"
            yield Metric(f"wait_late_ms.{waiters}.p50", statistics.median(late) * 1000, "ms", None, how)
            yield Metric(f"wait_late_ms.{waiters}.p95", sorted(late)[round(0.95 * len(late)) - 1] * 1000, "ms", 500, how)
            yield Metric(f"wait_late_ms.{waiters}.max", max(late) * 1000, "ms", None, how)
            how = "of one wait with a change; the emulator sends each document once more, as it resumes no target"
            yield Metric(f"wait_reads.{waiters}", read / waits, "documents", 3.0 if waiters == 1 else 1.3, how)
        before = server.memory_info().rss
        people = users.make(firestore, stack.project, _AT_ONCE // _PLACES)
        asyncio.run(_in_vain(url, [_Watched(firestore, person) for person in people for _ in range(_PLACES)]))
        how = f"after {_WAITS} waits, {_AT_ONCE} at once, each for a document of its own"
        yield Metric("wait_memory_mib", (server.memory_info().rss - before) / 2**20, "MiB", 32, how)


class _Watched:
    """A job that is in whatever state a measurement writes."""

    def __init__(self, firestore: Any, person: Person) -> None:
        now = datetime.now(UTC)
        wish = Wish("vertex/veo-3.1-generate-001", "A red fox.", 4, "16:9", "720p", True)
        self.person, self.state = person, JobState.QUEUED
        self.job = Job(secrets.token_hex(12), person.uid, self.state, wish, 0, False, now, now, None, now)
        self.reference = firestore.document(self.job.path)
        self.reference.set(self.job.fields(), timeout=10)

    def change(self) -> float:
        """When it was so."""
        self.state = JobState.PROCESSING if self.state is JobState.QUEUED else JobState.QUEUED
        self.reference.set(dataclasses.replace(self.job, state=self.state).fields(), timeout=10)
        return time.perf_counter()

    async def heard(self, http: httpx.AsyncClient, known: JobState, wait_s: int = 25) -> tuple[str, float]:
        """What it is told of it, and when."""
        query = {"state": known.value, "wait": str(wait_s)}
        answer = await http.get(f"/watch/{self.job.id}", params=query, headers=self.person.headers)
        return answer.raise_for_status().json()["state"], time.perf_counter()


async def _changes(url: str, jobs: Sequence[_Watched], each: int, proxy: FirestoreProxy) -> tuple[list[float], int, int]:
    """How late each answer was, and how many documents were read for how many waits; all jobs are waited for all the time."""
    late, waits, before = list[float](), 0, 0
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=httpx.Limits(max_connections=200)) as http:

        def wait_for(job: _Watched) -> list[asyncio.Task[tuple[str, float]]]:
            return [asyncio.create_task(job.heard(http, job.state)) for _ in range(each)]

        waiting = {job.job.id: wait_for(job) for job in jobs}
        for number in range(_CHANGES):
            await asyncio.sleep(_APART_S)
            if number == _UNCOUNTED:
                late.clear()
                waits, before = 0, proxy.documents["read"]
            job = jobs[number % len(jobs)]
            at = await asyncio.to_thread(job.change)
            told = await asyncio.gather(*waiting[job.job.id])
            if {state for state, _ in told} != {job.state.value}:
                raise RuntimeError("a measured wait was told something else")
            late += [when - at for _, when in told]
            waits += each
            waiting[job.job.id] = wait_for(job)
        await asyncio.sleep(_APART_S)
        read = proxy.documents["read"] - before
        for job in jobs:
            await asyncio.to_thread(job.change)
            await asyncio.gather(*waiting[job.job.id])
    return late, read, waits


async def _in_vain(url: str, jobs: Sequence[_Watched]) -> None:
    """All of them are waited for until the time is up, again and again."""
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=httpx.Limits(max_connections=300)) as http:
        for _ in range(_WAITS // _AT_ONCE):
            await asyncio.gather(*(job.heard(http, job.state, _MOMENT_S) for job in jobs))
