"""Ending a job before it was sent, and asking for the same again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from local.people import Person
from standins.testing import eventually
from tests.fixtures.queues import MODEL, PRICE, held
from tests.fixtures.system import System
from tests.fixtures.videos import ended, key, rich, submit

GERMAN = {"Accept-Language": "de"}
SLOW = "A snail crosses a road. [[fault:render_seconds=30]]"
BLOCKED = "A crowd. [[fault:block=violence]]"


def submitted(people: System, person: Person, **changes: Any) -> str:
    answer = submit(people, person, **changes)
    assert answer.status_code == 202, answer.text
    return answer.json()["video"]["id"]


def cancel(people: System, person: Person, job: str, **headers: str) -> Any:
    return people.call("POST", f"/videos/{job}/cancel", person, headers=headers)


def creates(people: System, job: str) -> int:
    """How many orders for this job the provider took."""
    prefix = f"gs://{people.environment['RUSHES_BUCKET_PROVIDER_OUT']}/{job}/"
    journal = people.http.get(f"{people.environment['GOOGLE_VERTEX_BASE_URL']}/_local/journal", params={"prefix": prefix})
    return journal.raise_for_status().json()["accepted"]["billed"]


def test_a_queued_job_is_cancelled_and_refunded_once(people: System) -> None:
    """V10, C8: the credits and the slot come back in the same commit; a second cancel says the same."""
    with held(people) as queue:
        ada = rich(people)
        job = submitted(people, ada, model=MODEL)
        answers = [cancel(people, ada, job), cancel(people, ada, job), *people.at_once(8, "POST", f"/videos/{job}/cancel", ada)]
        assert {answer.status_code for answer in answers} == {200}
        shown = answers[0].json()
        assert [answer.json() for answer in answers] == [shown] * 10
        assert (shown["state"], shown["outcome"], shown["charged"]) == ("cancelled", "cancelled", False)
        assert shown["message"] == "This video was cancelled. You were not charged."
        assert shown["error"] == {
            "code": "CANCELLED",
            "message": "This video was cancelled.",
            "retryable": True,
            "details": {},
            "category": None,
            "suggestedAction": "Retry it whenever you like.",
        }
        german = cancel(people, ada, job, **GERMAN).json()
        assert german["message"] == "Dieses Video wurde abgebrochen. Dir wurde nichts berechnet."
        account = people.document(f"accounts/{ada.uid}") or {}
        assert (account["balance"], account["active_jobs"]) == (200, 0)
        newest = people.call("GET", "/account/transactions", ada, params={"limit": 2}).json()["transactions"]
        assert [(entry["type"], entry["amount"], entry["job_id"]) for entry in newest] == [
            ("refund", PRICE, job),
            ("charge", -PRICE, job),
        ]
        queue.release()
        eventually(people.rests)
    assert creates(people, job) == 0
    assert people.call("GET", f"/videos/{job}", ada).json()["state"] == "cancelled"


def test_while_it_is_handed_over_a_cancel_is_asked_to_come_again(people: System) -> None:
    """V10: nobody knows yet whether its provider took it; in some seconds somebody does."""
    ada = rich(people)
    job = submitted(people, ada, prompt="A fox. [[fault:delay_s=20]]")
    eventually(lambda: people.call("GET", f"/videos/{job}", ada).json()["state"] == "submitting")
    english, german = cancel(people, ada, job), cancel(people, ada, job, **GERMAN)
    assert (english.status_code, english.headers["Retry-After"]) == (409, "5")
    told = english.json()
    assert (told["error"], told["retryable"], told["details"]) == ("CANNOT_CANCEL", True, {"state": "submitting"})
    assert told["message"] == "This video is being handed over to its provider right now."
    assert told["suggestedAction"] == "Try again in some seconds."
    assert german.json()["message"] == "Dieses Video wird gerade an den Anbieter übergeben."
    assert german.json()["suggestedAction"] == "Versuche es in ein paar Sekunden noch einmal."
    assert ended(people, ada, job)["state"] == "completed"


def test_twenty_cancels_at_once_refund_once(people: System) -> None:
    """C2: twenty callers, one refund."""
    with held(people):
        ada = rich(people)
        job = submitted(people, ada, model=MODEL)
        assert {answer.status_code for answer in people.at_once(20, "POST", f"/videos/{job}/cancel", ada)} == {200}
        assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 200


def test_what_was_sent_cannot_be_cancelled_nor_retried_while_it_runs(people: System) -> None:
    """V10: 409 with the reason; Veo cannot be stopped, so the job runs on and is paid for."""
    ada = rich(people)
    job = submitted(people, ada, prompt=SLOW)
    eventually(lambda: people.call("GET", f"/videos/{job}", ada).json()["state"] == "processing")
    refused = cancel(people, ada, job, **GERMAN)
    assert (refused.status_code, refused.json()["error"], refused.json()["details"]) == (
        409,
        "CANNOT_CANCEL",
        {"state": "processing"},
    )
    assert refused.json()["message"] == "Der Anbieter macht dieses Video schon und lässt sich nicht anhalten."
    again = people.call("POST", f"/videos/{job}/retry", ada, headers=key())
    assert (again.status_code, again.json()["error"]) == (409, "NOT_ENDED")
    missing = people.call("GET", f"/videos/{job}/links", ada)
    assert (missing.status_code, missing.json()["error"]) == (409, "NO_VIDEO")
    assert ended(people, ada, job)["outcome"] == "completed"
    late = cancel(people, ada, job)
    assert (late.status_code, late.json()["error"]) == (409, "CANNOT_CANCEL")
    assert late.json()["message"] == "This video has ended already."
    assert creates(people, job) == 1


def test_a_cancel_that_races_the_start_is_a_refund_or_a_video(people: System) -> None:
    """C2: either it was cancelled, refunded and never sent, or it runs on and is paid for."""
    ada = rich(people)
    with held(people) as queue:
        people.firestore.document(f"accounts/{ada.uid}").update({"overrides": {"active_jobs": 6}}, timeout=10)
        jobs = [submitted(people, ada, model=MODEL) for _ in range(6)]
        queue.release()
        with ThreadPoolExecutor(6) as crowd:
            answers = list(crowd.map(lambda job: cancel(people, ada, job), jobs))
        done = [ended(people, ada, job) for job in jobs]
    for job, answer, shown in zip(jobs, answers, done, strict=True):
        wanted = {200: ("cancelled", False, 0), 409: ("completed", True, 1)}[answer.status_code]
        assert (shown["state"], shown["charged"], creates(people, job)) == wanted
    paid = PRICE * sum(answer.status_code == 409 for answer in answers)
    assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 200 - paid


def test_a_failed_job_is_retried_as_a_new_one(people: System) -> None:
    """V10, M4: the same wish, a charge of its own, its origin named; the failed one stays as it was."""
    ada, sent = rich(people), key()
    first = submitted(people, ada, prompt=BLOCKED, seconds=6)
    failed = ended(people, ada, first)
    assert (failed["state"], failed["outcome"], failed["charged"]) == ("failed", "safety_filtered", False)
    why = "The provider's safety filter blocked this video. It may show violence."
    assert failed["error"] == {
        "code": "SAFETY_FILTER_BLOCKED",
        "message": why,
        "retryable": False,
        "details": {"category": "violence"},
        "suggestedAction": "Change the prompt or the pictures, and ask for it anew.",
        "category": "violence",
    }
    assert failed["message"].endswith("It may show violence. You were not charged.")
    answers = people.at_once(3, "POST", f"/videos/{first}/retry", ada, headers=sent)
    assert [answer.status_code for answer in answers] == [202] * 3
    (made,) = [answer for answer in answers if "Idempotency-Replayed" not in answer.headers]
    video = made.json()["video"]
    assert {answer.json()["video"]["id"] for answer in answers} == {video["id"]}
    assert (video["retry_of"], video["seconds"], video["prompt"], video["state"]) == (first, 6, BLOCKED, "queued")
    assert video["id"] != first
    other = people.call("POST", "/videos", ada, json={"prompt": BLOCKED, "seconds": 6}, headers=sent)
    assert (other.status_code, other.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    assert ended(people, ada, video["id"])["outcome"] == "safety_filtered"
    assert people.call("GET", f"/videos/{first}", ada).json() == failed
    assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 200


def test_a_retry_needs_a_key_and_credits(people: System) -> None:
    """V10: it spends like any other submit."""
    with held(people):
        ada = rich(people, PRICE)
        job = submitted(people, ada, model=MODEL)
        cancel(people, ada, job)
        assert people.call("POST", f"/videos/{job}/retry", ada).json()["error"] == "IDEMPOTENCY_KEY_REQUIRED"
        again = people.call("POST", f"/videos/{job}/retry", ada, headers=key()).json()["video"]["id"]
        refused = people.call("POST", f"/videos/{job}/retry", ada, headers=key())
        assert (refused.status_code, refused.json()["error"]) == (402, "INSUFFICIENT_CREDITS")
        cancel(people, ada, again)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/links"), ("POST", "/cancel"), ("POST", "/retry")],
    ids=["get", "links", "cancel", "retry"],
)
def test_anothers_job_does_not_exist(people: System, method: str, path: str) -> None:
    """A2: 404 exactly as for a job that never was, also for an admin; the owner's job stays untouched."""
    with held(people):
        ada, eve = rich(people), rich(people)
        job, nothing = submitted(people, ada, model=MODEL), "0" * 24
        for person in (eve, people.admin):
            found = people.call(method, f"/videos/{job}{path}", person, headers=key())
            never = people.call(method, f"/videos/{nothing}{path}", person, headers=key())
            assert (found.status_code, found.json()["error"]) == (404, "NOT_FOUND")
            same = {name: found.json()[name] for name in ("error", "message", "suggestedAction")}
            assert same == {name: never.json()[name] for name in same}
            assert found.json()["details"] == {"kind": "video", "id": job}
        assert people.call("GET", f"/videos/{job}", ada).json()["state"] == "queued"
        cancel(people, ada, job)


def test_an_id_that_is_no_id_is_not_found(people: System) -> None:
    """A2: whatever stands in its place."""
    ada = rich(people)
    for odd in ("x", "A" * 24, "accounts", "__name__", "%2e%2e", "a~b"):
        assert people.call("GET", f"/videos/{odd}", ada).status_code == 404, odd
        for last in ("cancel", "retry"):
            assert people.call("POST", f"/videos/{odd}/{last}", ada, headers=key()).status_code in (404, 405), odd
