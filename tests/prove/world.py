"""The running stack, one message at a time: queues are paused and news is held, and one hand decides what comes next.

Nothing is delivered, repeated or late by chance, so that a run can be recorded and told again with one thing gone wrong.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import grpc
import httpx
from google.cloud.scheduler_v1 import CloudSchedulerClient
from google.cloud.scheduler_v1.services.cloud_scheduler.transports import CloudSchedulerGrpcTransport
from google.cloud.tasks_v2 import CloudTasksClient
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from tests.fixtures.system import System

_PATIENCE_S = 60.0
_BUCKETS = ("RUSHES_BUCKET_UPLOADS", "RUSHES_BUCKET_PROVIDER_OUT")
_TRIES = 5  # of an event, one right after the other
_SWEEPS_MIN = (1, 1, 1, 2, 4, 8, 8, 15, 30, 60, 180, 360, 720, 240)  # a scheduler that is late is no excuse


def _never() -> bool:
    return False


class World:
    """What is under way in a stack, and the hand that moves it."""

    def __init__(self, system: System) -> None:
        self.system = system
        self._tasks = system.environment["RUSHES_TASKS_CONTROL_URL"]
        self._storage = system.environment["STORAGE_EMULATOR_HOST"]
        self._provider = system.environment["GOOGLE_VERTEX_BASE_URL"]
        self._http = httpx.Client(timeout=_PATIENCE_S)
        self._place = f"projects/{system.project}/locations/{system.environment['RUSHES_REGION']}"
        self._channel = grpc.insecure_channel(system.environment["CLOUD_TASKS_EMULATOR_HOST"])
        self._queues = CloudTasksClient(transport=CloudTasksGrpcTransport(channel=self._channel))

    # -- what is under way

    def tasks(self) -> list[dict[str, Any]]:
        """Those that wait, the earliest first."""
        found = self._http.get(f"{self._tasks}/_local/tasks").raise_for_status().json()["tasks"]
        return [task for task in found if task["waiting"]]

    def events(self) -> list[dict[str, Any]]:
        return self._http.get(f"{self._storage}/_local/events").raise_for_status().json()["pending"]

    # -- one thing at a time

    def deliver(self, task: Mapping[str, Any]) -> int | None:
        """The status that the handler answered; None where none came, or the task had gone meanwhile."""
        return self._http.post(f"{self._tasks}/_local/deliver", json={"task": task["name"]}).json().get("status")

    def deliver_again(self, task: str) -> None:
        """One that is done, once more; nothing where it is not remembered as done."""
        self._http.post(f"{self._tasks}/_local/duplicate", json={"task": task, "see_through": True})

    def lose(self, task: Mapping[str, Any]) -> None:
        self._queues.delete_task(name=task["name"])

    def tell_again(self, event: Mapping[str, Any]) -> None:
        """The last news of the same object."""
        body = {"bucket": event["bucket"], "name": event["name"]}
        self._http.post(f"{self._storage}/_local/events/duplicate", json=body)

    def tell(self, event: Mapping[str, Any]) -> None:
        self._http.post(f"{self._storage}/_local/events/deliver", json={"id": event["id"]})

    def sweep(self) -> int:
        """What the scheduler would send each minute; the status of its answer."""
        email = f"rushes-scheduler@{self.system.project}.iam.gserviceaccount.com"
        token = self.system.identity.oidc_token(email, f"{self.system.url}/sweep", self.system.clock.now())
        try:
            return self._http.post(f"{self.system.url}/sweep", headers={"Authorization": f"Bearer {token}"}).status_code
        except httpx.TransportError:
            return 0

    def move(self, seconds: float) -> None:
        """Time passes; the provider ends what is due by then, and has written it before anybody else does anything."""
        self.system.clock.move(seconds)
        until = time.monotonic() + _PATIENCE_S
        while self._rendering() and time.monotonic() < until:
            time.sleep(0.02)

    def _rendering(self) -> bool:
        told = self._http.get(f"{self._provider}/_local/operations").raise_for_status().json()
        return any(each["state"] == "rendering" and each["due"] and each["due"] <= told["now"] for each in told["operations"])

    def lose_tasks(self) -> None:
        """The queue forgets what it held."""
        for queue in {task["queue"] for task in self.tasks()}:
            self._queues.purge_queue(name=f"{self._place}/queues/{queue}")

    # -- until there is nothing left to do

    def flow(
        self, *, but: str = "", until: Callable[[], bool] = _never, before_time: Callable[[], bool] = _never, within_s: float = 0
    ) -> None:
        """Deliver all that is due, and what comes due within so many seconds, in the order of its time.

        Two questions end it: `until` before each message, and `before_time`, the cheaper one, before time has to pass.
        `but` names the message that is being handled by whoever asks.
        """
        end = self.system.clock.now() + timedelta(seconds=within_s)
        while not until():
            if event := next((each for each in self.events() if each["id"] != but and each["attempts"] < _TRIES), None):
                self.tell(event)
                continue
            task = next((each for each in self.tasks() if not but or not each["name"].endswith(f"/{but}")), None)
            if task is None or (due := datetime.fromisoformat(task["schedule_time"])) > end:
                return
            if (ahead := (due - self.system.clock.now()).total_seconds()) > 0:
                if before_time():
                    return
                self.move(ahead)
                continue  # what came meanwhile goes first
            self.deliver(task)

    def rest(self, over: Callable[[], bool], *, until: Callable[[], bool] | None = None) -> bool:
        """Let everything come to its end, with a sweep now and then; False when a good day did not suffice.

        `until` is asked before each message whether that is enough; without it, `over` before time passes.
        """
        flow = partial(self.flow, until=until) if until else partial(self.flow, before_time=over)
        flow(within_s=600)
        for minutes in _SWEEPS_MIN:
            if over():
                break
            self.move(60 * minutes)
            self.sweep()
            flow(within_s=60)
        self.flow(within_s=60)
        return over()

    def late(self, *, but: str = "") -> None:
        """Twenty minutes, with all that the others do in them."""
        for _ in range(4):
            until = self.system.clock.now() + timedelta(minutes=5)
            self.flow(but=but, within_s=300)
            if (left := (until - self.system.clock.now()).total_seconds()) > 0:
                self.move(left)  # with no task to wait for, time passes all the same
            self.flow(but=but)
            self.sweep()
        self.flow(but=but)

    # -- before and after

    def hold(self) -> None:
        """From now on nothing moves by itself."""
        for name in _BUCKETS:
            body = {"bucket": self.system.environment[name]}
            self._http.post(f"{self._storage}/_local/events/hold", json=body).raise_for_status()
        for queue in self._queues.list_queues(parent=self._place):
            self._queues.pause_queue(name=queue.name)
        transport = CloudSchedulerGrpcTransport(channel=self._channel)
        schedules = CloudSchedulerClient(transport=transport)
        for job in schedules.list_jobs(parent=self._place):
            schedules.pause_job(name=job.name)

    def clear(self) -> None:
        """Forget what is left of the case before; time passes, so that no cache knows it."""
        self.lose_tasks()
        for event in self.events():
            self.tell(event)
        self.lose_tasks()
        self.system.clock.move(120)
