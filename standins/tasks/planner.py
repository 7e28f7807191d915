"""Keeps the scheduled jobs and starts them when their time has come."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import datetime

from standins.common.clock import Clock
from standins.tasks.delivery import Courier
from standins.tasks.job import Execution, Job, JobSpec, job_of, job_record
from standins.tasks.model import Call
from standins.tasks.names import short
from standins.tasks.outcome import Answer
from standins.tasks.refusal import Refused
from standins.tasks.store import Store

_log = logging.getLogger("scheduler")


class Planner:
    def __init__(self, store: Store, courier: Courier, clock: Clock) -> None:
        self._store = store
        self._courier = courier
        self._clock = clock
        self._jobs = {name: job_of(name, record, body) for name, record, body in store.jobs()}
        self._runs: set[asyncio.Task[None]] = set()

    @property
    def running(self) -> int:
        return len(self._runs)

    def due(self, now: datetime) -> int:
        return sum(job.is_due(now) for job in self._jobs.values())

    def all(self) -> tuple[Job, ...]:
        return tuple(self._jobs.values())

    def find(self, name: str) -> Job | None:
        return self._jobs.get(name)

    def get(self, name: str) -> Job:
        if job := self._jobs.get(name):
            return job
        raise Refused("NOT_FOUND", "Job not found.")

    def create(self, name: str, spec: JobSpec) -> Job:
        if name in self._jobs:
            raise Refused("ALREADY_EXISTS", f"Job {name} already exists.")
        now = self._clock.now()
        job = self._jobs[name] = Job(name, spec, now)
        job.plan(now)
        self._save(job)
        return job

    def change(self, job: Job, spec: JobSpec) -> None:
        job.change(spec, self._clock.now())
        self._save(job)

    def delete(self, name: str) -> None:
        del self._jobs[self.get(name).name]
        self._store.remove_job(name)

    def pause(self, name: str) -> Job:
        job = self.get(name)
        if job.paused:
            raise Refused("FAILED_PRECONDITION", "Job must be in the ENABLED state to be paused.")
        job.paused, job.retry_at, job.execution = True, None, None
        self._save(job)
        return job

    def resume(self, name: str) -> Job:
        job = self.get(name)
        if not job.paused:
            raise Refused("FAILED_PRECONDITION", "Job must be in the PAUSED state to be resumed.")
        job.paused = False
        job.plan(self._clock.now())
        self._save(job)
        return job

    def run_now(self, name: str) -> Job:
        """Dispatch at once, even when paused or running already."""
        job = self.get(name)
        job.retry_at, job.execution = None, Execution(self._clock.now())
        self._start(job, job.execution)
        return job

    def tick(self, now: datetime) -> None:
        for job in self._jobs.values():
            if job.is_due(now):
                self._start(job, job.begin_due(now))

    async def stop(self) -> None:
        """What is running stays stored as under way and is run again after the next start."""
        runs = tuple(self._runs)
        for run in runs:
            run.cancel()
        await asyncio.gather(*runs, return_exceptions=True)

    def _start(self, job: Job, execution: Execution) -> None:
        now = self._clock.now()
        execution.attempts += 1
        execution.first = execution.first or now
        job.last_attempt = now
        job.running += 1
        self._save(job)
        run = asyncio.create_task(self._run(job, execution))
        self._runs.add(run)
        run.add_done_callback(self._runs.discard)

    async def _run(self, job: Job, execution: Execution) -> None:
        try:
            answer = await self._courier.deliver(_call(job), _headers(job, execution), job.spec.deadline)
        finally:
            job.running -= 1
        self._settle(job, execution, answer)

    def _settle(self, job: Job, execution: Execution, answer: Answer) -> None:
        if self._jobs.get(job.name) is not job:
            return  # deleted meanwhile
        job.code, job.message = answer.rpc.value, "" if answer.good else answer.message
        if not answer.good:
            _log.warning("job failed", extra={"fields": {"job": job.name, "outcome": answer.message}})
        job.end_attempt(execution, answer.good, self._clock.now())
        self._save(job)

    def _save(self, job: Job) -> None:
        if self._jobs.get(job.name) is job:
            self._store.save_job(job.name, job_record(job), job.spec.call.body)


def _call(job: Job) -> Call:
    call = job.spec.call
    if not call.body or any(name.lower() == "content-type" for name in call.headers):
        return call
    return replace(call, headers={**call.headers, "Content-Type": "application/octet-stream"})


def _headers(job: Job, execution: Execution) -> dict[str, str]:
    return {
        "User-Agent": "Google-Cloud-Scheduler",
        "X-CloudScheduler": "true",
        "X-CloudScheduler-JobName": short(job.name),
        "X-CloudScheduler-ScheduleTime": job.shown_time(execution.scheduled),
    }
