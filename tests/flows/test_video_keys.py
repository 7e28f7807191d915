"""Idempotency keys: a wish that is sent again, by whomever and however often, is made once."""

from __future__ import annotations

import hashlib
import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from local.people import Person
from tests.fixtures.queues import MODEL, PRICE, held
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich

BODY: dict[str, Any] = {**WISH, "model": MODEL}


def cancel_all(people: System, person: Person) -> None:
    for job in people.documents("video_jobs", "user_id", person.uid):
        assert people.call("POST", f"/videos/{job['id']}/cancel", person).status_code == 200


def record_of(person: Person, sent: dict[str, str]) -> str:
    return f"idempotency/{person.uid}.{hashlib.sha256(sent['Idempotency-Key'].encode()).hexdigest()}"


def test_the_same_key_brings_the_same_answer(people: System) -> None:
    """V2: a repetition is answered with the job of the first call, marked as replayed; once that went on, as it stands."""
    with held(people):
        ada, sent = rich(people), key()
        first = people.call("POST", "/videos", ada, json=BODY, headers=sent)
        again = people.call("POST", "/videos", ada, json=dict(reversed(BODY.items())), headers=sent)
        assert (again.status_code, again.json()) == (202, first.json())
        assert again.headers["Idempotency-Replayed"] == "true"
        cancel_all(people, ada)
        late = people.call("POST", "/videos", ada, json=BODY, headers=sent)
        assert (late.status_code, late.json()["video"]["id"]) == (202, first.json()["video"]["id"])
        assert (late.json()["video"]["state"], late.json()["video"]["charged"]) == ("cancelled", False)
        assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 200


def test_a_key_keeps_no_word_of_its_prompt(people: System) -> None:
    """V2, A4: a digest and ids; what was erased since is not told from there. A record that kept it all is understood."""
    with held(people):
        ada, sent = rich(people), key()
        body = {**BODY, "prompt": "Foxglove " * 200}
        first = people.call("POST", "/videos", ada, json=body, headers=sent)
        record = people.document(record_of(ada, sent)) or {}
        assert "Foxglove" not in repr(record)
        assert len(record["answer"]) < 100
        job = people.document(f"video_jobs/{first.json()['video']['id']}") or {}
        old = {"ids": [first.json()["video"]["id"]], "jobs": [{"id": "x", "created_at": {"$time": "2026-01-02T03:04:05"}}]}
        people.firestore.document(record_of(ada, sent)).update({"answer": json.dumps(old)}, timeout=10)
        assert people.call("POST", "/videos", ada, json=body, headers=sent).json() == first.json()
        where = people.firestore.document(f"video_jobs/{first.json()['video']['id']}")
        where.delete(timeout=10)
        gone = people.call("POST", "/videos", ada, json=body, headers=sent)
        where.set(job, timeout=10)
        assert (gone.status_code, gone.json()["error"]) == (404, "NOT_FOUND")
        cancel_all(people, ada)


def test_the_same_key_with_another_wish_is_refused(people: System) -> None:
    """V2: 422, nothing charged for the second."""
    with held(people):
        ada, sent = rich(people), key()
        assert people.call("POST", "/videos", ada, json=BODY, headers=sent).status_code == 202
        other = people.call("POST", "/videos", ada, json={**BODY, "prompt": "a cat"}, headers=sent)
        assert (other.status_code, other.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")
        assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 200 - PRICE
        cancel_all(people, ada)


def test_two_users_may_choose_the_same_key(people: System) -> None:
    """A2: a key belongs to its user."""
    with held(people):
        ada, bob, sent = rich(people), rich(people), key()
        jobs = [people.call("POST", "/videos", each, json=BODY, headers=sent).json()["video"]["id"] for each in (ada, bob)]
        assert len(set(jobs)) == 2
        cancel_all(people, ada)
        cancel_all(people, bob)


def test_twenty_callers_with_one_key_make_one_job(people: System) -> None:
    """V2, C2: one job, one charge, twenty equal answers."""
    with held(people):
        ada, sent = rich(people), key()
        answers = people.at_once(20, "POST", "/videos", ada, json=BODY, headers=sent)
        assert [answer.status_code for answer in answers] == [202] * 20
        assert len({answer.text for answer in answers}) == 1
        assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 19
        assert len(people.documents("video_jobs", "user_id", ada.uid)) == 1
        cancel_all(people, ada)


def test_twenty_callers_with_one_key_and_twenty_wishes_make_one_job(people: System) -> None:
    """V2: the first wins, the others hear that the key is taken."""
    with held(people):
        ada, sent = rich(people), key()

        def wish(number: int) -> int:
            body = {**BODY, "prompt": f"fox number {number}"}
            return people.call("POST", "/videos", ada, json=body, headers=sent).status_code

        with ThreadPoolExecutor(20) as crowd:
            found = sorted(crowd.map(wish, range(20)))
        assert found == [202, *[422] * 19]
        cancel_all(people, ada)


@pytest.mark.parametrize("gone", [False, True])
def test_a_key_whose_time_is_over_counts_for_nothing(people: System, gone: bool) -> None:
    """V2, N2: Firestore has deleted its record, or comes to it later and finds another."""
    with held(people):
        ada, sent = rich(people), key()
        first = people.call("POST", "/videos", ada, json=BODY, headers=sent).json()["video"]["id"]
        kept = (people.document(record_of(ada, sent)) or {})["expires_at"]
        assert timedelta(days=1) < kept - people.clock.now() <= timedelta(days=2)
        people.expire(record_of(ada, sent), gone=gone)
        answers = people.at_once(5, "POST", "/videos", ada, json={**BODY, "prompt": "a cat"}, headers=sent)
        second = {answer.json()["video"]["id"] for answer in answers}
        assert len(second) == 1
        assert first not in second
        assert (people.document(record_of(ada, sent)) or {})["expires_at"] > people.clock.now()
        cancel_all(people, ada)


def test_a_refusal_is_not_remembered(people: System) -> None:
    """V2: the same key works once there are credits."""
    with held(people):
        ada, sent = rich(people, PRICE - 1), key()
        assert people.call("POST", "/videos", ada, json=BODY, headers=sent).status_code == 402
        assert people.document(record_of(ada, sent)) is None
        people.grant(ada.uid, 1, secrets.token_hex(6))
        assert people.call("POST", "/videos", ada, json=BODY, headers=sent).status_code == 202
        cancel_all(people, ada)
