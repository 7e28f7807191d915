"""kill -9 of the functions process while it works, in a stack of its own: afterwards every job ends right."""

from __future__ import annotations

import os
import secrets
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from local.people import Person
from local.stack import Stack
from shared.platform.google.task_queue import tasks_client
from shared.platform.web import task_attempts
from tests.fixtures.eventually import eventually
from tests.fixtures.invariants import check_money
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich
from tests.flows.test_dead_letters import hopeless, letters_of, put_into

_PEOPLE, _EACH, _KILLS = 6, 3, 3


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    with Stack(tmp_path / "stack", keep=False) as stack:
        yield stack


def test_every_job_ends_right_although_the_functions_are_killed_under_load(stack: Stack) -> None:
    """C2: charged once, refunded or delivered, and never sent twice, whenever the process dies."""
    with System(dict(stack.environment)) as system:
        everybody = [rich(system, 400) for _ in range(_PEOPLE)]
        wanted = [threading.Thread(target=_insist, args=(system, person)) for person in everybody for _ in range(_EACH)]
        for thread in wanted:
            thread.start()
        for _ in range(_KILLS):
            time.sleep(0.4)  # real time: the process has to be in the middle of something when it dies
            stack.kill("functions")
        for thread in wanted:
            thread.join(timeout=60)
        eventually(lambda: _all_ended(system), lambda: _live(system))
        jobs = [job for person in everybody for job in system.documents("video_jobs", "user_id", person.uid)]
        assert len(jobs) == _PEOPLE * _EACH
        for person in everybody:
            check_money(system, person.uid)
        _check_creates(system, [job["id"] for job in jobs])


def test_a_task_whose_every_try_is_killed_is_told_as_given_up(stack: Stack) -> None:
    """O2: nobody answers any of its tries, and operators find it among the dead letters all the same."""
    with System(dict(stack.environment)) as system, put_into(system) as queue:
        payload, tries = hopeless(), task_attempts.tries("sweep")
        queues = tasks_client(system.environment["CLOUD_TASKS_EMULATOR_HOST"])
        name = queues.queue_path(system.project, system.environment["RUSHES_REGION"], "sweep")
        queues.pause_queue(name=name)
        queue.put("sweep", "video-tasks", "/check", payload)
        for _ in range(tries):
            os.kill(stack.pids()["functions"], signal.SIGSTOP)  # it takes the task, and dies over it
            queues.resume_queue(name=name)
            system.clock.move(60)
            eventually(lambda: _at_work(system), "the task is not delivered")
            queues.pause_queue(name=name)
            stack.kill("functions")
        queues.resume_queue(name=name)
        queues.transport.close()
        eventually(lambda: system.clock.move(2) or letters_of(system, payload["job_id"]))
        (letter,) = letters_of(system, payload["job_id"])
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


def _live(system: System) -> list[tuple[str, str]]:
    rows = system.firestore.collection("video_jobs").get(timeout=10)
    return [(row.id, row.get("state")) for row in rows if row.get("ended_at") is None]


def _all_ended(system: System) -> bool:
    system.hurry(5)
    return not _live(system)


def _check_creates(system: System, job_ids: list[str]) -> None:
    """6: the provider accepted at most one create for each attempt."""
    journal = system.http.get(f"{system.environment['GOOGLE_VERTEX_BASE_URL']}/_local/journal").json()
    billed = journal["accepted"]["by_storage_uri"]
    assert set(billed.values()) == {1}
    assert {prefix.split("/")[3] for prefix in billed} <= set(job_ids)
