"""Works that cannot be cared for: each is put off and ended with its credits back, and keeps nobody else waiting."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from local.people import Person
from standins.testing import eventually
from tests.faults.test_video_storing import copy
from tests.faults.trouble import Trouble, marked, ops, over, reaches, refunded, wished
from tests.fixtures import films
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich

START = "start-vertex-veo-3-1-generate-001"
GONE = "nowhere/gone-1"


@pytest.fixture
def small_pages(people: System) -> Iterator[None]:
    """A sweep that looks at two of a kind at once, and then goes on."""
    assert people.configure("advanced", sweep_page=2).status_code == 200
    people.clock.move(61)
    yield
    assert people.configure("advanced", sweep_page=100).status_code == 200
    people.clock.move(61)


def swept(people: System) -> httpx.Response:
    email = f"rushes-scheduler@{people.project}.iam.gserviceaccount.com"
    token = people.identity.oidc_token(email, f"{people.url}/sweep", people.clock.now())
    return people.call("POST", "/sweep", headers={"Authorization": f"Bearer {token}"})


def stuck(people: System, trouble: Trouble, person: Person, state: str, **ops_changes: Any) -> str:
    """A job in this state that no task looks after, of a model that is in no catalog and a surface that nobody speaks to."""
    trouble.tasks("create_unavailable_before", START, count=3)
    job_id, now = wished(people, person, marked(), model="vertex/veo-3.1-generate-001"), people.clock.now()
    attempts = {"a1": {"began_at": now, "operation": "operations/1", "started_at": now}}
    people.firestore.document(f"video_jobs/{job_id}").update(
        {"state": state, "model": GONE, "attempt": 0 if state in ("queued", "waiting") else 1, "due_at": now}
    )
    people.firestore.document(f"video_jobs/{job_id}/private/ops").update({"attempts": attempts, **ops_changes})
    return job_id


def alerts(people: System, about: str) -> list[str]:
    log = Path(people.environment["CLOCK_FILE"]).parent / "logs" / "functions.log"
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{") and about in line]
    return [line["message"] for line in lines if line.get("alert") is True]


def test_a_job_that_cannot_be_cared_for_ends_once_its_order_cannot_be_alive(people: System, trouble: Trouble) -> None:
    """V7, V12: not before, refunded once, its slot free, told to operators, and nothing was sent for it; in every state."""
    jobs = [(ada := rich(people), stuck(people, trouble, ada, state)) for state in ("submitting", "unconfirmed", "processing")]
    for _ in range(5):
        people.clock.move(300)
        eventually(people.rests)  # the sweep has looked
    for ada, job_id in jobs:
        over(people, job_id, step_s=60)
        ended = refunded(people, ada, job_id, "internal_error")
        assert ended["ended_at"] >= ended["deadline_at"] + timedelta(minutes=15)  # longer than any wire's grace
        assert ended["ended_at"] <= ended["deadline_at"] + timedelta(minutes=30)
        assert ended["message"]["en"].startswith("Something went wrong on our side.")
        assert "a job that could not be cared for was ended" in alerts(people, job_id)
        assert trouble.asked(job_id) == []


def test_what_was_never_sent_ends_at_its_deadline_without_its_model(people: System, trouble: Trouble) -> None:
    """V12: a row that is taken out of the catalog while its jobs wait to be sent takes no credits with it."""
    ada = rich(people)
    job_id = stuck(people, trouble, ada, "queued")
    over(people, job_id, step_s=60)
    refunded(people, ada, job_id, "timed_out")
    retried = people.call("POST", f"/videos/{job_id}/retry", ada, headers=key())
    assert retried.status_code in (404, 422), retried.text


def test_a_job_of_a_model_that_left_the_catalog_is_made_all_the_same(people: System, trouble: Trouble) -> None:
    """V7: what was paid for is looked after without its row, also by the sweep alone."""
    ada = rich(people)
    trouble.tasks("create_unavailable_before", "check", count=3)
    job_id = wished(people, ada, marked(render_seconds=30))
    reaches(people, job_id, "processing", step_s=1)
    people.firestore.document(f"video_jobs/{job_id}").update({"model": "vertex/veo-gone-1"})
    assert over(people, job_id, step_s=10)["state"] == "completed", ops(people, job_id)


def test_a_video_that_is_there_is_brought_home_although_its_job_cannot_be_cared_for(people: System, trouble: Trouble) -> None:
    """V7: evidence is the bucket; credits come back only where it holds nothing."""
    ada = rich(people)
    trouble.hold()
    job_id = stuck(people, trouble, ada, "processing", attempts={})
    other = wished(people, ada, marked())
    eventually(lambda: people.clock.move(2) or trouble.objects(trouble.provider_out, other))
    (origin,) = trouble.objects(trouble.provider_out, other)
    copy(people, trouble.provider_out, origin, trouble.provider_out, f"{job_id}/1/7/sample_0.mp4")
    done = over(people, job_id, step_s=60)
    assert (done["state"], done["outcome"]) == ("completed", "completed"), ops(people, job_id)


def test_a_job_whose_turn_cannot_be_taken_keeps_no_other_waiting(people: System, trouble: Trouble) -> None:
    """V7: the oldest of those that wait cannot be read; the next one is let in after a few sweeps."""
    ada = rich(people)
    body = {"active_jobs": 1, "reason": "for a test"}
    assert people.call("PUT", f"/admin/users/{ada.uid}/overrides", people.admin, json=body).status_code == 200
    rows = [{**WISH, "prompt": marked(render_seconds=20)} for _ in range(3)]
    answer = people.call("POST", "/videos/batch", ada, json=rows, headers=key())
    assert answer.status_code == 202, answer.text
    jobs = sorted(people.documents("video_jobs", "user_id", ada.uid), key=lambda each: (each["created_at"], each["id"]))
    waiting = [each["id"] for each in jobs if each["state"] == "waiting"]
    people.firestore.document(f"video_jobs/{waiting[0]}").update({"deadline_at": "soon"})  # its step fails, its end does too
    assert over(people, waiting[1], step_s=20)["state"] == "completed"
    people.firestore.document(f"video_jobs/{waiting[0]}").update({"deadline_at": jobs[-1]["deadline_at"]})
    assert over(people, waiting[0], step_s=20)["state"] in ("completed", "failed")


def test_a_film_that_cannot_be_cared_for_ends_with_its_credits_and_its_slot_back(people: System, trouble: Trouble) -> None:
    """F1, V12: after three times, told to operators; a film without its times stands for whatever nobody foresaw."""
    ada = rich(people)
    video_id = films.video(people, ada)
    before = people.call("GET", "/admin/config/credits", people.admin, params={"reason": "a test"}).json()["values"]
    trouble.tasks("create_unavailable_before", "compile", count=3)
    try:
        people.configure("credits", **{**before, "film": 5})
        film_id = films.asked(people, ada, video_id)
    finally:
        people.configure("credits", **before)
    people.firestore.document(f"films/{film_id}").update({"deadline_at": None, "due_at": people.clock.now()})
    ended = films.over(people, ada, film_id, meanwhile=lambda: people.hurry(60))
    assert (ended["status"], ended["outcome"], ended["charged"], ended["refunded"]) == ("failed", "internal", False, True)
    assert (people.document(f"accounts/{ada.uid}") or {})["active_films"] == 0
    assert "a film that could not be cared for was ended" in alerts(people, film_id)


def test_one_bad_row_of_any_kind_starves_no_sweep(people: System, small_pages: None) -> None:
    """V7, X1: rows that nobody can read are put off, the page after them is looked at at once, and the answer is good."""
    past, bad = people.clock.now() - timedelta(hours=1), secrets.token_hex(6)
    paths = [f"{kind}/{bad}{number:012x}" for kind in ("video_jobs", "films", "images", "collections") for number in range(5)]
    for path in paths:
        people.firestore.document(path).set({"user_id": "nobody", "due_at": past, "state": "odd", "status": "odd"})
    try:
        assert swept(people).status_code == 200
        late = eventually(lambda: all((people.document(path) or {})["due_at"] > people.clock.now() for path in paths))
        assert late, [path for path in paths if (people.document(path) or {})["due_at"] == past]
    finally:
        for path in paths:
            people.firestore.document(path).delete()
        for path in paths[:5]:
            people.firestore.document(f"{path}/private/ops").delete()
