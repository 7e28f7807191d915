"""Jobs in an operator's hands: followed with all that users never see, ended with or without a refund, limited by user."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from local.people import Person
from standins.testing import eventually
from tests.fixtures.system import System
from tests.fixtures.videos import ended, rich, submit


def look(people: System, job_id: str) -> dict[str, Any]:
    return people.call("GET", f"/admin/jobs/{job_id}", people.admin, params={"reason": "ticket 4711"}).json()


def fail(people: System, job_id: str, *, refund: bool) -> httpx.Response:
    body = {"reason": "the user asked for it", "refund": refund}
    return people.call("POST", f"/admin/jobs/{job_id}/fail", people.admin, json=body)


def listed(people: System, **filters: Any) -> dict[str, Any]:
    return people.call("GET", "/admin/jobs", people.admin, params={"reason": "ticket 4711", **filters}).json()


def override(people: System, person: Person, **limits: Any) -> httpx.Response:
    path = f"/admin/users/{person.uid}/overrides"
    return people.call("PUT", path, people.admin, json={"reason": "a trusted studio", **limits})


def audits(people: System, on: str) -> list[str]:
    return sorted(row["action"] for row in people.documents("audit_log", "on", on))


def admitted(people: System, person: Person) -> str:
    answer = submit(people, person)
    assert answer.status_code == 202, answer.text
    return answer.json()["video"]["id"]


def test_an_operator_sees_a_job_with_its_whole_trail(people: System) -> None:
    """C9: the list price, the attempts with the provider's names for them, and what the job moved; users see none of it."""
    ada = rich(people)
    job_id = admitted(people, ada)
    ended(people, ada, job_id)
    seen = look(people, job_id)
    assert (seen["job"]["user_id"], seen["job"]["state"], seen["job"]["attempt"]) == (ada.uid, "completed", 1)
    assert seen["ops"]["usd"] > 0
    assert "operations/" in seen["ops"]["attempts"]["a1"]["operation"]
    assert [(entry["type"], entry["amount"]) for entry in seen["transactions"]] == [("charge", -40)]
    assert (seen["late_results"], seen["dead_letters"]) == ([], [])
    assert audits(people, job_id) == ["look_at_job"]
    assert "ops" not in people.call("GET", f"/videos/{job_id}", ada).json()
    assert people.read_as(ada, f"video_jobs/{job_id}/private/ops") == 403


@pytest.mark.parametrize(
    ("refund", "balance", "said"), [(True, 200, "You were not charged."), (False, 160, "40 credits were charged.")]
)
def test_an_operator_ends_a_live_job(people: System, refund: bool, balance: int, said: str) -> None:
    """O1, C2: refunded as the operator says; the slot comes back, and who did it and why stands in the same commit."""
    ada = rich(people)
    job_id = admitted(people, ada)
    answer = fail(people, job_id, refund=refund).json()
    assert (answer["changed"], answer["job"]["state"], answer["job"]["outcome"]) == (True, "failed", "ended_by_operator")
    assert answer["job"]["message"] == f"Our support ended this job. {said}"
    account = people.document(f"accounts/{ada.uid}") or {}
    assert (account["balance"], account["active_jobs"]) == (balance, 0)
    assert look(people, job_id)["ops"]["ended_because"] == "the user asked for it"
    (row,) = [row for row in people.documents("audit_log", "on", job_id) if row["action"] == "fail_job"]
    assert (row["actor"], row["reason"], row["details"]) == (people.admin.uid, "the user asked for it", {"refund": refund})


def test_a_second_end_changes_nothing_and_says_so(people: System) -> None:
    """O1, C2: also when it asks for the refund that the first withheld; both are written down."""
    ada = rich(people)
    job_id = admitted(people, ada)
    assert fail(people, job_id, refund=False).json()["changed"] is True
    before = people.document(f"video_jobs/{job_id}")
    again = fail(people, job_id, refund=True)
    assert (again.status_code, again.json()["changed"], again.json()["job"]["charged"]) == (200, False, True)
    assert people.document(f"video_jobs/{job_id}") == before
    assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 160
    assert audits(people, job_id) == ["fail_job", "fail_job_in_vain"]


def test_of_ten_operators_one_ends_the_job(people: System) -> None:
    """O1, C2: one refund, one audit entry beside it, however many call at once."""
    ada = rich(people)
    job_id = admitted(people, ada)
    body = {"reason": "everybody at once", "refund": True}
    answers = people.at_once(10, "POST", f"/admin/jobs/{job_id}/fail", people.admin, json=body)
    assert [answer.status_code for answer in answers] == [200] * 10
    assert sum(answer.json()["changed"] for answer in answers) == 1
    assert audits(people, job_id).count("fail_job") == 1
    assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 200


def test_what_arrives_after_an_operators_end_is_put_aside(people: System) -> None:
    """V5: the provider made it all the same: it shows in the trail, and the ledger is not touched."""
    ada = rich(people)
    job_id = admitted(people, ada)
    eventually(lambda: (people.document(f"video_jobs/{job_id}") or {})["state"] == "processing")
    assert fail(people, job_id, refund=True).json()["changed"] is True

    def late() -> list[dict[str, Any]]:
        people.clock.move(2)
        return look(people, job_id)["late_results"]

    (result,) = eventually(late)
    assert (result["user_id"], result["attempt"], result["outcome"]) == (ada.uid, 1, "ended_by_operator")
    assert result["uri"].startswith(f"gs://{people.environment['RUSHES_BUCKET_PROVIDER_OUT']}/{job_id}/1/")
    assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 200


def test_jobs_are_listed_by_state_and_user_the_newest_first(people: System) -> None:
    """A3: an operator finds what failed and what still runs, page by page, and that they looked is written down."""
    ada = rich(people)
    first, second, third = [admitted(people, ada) for _ in range(3)]
    for job_id in (first, second):
        fail(people, job_id, refund=True)
    failed = listed(people, state="failed", user_id=ada.uid, limit=1)
    assert [job["id"] for job in failed["jobs"]] == [second]
    older = listed(people, state="failed", user_id=ada.uid, limit=1, cursor=failed["next_cursor"])
    assert [job["id"] for job in older["jobs"]] == [first]
    assert [job["id"] for job in listed(people, user_id=ada.uid)["jobs"]] == [third, second, first]
    assert third in [job["id"] for job in listed(people, state="live", limit=100)["jobs"]]
    shown = people.call("GET", f"/admin/users/{ada.uid}", people.admin, params={"reason": "ticket 4711"}).json()
    assert [job["id"] for job in shown["active_jobs"]] == [third]
    assert audits(people, ada.uid).count("list_jobs") == 3
    fail(people, third, refund=True)


def test_what_was_asked_for_together_is_on_one_page_or_the_next(people: System) -> None:
    """A3: jobs of the same moment are neither shown twice nor lost between two pages."""
    ada = rich(people)
    made = [admitted(people, ada) for _ in range(3)]
    for job_id in made:
        fail(people, job_id, refund=True)
    moment = (people.document(f"video_jobs/{made[0]}") or {})["created_at"]
    for job_id in made:
        people.firestore.document(f"video_jobs/{job_id}").update({"created_at": moment}, timeout=10)
    seen: list[str] = []
    page: dict[str, Any] = {"next_cursor": None}
    for _ in made:
        cursor = {"cursor": page["next_cursor"]} if page["next_cursor"] else {}
        page = listed(people, user_id=ada.uid, limit=1, **cursor)
        seen += [job["id"] for job in page["jobs"]]
    assert sorted(seen) == sorted(made)
    assert listed(people, user_id=ada.uid, limit=1, cursor=page["next_cursor"]) == {"jobs": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/admin/jobs/000000000000000000000000?reason=looking", 404),
        ("GET", "/admin/jobs?reason=looking&state=lost", 400),
        ("GET", "/admin/jobs?reason=looking&cursor=nonsense", 400),
        ("GET", "/admin/jobs", 400),
    ],
)
def test_what_an_operator_mistypes_is_told(people: System, method: str, path: str, status: int) -> None:
    """A3: a wrong id, state or cursor, or no reason."""
    assert people.call(method, path, people.admin).status_code == status


def test_users_have_no_part_in_it(people: System) -> None:
    """A3: neither with another's job nor with their own limits."""
    ada = people.person()
    assert people.call("GET", "/admin/jobs", ada, params={"reason": "curious"}).status_code == 403
    body = {"reason": "for myself", "active_jobs": 100}
    assert people.call("PUT", f"/admin/users/{ada.uid}/overrides", ada, json=body).status_code == 403


@pytest.fixture
def ada(people: System) -> Iterator[Person]:
    """Somebody whose jobs do not outlive the test."""
    person = rich(people)
    yield person
    for job in listed(people, user_id=person.uid, state="live")["jobs"]:
        fail(people, job["id"], refund=True)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"active_jobs": 1}, "TOO_MANY_ACTIVE"),
        ({"generation_per_minute": 1}, "RATE_LIMITED"),
        ({"daily_cap": 79}, "DAILY_CAP_REACHED"),
    ],
)
def test_a_user_has_limits_of_their_own(people: System, ada: Person, limits: dict[str, int], code: str) -> None:
    """O1, V11, L1: they hold from the next submit, and without them the configuration does again."""
    answer = override(people, ada, **limits)
    assert (answer.status_code, answer.json()) == (200, {"user_id": ada.uid, "overrides": limits, "until": {}})
    told = people.call("GET", "/account", ada).json()["limits"]
    assert (told["plan"], {name: told[name] for name in limits}) == ("individual", limits)
    admitted(people, ada)
    refused = submit(people, ada)
    assert (refused.status_code, refused.json()["error"]) == (429, code)
    assert override(people, ada).json()["overrides"] == {}
    people.clock.move(61)  # the rate that was counted by the narrow limit is over
    admitted(people, ada)
    details = [row["details"] for row in people.documents("audit_log", "on", ada.uid) if row["action"] == "set_overrides"]
    assert sorted(details, key=str) == sorted([{"overrides": limits}, {"overrides": {}}], key=str)


def test_impossible_limits_are_refused_before_anything_is_written(people: System, ada: Person) -> None:
    """V11: validated like every other setting."""
    before = people.document(f"accounts/{ada.uid}")
    for wrong in ({"active_jobs": 0}, {"generation_per_minute": -1}, {"daily_cap": 1.5}, {"colour": 3}):
        assert override(people, ada, **wrong).status_code == 400
    assert people.document(f"accounts/{ada.uid}") == before
    nobody = people.call("PUT", "/admin/users/nobody/overrides", people.admin, json={"reason": "mistyped", "active_jobs": 2})
    assert nobody.status_code == 404


def test_a_day_is_shown_by_model_with_its_margin(people: System, ada: Person) -> None:
    """C9: jobs by outcome, credits charged and refunded, list price, and what is left of it at a credit's price."""
    answer = people.call("GET", "/admin/stats", people.admin, params={"reason": "monthly look"}).json()
    before: dict[str, Any] | None = next(
        (row for row in answer["models"] if row["model"] == "vertex/veo-3.1-fast-generate-001"), None
    )
    submitted = submit(people, ada, model="vertex/veo-3.1-fast-generate-001").json()["video"]
    fail(people, submitted["id"], refund=True)
    after_answer = people.call("GET", "/admin/stats", people.admin, params={"reason": "monthly look"}).json()
    after = next(row for row in after_answer["models"] if row["model"] == "vertex/veo-3.1-fast-generate-001")
    if before is None or answer["day"] != after_answer["day"]:
        before = {"jobs": {}, "credits_charged": 0, "credits_refunded": 0, "list_price_usd": 0, "margin_usd": 0}
    assert after["jobs"]["ended_by_operator"] > before["jobs"].get("ended_by_operator", 0)
    assert after["credits_charged"] >= before["credits_charged"] + submitted["credits"]
    assert after["credits_refunded"] >= before["credits_refunded"] + submitted["credits"]
    assert after["list_price_usd"] > before["list_price_usd"]
    net = after["credits_charged"] - after["credits_refunded"]
    assert after["margin_usd"] == pytest.approx(net * after_answer["credit_usd"] - after["list_price_usd"], abs=1e-3)
    assert after_answer["complete"] is True
