"""Keys by which programs act for their users: made, used, capped, ended."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from local.people import Person
from tests.faults.second_functions import second_functions
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, ended, key, rich
from tests.flows.test_ended_sessions import visits

PRICE = 40  # of WISH
GEMINI = "gemini-api/gemini-omni-1.2-flash"


def made(people: System, owner: Person, **wish: Any) -> httpx.Response:
    return people.call("POST", "/account/agent-keys", owner, json={"name": "Nightly batch", **wish})


def agent(people: System, owner: Person, **wish: Any) -> Person:
    """A program of theirs."""
    answer = made(people, owner, **wish)
    assert answer.status_code == 201, answer.text
    return Person(owner.uid, answer.json()["token"])


def listed(people: System, owner: Person) -> list[dict[str, Any]]:
    answer = people.call("GET", "/account/agent-keys", owner)
    assert answer.status_code == 200, answer.text
    return answer.json()["agent_keys"]


def ordered(people: System, who: Person, **wish: Any) -> httpx.Response:
    return people.call("POST", "/videos", who, json={**WISH, **wish}, headers=key())


def refused(answer: httpx.Response) -> tuple[int, str, dict[str, Any]]:
    return answer.status_code, answer.json()["error"], answer.json()["details"]


def test_a_key_is_told_once_and_kept_as_a_hash(people: System) -> None:
    """E3: no list, no document and no client ever sees it again; it acts as its user."""
    ada, bob = rich(people), people.person()
    answer = made(people, ada, scopes=["read"], daily_cap=7, expires_in_days=3).json()
    told, token = answer["agent_key"], answer["token"]
    assert {name: told[name] for name in ("name", "scopes", "daily_cap", "spent_today", "last_used_at")} == {
        "name": "Nightly batch",
        "scopes": ["read"],
        "daily_cap": 7,
        "spent_today": 0,
        "last_used_at": None,
    }
    assert token.startswith(f"{told['prefix']}_")
    assert listed(people, ada) == [told]
    assert listed(people, bob) == []
    kept = str(people.document(f"agent_keys/{told['id']}"))
    assert token[-44:-12] not in kept
    assert people.call("GET", "/account", Person(ada.uid, token)).json()["user_id"] == ada.uid
    assert listed(people, ada)[0]["last_used_at"] is not None
    for person in (ada, bob, Person("", token), None):
        assert people.read_as(person, f"agent_keys/{told['id']}") in (400, 401, 403)


def test_only_who_has_just_signed_in_gets_one(people: System) -> None:
    """E3: a token that lies about for an hour is not enough for what lives for months."""
    ada = people.person()
    people.clock.move(16 * 60)
    assert refused(made(people, ada)) == (403, "RECENT_SIGN_IN_REQUIRED", {"most_minutes": 15})
    answer = people.call("POST", "/account/agent-keys", ada, json={"name": "x"}, headers={"Accept-Language": "de"})
    assert answer.json()["message"] == "Deine Anmeldung ist mehr als 15 Minuten her."
    again = people.desk.sign_in(ada.email, ada.password)
    assert made(people, again).status_code == 201


@pytest.mark.parametrize(
    "wish",
    [
        {"name": " "},
        {"name": "x" * 101},
        {"scopes": []},
        {"scopes": ["admin"]},
        {"daily_cap": -1},
        {"expires_in_days": 0},
        {"expires_in_days": 366},
        {"user_id": "somebody"},
    ],
    ids=str,
)
def test_what_no_key_can_be_is_refused(people: System, somebody: Person, wish: dict[str, Any]) -> None:
    """E3: by its form."""
    assert made(people, people.desk.sign_in(somebody.email, somebody.password), **wish).status_code == 400


def test_a_key_without_wishes_is_as_operators_have_set_it(people: System) -> None:
    """E3: every scope, a cap, an end; longer than operators allow is refused."""
    ada = people.person()
    told = made(people, ada).json()["agent_key"]
    assert (told["scopes"], told["daily_cap"]) == (["read", "write", "spend"], 100)
    assert told["expires_at"][:10] == (people.clock.now() + timedelta(days=90)).date().isoformat()
    assert refused(made(people, ada, expires_in_days=91)) == (400, "AGENT_KEY_TOO_LONG", {"limit": 90})


def test_nobody_has_more_keys_than_they_may(people: System) -> None:
    """E3, C7: also when they are asked for at once; one that ended makes room."""
    ada = people.person()
    people.call("PUT", f"/admin/users/{ada.uid}/overrides", people.admin, json={"agent_keys": 2, "reason": "a test"})
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(lambda _: made(people, ada, expires_in_days=1), range(4)))
    assert sorted(each.status_code for each in answers) == [201, 201, 409, 409]
    assert refused(next(each for each in answers if each.status_code == 409)) == (409, "TOO_MANY_AGENT_KEYS", {"limit": 2})
    assert people.call("DELETE", f"/account/agent-keys/{listed(people, ada)[0]['id']}", ada).status_code == 204
    assert made(people, ada, expires_in_days=1).status_code == 201
    people.clock.move(86_401)
    ada = people.desk.sign_in(ada.email, ada.password)
    assert listed(people, ada) == []
    assert made(people, ada).status_code == 201


def test_what_is_no_key_opens_nothing(people: System) -> None:
    """E3, A1: made up, of another secret, expired; each a 401 that says so."""
    ada = people.person()
    told = made(people, ada, expires_in_days=1).json()
    good = told["token"]
    other = made(people, ada).json()["token"]
    for token, reason in (
        ("rk_", "malformed"),
        (f"{good}0", "malformed"),
        (good[:-1] + ("0" if good[-1] != "0" else "1"), "malformed"),
        (good[:28] + other[28:], "malformed"),
    ):
        answer = people.call("GET", "/account", Person(ada.uid, token))
        assert refused(answer) == (401, "AGENT_KEY_INVALID", {"reason": reason}), token
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    people.firestore.document(f"agent_keys/{told['agent_key']['id']}").update({"hash": "0" * 64}, timeout=10)
    assert refused(people.call("GET", "/account", Person(ada.uid, good)))[2] == {"reason": "unknown_key"}
    people.clock.move(86_401)
    assert refused(people.call("GET", "/account", Person(ada.uid, good)))[2] == {"reason": "expired"}


def test_a_revoked_key_is_over_at_once(people: System) -> None:
    """E3: for every instance and every call; nobody revokes another's."""
    ada, bob = people.person(), people.person()
    told = made(people, ada).json()
    program, where = Person(ada.uid, told["token"]), f"/account/agent-keys/{told['agent_key']['id']}"
    with second_functions(people) as other:
        assert [each.call("GET", "/videos", program).status_code for each in (people, other)] == [200, 200]
        assert people.call("DELETE", where, bob).status_code == 404
        assert people.call("DELETE", where, ada).status_code == 204
        assert [each.call("GET", "/videos", program).status_code for each in (people, other)] == [401, 401]
    assert people.call("DELETE", where, ada).status_code == 404
    assert listed(people, ada) == []


def test_ending_all_sessions_and_shutting_out_end_keys_too(people: System) -> None:
    """E3, A1: a key is good from when it was made, as a token is."""
    ada = rich(people)
    before = agent(people, ada)
    people.clock.move(1)
    assert people.call("POST", "/account/sign-out", ada).status_code == 200
    assert refused(people.call("GET", "/account", before)) == (401, "UNAUTHENTICATED", {"reason": "revoked"})
    people.clock.move(1)
    after = agent(people, people.desk.sign_in(ada.email, ada.password))
    assert people.call("GET", "/account", after).status_code == 200
    people.firestore.document(f"accounts/{ada.uid}").update({"disabled": True}, timeout=10)
    try:
        assert refused(ordered(people, after)) == (401, "UNAUTHENTICATED", {"reason": "disabled"})
    finally:
        people.firestore.document(f"accounts/{ada.uid}").update({"disabled": False}, timeout=10)


def test_every_route_asks_for_its_scope(people: System) -> None:
    """E3: a key without it is refused before anything is done, and what is a person's no key opens."""
    ada = people.person()
    lacking = {
        scope: agent(people, ada, scopes=[each for each in ("read", "write", "spend") if each != scope])
        for scope in ("read", "write", "spend")
    }
    whole, seen = agent(people, ada), set[str | None]()
    for visit in visits():
        scope = visit.route.scope
        seen.add(scope)
        answer = visit.ask(people, (lacking[scope] if scope else whole).headers)
        assert refused(answer)[:2] == (403, "AGENT_KEY_SCOPE"), visit
        assert answer.json()["details"]["needed"] == (scope or "person"), visit
    assert seen == {"read", "write", "spend", None}


def test_a_charge_counts_on_its_key_and_stops_at_its_cap(people: System) -> None:
    """E3: in the commit of the charge and gross, whatever comes back; the next day it begins anew."""
    ada = rich(people)
    program = agent(people, ada, daily_cap=PRICE + 5)
    first = ordered(people, program)
    assert first.status_code == 202, first.text
    over = ordered(people, program)
    assert refused(over) == (429, "AGENT_KEY_CAP", {"spent": PRICE, "cap": PRICE + 5, "required": PRICE})
    assert listed(people, ada)[0]["spent_today"] == PRICE
    charged = people.call("GET", "/account/transactions?type=charge", ada).json()["transactions"]
    assert [each["agent_key_id"] for each in charged] == [listed(people, ada)[0]["id"]]
    assert ordered(people, ada).status_code == 202  # the cap is the key's, not its user's
    ended(people, ada, first.json()["video"]["id"])
    people.clock.move(86_400)
    ada = people.desk.sign_in(ada.email, ada.password)
    assert listed(people, ada)[0]["spent_today"] == 0
    assert ordered(people, program).status_code == 202


def test_the_cap_holds_for_calls_at_once_and_a_repeat_counts_once(people: System) -> None:
    """E3: two of four fit; the same Idempotency-Key again is the same video and the same credits."""
    ada = rich(people)
    program = agent(people, ada, daily_cap=2 * PRICE)
    same = key()
    with ThreadPoolExecutor(4) as crowd:
        answers = list(crowd.map(lambda _: people.call("POST", "/videos", program, json=WISH, headers=same), range(4)))
    assert {each.status_code for each in answers} == {202}
    assert len({each.json()["video"]["id"] for each in answers}) == 1
    with ThreadPoolExecutor(3) as crowd:
        answers = list(crowd.map(lambda _: ordered(people, program), range(3)))
    assert sorted(each.status_code for each in answers) == [202, 429, 429]
    assert listed(people, ada)[0]["spent_today"] == 2 * PRICE


def test_no_key_of_an_agent_spends_its_users_own_key(people: System) -> None:
    """E3, K2: what a provider takes from its user no cap here bounds."""
    ada = rich(people)
    assert people.call("POST", "/account/keys", ada, json={"provider": "gemini-api", "key": "k" * 20}).status_code == 201
    answer = ordered(people, agent(people, ada), own_key=True, model=GEMINI)
    assert refused(answer)[:2] == (403, "AGENT_KEY_OWN_KEY")


def test_a_guests_key_is_a_guests(people: System) -> None:
    """E3, A7: their prompts are as few by a program as by themselves."""
    guest = people.guest()
    assert people.call("GET", "/account", agent(people, guest)).json()["limits"]["prompts_per_minute"] == 6


def test_a_key_of_nobody_and_one_that_miscounts_are_found(people: System) -> None:
    """E3, O3: one that its user cannot see, one that forgot what it spent."""
    ada = rich(people)
    program = agent(people, ada)
    assert ordered(people, program).status_code == 202
    where, usage = f"agent_keys/{listed(people, ada)[0]['id']}", f"usage/{ada.uid}"

    def found() -> list[str]:
        told = people.call("GET", f"/admin/users/{ada.uid}/reconcile?reason=a+test", people.admin)
        assert told.status_code == 200, told.text
        return [each["kind"] for each in told.json()["first"]]

    assert found() == []
    kept, counted = people.document(where) or {}, people.document(usage) or {}
    people.firestore.document(where).update({"spent_today": {**kept["spent_today"], "credits": 1}}, timeout=10)
    people.firestore.document(usage).update({"agent_keys": {}}, timeout=10)
    assert sorted(found()) == ["agent_key_uncounted", "agent_key_unlisted"]
    people.firestore.document(where).set(kept, timeout=10)
    people.firestore.document(usage).set(counted, timeout=10)
    assert found() == []
