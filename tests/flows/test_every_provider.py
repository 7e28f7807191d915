"""The life of a video job, once for each provider, with the same expectations."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local.people import Person
from standins.testing import eventually
from tests.faults.trouble import Trouble, job, marked, ops, over, reaches, refunded, wished, word
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich

VEO = "vertex/veo-3.1-fast-generate-001"
OMNI, OMNI_ON_VERTEX = "gemini-api/gemini-omni-1.2-flash", "vertex-global/gemini-omni-1.1-flash-preview"
SERVER = "openai-videos/sim-video-1"
EVERY = pytest.mark.parametrize("model", [VEO, OMNI, OMNI_ON_VERTEX, SERVER])
STOPPABLE = pytest.mark.parametrize("model", [OMNI, OMNI_ON_VERTEX, SERVER])


@pytest.fixture
def trouble(people: System) -> Trouble:
    """Only what a prompt orders for itself: nothing that would have to be ended."""
    return Trouble(people)


def looks(trouble: Trouble, job_id: str) -> list[str]:
    """The looks at this job that wait, by epoch and number."""
    return [name for task in trouble.waiting_tasks("check") if (name := task["name"].rpartition("/")[2]).startswith(job_id)]


def links(people: System, person: Person, job_id: str) -> dict[str, Any]:
    return people.call("GET", f"/videos/{job_id}/links", person).json()


def gone_on(people: System, person: Person, source: str, task: str, **changes: Any) -> Any:
    wish = {**WISH, "model": OMNI, "prompt": "And then it snows.", "task": task, "source": source, **changes}
    return people.call("POST", "/videos", person, json=wish, headers=key())


@EVERY
def test_a_wish_becomes_a_checked_file(people: System, trouble: Trouble, model: str) -> None:
    """V6, C2: charged once, ordered once, brought home, measured, and playable without any key."""
    ada = rich(people)
    job_id = wished(people, ada, "A quiet harbour.", model=model)
    done = over(people, job_id)
    assert (done["state"], done["charged"]) == ("completed", True), ops(people, job_id)
    facts = done["video"]
    assert (facts["width"], facts["height"], round(facts["seconds"])) == (1280, 720, 4)
    content = people.http.get(links(people, ada, job_id)["playback"]).raise_for_status().content
    assert len(content) == facts["bytes"]
    assert len(trouble.accepted(job_id)) == 1


@EVERY
@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"block": "violence"}, "safety_filtered"),
        ({"fail": {"code": 13, "message": "An internal error has occurred."}}, "provider_error"),
        ({"status": 400}, "rejected"),
    ],
    ids=["filtered", "failed", "refused"],
)
def test_a_no_is_never_a_success_and_never_costs(
    people: System, trouble: Trouble, model: str, fault: dict[str, Any], outcome: str
) -> None:
    """V13, C8: whatever words a provider has for it."""
    ada = rich(people)
    job_id = wished(people, ada, marked(**fault), model=model)
    over(people, job_id)
    refunded(people, ada, job_id, outcome)
    assert len(trouble.accepted(job_id)) <= 1


@EVERY
def test_a_block_that_is_known_at_once_is_told_at_once(people: System, trouble: Trouble, model: str) -> None:
    """V6: by the look at five seconds, or by the provider's news before it; nobody waits for the model's usual time."""
    ada = rich(people)
    job_id = wished(people, ada, marked(block="violence", render_seconds=4), model=model)
    reaches(people, job_id, "processing", "failed", step_s=0)
    started_at = ops(people, job_id)["attempts"]["a1"]["started_at"]
    people.clock.move(5)
    ended_at = over(people, job_id, step_s=0)["ended_at"]
    refunded(people, ada, job_id, "safety_filtered")
    assert (ended_at - started_at).total_seconds() < 20  # a look later
    assert len(trouble.accepted(job_id)) == 1


@EVERY
def test_without_capacity_a_job_waits(people: System, trouble: Trouble, model: str) -> None:
    """M7: 429 is waited out; of all tries one is accepted."""
    ada, name = rich(people), word()
    trouble.next_creates(name, times=2, status=429, retry_after=7)
    job_id = wished(people, ada, f"A quiet harbour, {name}.", model=model)
    assert over(people, job_id)["state"] == "completed"
    assert (len(trouble.accepted(job_id)), job(people, job_id)["attempt"]) == (1, 3)


@EVERY
def test_a_lost_answer_is_no_second_order(people: System, trouble: Trouble, model: str) -> None:
    """M3, invariant 6: found where the provider writes to our bucket, refunded after the grace elsewhere; ordered once."""
    ada = rich(people)
    job_id = wished(people, ada, marked(accept_then_drop=True), model=model)
    ended = over(people, job_id, step_s=5)
    if ended["state"] == "failed":
        assert model in (OMNI, SERVER)  # their results lie with them alone, under a name that we never heard
        refunded(people, ada, job_id, "unconfirmed")
    assert len(trouble.accepted(job_id)) == 1


@EVERY
def test_a_broken_file_is_no_video(people: System, trouble: Trouble, model: str) -> None:
    """V8: what cannot be played is not the user's, and not paid for."""
    ada = rich(people)
    job_id = wished(people, ada, marked(media="truncated"), model=model)
    reaches(people, job_id, "storing", "failed")
    fetched = model in (OMNI, SERVER)  # what is fetched may come whole the next time, for a day
    outcome = over(people, job_id, step_s=6 * 3600 if fetched else 2)["outcome"]
    assert outcome == "download_failed" or (fetched and outcome == "storage_failed")
    refunded(people, ada, job_id, outcome)
    assert len(trouble.accepted(job_id)) == 1


@STOPPABLE
def test_what_a_provider_can_stop_is_cancelled_and_refunded(people: System, trouble: Trouble, model: str) -> None:
    """V10, C8: asked for while it is being made, confirmed by the provider, refunded once."""
    ada = rich(people)
    job_id = wished(people, ada, marked(render_seconds=600), model=model)
    reaches(people, job_id, "processing", step_s=0)
    answer = people.call("POST", f"/videos/{job_id}/cancel", ada)
    assert (answer.status_code, answer.json()["state"], answer.json()["charged"]) == (200, "cancelled", False), answer.text
    assert people.call("POST", f"/videos/{job_id}/cancel", ada).status_code == 200
    assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 200
    assert len(trouble.accepted(job_id)) == 1


@pytest.mark.parametrize(("task", "seconds"), [("extend", 8), ("edit", 4)])
def test_a_finished_video_is_gone_on_from(people: System, trouble: Trouble, task: str, seconds: int) -> None:
    """V10: extended, it is longer by what was asked and paid for; edited, it keeps its length."""
    ada = rich(people)
    source = wished(people, ada, "A quiet harbour.", model=OMNI)
    assert over(people, source)["state"] == "completed"
    answer = gone_on(people, ada, source, task)
    assert answer.status_code == 202, answer.text
    made = answer.json()["video"]
    assert (made["task"], made["source"], made["seconds"], made["credits"]) == (task, source, 4, 8)
    done = over(people, made["id"])
    assert done["state"] == "completed", ops(people, made["id"])
    assert round(done["video"]["seconds"]) == seconds
    assert len(trouble.accepted(made["id"])) == 1


def test_going_on_is_refused_where_it_cannot_be(people: System) -> None:
    """V10: another model's video, another length for an edit, a model that cannot; nothing is charged for a refusal."""
    ada = rich(people)
    source = wished(people, ada, "A quiet harbour.", model=OMNI)
    assert over(people, source)["state"] == "completed"
    refusals = [
        gone_on(people, ada, source, "extend", model="gemini-api/gemini-omni-1.1-flash"),
        gone_on(people, ada, source, "edit", seconds=6),
        gone_on(people, ada, source, "extend", model=VEO),
        gone_on(people, ada, "0" * 24, "extend"),
    ]
    assert [(each.status_code, each.json()["error"]) for each in refusals] == [
        (409, "CANNOT_CONTINUE"),
        (409, "CANNOT_CONTINUE"),
        (422, "NOT_OFFERED"),
        (404, "NOT_FOUND"),
    ]
    assert len(people.documents("video_jobs", "user_id", ada.uid)) == 1


@pytest.mark.parametrize("model", [OMNI, SERVER])
def test_a_webhook_ends_a_job_that_nobody_asks_about(people: System, trouble: Trouble, model: str) -> None:
    """W1: simulator, hooks function, a look, the file; between the early looks and the one at the model's usual time."""
    ada = rich(people)
    job_id = wished(people, ada, marked(render_seconds=25), model=model)
    reaches(people, job_id, "processing", step_s=0)
    expected_at = job(people, job_id)["expected_at"]
    for look, seconds in ((1, 6), (2, 15)):
        people.clock.move(seconds)
        eventually(lambda wanted=f"{job_id}-1-0-{look}": looks(trouble, job_id) == [wanted])
    people.clock.move(5)
    done = reaches(people, job_id, "completed", "failed", step_s=0)
    assert (done["state"], done["ended_at"] < expected_at) == ("completed", True), json.dumps(ops(people, job_id), default=str)
