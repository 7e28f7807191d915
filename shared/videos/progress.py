"""How far a video is, for who waits for it: of those providers that tell it asked, and written nowhere.

What is known is this instance's. Nobody's answer waits for longer than one question may take, and while several of those hang
no other one is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shared.platform import logs
from shared.platform.clients import clock, once, store
from shared.platform.clock import Clock
from shared.platform.errors import AppError
from shared.providers import openai_progress
from shared.videos.model import Job, ops_path
from shared.videos.states import JobState

EVERY = timedelta(seconds=5)  # a question about one job
LIMIT_S = 3.0  # of an answer that waits for one
AT_ONCE = 8  # questions
_MOST = 1000  # jobs that something is known of
_TELLS = "openai-videos"
_MADE = (JobState.PROCESSING, JobState.STORING)


@dataclass
class _Known:
    """Of one attempt of a job."""

    asked_at: datetime
    work: str | None = None  # as its provider calls it
    percent: int | None = None  # as it was told last
    asking: asyncio.Future[None] = field(init=False)


def is_told(job: Job) -> bool:
    """Whether its provider says how far it is, once it is at it. One on its user's own key is not asked: that takes the key."""
    return job.surface == _TELLS and job.wish.billing == "credits" and not job.ended


class Progress:
    """`seek` finds what a job's provider calls its work, `ask` asks how far that is; both may block, and run in threads."""

    def __init__(self, seek: Callable[[Job], str | None], ask: Callable[[str], int | None], clock: Clock) -> None:
        self._seek, self._ask, self._clock = seek, ask, clock
        self._known: dict[tuple[str, int], _Known] = {}
        self._threads = ThreadPoolExecutor(AT_ONCE, "progress")  # of their own: others never wait for a provider
        self._asked = 0

    async def of(self, job: Job) -> int | None:
        """Per cent; None where nobody tells, or nobody has told yet. Of an edit its own worker has written it down."""
        if job.state is not JobState.PROCESSING or not is_told(job):
            return job.progress if job.state in _MADE else None
        known = self._known.get((job.id, job.attempt))
        if known is None or (known.asking.done() and self._clock.now() - known.asked_at >= EVERY):
            if self._asked >= AT_ONCE:
                return known.percent if known else None
            known = self._begin(job, known)
        if not known.asking.done():
            await asyncio.wait([known.asking], timeout=LIMIT_S)
        return known.percent

    def _begin(self, job: Job, before: _Known | None) -> _Known:
        known = before or _Known(self._clock.now())
        known.asked_at = self._clock.now()
        self._known[job.id, job.attempt] = known
        while len(self._known) > _MOST:
            del self._known[next(iter(self._known))]
        self._asked += 1
        known.asking = asyncio.get_running_loop().run_in_executor(self._threads, self._look, job, known)
        known.asking.add_done_callback(self._over)
        return known

    def _over(self, _asking: asyncio.Future[None]) -> None:
        self._asked -= 1

    def _look(self, job: Job, known: _Known) -> None:
        try:
            known.work = known.work or self._seek(job)
            told = self._ask(known.work) if known.work else None
        except AppError as trouble:
            logs.info("could not ask how far a video is", job_id=job.id, reason=trouble.code)
        except Exception as error:  # noqa: BLE001 - whoever waits gets an answer without it
            logs.error("could not ask how far a video is", job_id=job.id, cause=error)
        else:
            known.percent = known.percent if told is None else told


def _work_of(job: Job) -> str | None:
    attempts = (store().get(ops_path(job.id)).fields or {}).get("attempts", {})
    return attempts.get(f"a{job.attempt}", {}).get("operation")


@once
def progress() -> Progress:
    """This process's."""
    return Progress(_work_of, lambda work: openai_progress.ask_for_us(work), clock())
