"""The life of a video job, once for each provider, with the same expectations."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from local.people import Person
from standins.testing import eventually
from tests.faults.trouble import Trouble, job, marked, ops, over, reaches, refunded, wished, word
from tests.fixtures.system import System
from tests.fixtures.texts import image_of, written
from tests.fixtures.videos import WISH, key, rich

VEO = "vertex/veo-3.1-fast-generate-001"
OMNI, OMNI_ON_VERTEX = "gemini-api/gemini-omni-1.2-flash", "vertex-global/gemini-omni-1.1-flash-preview"
SERVER = "openai-videos/sim-video-1"
STOPPABLE = (OMNI, OMNI_ON_VERTEX, SERVER)
EVERY = (VEO, *STOPPABLE)


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


def each_wished(people: System, prompt: str, models: Sequence[str] = EVERY) -> list[tuple[str, Person, str]]:
    """Of each of these models a job that somebody of its own has wished for; all of them are under way together."""
    return [(model, (ada := rich(people)), wished(people, ada, prompt, model=model)) for model in models]


def test_a_wish_becomes_a_checked_file(people: System, trouble: Trouble) -> None:
    """V6, C2: charged once, ordered once, brought home, measured, and playable without any key."""
    for _, ada, job_id in each_wished(people, "A quiet harbour."):
        done = over(people, job_id)
        assert (done["state"], done["charged"]) == ("completed", True), ops(people, job_id)
        facts = done["video"]
        assert (facts["width"], facts["height"], round(facts["seconds"])) == (1280, 720, 4)
        content = people.http.get(links(people, ada, job_id)["playback"]).raise_for_status().content
        assert len(content) == facts["bytes"]
        assert len(trouble.accepted(job_id)) == 1


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ({"block": "violence"}, "safety_filtered"),
        ({"fail": {"code": 13, "message": "An internal error has occurred."}}, "provider_error"),
        ({"status": 400}, "rejected"),
    ],
    ids=["filtered", "failed", "refused"],
)
def test_a_no_is_never_a_success_and_never_costs(people: System, trouble: Trouble, fault: dict[str, Any], outcome: str) -> None:
    """V13, C8: whatever words a provider has for it."""
    for _, ada, job_id in each_wished(people, marked(**fault)):
        over(people, job_id)
        refunded(people, ada, job_id, outcome)
        assert len(trouble.accepted(job_id)) <= 1


def test_a_block_that_is_known_at_once_is_told_at_once(people: System, trouble: Trouble) -> None:
    """V6: by the look at five seconds, or by the provider's news before it; nobody waits for the model's usual time."""
    blocked = each_wished(people, marked(block="violence", render_seconds=4))
    started_at = {}
    for _, _, job_id in blocked:
        reaches(people, job_id, "processing", "failed", step_s=0)
        started_at[job_id] = ops(people, job_id)["attempts"]["a1"]["started_at"]
    people.clock.move(5)
    for _, ada, job_id in blocked:
        ended_at = over(people, job_id, step_s=0)["ended_at"]
        refunded(people, ada, job_id, "safety_filtered")
        assert (ended_at - started_at[job_id]).total_seconds() < 20  # a look later
        assert len(trouble.accepted(job_id)) == 1


def test_without_capacity_a_job_waits(people: System, trouble: Trouble) -> None:
    """M7: 429 is waited out; of all tries one is accepted."""
    waiting = list[str]()
    for model in EVERY:
        name = word()
        trouble.next_creates(name, times=2, status=429, retry_after=7)
        waiting.append(wished(people, rich(people), f"A quiet harbour, {name}.", model=model))
    for job_id in waiting:
        assert over(people, job_id)["state"] == "completed"
        assert (len(trouble.accepted(job_id)), job(people, job_id)["attempt"]) == (1, 3)


def test_a_lost_answer_is_no_second_order(people: System, trouble: Trouble) -> None:
    """M3, invariant 6: found where the provider writes to our bucket, refunded after the grace elsewhere; ordered once."""
    for model, ada, job_id in each_wished(people, marked(accept_then_drop=True)):
        ended = over(people, job_id, step_s=5)
        if ended["state"] == "failed":
            assert model in (OMNI, SERVER)  # their results lie with them alone, under a name that we never heard
            refunded(people, ada, job_id, "unconfirmed")
        assert len(trouble.accepted(job_id)) == 1


def test_a_broken_file_is_no_video(people: System, trouble: Trouble) -> None:
    """V8: what cannot be played is not the user's, and not paid for."""
    broken = each_wished(people, marked(media="truncated"))
    for _, _, job_id in broken:
        reaches(people, job_id, "storing", "failed")
    for model, ada, job_id in sorted(broken, key=lambda each: each[0] in (OMNI, SERVER)):
        fetched = model in (OMNI, SERVER)  # what is fetched may come whole the next time, for a day
        outcome = over(people, job_id, step_s=6 * 3600 if fetched else 2)["outcome"]
        assert outcome == "download_failed" or (fetched and outcome == "storage_failed")
        refunded(people, ada, job_id, outcome)
        assert len(trouble.accepted(job_id)) == 1


def test_what_a_provider_can_stop_is_cancelled_and_refunded(people: System, trouble: Trouble) -> None:
    """V10, C8: asked for while it is being made, confirmed by the provider, refunded once."""
    for _, ada, job_id in each_wished(people, marked(render_seconds=600), STOPPABLE):
        reaches(people, job_id, "processing", step_s=0)
        answer = people.call("POST", f"/videos/{job_id}/cancel", ada)
        assert (answer.status_code, answer.json()["state"], answer.json()["charged"]) == (200, "cancelled", False), answer.text
        assert people.call("POST", f"/videos/{job_id}/cancel", ada).status_code == 200
        assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 200
        assert len(trouble.accepted(job_id)) == 1


def test_a_finished_video_is_gone_on_from(people: System, trouble: Trouble) -> None:
    """V10: extended, it is longer by what was asked and paid for; edited, it keeps its length.

    Refused is another model's video, another length for an edit, and a model that cannot; nothing is charged for a refusal.
    """
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
    asked = {task: gone_on(people, ada, source, task) for task in ("extend", "edit")}
    for task, seconds in (("extend", 8), ("edit", 4)):
        assert asked[task].status_code == 202, asked[task].text
        made = asked[task].json()["video"]
        assert (made["task"], made["source"], made["seconds"], made["credits"]) == (task, source, 4, 8)
        done = over(people, made["id"])
        assert done["state"] == "completed", ops(people, made["id"])
        assert round(done["video"]["seconds"]) == seconds
        assert len(trouble.accepted(made["id"])) == 1


def test_rows_of_a_batch_go_on_from_a_finished_video_too(people: System, trouble: Trouble) -> None:
    """V10, V12: with the words of a prompt or their own; each row that cannot is told by its column, and nothing is charged."""
    ada = rich(people)
    source = wished(people, ada, "A quiet harbour.", model=OMNI)
    prompt = written(people, ada, image_of(people, ada), seconds=4)
    assert over(people, source)["state"] == "completed"
    extended = {"prompt_id": prompt["id"], "model": OMNI, "task": "extend", "source": source}
    edited = {"prompt": "By night.", "model": OMNI, "task": "edit", "source": source}
    rows = [
        *(extended, {**extended, "model": "gemini-api/gemini-omni-1.1-flash"}, {**edited, "seconds": 6}),
        *({**edited, "source": "0" * 24}, {**extended, "prompt_id": "0" * 24}),
    ]
    refused = people.call("POST", "/videos/batch", ada, json=rows, headers=key()).json()
    assert [(row["row"], row["field"], row["code"]) for row in refused["details"]["rows"]] == [
        *((2, "source", "CANNOT_CONTINUE"), (3, "source", "CANNOT_CONTINUE")),
        *((4, "source", "NOT_FOUND"), (5, "prompt_id", "NOT_FOUND")),
    ]
    made = people.call("POST", "/videos/batch", ada, json=[extended, edited], headers=key()).json()["batch"]["videos"]
    for video, prompt_text, seconds in zip(made, (prompt["prompt_text"], "By night."), (8, 4), strict=True):
        done = over(people, video["id"])
        assert (done["state"], done["prompt"], round(done["video"]["seconds"])) == ("completed", prompt_text, seconds)
        assert len(trouble.accepted(video["id"])) == 1


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
