"""The account, from a first call to its ledger, over HTTP and in Firestore."""

from __future__ import annotations

import base64
import json
import secrets

import pytest

from tests.fakes import b64
from tests.system import System

GRANT = 200


@pytest.fixture(autouse=True)
def granted(system: System) -> None:
    """A stack grants what its configuration says; instances notice within a minute."""
    if (system.document("system_configs/credits") or {}).get("signup_grant") != GRANT:
        assert system.configure("credits", signup_grant=GRANT).status_code == 200


def test_the_first_call_opens_the_account_with_the_signup_grant(people: System) -> None:
    """A5: a verified person's first call creates the account and its first ledger entry."""
    ada = people.person()
    shown = people.call("GET", "/account", ada).json()
    assert (shown["user_id"], shown["balance"], shown["active_jobs"], shown["guest"]) == (ada.uid, GRANT, 0, False)
    (entry,) = shown["recent_transactions"]
    assert (entry["type"], entry["amount"], entry["balance_after"], entry["seq"]) == ("signup_grant", GRANT, GRANT, 1)
    assert people.call("GET", "/account", ada).json() == shown


def test_twenty_first_calls_at_once_grant_once(people: System) -> None:
    """A5: the sign-up grant comes exactly once, however many first calls there are."""
    ada = people.person()
    answers = people.at_once(20, "GET", "/account", ada)
    assert [answer.status_code for answer in answers] == [200] * 20
    assert {answer.json()["balance"] for answer in answers} == {GRANT}
    assert len(people.documents("credit_transactions", "user_id", ada.uid)) == 1


def test_who_is_not_verified_waits_for_the_grant_until_they_are(people: System) -> None:
    """A5: only verified sign-ins are granted; confirming the mailbox later is early enough."""
    ada = people.person(verified=False)
    assert people.call("GET", "/account", ada).json()["balance"] == 0
    people.desk.change(ada.uid, emailVerified=True)
    again = people.desk.sign_in(ada.email, ada.password)
    assert people.call("GET", "/account", again).json()["balance"] == GRANT


def test_a_guest_has_an_account_without_a_grant(people: System) -> None:
    """A5: nobody vouches for a guest."""
    shown = people.call("GET", "/account", people.guest()).json()
    assert (shown["balance"], shown["guest"]) == (0, True)


def test_a_deleted_person_who_comes_back_is_not_granted_again(people: System) -> None:
    """A5: the identity is remembered as a hash, not the account."""
    email = f"{secrets.token_hex(6)}@example.com"
    first = people.person(email=email)
    assert people.call("GET", "/account", first).json()["balance"] == GRANT
    people.desk.delete(first.uid)
    second = people.person(email=email.upper())
    assert second.uid != first.uid
    assert people.call("GET", "/account", second).json()["balance"] == 0
    stored = [snapshot.id for snapshot in people.firestore.collection("signup_grants").get(timeout=10)]
    assert not any(email in mark for mark in stored)


def test_the_ledger_is_paged_newest_first(people: System) -> None:
    """C3: every entry once, in order, however small the pages are."""
    ada = people.person()
    people.call("GET", "/account", ada)
    for _ in range(6):
        people.grant(ada.uid, 10)
    seen, cursor = list[int](), None
    while True:
        page = people.call("GET", "/account/transactions", ada, params={"limit": 3, **({"cursor": cursor} if cursor else {})})
        seen += [entry["seq"] for entry in page.json()["transactions"]]
        cursor = page.json()["next_cursor"]
        if cursor is None:
            break
    assert seen == [7, 6, 5, 4, 3, 2, 1]


def test_a_bad_page_is_refused_in_german(people: System) -> None:
    """Q3: the one error shape, in the caller's language."""
    answer = people.call("GET", "/account/transactions?limit=0", people.person(), headers={"Accept-Language": "de"})
    assert answer.status_code == 400
    assert answer.json()["message"] == "Die Anfrage ist ungültig: limit muss mindestens 1 sein"


@pytest.mark.parametrize(
    ("header", "reason"),
    [({}, "missing"), ({"Authorization": "Bearer a.b.c"}, "malformed"), ({"Authorization": "Basic eA=="}, "malformed")],
)
def test_without_a_good_token_there_is_no_account(system: System, header: dict[str, str], reason: str) -> None:
    """A1: 401 with the reason, on the running stack."""
    answer = system.call("GET", "/account", headers=header)
    assert (answer.status_code, answer.json()["error"], answer.json()["details"]) == (401, "UNAUTHENTICATED", {"reason": reason})


def test_a_token_of_another_project_is_refused(people: System) -> None:
    """A1: our project's users only."""
    ada = people.person()
    head, claims, _ = ada.token.split(".")
    body = json.loads(base64.urlsafe_b64decode(claims + "=="))
    body |= {"aud": "demo-elsewhere", "iss": "https://securetoken.google.com/demo-elsewhere"}
    foreign = f"{head}.{b64(json.dumps(body).encode())}."
    answer = people.call("GET", "/account", headers={"Authorization": f"Bearer {foreign}"})
    assert (answer.status_code, answer.json()["details"]) == (401, {"reason": "wrong_audience"})


def test_signing_out_everywhere_ends_the_tokens_that_are_out(people: System) -> None:
    """A1: revocation by tokens_valid_after in the account that is read anyway."""
    ada = people.person()
    people.call("GET", "/account", ada)
    people.clock.move(2)
    assert people.call("POST", "/account/sign-out", ada).status_code == 200
    answer = people.call("GET", "/account", headers=ada.headers)
    assert (answer.status_code, answer.json()["details"]) == (401, {"reason": "revoked"})
    assert people.call("GET", "/account", people.desk.sign_in(ada.email, ada.password)).status_code == 200


def test_an_expired_token_is_refused(people: System) -> None:
    """A1: an hour later the app must refresh; one clock moves for all."""
    ada = people.person()
    assert people.call("GET", "/account", ada).status_code == 200
    people.clock.move(3700)
    answer = people.call("GET", "/account", headers=ada.headers)
    assert (answer.status_code, answer.json()["details"]) == (401, {"reason": "expired"})
