"""Webhooks of providers on the running stack: a hint, and nothing but a hint."""

from __future__ import annotations

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from standins.testing import eventually
from tests.faults.firestore_proxy import FirestoreProxy
from tests.faults.second_functions import functions_beside
from tests.faults.trouble import Trouble, marked, ops, reaches, wished
from tests.fixtures import http_client
from tests.fixtures.system import System
from tests.fixtures.videos import ended, rich
from tests.fixtures.webhooks import Headers, new_secret, signed, told


def secret(system: System) -> str:
    return system.environment["RUSHES_HOOK_SECRETS_GEMINI"]


def lines(system: System, message: str, **fields: Any) -> list[dict[str, Any]]:
    log = Path(system.environment["CLOCK_FILE"]).parent / "logs" / "functions.log"
    found = (json.loads(line) for line in log.read_text().splitlines() if line.startswith("{"))
    return [line for line in found if line["message"] == message and fields.items() <= line.items()]


def hint(system: System, operation: str, surface: str = "vertex") -> httpx.Response:
    """As the queue would bring it."""
    email, audience = f"rushes-tasks@{system.project}.iam.gserviceaccount.com", f"{system.url}/video-tasks"
    headers = {"Authorization": f"Bearer {system.identity.oidc_token(email, audience, system.clock.now())}"}
    return system.call("POST", "/video-tasks/hint", headers=headers, json={"surface": surface, "operation": operation})


def forged(system: System, url: str, count: int) -> set[int]:
    body = told("interaction.completed", f"v1_{secrets.token_hex(6)}", system.clock.now())

    def send(http: httpx.Client, headers: Headers) -> int:
        return http.post(f"{url}/hooks/gemini", content=body, headers=headers).status_code

    with httpx.Client(timeout=30) as http, ThreadPoolExecutor(8) as crowd:
        calls = [crowd.submit(send, http, signed(new_secret(), body, system.clock.now(), f"m{n}")) for n in range(count)]
        return {call.result() for call in calls}


def test_hundreds_of_forged_deliveries_reach_no_database(people: System) -> None:
    """W1: not one call to Firestore; and a good one writes nothing either."""
    environment = people.environment
    with (
        FirestoreProxy(environment["FIRESTORE_EMULATOR_HOST"]) as proxy,
        functions_beside(environment, FIRESTORE_EMULATOR_HOST=proxy.host) as url,
    ):
        assert forged(people, url, 300) == {401}
        assert (proxy.calls, proxy.documents) == ({}, {})
        operation = f"v1_{secrets.token_hex(6)}"
        body = told("interaction.completed", operation, people.clock.now())
        good = signed(secret(people), body, people.clock.now())
        assert http_client.post(f"{url}/hooks/gemini", content=body, headers=good).status_code == 204
        eventually(lambda: proxy.calls["RunQuery"])  # the task's look for its job
        assert (proxy.calls["Commit"], proxy.documents["written"]) == (0, 0)


def test_a_replayed_delivery_is_one_look(people: System) -> None:
    """W1: sent five times, taken five times, followed once; what no job knows changes nothing."""
    operation = f"v1_{secrets.token_hex(6)}"
    before = len(lines(people, "told of work that no job knows", surface="gemini-api"))
    taken = len(lines(people, "webhook taken", fresh=False))
    for number in range(5):
        body = told("interaction.completed", operation, people.clock.now())
        headers = signed(secret(people), body, people.clock.now(), f"msg_{number}")
        assert people.call("POST", "/hooks/gemini", content=body, headers=headers).status_code == 204
    eventually(lambda: len(lines(people, "told of work that no job knows", surface="gemini-api")) > before)
    assert len(lines(people, "told of work that no job knows", surface="gemini-api")) == before + 1
    eventually(lambda: len(lines(people, "webhook taken", fresh=False)) == taken + 4)


def test_a_hint_brings_the_video_home_before_any_poll(people: System, trouble: Trouble) -> None:
    """V6: whichever comes first; the event of the bucket is held back, and the task of the first poll was lost."""
    ada = rich(people)
    trouble.hold()
    trouble.tasks("create_unavailable_before", "check", count=3)
    job_id = wished(people, ada, "A fox whose provider tells us.")
    reaches(people, job_id, "processing")
    operation = ops(people, job_id)["attempts"]["a1"]["operation"]
    people.clock.move(6)  # it is filmed in four seconds, and expected in sixty
    eventually(lambda: trouble.objects(trouble.provider_out, f"{job_id}/1/"))
    before = people.clock.now()
    assert hint(people, operation).status_code == 204
    video = people.document(f"video_jobs/{job_id}") or {}
    assert video["state"] in ("storing", "completed")
    assert (video["expected_at"] - before).total_seconds() > 30
    trouble.release()
    assert ended(people, ada, job_id)["state"] == "completed"
    assert hint(people, operation).status_code == 204  # a replay for what has ended


def test_a_hint_that_is_early_changes_nothing(people: System, trouble: Trouble) -> None:
    """V6: the poll is the truth: the job, its marks and its next look stay as they were."""
    ada = rich(people)
    job_id = wished(people, ada, marked(render_seconds=50))
    reaches(people, job_id, "processing")
    operation = ops(people, job_id)["attempts"]["a1"]["operation"]
    eventually(lambda: looks(trouble, job_id))
    before = people.document(f"video_jobs/{job_id}"), ops(people, job_id), looks(trouble, job_id)
    assert [hint(people, operation).status_code for _ in range(3)] == [204] * 3
    assert (people.document(f"video_jobs/{job_id}"), ops(people, job_id), looks(trouble, job_id)) == before
    assert ended(people, ada, job_id)["state"] == "completed"


def looks(trouble: Trouble, job_id: str) -> list[str]:
    return [task["name"] for task in trouble.waiting_tasks("check") if job_id in task["name"]]


@pytest.mark.parametrize("surface", ["vertex", "gemini-api"])
def test_another_surfaces_name_for_its_work_finds_nothing(people: System, surface: str) -> None:
    """W1: a key is surface and name."""
    assert hint(people, f"v1_{secrets.token_hex(6)}", surface).status_code == 204


def test_only_tasks_may_bring_hints(people: System) -> None:
    """A4: the worker's door is closed to everybody else."""
    answer = people.call("POST", "/video-tasks/hint", people.person(), json={"surface": "vertex", "operation": "x"})
    assert answer.status_code == 401
