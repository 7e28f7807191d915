"""Works of everybody in operators' hands: found, followed, ended, repeated on the house, many at once."""

from __future__ import annotations

from typing import Any

import httpx

from local.people import Person
from standins.testing import eventually
from tests.fixtures import films as film_fixtures
from tests.fixtures.images import album, picture
from tests.fixtures.queues import held
from tests.fixtures.system import System
from tests.fixtures.texts import asked, over
from tests.fixtures.videos import ended, rich, submit

WHY = {"reason": "ticket 4711"}


def look(people: System, path: str, **asked: Any) -> dict[str, Any]:
    answer = people.call("GET", f"/admin/{path}", people.admin, params={**WHY, **asked})
    assert answer.status_code == 200, answer.text
    return answer.json()


def act(people: System, path: str, **said: Any) -> httpx.Response:
    return people.call("POST", f"/admin/{path}", people.admin, json={**WHY, **said})


def admitted(people: System, person: Person, **wish: Any) -> str:
    answer = submit(people, person, **wish)
    assert answer.status_code == 202, answer.text
    return answer.json()["video"]["id"]


def ids(page: dict[str, Any], kind: str = "jobs") -> list[str]:
    return [each["id"] for each in page[kind]]


def test_jobs_are_found_by_what_they_are(people: System) -> None:
    """O1: by outcome, model, provider and time, with what fails to fit left out; films and prompts likewise."""
    ada = rich(people)
    before = people.clock.now()
    first, second = admitted(people, ada), admitted(people, ada)
    assert act(people, f"jobs/{first}/fail", refund=True).status_code == 200
    model = (people.document(f"video_jobs/{first}") or {})["model"]
    provider = model.partition("/")[0]
    mine = {"user_id": ada.uid}
    assert ids(look(people, "jobs", **mine, outcome="ended_by_operator")) == [first]
    assert ids(look(people, "jobs", **mine, model=model, state="live")) == [second]
    assert ids(look(people, "jobs", **mine, provider=provider)) == [second, first]
    assert ids(look(people, "jobs", **mine, provider=provider, state="live", since=before.isoformat())) == [second]
    assert ids(look(people, "jobs", **mine, provider="rushes")) == ids(look(people, "jobs", provider="nobody")) == []
    assert ids(look(people, "jobs", **mine, until=before.isoformat())) == []
    ended(people, ada, second)

    film = film_fixtures.film(people, ada)
    assert ids(look(people, "films", **mine, status="completed", outcome="completed"), "films") == [film]
    assert ids(look(people, "films", **mine, status="live"), "films") == []
    trail = look(people, f"films/{film}")
    assert (trail["film"]["user_id"], trail["film"]["payer_id"], trail["dead_letters"]) == (ada.uid, ada.uid, [])
    for path in ("films/0", "prompts/0", "batches/0"):
        assert people.call("GET", f"/admin/{path}", people.admin, params=WHY).status_code == 404
    assert people.call("GET", "/admin/films", people.admin, params={**WHY, "outcome": "lost"}).status_code == 400


def test_a_film_is_ended_with_or_without_its_credits(people: System) -> None:
    """O1, C2: as the operator says; the slot comes back, and its owner reads whether it was charged, in both languages."""
    assert people.configure("credits", film=10).status_code == 200
    try:
        for refund, balance in ((True, 200), (False, 190)):
            ada = rich(people)
            clip = film_fixtures.video(people, ada)
            film = film_fixtures.asked(people, ada, clip, clip, title={"text": "Wait"}, format="1:1")
            answer = act(people, f"films/{film}/fail", refund=refund).json()
            assert (answer["changed"], answer["film"]["outcome"], answer["film"]["charged"]) == (
                True,
                "ended_by_operator",
                not refund,
            ), answer
            seen = film_fixtures.shown(people, ada, film, "de")
            assert seen["message"].startswith("Unser Support hat diesen Film beendet.")
            assert seen["error"]["code"] == "ENDED_BY_OPERATOR"
            account = people.document(f"accounts/{ada.uid}") or {}
            assert (account["balance"], account["active_films"]) == (balance, 0)
            assert act(people, f"films/{film}/fail", refund=not refund).json()["changed"] is False
            acts = sorted(row["action"] for row in people.documents("audit_log", "on", film))
            assert acts == ["fail_film", "fail_film_in_vain"]
            eventually(lambda film=film: film_fixtures.staged(people, film) == [])
    finally:
        people.configure("credits")


def test_a_failed_video_is_repeated_on_the_house(people: System) -> None:
    """O1: charge 0, paid by `house` in a slot of its own and with a line in its ledger; its user sees it and pays nothing."""
    ada = rich(people)
    job_id = admitted(people, ada)
    assert act(people, f"jobs/{job_id}/retry").json()["error"] == "NOT_ENDED"
    act(people, f"jobs/{job_id}/fail", refund=True)
    answer = act(people, f"jobs/{job_id}/retry")
    assert (answer.status_code, answer.json()["changed"]) == (202, True), answer.text
    new = answer.json()["job"]
    assert (new["retry_of"], new["payer_id"], new["user_id"], new["credits"]) == (job_id, "house", ada.uid, 0)
    again = act(people, f"jobs/{job_id}/retry").json()
    assert (again["changed"], again["job"]["id"]) == (False, new["id"])
    account = people.document(f"accounts/{ada.uid}") or {}
    assert (account["balance"], account["active_jobs"]) == (200, 0)
    shown = ended(people, ada, new["id"])
    assert (shown["state"], shown["charged"]) == ("completed", False)
    assert people.call("GET", f"/videos/{new['id']}/links", ada).status_code == 200
    entry = people.document(f"credit_transactions/{new['id']}.charge") or {}
    assert (entry["user_id"], entry["amount"]) == ("house", 0)
    assert look(people, f"jobs/{new['id']}")["ops"]["usd"] > 0
    assert act(people, f"jobs/{new['id']}/retry").json()["error"] == "NOTHING_TO_REPEAT"
    run = people.call("GET", f"/admin/users/{ada.uid}/reconcile", people.admin, params=WHY).json()
    assert run["breaches"] == 0, run
    house = people.call("GET", "/admin/users/house/reconcile", people.admin, params=WHY).json()
    assert house["breaches"] == 0, house


def test_a_film_that_came_to_nothing_is_made_again_on_the_house(people: System) -> None:
    """O1: charge 0 in the house's ledger and slot, once however often it is asked for; many at once after a dry run."""
    assert people.configure("credits", film=10).status_code == 200
    try:
        ada = rich(people)
        clip = film_fixtures.video(people, ada)
        films = [film_fixtures.asked(people, ada, clip, clip, title={"text": "Wait"}, format="1:1") for _ in range(2)]
        assert act(people, f"films/{films[0]}/retry").json()["error"] == "STILL_BEING_MADE"
        found = act(people, "batches", kind="film", action="fail", user_id=ada.uid, status="live", refund=True).json()
        assert (found["kind"], found["count"], found["credits"], sorted(found["first"])) == ("film", 2, 20, sorted(films))
        act(people, f"batches/{found['id']}/start")
        assert done(people, found["id"])["refused"] == []
        assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 200

        answers = people.at_once(3, "POST", f"/admin/films/{films[0]}/retry", people.admin, json=WHY)
        assert {answer.status_code for answer in answers} == {202}, [answer.text for answer in answers]
        assert sorted(answer.json()["changed"] for answer in answers) == [False, False, True]
        (new,) = {answer.json()["film"]["id"] for answer in answers}
        people.clock.move(3 * 24 * 3600)  # past the days for which users' keys are remembered
        ada = people.signed_in(ada)
        again = act(people, f"films/{films[0]}/retry").json()
        assert (again["changed"], again["film"]["id"], again["film"]["retry_of"]) == (False, new, films[0])
        assert (again["film"]["payer_id"], again["film"]["user_id"], again["film"]["credits"]) == ("house", ada.uid, 0)
        batch = act(people, "batches", kind="film", action="retry", user_id=ada.uid, outcome="ended_by_operator").json()
        assert sorted(batch["first"]) == sorted(films)
        act(people, f"batches/{batch['id']}/start")
        done(people, batch["id"])
        repeats = [each for each in look(people, "films", user_id=ada.uid)["films"] if each["retry_of"]]
        assert sorted(each["retry_of"] for each in repeats) == sorted(films)
        for each in repeats:
            film = film_fixtures.over(people, ada, each["id"])
            assert (film["status"], film["charged"]) == ("completed", False), film
            entry = people.document(f"credit_transactions/{each['id']}.charge") or {}
            assert (entry["user_id"], entry["amount"]) == ("house", 0)
        account = people.document(f"accounts/{ada.uid}") or {}
        assert (account["balance"], account["active_films"]) == (200, 0)
        assert act(people, f"films/{repeats[0]['id']}/retry").json()["error"] == "NOTHING_TO_REPEAT"
        down = act(people, "batches", kind="film", action="take_down", user_id=ada.uid, status="completed").json()
        assert sorted(down["first"]) == sorted(each["id"] for each in repeats)
        for uid in (ada.uid, "house"):
            run = people.call("GET", f"/admin/users/{uid}/reconcile", people.admin, params=WHY).json()
            assert run["breaches"] == 0, run
    finally:
        people.configure("credits")


def test_a_prompt_is_ended_and_written_again_on_the_house(people: System) -> None:
    """O1: in its place, outside its user's rate, once for each failure; many at once; nothing of it is anybody's cost."""
    ada = rich(people)
    image = picture(people, ada, album(people, ada))["id"]
    mine = {"kind": "prompt", "user_id": ada.uid}
    with held(people, "write"):
        first, second = (asked(people, ada, image) for _ in range(2))
        assert act(people, f"prompts/{first}/retry").json()["error"] == "STILL_BEING_MADE"
        stopped = act(people, f"prompts/{first}/fail").json()
        assert (stopped["changed"], stopped["prompt"]["status"]) == (True, "failed")
        assert stopped["prompt"]["error"]["code"] == "ENDED_BY_OPERATOR"
        assert act(people, f"prompts/{first}/fail").json()["changed"] is False
        found = act(people, "batches", **mine, action="fail", status="pending").json()
        assert (found["count"], found["credits"], found["first"]) == (1, 0, [second])
        act(people, f"batches/{found['id']}/start")
        done(people, found["id"])
    model = stopped["prompt"]["model_name"]
    assert set(ids(look(people, "prompts", user_id=ada.uid, model=model, status="failed"), "prompts")) == {first, second}
    assert people.configure("limits", prompts=1).status_code == 200
    try:
        answers = people.at_once(3, "POST", f"/admin/prompts/{first}/retry", people.admin, json=WHY)
        assert [answer.status_code for answer in answers].count(202) >= 1, [answer.text for answer in answers]
        assert sum(answer.json().get("changed", False) for answer in answers) == 1
        batch = act(people, "batches", **mine, action="retry", error_code="ENDED_BY_OPERATOR").json()
        assert second in batch["first"]
        act(people, f"batches/{batch['id']}/start")
        done(people, batch["id"])
        for each in (first, second):
            assert over(people, each)["status"] == "completed"
            assert act(people, f"prompts/{each}/retry").json()["error"] == "NOTHING_TO_REPEAT"
            trail = look(people, f"prompts/{each}")["prompt"]
            assert (trail["user_id"], trail["attempt"], trail["own_key"]) == (ada.uid, 2, False)
        assert not people.documents("credit_transactions", "job_id", first)
    finally:
        people.configure("limits")
    for wrong in ({"state": "failed"}, {"action": "take_down", "status": "completed"}, {"provider": "vertex"}):
        refused = act(people, "batches", **{**mine, "action": "fail", **wrong})
        assert (refused.status_code, refused.json()["error"]) == (400, "INVALID_REQUEST"), wrong


def test_one_act_for_many_is_tried_dry_first(people: System) -> None:
    """O1: a dry run says how many, what they cost and which; started by its id it does just these, each with its entry."""
    ada = rich(people)
    made = [admitted(people, ada) for _ in range(3)]
    found = act(people, "batches", action="fail", user_id=ada.uid, state="live", refund=True)
    assert found.status_code == 201, found.text
    batch = found.json()
    assert (batch["count"], batch["credits"], sorted(batch["first"]), batch["more"]) == (3, 120, sorted(made), False)
    assert (people.document(f"video_jobs/{made[0]}") or {})["state"] != "failed"
    assert act(people, f"batches/{batch['id']}/start").status_code == 202
    assert act(people, f"batches/{batch['id']}/start").json()["error"] == "BATCH_STARTED"
    done(people, batch["id"])
    for job_id in made:
        job = people.document(f"video_jobs/{job_id}") or {}
        assert (job["outcome"], job["charged"]) == ("ended_by_operator", False)
        assert [row["actor"] for row in people.documents("audit_log", "on", job_id)] == [people.admin.uid]
    assert (people.document(f"accounts/{ada.uid}") or {})["balance"] == 200

    retried = act(people, "batches", action="retry", user_id=ada.uid, state="failed").json()
    assert (retried["count"], retried["credits"]) == (3, 0)
    act(people, f"batches/{retried['id']}/start")
    assert done(people, retried["id"])["refused"] == []
    repeats = [each for each in look(people, "jobs", user_id=ada.uid)["jobs"] if each["retry_of"]]
    assert sorted(each["retry_of"] for each in repeats) == sorted(made)
    for each in repeats:
        assert ended(people, ada, each["id"])["state"] == "completed"
    down = act(people, "batches", action="take_down", user_id=ada.uid).json()
    assert down["count"] == 3
    act(people, f"batches/{down['id']}/start")
    done(people, down["id"])
    for each in repeats:
        assert people.call("GET", f"/videos/{each['id']}/links", ada).status_code == 410
    assert act(people, "batches", action="fail").json()["error"] == "INVALID_REQUEST"


def done(people: System, batch_id: str) -> dict[str, Any]:
    def over() -> dict[str, Any] | None:
        people.hurry(1)
        seen = look(people, f"batches/{batch_id}")
        return seen if seen["done"] == seen["count"] else None

    return eventually(over)
