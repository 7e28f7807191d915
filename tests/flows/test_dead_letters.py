"""Tasks that keep failing: kept with their error, looked at and sent again by an operator; through the real queues."""

from __future__ import annotations

import json
import random
import secrets
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.catalog.reads import start_queue
from shared.lifecycle.compile_queue import WORK_DEADLINE_S
from shared.platform.google.task_queue import TaskQueue, tasks_client
from shared.platform.renamed import RENAMED
from shared.platform.settings import read_settings
from shared.platform.web.task_attempts import TELLING, max_attempts
from standins.testing import eventually
from tests.fixtures import http_client
from tests.fixtures.queues import MODEL, held
from tests.fixtures.system import System
from tests.fixtures.videos import ended, rich, submit

LONG_FILMS = "compile-long"


@contextmanager
def put_into(system: System) -> Generator[TaskQueue]:
    """Our own queue client, against the running stack."""
    client = tasks_client(system.environment["CLOUD_TASKS_EMULATOR_HOST"])
    yield TaskQueue(client, read_settings(system.environment), system.clock, random.Random(1))
    client.transport.close()


@pytest.fixture(scope="module")
def queue(system: System) -> Iterator[TaskQueue]:
    with put_into(system) as queue:
        yield queue


def hopeless(user_id: str = "nobody") -> dict[str, Any]:
    """A look at an order of a provider that there never was: each try raises."""
    started = "2026-01-31T12:00:00+00:00"
    operation = {"name": "o-1", "model": "m", "surface": "nowhere", "started_at": started, "output_prefix": "gs://b/"}
    return {
        "job_id": secrets.token_hex(12),
        "user_id": user_id,
        "attempt": 1,
        "operation": operation,
        "epoch": 0,
        "number": 0,
        "last": False,
    }


def letters_of(system: System, job_id: str) -> list[dict[str, Any]]:
    return system.documents("dead_letters", "job_id", job_id)


def given_up(system: System, job_id: str, times: int = 1) -> dict[str, Any]:
    """The letter of this job, once its task was given up so often; the queue's pauses pass meanwhile."""

    def look() -> list[dict[str, Any]]:
        system.clock.move(2)
        return [row for row in letters_of(system, job_id) if row["times"] == times]

    (letter,) = eventually(look)
    return letter


def replay(system: System, letter_id: str) -> httpx.Response:
    return system.call("POST", f"/admin/dead-letters/{letter_id}/replay", system.admin, json={"reason": "the cause is mended"})


def told(system: System, account: str, function: str) -> dict[str, str]:
    """The headers of a call by one of Google's services."""
    email = f"rushes-{account}@{system.project}.iam.gserviceaccount.com"
    return {"Authorization": f"Bearer {system.identity.oidc_token(email, f'{system.url}/{function}', system.clock.now())}"}


def as_task(system: System, function: str, retries: int, queue: str) -> dict[str, str]:
    marks = {"X-CloudTasks-QueueName": queue, "X-CloudTasks-TaskName": "t-1", "X-CloudTasks-TaskRetryCount": str(retries)}
    return {**told(system, "tasks", function), **marks}


def test_a_task_that_keeps_failing_is_kept_with_its_error(system: System, queue: TaskQueue) -> None:
    """O2: after all the tries of its queue, with what it carried and where it was going; no task is left behind."""
    payload = hopeless()
    assert queue.put("check", "video-tasks", "/check", payload)
    letter = given_up(system, payload["job_id"])
    assert (letter["queue"], letter["function"], letter["path"], letter["attempts"]) == ("check", "video-tasks", "/check", 5)
    assert letter["payload"] == payload
    assert letter["error"] == "NoSuchProvider: nowhere"
    assert letter["first_at"] == letter["last_at"]
    shown = system.call("GET", "/admin/dead-letters?reason=morning+look&limit=100", system.admin).json()["dead_letters"]
    assert letter["id"] in [row["id"] for row in shown]


def test_a_kept_task_is_sent_again_once(system: System, queue: TaskQueue) -> None:
    """O2: under its own queue, audited; a second replay says that there was a first. Failing again, it is open again."""
    payload = hopeless()
    assert queue.put("check", "video-tasks", "/check", payload)
    letter = given_up(system, payload["job_id"])
    answer = replay(system, letter["id"])
    assert (answer.status_code, answer.json()["replayed_by"]) == (200, system.admin.uid)
    (row,) = system.documents("audit_log", "on", letter["id"])
    assert (row["action"], row["reason"]) == ("replay_dead_letter", "the cause is mended")
    again = replay(system, letter["id"])
    assert (again.status_code, again.json()["error"]) == (409, "ALREADY_REPLAYED")
    failed_again = given_up(system, payload["job_id"], times=2)
    assert (failed_again["id"], failed_again["replayed_at"]) == (letter["id"], None)
    assert failed_again["first_at"] == letter["first_at"] < failed_again["last_at"]
    assert replay(system, letter["id"]).status_code == 200


def test_a_task_whose_token_loses_its_signature_is_told_of_and_its_job_goes_on_later(people: System) -> None:
    """A4, O2: 401 in every try, which says so and wakes somebody, then a dead letter that believes nothing of it; once tokens
    come whole again, the sweep sends another task and the video is made."""
    log = Path(people.environment["CLOCK_FILE"]).parent / "logs" / "functions.log"
    queue, control = start_queue("vertex", MODEL.partition("/")[2]), people.environment["RUSHES_TASKS_CONTROL_URL"]
    tries, seen = max_attempts(queue), log.stat().st_size
    with people.unswept():  # until the queue has given the task up
        order = {"kind": "signature_removed", "queue": queue, "count": tries}
        assert http_client.post(f"{control}/_local/faults", json=order).status_code == 200
        ada = rich(people)
        job_id = submit(people, ada, model=MODEL).json()["video"]["id"]

        def given_up() -> bool:
            people.clock.move(5)
            return not people.http.get(f"{control}/_local/tasks", params={"queue": queue}).json()["tasks"]

        assert eventually(given_up)
        assert people.http.get(f"{control}/_local/faults").json() == {"faults": []}
        assert (people.document(f"video_jobs/{job_id}") or {})["state"] == "queued"
        (letter,) = people.documents("dead_letters", "queue", queue)
        assert (letter["path"], letter["attempts"]) == ("/start", tries - TELLING)
        assert (letter["payload"], letter["job_id"]) == (None, None)
        assert letter["error"].startswith("SignatureRemoved")
    with log.open() as lines:
        lines.seek(seen)
        told = [json.loads(line) for line in lines if line.startswith("{")]
    refused = {"message": "answered", "function": "video-tasks", "status": 401}  # others' tasks are answered there too
    assert sum(refused.items() <= line.items() for line in told) == tries
    alerts = [line["message"] for line in told if line.get("alert")]
    assert len([each for each in alerts if "removed a token's signature" in each]) == tries
    assert sum(line["message"] == "a task was given up" and line["queue"] == queue for line in told) == 1
    assert ended(people, ada, job_id)["state"] == "completed"


def kept(system: System, queue: str) -> dict[str, Any]:
    """A letter of a task that failed in its fifth try, as that queue would have brought it."""
    payload = hopeless()
    assert (
        system.call("POST", "/video-tasks/check", json=payload, headers=as_task(system, "video-tasks", 4, queue)).status_code
        == 204
    )
    (letter,) = letters_of(system, payload["job_id"])
    return letter


def test_a_replay_that_the_queue_did_not_take_may_be_asked_for_again(system: System) -> None:
    """O2: the mark alone sends nothing, so the second call does; the third is told of both."""
    letter = kept(system, "write")  # a queue that no other test disturbs
    control = f"{system.environment['RUSHES_TASKS_CONTROL_URL']}/_local/faults"
    trouble = {"kind": "create_unavailable_before", "queue": "write", "count": 3}
    assert http_client.post(control, json=trouble).status_code == 200
    answers = [replay(system, letter["id"]) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 200, 409]
    assert given_up(system, letter["job_id"], times=2)


def test_operators_who_replay_at_once_send_one_task(system: System) -> None:
    """O2: the task is named after the letter, so that the queue takes it once."""
    letter = kept(system, "check")
    body = {"reason": "everybody at once"}
    answers = system.at_once(6, "POST", f"/admin/dead-letters/{letter['id']}/replay", system.admin, json=body)
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert 200 in {answer.status_code for answer in answers}
    assert given_up(system, letter["job_id"], times=2)["replayed_at"] is None
    system.clock.move(60)
    assert [row["times"] for row in letters_of(system, letter["job_id"])] == [2]


def test_a_letter_of_a_film_is_sent_again_with_a_films_time(system: System) -> None:
    """O2: not with ten minutes, after which its queue would send it a second time beside the first."""
    payload = {"film_id": secrets.token_hex(12), "usr_id": "misspelt"}
    headers = as_task(system, "film-tasks", 0, LONG_FILMS)
    assert system.call("POST", "/film-tasks", json=payload, headers=headers).status_code == 204
    letter = next(row for row in system.documents("dead_letters", "queue", LONG_FILMS) if row["payload"] == payload)
    with held(system, LONG_FILMS) as films:
        assert replay(system, letter["id"]).status_code == 200
        waiting = [task for task in films.tasks.list_tasks(parent=films.queue) if letter["id"] in task.name]
        assert [task.dispatch_deadline for task in waiting] == [timedelta(seconds=WORK_DEADLINE_S)]


def test_a_task_without_a_valid_body_is_kept_at_once(system: System, queue: TaskQueue) -> None:
    """O2: it can never succeed, so that its queue need not try."""
    payload = {"job_id": secrets.token_hex(12), "usr_id": "misspelt"}
    assert queue.put("store", "storage-tasks", "/", payload)
    (letter,) = eventually(lambda: letters_of(system, payload["job_id"]))
    assert (letter["attempts"], letter["function"], letter["payload"]) == (1, "storage-tasks", payload)
    assert letter["error"].startswith("InvalidRequest")


def test_the_same_last_try_that_arrives_twice_is_one_letter(system: System) -> None:
    """O2: a queue delivers at least once."""
    payload = hopeless()
    answers = [
        system.call("POST", "/video-tasks/check", json=payload, headers=as_task(system, "video-tasks", retries, "check"))
        for retries in (3, 4, 4)
    ]
    assert [answer.status_code for answer in answers] == [500, 204, 204]
    (letter,) = letters_of(system, payload["job_id"])
    assert (letter["times"], letter["attempts"]) == (1, 5)


def test_what_a_user_wrote_is_not_kept(system: System) -> None:
    """O2: ids only; such a task is looked after by hand."""
    words = f"a fox {secrets.token_hex(6)}"
    body = {"job_id": secrets.token_hex(12), "prompt": words}
    answer = system.call("POST", "/video-tasks/start", json=body, headers=as_task(system, "video-tasks", 0, "start-vertex-x"))
    assert answer.status_code == 204
    listed = system.call("GET", "/admin/dead-letters?reason=morning+look", system.admin).json()["dead_letters"]
    letter = next(row for row in listed if row["queue"] == "start-vertex-x")
    assert letter["payload"] is None
    assert words not in json.dumps(listed)
    refused = replay(system, letter["id"])
    assert (refused.status_code, refused.json()["error"]) == (409, "CANNOT_REPLAY")


@pytest.mark.parametrize("account", [None, "events", "scheduler"])
def test_nobody_else_can_write_a_dead_letter(system: System, account: str | None) -> None:
    """O2, A4: the headers of a task count only behind the token of our tasks."""
    payload = hopeless()
    headers = {
        **as_task(system, "video-tasks", 4, "check"),
        "Authorization": "",
        **(told(system, account, "video-tasks") if account else {}),
    }
    assert system.call("POST", "/video-tasks/check", json=payload, headers=headers).status_code == 401
    assert letters_of(system, payload["job_id"]) == []


def test_the_schedulers_call_is_no_task(system: System) -> None:
    """O2: what a schedule calls comes again next minute."""
    answer = system.call("POST", "/sweep", headers=told(system, "scheduler", "sweep"))
    assert answer.status_code == 200


def test_a_letter_that_does_not_exist_is_not_found(system: System) -> None:
    """O2: a mistyped id."""
    assert replay(system, "f" * 24).status_code == 404
    person = system.person()
    assert system.call("GET", "/admin/dead-letters?reason=curious", person).status_code == 403
    assert system.read_as(person, f"dead_letters/{'f' * 24}") == 403


def test_what_was_queued_under_a_functions_old_name_is_still_served(system: System, queue: TaskQueue) -> None:
    """Q4: a task that waits while its function gets another name does its work there, and its letter is sent there again."""
    for old in RENAMED:
        account = "events" if old == "arrivals" else "tasks"
        path = "/late" if old == "pictures" else "/start" if old == "shoot" else ""
        answer = system.call("POST", f"/{old}{path}", json={}, headers=told(system, account, old))
        assert answer.status_code == 400, old  # it was let in, and says what is missing
    payload = hopeless()
    assert queue.put("check", "shoot", "/check", payload)
    letter = given_up(system, payload["job_id"])
    assert replay(system, letter["id"]).status_code == 200
    assert given_up(system, payload["job_id"], times=2)["function"] == "video-tasks"
