"""What operators do: by a Firebase admin or through gcloud, always with a reason, always written down."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import httpx
import pytest

from local.people import Person
from tests.fixtures.system import System


def audits(system: System, uid: str) -> list[dict[str, Any]]:
    return system.documents("audit_log", "on", uid)


def test_a_grant_counts_once_however_often_it_arrives(people: System) -> None:
    """C5: the same grant id twice counts once, also when twenty arrive together."""
    ada, grant_id = people.person(), secrets.token_hex(6)
    body = {"user_id": ada.uid, "credits": 50, "reason": "sorry for the trouble", "grant_id": grant_id}
    answers = people.at_once(20, "POST", "/admin/grants", people.admin, json=body)
    assert [answer.status_code for answer in answers] == [200] * 20
    assert sorted(answer.json()["replayed"] for answer in answers) == [False] + [True] * 19
    (entry,) = people.documents("credit_transactions", "user_id", ada.uid)
    assert (entry["type"], entry["amount"], entry["description"]) == ("admin_grant", 50, "sorry for the trouble")
    assert len(audits(people, ada.uid)) == 20


def test_a_grant_id_that_meant_something_else_is_refused(people: System) -> None:
    """C5: a typing error does not vanish in a replay."""
    ada, grant_id = people.person(), secrets.token_hex(6)
    assert people.grant(ada.uid, 50, grant_id).status_code == 200
    answer = people.grant(ada.uid, 60, grant_id)
    assert (answer.status_code, answer.json()["error"]) == (409, "GRANT_ID_TAKEN")


def test_a_correction_goes_either_way_but_not_below_zero(people: System) -> None:
    """C5: a correction that would leave less than nothing changes nothing."""
    ada = people.person()
    people.grant(ada.uid, 50)

    def correct(credits: int) -> Any:
        body = {"user_id": ada.uid, "credits": credits, "reason": "counted twice", "grant_id": secrets.token_hex(6)}
        return people.call("POST", "/admin/corrections", people.admin, json=body)

    assert correct(-30).json()["balance"] == 20
    refused = correct(-21)
    assert (refused.status_code, refused.json()["error"], refused.json()["details"]) == (
        409,
        "BALANCE_TOO_LOW",
        {"amount": -21, "balance": 20},
    )
    assert correct(0).status_code == 400
    assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 20


def test_every_admin_call_is_written_down_with_who_what_whom_and_why(people: System) -> None:
    """A3: looking is audited like changing."""
    ada = people.person()
    people.grant(ada.uid, 10)
    shown = people.call("GET", f"/admin/users/{ada.uid}", people.admin, params={"reason": "ticket 4711"})
    assert shown.json()["account"]["balance"] == 10
    assert shown.json()["user"]["email"] == ada.email
    found = {row["action"]: row for row in audits(people, ada.uid)}
    assert found["look_at_user"]["reason"] == "ticket 4711"
    assert found["admin_grant"]["details"]["amount"] == 10
    assert {row["actor"] for row in found.values()} == {people.admin.uid}


@pytest.mark.parametrize("missing", ["reason", "grant_id", "credits"])
def test_a_grant_that_lacks_something_is_refused_before_anything_is_written(people: System, missing: str) -> None:
    """A3: no reason, no call."""
    ada = people.person()
    body = {"user_id": ada.uid, "credits": 10, "reason": "for a test", "grant_id": "grant-1234"}
    del body[missing]
    answer = people.call("POST", "/admin/grants", people.admin, json=body)
    assert (answer.status_code, answer.json()["details"]["fields"][0]["field"]) == (400, missing)
    assert audits(people, ada.uid) == []


def test_an_unknown_user_gets_no_credits(people: System) -> None:
    """C5: a grant to a mistyped id is told, not booked."""
    answer = people.grant("nobody-of-this-id", 10)
    assert (answer.status_code, answer.json()["error"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("path", ["jobs/__name__", "users/__name__", "jobs/nonsense"])
def test_an_id_that_nothing_can_have_is_not_found(people: System, path: str) -> None:
    """Q3: names that Firestore keeps for itself are 404, not a crash."""
    assert people.call("GET", f"/admin/{path}", people.admin, params={"reason": "a typing error"}).status_code == 404


def test_a_user_without_the_claim_is_refused(people: System) -> None:
    """A3: admin is a claim, not a wish."""
    ada = people.person()
    answer = people.call("GET", f"/admin/users/{ada.uid}", ada, params={"reason": "curious"})
    assert (answer.status_code, answer.json()["error"]) == (403, "FORBIDDEN")


def former_admin(system: System, **change: Any) -> Person:
    person = system.desk.sign_up(claims={"admin": True})
    system.desk.change(person.uid, **change)
    return person


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"customAttributes": "{}"}, 403, "FORBIDDEN"),
        ({"disableUser": True}, 401, "UNAUTHENTICATED"),
    ],
)
def test_a_claim_that_was_taken_away_counts_at_once(system: System, change: dict[str, Any], status: int, code: str) -> None:
    """A3: the claim is checked against Auth on every call, whatever the token says."""
    answer = system.call("GET", "/admin/users/x", former_admin(system, **change), params={"reason": "still me"})
    assert (answer.status_code, answer.json()["error"]) == (status, code)


def test_an_admin_whose_sessions_were_ended_is_refused(system: System) -> None:
    """A3: a stolen admin token dies with the sessions."""
    person = system.desk.sign_up(claims={"admin": True})
    system.clock.move(2)
    body = {"reason": "laptop lost"}
    assert system.call("POST", f"/admin/users/{person.uid}/sign-out", system.admin, json=body).status_code == 200
    answer = system.call("GET", "/admin/users/x", headers=person.headers, params={"reason": "still me"})
    assert (answer.status_code, answer.json()["details"]) == (401, {"reason": "revoked"})


GCLOUD = "32555940559.apps.googleusercontent.com"  # what the tokens name that gcloud gives out for persons, to anybody


def operator(system: System, email: str, audience: str = "") -> dict[str, str]:
    token = system.identity.oidc_token(email, audience or f"{system.url}/admin", system.clock.now())
    return {"Authorization": f"Bearer {token}"}


def test_an_allow_listed_operator_reaches_it_through_gcloud(people: System) -> None:
    """A3: `gcloud auth print-identity-token --audiences` is enough for those on the list, and the audit names them."""
    ada, email = people.person(), people.environment["RUSHES_OPERATORS"]
    answer = people.call("GET", f"/admin/users/{ada.uid}", headers=operator(people, email), params={"reason": "on call"})
    assert answer.status_code == 200
    assert {row["actor"] for row in audits(people, ada.uid)} == {email}


@pytest.mark.parametrize(
    ("email", "audience", "reason"),
    [
        ("stranger@example.com", "", "wrong_account"),
        (None, "https://elsewhere.example", "wrong_audience"),
        (None, GCLOUD, "wrong_audience"),
        ("rushes-tasks@demo-rushes.iam.gserviceaccount.com", "", "wrong_account"),
    ],
)
def test_any_other_google_account_is_refused(system: System, email: str | None, audience: str, reason: str) -> None:
    """A3: Google's signature alone opens nothing, nor a token that was made for another service or for all of them."""
    headers = operator(system, email or system.environment["RUSHES_OPERATORS"], audience)
    answer = system.call("GET", "/admin/users/x", headers=headers, params={"reason": "let me in"})
    assert (answer.status_code, answer.json()["details"]) == (401, {"reason": reason})


def test_configuration_is_validated_before_it_is_in_force(people: System) -> None:
    """X1: a bad value is refused by name and changes nothing; a good one shows at once where it was written."""
    before = people.document("system_configs/concurrency")
    refused = people.configure("concurrency", active_jobs=0)
    assert refused.status_code == 400
    assert refused.json()["details"]["fields"][0]["field"] == "active_jobs"
    assert people.configure("concurrency", colour="red").status_code == 400
    assert people.configure("nonsense", x=1).status_code == 404
    assert people.document("system_configs/concurrency") == before
    assert people.configure("concurrency", active_jobs=4).json()["values"]["active_jobs"] == 4
    shown = people.call("GET", "/admin/config/concurrency", people.admin, params={"reason": "checking"})
    assert shown.json()["values"]["active_jobs"] == 4
    assert people.configure("concurrency").json()["values"]["active_jobs"] == 3


def test_a_section_nobody_set_has_its_defaults(people: System) -> None:
    """X1: validated defaults."""
    shown = people.call("GET", "/admin/config/rollout", people.admin, params={"reason": "checking"})
    assert shown.json()["values"] == {"percentage": 100, "beta_users": [], "features": {}}


def test_another_instance_notices_a_change_within_a_minute(people: System) -> None:
    """X1: read at most once a minute by each instance."""
    assert people.call("GET", "/catalog/limits").json()["calls_per_minute"]["keys"] == 20
    try:
        people.firestore.document("system_configs/limits").set({"keys": 30}, timeout=10)
        people.clock.move(61)
        assert people.call("GET", "/catalog/limits").json()["calls_per_minute"]["keys"] == 30
    finally:
        people.firestore.document("system_configs/limits").delete(timeout=10)
        people.clock.move(61)


def test_a_section_that_was_spoiled_by_hand_does_not_stop_the_system(people: System) -> None:
    """X1: the default serves instead."""
    try:
        people.firestore.document("system_configs/intake").set({"open": "perhaps"}, timeout=10)
        people.clock.move(61)
        assert people.call("GET", "/catalog/limits").json()["intake_open"] is True
    finally:
        people.firestore.document("system_configs/intake").delete(timeout=10)
        people.clock.move(61)


def test_a_disabled_user_spends_nothing_more_with_the_token_they_hold(people: System) -> None:
    """A1: disabled or revoked counts at once where it matters, and can be undone."""
    ada = people.person()
    people.grant(ada.uid, 100)
    people.clock.move(2)
    reason = {"reason": "fraud, ticket 12"}
    assert people.call("POST", f"/admin/users/{ada.uid}/disable", people.admin, json=reason).status_code == 200
    wish, headers = {"prompt": "A red fox.", "seconds": 4}, {**ada.headers, "Idempotency-Key": secrets.token_hex(8)}
    answer = people.call("POST", "/videos", json=wish, headers=headers)
    assert (answer.status_code, answer.json()["details"]) == (401, {"reason": "disabled"})
    assert people.documents("video_jobs", "user_id", ada.uid) == []
    with pytest.raises(httpx.HTTPStatusError):
        people.desk.sign_in(ada.email, ada.password)
    assert people.call("POST", f"/admin/users/{ada.uid}/enable", people.admin, json=reason).status_code == 200
    assert people.call("GET", "/account", people.desk.sign_in(ada.email, ada.password)).status_code == 200
    assert {"disable_user", "enable_user"} <= {row["action"] for row in audits(people, ada.uid)}


def test_a_suspension_with_an_end_lifts_itself(people: System) -> None:
    """O1, A1: until then every call is refused with the moment, in both languages; from then on nothing need run."""
    ada = people.person()
    people.grant(ada.uid, 100)
    until = (people.clock.now() + timedelta(hours=2)).replace(microsecond=0)
    said = {"reason": "report 12", "until": until.isoformat()}
    past = {**said, "until": (people.clock.now() - timedelta(seconds=1)).isoformat()}
    german = {"Accept-Language": "de"}
    wrong = people.call("POST", f"/admin/users/{ada.uid}/disable", people.admin, json=past, headers=german)
    assert (wrong.status_code, wrong.json()["error"]) == (400, "INVALID_REQUEST")
    assert wrong.json()["message"].endswith("until muss in der Zukunft liegen")
    assert people.call("POST", f"/admin/users/{ada.uid}/disable", people.admin, json=said).status_code == 200
    people.clock.move(61)  # by then every instance has looked
    back = people.desk.sign_in(ada.email, ada.password)
    refused = people.call("GET", "/account", headers={**back.headers, "Accept-Language": "de"})
    assert (refused.status_code, refused.json()["details"]) == (401, {"reason": "disabled", "until": until.isoformat()})
    assert "ausgesperrt" in refused.json()["message"]
    look = {"params": {"reason": "report 12"}}
    seen = people.call("GET", f"/admin/users/{ada.uid}", people.admin, **look).json()["user"]
    assert (seen["disabled"], seen["disabled_until"]) == (True, until.isoformat())
    assert ada.uid in [
        row["id"] for row in people.call("GET", "/admin/users?filter=disabled", people.admin, **look).json()["users"]
    ]
    people.clock.move(7200)
    assert people.call("GET", "/account", people.desk.sign_in(ada.email, ada.password)).status_code == 200
    account = people.document(f"accounts/{ada.uid}") or {}
    assert (account["disabled"], account["disabled_until"]) == (False, None)
    assert people.call("GET", f"/admin/users/{ada.uid}", people.admin, **look).json()["user"]["disabled"] is False
