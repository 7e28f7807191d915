"""The account, from a first call to its ledger, over HTTP and in Firestore."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from local.people import Person
from tests.fixtures.fakes import b64
from tests.fixtures.queues import MODEL, PRICE, held
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich, submit
from tests.fixtures.views import as_view

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
    limits = shown["limits"]
    assert (limits["plan"], limits["daily_cap"], limits["spent_today"], limits["active_jobs"]) == ("standard", None, 0, 3)


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


@pytest.fixture
def guests_begin_with(people: System) -> Iterator[int]:
    """In force at once for who has not asked yet; the others' instances notice within a minute."""
    assert people.configure("credits", signup_grant=GRANT, guest_grant=30).status_code == 200
    people.clock.move(61)
    yield 30
    assert people.configure("credits", signup_grant=GRANT).status_code == 200
    people.clock.move(61)


def test_a_guest_begins_with_what_operators_give_and_signing_up_brings_the_rest(people: System, guests_begin_with: int) -> None:
    """A5, A7: once for an account, however many first calls there are; linked and verified they have had as much as anyone."""
    guest = people.guest()
    assert {shown.json()["balance"] for shown in people.at_once(10, "GET", "/account", guest)} == {guests_begin_with}
    shown = people.call("GET", "/account", guest).json()
    assert [entry["type"] for entry in shown["recent_transactions"]] == ["guest_grant"]
    assert shown["signup_grant"] == {"credits": GRANT - guests_begin_with, "given": False, "reason": "link_sign_in"}
    assert (shown["limits"]["plan"], shown["limits"]["prompts_per_minute"]) == ("guest", 6)
    email, password = f"{secrets.token_hex(6)}@example.com", "a long password"
    people.desk.change(guest.uid, email=email, password=password, emailVerified=True)
    linked = people.desk.sign_in(email, password)
    assert linked.uid == guest.uid
    assert {shown.json()["balance"] for shown in people.at_once(10, "GET", "/account", linked)} == {GRANT}
    shown = people.call("GET", "/account", linked).json()
    assert shown["signup_grant"] == {"credits": GRANT - guests_begin_with, "given": True, "reason": None}
    assert people.call("GET", "/account", people.person()).json()["balance"] == GRANT


def test_a_deleted_person_who_comes_back_is_not_granted_again(people: System) -> None:
    """A5: the identity is remembered as a hash, not the account."""
    email = f"{secrets.token_hex(6)}@example.com"
    first = people.person(email=email)
    assert people.call("GET", "/account", first).json()["balance"] == GRANT
    people.desk.delete(first.uid)
    second = people.person(email=email.upper())
    assert second.uid != first.uid
    assert people.call("GET", "/account", second).json()["balance"] == 0


def test_one_mailbox_is_granted_once_whatever_is_written_before_its_at(people: System) -> None:
    """A5: tags and dots that the provider ignores make nobody a new person, not even all at once."""
    name = f"jane{secrets.token_hex(5)}"
    addresses = (f"{name}@gmail.com", f"j.{name[1:]}+1@gmail.com", f"{name.upper()}+2@googlemail.com")
    crowd = [people.person(email=each) for each in addresses]
    with ThreadPoolExecutor(len(crowd)) as together:
        shown = [answer.json() for answer in together.map(lambda each: people.call("GET", "/account", each), crowd)]
    assert sorted(each["balance"] for each in shown) == [0, 0, GRANT]
    assert sorted(str(each["signup_grant"]["reason"]) for each in shown) == ["None", "given_before", "given_before"]
    tagged = [people.person(email=f"{name}{tag}@example.com") for tag in ("", "+1")]
    assert [people.call("GET", "/account", each).json()["balance"] for each in tagged] == [GRANT, 0]


def test_what_an_earlier_release_remembered_of_an_address_still_holds(people: System) -> None:
    """A5: it hashed the address as it was given, tag and all."""
    email = f"Jane.{secrets.token_hex(5)}+1@gmail.com"
    stem = people.environment["RUSHES_IDENTITY_KEY"].encode()
    before = hmac.new(stem, f"email:{email.lower()}".encode(), "sha256").hexdigest()
    people.firestore.document(f"signup_grants/{before}").set({"granted_at": people.clock.now()}, timeout=10)
    assert people.call("GET", "/account", people.person(email=email)).json()["balance"] == 0
    plain = email.lower().replace("+1", "").replace(".", "", 1)
    assert people.call("GET", "/account", people.person(email=plain)).json()["balance"] == 0


def test_google_and_a_password_with_one_address_are_one_person(people: System) -> None:
    """A5: whichever comes first; and by whatever else they were known then they are known again."""
    email, google_id = f"{secrets.token_hex(8)}@example.com", secrets.token_hex(8)
    first = people.person(email=email)
    assert people.call("GET", "/account", first).json()["balance"] == GRANT
    people.desk.delete(first.uid)
    second = people.with_google(google_id, email)
    assert people.call("GET", "/account", second).json()["signup_grant"]["reason"] == "given_before"
    people.desk.delete(second.uid)
    third = people.with_google(google_id, f"{secrets.token_hex(8)}@example.com")
    assert people.call("GET", "/account", third).json()["signup_grant"]["reason"] == "given_before"
    stored = [snapshot.id for snapshot in people.firestore.collection("signup_grants").get(timeout=10)]
    assert not any(email in mark for mark in stored)


def test_the_account_tells_what_its_grant_waits_for(people: System) -> None:
    """A5: how much signing up brings, whether it is there, and what is missing; nobody has to guess from a zero."""

    def told(person: Person) -> dict[str, Any]:
        shown = people.call("GET", "/account", person)
        assert as_view("Account", shown.json())
        return shown.json()["signup_grant"]

    email = f"{secrets.token_hex(6)}@example.com"
    first = people.person(email=email)
    assert told(first) == {"credits": GRANT, "given": True, "reason": None}
    assert told(people.person(verified=False)) == {"credits": GRANT, "given": False, "reason": "verify_email"}
    assert told(people.guest()) == {"credits": GRANT, "given": False, "reason": "link_sign_in"}
    people.desk.delete(first.uid)
    assert told(people.person(email=email)) == {"credits": 0, "given": False, "reason": "given_before"}


def test_a_grant_from_before_it_was_written_down_is_found_in_the_ledger(people: System) -> None:
    """A5: an account of an earlier release tells the same."""
    ada, bob = people.person(), people.person()
    for person in (ada, bob):
        people.call("GET", "/account", person)
        people.firestore.document(f"accounts/{person.uid}").update({"signup": None}, timeout=10)
    people.firestore.document(f"accounts/{bob.uid}").update({"balance": 0, "seq": 0}, timeout=10)
    people.firestore.document(f"credit_transactions/signup.{bob.uid}").delete(timeout=10)
    assert people.call("GET", "/account", ada).json()["signup_grant"] == {"credits": GRANT, "given": True, "reason": None}
    none = {"credits": 0, "given": False, "reason": "none_configured"}
    assert people.call("GET", "/account", bob).json()["signup_grant"] == none


def test_a_refusal_for_want_of_credits_tells_of_the_grant_that_waits(people: System) -> None:
    """A5, C4: the 402 says which step brings it, in both languages; who has had it hears nothing of it."""
    mail, guest, poor = people.person(verified=False), people.guest(), rich(people, 0)
    refused = submit(people, mail)
    assert (refused.status_code, refused.json()["error"]) == (402, "INSUFFICIENT_CREDITS")
    assert refused.json()["details"] == {
        "required": 40,
        "available": 0,
        "deficit": 40,
        "signup_grant": {"credits": GRANT, "given": False, "reason": "verify_email"},
    }
    assert refused.json()["suggestedAction"] == (
        f"Verify your e-mail address and refresh the token: {GRANT} credits wait for you."
    )
    german = people.call("POST", "/videos", guest, json=WISH, headers={**key(), "Accept-Language": "de"}).json()
    assert german["details"]["signup_grant"]["reason"] == "link_sign_in"
    assert german["suggestedAction"] == (
        f"Verknüpfe eine Anmeldung mit bestätigter E-Mail-Adresse: {GRANT} Credits warten auf dich."
    )
    assert "signup_grant" not in submit(people, poor).json()["details"]


def test_a_first_call_after_verification_that_spends_has_the_grant_at_hand(people: System) -> None:
    """A5: no refusal in between, and the grant is booked once, however many come at once."""
    ada = people.person(verified=False)
    assert submit(people, ada).status_code == 402
    people.desk.change(ada.uid, emailVerified=True)
    verified = people.desk.sign_in(ada.email, ada.password)
    with held(people), ThreadPoolExecutor(3) as crowd:
        told = list(crowd.map(lambda _: submit(people, verified, model=MODEL), range(3)))
        assert [answer.status_code for answer in told] == [202] * 3
        entries = people.documents("credit_transactions", "user_id", ada.uid)
        assert [entry["amount"] for entry in entries if entry["type"] == "signup_grant"] == [GRANT]
        assert people.call("GET", "/account", verified).json()["balance"] == GRANT - 3 * PRICE
        for answer in told:
            people.call("POST", f"/videos/{answer.json()['video']['id']}/cancel", verified)


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


def test_the_ledger_is_filtered_by_reason_job_and_time(people: System) -> None:
    """C3: each filter by itself and all together, paged, without an entry too many or too few."""
    ada = people.person()
    people.call("GET", "/account", ada)
    with held(people):
        job = submit(people, ada, model=MODEL).json()["video"]["id"]
        assert people.call("POST", f"/videos/{job}/cancel", ada).status_code == 200
    assert people.call("GET", "/account", ada).json()["limits"]["spent_today"] == PRICE  # what came back does not lower it
    people.hurry(3600)
    people.grant(ada.uid, 10)
    people.grant(ada.uid, 20)

    def told(**params: Any) -> list[tuple[str, int]]:
        found, params = list[tuple[str, int]](), {"limit": 2, **params}
        while True:
            page = people.call("GET", "/account/transactions", ada, params=params).json()
            found += [(entry["type"], entry["amount"]) for entry in page["transactions"]]
            if (cursor := page["next_cursor"]) is None:
                return found
            params["cursor"] = cursor

    late = (people.clock.now() - timedelta(minutes=30)).isoformat().replace("+00:00", "Z")
    moved = [("refund", PRICE), ("charge", -PRICE)]
    assert told() == [("admin_grant", 20), ("admin_grant", 10), *moved, ("signup_grant", GRANT)]
    assert told(type="admin_grant") == [("admin_grant", 20), ("admin_grant", 10)]
    assert told(job_id=job) == moved
    assert told(job_id=job, type="refund") == moved[:1]
    assert told(since=late) == [("admin_grant", 20), ("admin_grant", 10)]
    assert told(until=late) == [*moved, ("signup_grant", GRANT)]
    assert told(until=late, type="charge") == moved[1:]
    assert told(since=(people.clock.now() + timedelta(days=1)).date().isoformat()) == []
    refused = people.call("GET", "/account/transactions", ada, params={"type": "gift"})
    assert (refused.status_code, refused.json()["error"]) == (400, "INVALID_REQUEST")


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
