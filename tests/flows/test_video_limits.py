"""How much one may do at once, in a minute and in a day, however many calls come together."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from local.people import Person
from tests.fixtures.queues import MODEL, PRICE, held
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, key, rich, submit
from tests.fixtures.views import as_view

BODY: dict[str, Any] = {**WISH, "model": MODEL}
GERMAN = {"Accept-Language": "de"}


def fast(people: System, credits: int = 1000, **overrides: int) -> Person:
    """Somebody whose rate is out of the way, unless the overrides say otherwise."""
    person = rich(people, credits)
    people.firestore.document(f"accounts/{person.uid}").update(
        {"overrides": {"generation_per_minute": 100_000, **overrides}}, timeout=10
    )
    return person


def submits(people: System, person: Person, times: int) -> list[Any]:
    """So many different wishes at once."""
    person = people.signed_in(person)
    with ThreadPoolExecutor(times) as crowd:
        calls = [crowd.submit(people.call, "POST", "/videos", person, json=BODY, headers=key()) for _ in range(times)]
        return [call.result() for call in calls]


def cancel_all(people: System, person: Person) -> None:
    for job in people.documents("video_jobs", "user_id", person.uid):
        if not job["ended_at"]:
            assert people.call("POST", f"/videos/{job['id']}/cancel", person).json()["state"] == "cancelled"


def errors(answers: list[Any]) -> Counter[str]:
    return Counter(answer.json().get("error", "admitted") for answer in answers)


def test_fifty_submits_at_once_by_one_user_admit_exactly_three(people: System) -> None:
    """V11: the limit holds under simultaneous requests; each refusal lists the active jobs."""
    with held(people):
        ada = fast(people)
        answers = submits(people, ada, 50)
        assert errors(answers) == {"admitted": 3, "TOO_MANY_ACTIVE": 47}
        jobs = {answer.json()["video"]["id"] for answer in answers if answer.status_code == 202}
        for answer in answers:
            if answer.status_code == 202:
                continue
            told = answer.json()["details"]
            assert (answer.status_code, answer.headers["Retry-After"], told["limit"]) == (429, "30", 3)
            assert {job["id"] for job in told["active"]} == jobs
            assert {job["state"] for job in told["active"]} == {"queued"}
        assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 1000 - 3 * PRICE
        german = people.call("POST", "/videos", ada, json=BODY, headers={**key(), **GERMAN}).json()
        assert german["message"] == "Für dich werden schon 3 Videos gemacht."
        cancel_all(people, ada)
        assert errors(submits(people, ada, 1)) == {"admitted": 1}
        cancel_all(people, ada)


def test_the_limit_may_be_set_for_one_user(people: System) -> None:
    """V11: settable per user."""
    with held(people):
        ada = fast(people, active_jobs=5)
        assert errors(submits(people, ada, 12)) == {"admitted": 5, "TOO_MANY_ACTIVE": 7}
        cancel_all(people, ada)


def test_twenty_users_submitting_at_once_are_all_admitted(people: System) -> None:
    """V2, C2: each gets one job and pays for one."""
    assert people.admin
    with held(people), ThreadPoolExecutor(8) as crowd:
        crowd_of = list(crowd.map(lambda _: rich(people), range(20)))
        with ThreadPoolExecutor(20) as all_of_them:
            answers = list(all_of_them.map(lambda person: submit(people, person, model=MODEL), crowd_of))
        assert [answer.status_code for answer in answers] == [202] * 20
        owners = [job["user_id"] for person in crowd_of for job in people.documents("video_jobs", "user_id", person.uid)]
        assert sorted(owners) == sorted(person.uid for person in crowd_of)
        assert {(people.document(f"accounts/{person.uid}") or {})["balance"] for person in crowd_of} == {200 - PRICE}
        list(crowd.map(lambda person: cancel_all(people, person), crowd_of))


def test_too_many_calls_a_minute_are_told_when_there_is_room_again(people: System) -> None:
    """L1: 429 with limit, remaining, reset and Retry-After; after that time the call goes through."""
    with held(people):
        ada = fast(people, generation_per_minute=2, active_jobs=10)
        answers = submits(people, ada, 6)
        assert errors(answers) == {"admitted": 2, "RATE_LIMITED": 4}
        refused = next(answer for answer in answers if answer.status_code == 429)
        told = refused.json()["details"]
        assert (told["limit"], told["remaining"], refused.headers["Retry-After"]) == (2, 0, str(told["reset_s"]))
        assert 20 < told["reset_s"] <= 30
        assert refused.json()["retryable"] is True
        people.clock.move(told["reset_s"])
        assert errors(submits(people, ada, 3)) == {"admitted": 1, "RATE_LIMITED": 2}
        cancel_all(people, ada)


def test_a_refused_call_costs_neither_credits_nor_rate(people: System) -> None:
    """L1: what was not admitted does not count."""
    with held(people):
        ada = fast(people, credits=PRICE, generation_per_minute=1)
        for _ in range(3):
            assert submit(people, ada, model=MODEL, seconds=8).status_code == 402
        assert submit(people, ada, model=MODEL).status_code == 202
        cancel_all(people, ada)


def test_the_default_rate_lets_ten_a_minute_through(people: System) -> None:
    """L1: generation 10/min where nobody set anything."""
    with held(people):
        ada = rich(people, 1000)
        people.firestore.document(f"accounts/{ada.uid}").update({"overrides": {"active_jobs": 50}}, timeout=10)
        assert errors(submits(people, ada, 14)) == {"admitted": 10, "RATE_LIMITED": 4}
        cancel_all(people, ada)


def test_the_daily_cap_counts_gross_charges(people: System) -> None:
    """C7: a refund does not give the day back."""
    with held(people):
        ada = fast(people, daily_cap=2 * PRICE + 1)
        assert errors(submits(people, ada, 1)) == {"admitted": 1}
        cancel_all(people, ada)
        answers = submits(people, ada, 4)
        assert errors(answers) == {"admitted": 1, "DAILY_CAP_REACHED": 3}
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert refused.json()["details"] == {"spent": 2 * PRICE, "cap": 2 * PRICE + 1, "required": PRICE}
        assert refused.json()["retryable"] is False
        cancel_all(people, ada)


def test_closed_intake_answers_with_the_operators_words(people: System) -> None:
    """X1: 503 MAINTENANCE in both languages, nothing charged, seen by the very next commit."""
    with held(people):
        ada = rich(people)
        message = {"en": "Back at noon {sharp}.", "de": "Ab zwölf wieder da."}
        try:
            assert people.configure("intake", open=False, message=message).status_code == 200
            english = people.call("POST", "/videos", ada, json=BODY, headers=key())
            german = people.call("POST", "/videos", ada, json=BODY, headers={**key(), **GERMAN})
        finally:
            assert people.configure("intake").status_code == 200
        assert (english.status_code, english.json()["error"], english.headers["Retry-After"]) == (503, "MAINTENANCE", "300")
        assert (english.json()["message"], german.json()["message"]) == (message["en"], message["de"])
        assert people.documents("video_jobs", "user_id", ada.uid) == []
        assert submit(people, ada, model=MODEL).status_code == 202
        cancel_all(people, ada)


def test_a_day_past_its_dollar_ceiling_takes_no_more(people: System) -> None:
    """C7: the project's own ceiling, as the sweep writes it down; yesterday's counts for nothing."""
    with held(people):
        ada = rich(people)
        intake = people.firestore.document("system_configs/intake")
        try:
            intake.set({"ceiling_reached_on": people.clock.now().date().isoformat()}, merge=True, timeout=10)
            refused = submit(people, ada, model=MODEL)
            intake.set({"ceiling_reached_on": "2026-01-01"}, merge=True, timeout=10)
            admitted = submit(people, ada, model=MODEL)
        finally:
            assert people.configure("intake").status_code == 200
        assert (refused.status_code, refused.json()["error"]) == (503, "DAILY_CEILING_REACHED")
        assert admitted.status_code == 202
        cancel_all(people, ada)


def waits(people: System, person: Person, **changes: Any) -> dict[str, Any]:
    answer = submit(people, person, model=MODEL, queue=True, **changes)
    assert answer.status_code == 202, answer.text
    assert as_view("VideoAccepted", answer.json())
    return answer.json()


def state(people: System, job_id: str) -> str:
    return (people.document(f"video_jobs/{job_id}") or {})["state"]


def test_a_single_video_may_wait_for_its_turn(people: System) -> None:
    """V11: with `queue` one beyond the limit is charged and waits without a slot, told its place; the oldest goes first."""
    with held(people):
        ada = fast(people)
        begun = [waits(people, ada) for _ in range(3)]
        assert [(each["video"]["state"], each["place"]) for each in begun] == [("queued", None)] * 3
        refused = submit(people, ada, model=MODEL)
        assert (refused.status_code, refused.json()["error"]) == (429, "TOO_MANY_ACTIVE")
        assert "queue = true" in refused.json()["suggestedAction"]
        waiting = [waits(people, ada) for _ in range(2)]
        assert [(each["video"]["state"], each["place"]) for each in waiting] == [("waiting", 1), ("waiting", 2)]
        account = people.document(f"accounts/{ada.uid}") or {}
        assert (account["active_jobs"], account["waiting_jobs"], account["balance"]) == (3, 2, 1000 - 5 * PRICE)
        first, second = (each["video"] for each in waiting)
        asked, until = (datetime.fromisoformat(first[name]) for name in ("created_at", "deadline_at"))
        assert until - asked == timedelta(hours=24)

        people.call("POST", f"/videos/{begun[0]['video']['id']}/cancel", ada)
        assert (state(people, first["id"]), state(people, second["id"])) == ("queued", "waiting")
        assert people.call("POST", f"/videos/{second['id']}/cancel", ada).json()["charged"] is False
        assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 1000 - 3 * PRICE
        cancel_all(people, ada)


def test_asking_to_wait_is_part_of_the_wish(people: System) -> None:
    """V2, V11: the same key and body bring the same answer, place included; with another `queue` the key is refused."""
    with held(people):
        ada, mine = fast(people), key()
        for _ in range(3):
            assert submit(people, ada, model=MODEL).status_code == 202
        refused = people.call("POST", "/videos", ada, json=BODY, headers=mine)
        assert refused.status_code == 429  # a refusal is not remembered: the key is free for the wish that waits
        asked = [people.call("POST", "/videos", ada, json={**BODY, "queue": True}, headers=mine) for _ in range(2)]
        assert asked[0].json() == asked[1].json()
        assert (asked[0].json()["place"], asked[1].headers["Idempotency-Replayed"]) == (1, "true")
        other = people.call("POST", "/videos", ada, json=BODY, headers=mine)
        assert (other.status_code, other.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")
        cancel_all(people, ada)


def test_who_waits_goes_behind_a_batch_that_waits_and_who_does_not_before_it(people: System) -> None:
    """V11, V12: with `queue` one stands in line even where a slot is free by now; without it one takes the slot."""
    with held(people):
        ada = fast(people, active_jobs=1)
        batch = people.call("POST", "/videos/batch", ada, json=[BODY] * 2, headers=key()).json()["batch"]["videos"]
        single = waits(people, ada)
        assert single["place"] == 2
        ids = [*(each["id"] for each in batch), single["video"]["id"]]
        assert [state(people, each) for each in ids] == ["queued", "waiting", "waiting"]
        people.firestore.document(f"accounts/{ada.uid}").update(
            {"overrides": {"generation_per_minute": 100_000, "active_jobs": 2}}, timeout=10
        )
        late = waits(people, ada)  # it finds a free slot and two that came before: they are let in
        assert (late["video"]["state"], late["place"]) == ("waiting", 3)
        assert [state(people, each) for each in ids] == ["queued", "queued", "waiting"]
        people.firestore.document(f"accounts/{ada.uid}").update(
            {"overrides": {"generation_per_minute": 100_000, "active_jobs": 3}}, timeout=10
        )
        hurried = submit(people, ada, model=MODEL).json()["video"]
        assert (hurried["state"], state(people, ids[2])) == ("queued", "waiting")
        for each in reversed([*ids, late["video"]["id"], hurried["id"]]):
            people.call("POST", f"/videos/{each}/cancel", ada)


def test_a_retry_may_wait_too(people: System) -> None:
    """V10, V11: `?queue=true` beside a retry, which has no body."""
    with held(people):
        ada = fast(people, active_jobs=1)
        old = submit(people, ada, model=MODEL).json()["video"]["id"]
        people.call("POST", f"/videos/{old}/cancel", ada)
        assert submit(people, ada, model=MODEL).status_code == 202
        assert people.call("POST", f"/videos/{old}/retry", ada, headers=key()).status_code == 429
        again = people.call("POST", f"/videos/{old}/retry", ada, params={"queue": "true"}, headers=key()).json()
        assert (again["video"]["state"], again["video"]["retry_of"], again["place"]) == ("waiting", old, 1)
        cancel_all(people, ada)
