"""A deployment without keys of ours, beside one that has them: a functions process of its own over the same data."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local.people import Person
from tests.faults.second_functions import second_functions
from tests.faults.trouble import marked, over, reaches
from tests.fixtures.storyboards import BOARD, shoot
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich, submit

OMNI, SERVER, VEO = "gemini-api/gemini-omni-1.2-flash", "openai-videos/sim-video-1", "vertex/veo-3.1-lite-generate-001"
NEEDED = (422, "OWN_KEY_NEEDED")


@pytest.fixture(scope="module")
def keyless(system: System) -> Iterator[System]:
    with second_functions(system, RUSHES_OUR_SURFACES="", GOOGLE_GEMINI_BASE_URL="") as beside:
        yield beside


def told(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


def test_what_we_have_no_key_for_is_refused_to_all_who_bring_none_whatever_asks_for_it(people: System, keyless: System) -> None:
    """M1, C6: one, a batch, a storyboard and a default; nothing is written or charged, and everything else is served."""
    ada = rich(people)
    wish: dict[str, Any] = {**WISH, "model": OMNI}
    shown = {row["id"]: row["availability"] for row in keyless.call("GET", "/catalog/models").json()["models"]}
    assert (shown[OMNI], shown[SERVER], shown[VEO]) == ("own_key", "own_key", "available")
    assert told(keyless.call("POST", "/videos/quote", ada, json=wish)) == NEEDED
    refused = keyless.call("POST", "/videos", ada, json=wish, headers={**key(), "Accept-Language": "de"})
    assert told(refused) == NEEDED
    assert refused.json()["message"] == f"{OMNI} gibt es hier nur mit einem eigenen Schlüssel für gemini-api."
    for quoted in ({}, {"quote": True}):
        batch = keyless.call("POST", "/videos/batch", ada, json=[WISH, wish], headers=key(), params=quoted)
        (row,) = batch.json()["details"]["rows"]
        assert (batch.status_code, row["row"], row["field"], row["code"]) == (422, 2, "model", "OWN_KEY_NEEDED")
    board = keyless.call("POST", "/storyboards", ada, json={**BOARD, "model": OMNI}).json()
    shot = shoot(keyless, ada, board["id"])
    assert (told(shot), shot.json()["details"]["scene_id"]) == (NEEDED, "first")
    assert told(keyless.call("POST", f"/storyboards/{board['id']}/quote", ada, json={"scenes": "all"})) == NEEDED
    default = keyless.configure("models", default=OMNI)
    (field,) = default.json()["details"]["fields"]
    assert (default.status_code, field["field"], field["code"]) == (400, "default", "own_key")
    assert people.documents("video_jobs", "user_id", ada.uid) == []
    assert people.call("GET", "/account", ada).json()["balance"] == 200


def test_who_brings_a_key_is_admitted_where_we_have_none(people: System, keyless: System) -> None:
    """K2: for the fee, on their key; without one stored that is said instead."""
    ada = rich(people)
    wish: dict[str, Any] = {**WISH, "model": SERVER, "own_key": True}
    assert told(keyless.call("POST", "/videos", ada, json=wish, headers=key())) == (409, "OWN_KEY_MISSING")
    stored = {"provider": "openai-videos", "key": f"Zq{secrets.token_hex(20)}"}
    assert people.call("POST", "/account/keys", ada, json=stored).status_code == 201
    assert keyless.call("POST", "/videos/quote", ada, json=wish).json()["credits"] == 0
    made = keyless.call("POST", "/videos", ada, json=wish, headers=key())
    first = made.json()["video"]["id"]
    assert over(people, first)["state"] == "completed"
    again = keyless.call("POST", f"/videos/{first}/retry", ada, headers=key())
    assert [(each.status_code, each.json()["video"]["billing"]) for each in (made, again)] == [(202, "own_key")] * 2
    assert over(people, again.json()["video"]["id"])["state"] == "completed"


def test_who_waits_when_our_key_is_taken_away_ends_with_a_refund(people: System, keyless: System) -> None:
    """C2, M1: admitted and charged before; nothing is sent without a key, and trying again is refused before the charge."""
    ada: Person = rich(people)
    limits = {"active_jobs": 1, "reason": "for a test"}
    assert people.call("PUT", f"/admin/users/{ada.uid}/overrides", people.admin, json=limits).status_code == 200
    first = submit(people, ada, model=SERVER, prompt=marked(render_seconds=600)).json()["video"]
    reaches(people, first["id"], "processing", step_s=0)
    waits = submit(people, ada, model=OMNI, queue=True).json()["video"]
    assert (waits["state"], waits["charged"]) == ("waiting", True)
    assert keyless.call("POST", f"/videos/{first['id']}/cancel", ada).status_code == 200
    assert over(people, waits["id"])["state"] == "failed"
    ended = people.call("GET", f"/videos/{waits['id']}", ada).json()
    assert (ended["state"], ended["charged"]) == ("failed", False)
    assert people.call("GET", "/account", ada).json()["balance"] == 200
    assert told(keyless.call("POST", f"/videos/{waits['id']}/retry", ada, headers=key())) == NEEDED
