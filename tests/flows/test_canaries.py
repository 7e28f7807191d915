"""Canaries: tiny jobs on the house, by which models leave the offer and come back to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from shared.house.model import HOUSE
from standins.testing import eventually
from tests.fixtures.invariants import check_kept, check_money
from tests.fixtures.system import System
from tests.fixtures.videos import rich, submit

MODEL = "vertex/veo-3.1-lite-generate-001"
WHY = {"reason": "a look at the canaries"}
PATH = f"canaries/{MODEL.replace('/', '~')}"


@pytest.fixture
def canary(people: System) -> Iterator[System]:
    """Canaries of one model are on; afterwards they are off, and the model is in the offer."""
    assert people.configure("canary", enabled=True, interval_minutes=5, models=[MODEL], writer=False).status_code == 200
    yield people
    people.configure("canary")
    suspend(people, suspended=False)
    check_money(people, HOUSE)
    check_kept(people, HOUSE)


def suspend(system: System, *, suspended: bool) -> None:
    body = {"reason": "for a test", "suspended": suspended}
    assert system.call("PUT", f"/admin/models/{MODEL}/suspension", system.admin, json=body).status_code == 200


def shown(system: System) -> dict[str, Any]:
    told = system.call("GET", "/admin/canaries", system.admin, params=WHY).raise_for_status().json()
    return next((each for each in told["canaries"] if each["model"] == MODEL), {})


def suspended(system: System) -> str | None:
    rows = system.call("GET", "/admin/models", system.admin, params=WHY).json()["models"]
    found = next(row for row in rows if row["id"] == MODEL)["suspended"]
    return found and found["reason"]


def tries(system: System) -> int:
    return (system.document(PATH) or {}).get("tries", 0)


def over(system: System, number: int) -> dict[str, Any]:
    """The canary after so many tries; time is moved while it is at it."""

    def look() -> dict[str, Any] | None:
        row = system.document(PATH) or {}
        if row.get("tries", 0) >= number and row.get("begun_at") is None:
            return row
        system.hurry(60)  # and with each minute it is swept
        return None

    return eventually(look, lambda: system.document(PATH))


def sweep(system: System) -> None:
    email = f"rushes-scheduler@{system.project}.iam.gserviceaccount.com"
    token = system.identity.oidc_token(email, f"{system.url}/sweep", system.clock.now())
    assert system.call("POST", "/sweep", headers={"Authorization": f"Bearer {token}"}).status_code == 200


def fault(system: System, do: dict[str, Any]) -> str:
    rule = {"match": {"model": MODEL.partition("/")[2]}, "do": do, "times": 1}
    return system.http.post(f"{faults(system)}", json=rule).raise_for_status().json()["id"]


def faults(system: System) -> str:
    return f"{system.environment['GOOGLE_VERTEX_BASE_URL']}/_local/faults"


def test_a_model_that_fails_twice_leaves_the_offer_and_comes_back_when_it_passes(canary: System) -> None:
    """M6: on the house, with charges of 0 in a slot of the house; told once; what was made for it is gone again."""
    first = over(canary, tries(canary) + 1)
    assert (first["passed"], first["failures"], suspended(canary)) == (True, 0, None)
    jobs = canary.documents("video_jobs", "user_id", HOUSE)
    assert {(job["payer_id"], job["credits"], job["charged"]) for job in jobs} == {(HOUSE, 0, False)}
    assert eventually(lambda: all(job["purged_at"] for job in canary.documents("video_jobs", "user_id", HOUSE)))
    charges = canary.documents("credit_transactions", "user_id", HOUSE)
    assert {(entry["type"], entry["amount"]) for entry in charges} == {("charge", 0)}

    for number in (1, 2):
        name = fault(canary, {"fail": {"message": "An internal error has occurred."}})
        last = over(canary, tries(canary) + 1)
        canary.http.delete(f"{faults(canary)}/{name}")
        assert (last["passed"], last["failures"]) == (False, number), last
    assert suspended(canary) == "canary"
    refused = submit(canary, rich(canary), model=MODEL)
    assert (refused.status_code, refused.json()["error"]) == (422, "MODEL_SUSPENDED")
    assert "reliably" in refused.json()["message"]

    assert over(canary, tries(canary) + 1)["passed"] is True
    assert suspended(canary) is None
    assert shown(canary)["failures"] == 0


def test_what_an_operator_took_out_stays_out(canary: System) -> None:
    """M6: it is not even tried."""
    suspend(canary, suspended=True)
    before = tries(canary)
    canary.hurry(3600)
    sweep(canary)
    assert (tries(canary), suspended(canary)) == (before, "operator")


def test_one_that_is_under_way_is_seen_through_when_canaries_are_switched_off(canary: System) -> None:
    """M6: it is judged, and nothing that was made for it stays; no other one is begun."""
    before = tries(canary)

    def begun() -> bool:
        canary.hurry(60)
        return (canary.document(PATH) or {}).get("job_id") is not None

    eventually(begun, lambda: canary.document(PATH))
    assert canary.configure("canary").status_code == 200
    canary.clock.move(61)
    assert over(canary, before + 1)["passed"] is True
    canary.hurry(3600)
    sweep(canary)
    assert tries(canary) == before + 1
    assert eventually(lambda: all(job["purged_at"] for job in canary.documents("video_jobs", "user_id", HOUSE)))


def test_the_prompt_writer_gives_way_where_an_operator_allowed_it(people: System) -> None:
    """M6, P1: not found once; its replacement writes until it passes again."""
    model, instead = "gemini-3.5-flash-lite", "gemini-3.8-flash"
    on = {"enabled": True, "interval_minutes": 5, "models": [MODEL], "writer_replacement": instead, "switch_writer": True}

    def writer() -> str | None:
        return (people.document("system_configs/models") or {}).get("writer")

    def tried(passed: bool) -> bool:
        people.hurry(60)
        return (people.document("canaries/writer") or {}).get("passed") is passed

    rule = {"match": {"call": "write", "model": model}, "do": {"retired": True}}
    name = people.http.post(faults(people), json=rule).raise_for_status().json()["id"]
    try:
        assert people.configure("canary", **{**on, "writer_replacement": "gemini-0"}).status_code == 400
        assert people.configure("canary", **on).status_code == 200
        assert eventually(lambda: tried(False) and writer() == instead, writer)
        people.http.delete(f"{faults(people)}/{name}")
        assert eventually(lambda: tried(True) and writer() is None, lambda: people.document("canaries/writer"))
    finally:
        people.http.delete(f"{faults(people)}/{name}")
        people.configure("canary")
        suspend(people, suspended=False)
