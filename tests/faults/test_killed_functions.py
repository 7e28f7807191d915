"""kill -9 of the functions process while it works, and afterwards every job ends right."""

from __future__ import annotations

import os
import secrets
import signal
import threading
import time
from collections.abc import Sequence
from typing import Any

import httpx

from local.people import Person
from local.stack import Stack
from shared.platform.google.task_queue import tasks_client
from shared.platform.web import task_attempts
from standins.testing import eventually
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich
from tests.flows.test_dead_letters import hopeless, letters_of, put_into

_PEOPLE, _EACH, _KILLS = 4, 3, 2


def test_every_job_ends_right_although_the_functions_are_killed_under_load(running: Stack, people: System) -> None:
    """C2: charged once, refunded or delivered, and never sent twice, whenever the process dies."""
    everybody = [rich(people, 400) for _ in range(_PEOPLE)]
    wanted = [threading.Thread(target=_insist, args=(people, person)) for person in everybody for _ in range(_EACH)]
    for thread in wanted:
        thread.start()
    for _ in range(_KILLS):
        time.sleep(0.4)  # real time: the process has to be in the middle of something when it dies
        running.kill("functions")
    for thread in wanted:
        thread.join(timeout=60)

    def all_ended() -> bool:
        people.hurry(5)
        return all(job["ended_at"] for job in _jobs(people, everybody))

    eventually(all_ended, lambda: _jobs(people, everybody))
    assert len(_jobs(people, everybody)) == _PEOPLE * _EACH


def test_a_task_whose_every_try_is_killed_is_told_as_given_up(running: Stack, people: System) -> None:
    """O2: nobody answers any of its tries, and operators find it among the dead letters all the same."""
    with put_into(people) as queue:
        payload, tries = hopeless(), task_attempts.tries("sweep")
        queues = tasks_client(people.environment["CLOUD_TASKS_EMULATOR_HOST"])
        name = queues.queue_path(people.project, people.environment["RUSHES_REGION"], "sweep")
        queues.pause_queue(name=name)
        queue.put("sweep", "video-tasks", "/check", payload)
        for _ in range(tries):
            os.kill(running.pids()["functions"], signal.SIGSTOP)  # it takes the task, and dies over it
            queues.resume_queue(name=name)
            people.clock.move(60)
            eventually(lambda: _at_work(people), "the task is not delivered")
            queues.pause_queue(name=name)
            running.kill("functions")
        queues.resume_queue(name=name)
        queues.transport.close()
        eventually(lambda: people.clock.move(2) or letters_of(people, payload["job_id"]))
        (letter,) = letters_of(people, payload["job_id"])
        assert (letter["error"], letter["payload"]) == ("NeverAnswered: ", payload)
        assert letter["attempts"] > tries


def _at_work(system: System) -> bool:
    control = system.environment["RUSHES_TASKS_CONTROL_URL"]
    tasks = system.http.get(f"{control}/_local/tasks", params={"queue": "sweep"}).raise_for_status().json()["tasks"]
    return any(not task["waiting"] for task in tasks)


def _insist(system: System, person: Person) -> None:
    """What an app does whose answer is lost: ask again with the same key until there is one."""
    once = {**key(), "X-Request-Id": secrets.token_hex(8)}
    for _ in range(100):
        try:
            if system.call("POST", "/videos", person, json=WISH, headers=once).status_code == 202:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("no answer to a submit")


def _jobs(people: System, everybody: Sequence[Person]) -> list[dict[str, Any]]:
    return people.documents_of("video_jobs", "user_id", [person.uid for person in everybody])
