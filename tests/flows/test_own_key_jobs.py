"""Videos on users' own provider keys: admitted with one, served by it until they end, and it is found nowhere."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.people import Person
from local.stack import snapshot
from shared.platform.firestore.documents import OUR_MARKS
from standins.testing import eventually
from tests.faults.trouble import Trouble, marked, ops, over, reaches
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich
from tests.flows.test_dead_letters import as_task

OMNI, SERVER, VEO = "gemini-api/gemini-omni-1.2-flash", "openai-videos/sim-video-1", "vertex/veo-3.1-fast-generate-001"
_STORED = ("updated_at", "updated_by", "commit_token", "schema_version")  # beside what may be set
EVERY = (OMNI, SERVER)


def a_key(begin: str = "Zq") -> str:
    return f"{begin}{secrets.token_hex(20)}"


def owner(people: System, model: str, secret: str) -> Person:
    ada, provider = rich(people), model.partition("/")[0]
    made = people.call("POST", "/account/keys", ada, json={"provider": provider, "key": secret})
    assert made.status_code == 201, made.text
    return ada


def submit(people: System, person: Person, model: str, prompt: str = "A quiet harbour.", **changes: Any) -> Any:
    wish = {**WISH, "model": model, "prompt": prompt, "own_key": True, **changes}
    return people.call("POST", "/videos", person, json=wish, headers=key())


def records(people: System, person: Person) -> list[dict[str, Any]]:
    return people.documents("provider_keys", "user_id", person.uid)


def served(people: System, person: Person) -> list[list[str]]:
    return [record["serves"] for record in records(people, person)]


def test_a_job_on_an_own_key_costs_the_fee_and_is_asked_for_with_it(people: System) -> None:
    """K2: no credits but the fee, no cost of ours, and every request of it bears the user's key."""
    wanted = list[tuple[str, Person, dict[str, Any]]]()
    for model in EVERY:
        secret = a_key()
        ada = owner(people, model, secret)
        wish = {**WISH, "model": model, "own_key": True}
        quoted = people.call("POST", "/videos/quote", ada, json=wish).json()
        made = submit(people, ada, model).json()["video"]
        assert (quoted["credits"], made["credits"], made["billing"], made["charged"]) == (0, 0, "own_key", False)
        wanted.append((secret, ada, made))
    for secret, ada, made in wanted:
        assert over(people, made["id"])["state"] == "completed", ops(people, made["id"])
        assert ops(people, made["id"])["usd"] == 0
        trouble = Trouble(people)
        assert {entry["key"] for entry in trouble.asked(made["id"])} == {secret[-4:]}
        assert len(trouble.accepted(made["id"])) == 1
        assert served(people, ada) == [[]]
        assert records(people, ada)[0]["last_used_at"] is not None


def test_without_a_key_that_serves_nothing_is_admitted(people: System) -> None:
    """K2: none stored, switched off, or of a provider that takes none from users."""
    ada = rich(people)
    missing, impossible = submit(people, ada, OMNI), submit(people, ada, VEO)
    assert (missing.status_code, missing.json()["error"]) == (409, "OWN_KEY_MISSING")
    assert (impossible.status_code, impossible.json()["error"]) == (422, "OWN_KEY_NOT_POSSIBLE")
    eve = owner(people, OMNI, a_key())
    assert people.call("POST", "/account/keys/gemini-api/deactivate", eve).status_code == 200
    assert submit(people, eve, OMNI).json()["error"] == "OWN_KEY_INACTIVE"
    for person in (ada, eve):
        assert people.documents("video_jobs", "user_id", person.uid) == []


def test_a_deleted_key_serves_its_live_job_and_is_then_destroyed(people: System) -> None:
    """K1, K2, O2: also when no memory holds it any more; its last job's end destroys it.

    A look that was left over does nothing then, and wakes nobody for a key that is gone with its job.
    """
    deleted = list[tuple[str, Person, str, dict[str, Any]]]()
    for model in EVERY:
        ada = owner(people, model, a_key())
        made = submit(people, ada, model, marked(render_seconds=200)).json()["video"]
        reaches(people, made["id"], "processing", step_s=0)
        (record,) = records(people, ada)
        answer = people.call("DELETE", f"/account/keys/{model.partition('/')[0]}", ada)
        assert answer.json() == {"deleted": True, "serving_jobs": 1}
        assert served(people, ada) == [[made["id"]]]
        deleted.append((model, ada, made["id"], record))
    people.clock.move(90)  # longer than a key is remembered
    for model, ada, job_id, record in deleted:
        assert over(people, job_id, step_s=5)["state"] == "completed", ops(people, job_id)
        assert records(people, ada) == []
        assert submit(people, ada, model).json()["error"] == "OWN_KEY_MISSING"
        look = left_over(people, ada, model, job_id, record["version"])
        task = as_task(people, "video-tasks", 0, "check")
        assert people.call("POST", "/video-tasks/check", json=look, headers=task).status_code == 204


def left_over(people: System, person: Person, model: str, job_id: str, key_version: str) -> dict[str, Any]:
    """A look at this job, as its task has it."""
    kept, (surface, _, name) = ops(people, job_id)["attempts"]["a1"], model.partition("/")
    operation = {
        "name": kept["operation"],
        "model": name,
        "surface": surface,
        "started_at": kept["started_at"].isoformat(),
        "output_prefix": "gs://b/",
        "key_version": key_version,
    }
    return {"job_id": job_id, "user_id": person.uid, "attempt": 1, "epoch": 0, "number": 3, "operation": operation}


def test_a_cancelled_job_lets_its_key_go(people: System) -> None:
    """K1, V10: stopped at the provider with the same key that ordered it."""
    for model in EVERY:
        ada = owner(people, model, a_key())
        made = submit(people, ada, model, marked(render_seconds=600)).json()["video"]
        reaches(people, made["id"], "processing", step_s=0)
        answer = people.call("POST", f"/videos/{made['id']}/cancel", ada)
        assert (answer.status_code, answer.json()["state"]) == (200, "cancelled"), answer.text
        assert served(people, ada) == [[]]


def test_a_key_that_the_provider_refuses_is_marked_and_serves_no_more(people: System) -> None:
    """K2, M4: the job ends as INVALID_API_KEY, the key is invalid from then on."""
    ada = owner(people, OMNI, a_key("invalid-"))
    made = submit(people, ada, OMNI).json()["video"]
    failed = over(people, made["id"])
    assert (failed["state"], failed["error"]["code"]) == ("failed", "INVALID_API_KEY")
    eventually(lambda: records(people, ada)[0]["valid"] is False)
    assert submit(people, ada, OMNI).json()["error"] == "OWN_KEY_INVALID"


def test_a_model_that_one_key_cannot_reach_stays_in_the_offer(people: System) -> None:
    """M4: what a provider says to a user's key says nothing about ours."""
    ada = owner(people, OMNI, a_key())
    made = submit(people, ada, OMNI, marked(retired=True)).json()["video"]
    assert over(people, made["id"])["outcome"] == "model_retired"
    assert OMNI not in (people.document("system_configs/models") or {}).get("rows", {})


def test_a_retry_is_on_the_same_terms(people: System) -> None:
    """V10, K2: the same wish once more is paid for in the same way."""
    ada = owner(people, OMNI, a_key())
    made = submit(people, ada, OMNI, marked(block="violence")).json()["video"]
    over(people, made["id"])
    again = people.call("POST", f"/videos/{made['id']}/retry", ada, headers=key())
    assert again.status_code == 202, again.text
    assert (again.json()["video"]["billing"], again.json()["video"]["credits"]) == ("own_key", 0)
    over(people, again.json()["video"]["id"])


def test_the_key_is_in_nothing_that_a_run_leaves_behind(people: System) -> None:
    """K1: not in documents, tasks, logs, the journal or any other file of the stack."""
    secrets_of = {model: a_key() for model in EVERY}
    owners = {model: owner(people, model, secret) for model, secret in secrets_of.items()}
    jobs = [
        submit(people, ada, model, prompt).json()["video"]["id"]
        for model, ada in owners.items()
        for prompt in ("A harbour.", marked(status=400))
    ]
    assert [over(people, each)["state"] for each in jobs] == ["completed", "failed"] * len(EVERY)
    folder = Path(people.environment["CLOCK_FILE"]).parent
    snapshot.save(people.environment["FIRESTORE_EMULATOR_HOST"], people.project, folder / "firestore")
    forms = [form for secret in secrets_of.values() for form in (secret.encode(), base64.b64encode(secret.encode()))]
    left = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert any(jobs[0].encode() in content for content in left.values())  # it is this run that is looked through
    assert [path for path, content in left.items() if any(form in content for form in forms)] == []
    seen = json.dumps([[ops(people, each) for each in jobs], [records(people, ada) for ada in owners.values()]], default=str)
    assert not any(secret in seen for secret in secrets_of.values())


@pytest.fixture
def fee(people: System) -> Iterator[int]:
    before = people.document("system_configs/credits") or {}
    values = {name: value for name, value in before.items() if name not in (*OUR_MARKS, "version", "updated_at", "updated_by")}
    assert people.configure("credits", **{**values, "own_key_fee": 3}).status_code == 200
    people.clock.move(61)
    yield 3
    assert people.configure("credits", **{**values, "own_key_fee": 0}).status_code == 200
    people.clock.move(61)


def test_a_fee_is_charged_and_comes_back_like_any_price(people: System, fee: int) -> None:
    """K2, C8: in credits, once; refunded once when there is no video."""
    ada = owner(people, OMNI, a_key())
    good, bad = (submit(people, ada, OMNI, prompt).json()["video"] for prompt in ("A harbour.", marked(block="violence")))
    assert (good["credits"], good["charged"], bad["credits"]) == (fee, True, fee)
    assert over(people, good["id"])["state"] == "completed"
    assert over(people, bad["id"])["charged"] is False
    assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 200 - fee


def test_a_fee_holds_from_the_moment_it_is_set(people: System) -> None:
    """K2, X1: it is read in the commit that charges it, and in the quote: no instance charges an old one for a minute."""
    ada = owner(people, OMNI, a_key())
    before = people.document("system_configs/credits") or {}
    values = {name: value for name, value in before.items() if name not in (*OUR_MARKS, "version", "updated_at", "updated_by")}
    charged: list[int] = []
    try:
        for fee in (2, 5, 1):
            assert people.configure("credits", **{**values, "own_key_fee": fee}).status_code == 200
            video = submit(people, ada, OMNI, "A harbour.").json()["video"]
            charged.append(video["credits"])
            over(people, video["id"])
    finally:
        assert people.configure("credits", **{**values, "own_key_fee": 0}).status_code == 200
        people.clock.move(61)
    assert charged == [2, 5, 1]
