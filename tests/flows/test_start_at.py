"""Videos for a time to come: charged at once, made from then on, cancelled until then."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import httpx

from local.people import Person
from standins.testing import eventually
from tests.fixtures.queues import MODEL, PRICE, held
from tests.fixtures.storyboards import begun, jobs, shoot, states
from tests.fixtures.system import System
from tests.fixtures.texts import draft, image_of
from tests.fixtures.videos import ended, key, rich, submit

ROW = {"prompt": "A fox.", "model": MODEL, "seconds": 4}
GERMAN = {"Accept-Language": "de"}


def ahead(people: System, **later: float) -> str:
    return (people.clock.now() + timedelta(**later)).isoformat()


def account(people: System, person: Person) -> tuple[int, int, int]:
    now = people.document(f"accounts/{person.uid}") or {}
    return now["balance"], now["active_jobs"], now["waiting_jobs"]


def batch(people: System, person: Person, content: str, query: str = "", kind: str = "application/json") -> httpx.Response:
    return people.call("POST", f"/videos/batch{query}", person, content=content, headers={"Content-Type": kind, **key()})


def begin(people: System, person: Person, job_id: str) -> None:
    email = f"rushes-tasks@{people.project}.iam.gserviceaccount.com"
    token = people.identity.oidc_token(email, f"{people.url}/video-tasks", people.clock.now())
    body = {"job_id": job_id, "user_id": person.uid}
    told = people.call("POST", "/video-tasks/begin", json=body, headers={"Authorization": f"Bearer {token}"})
    assert told.status_code == 204, told.text


def become(people: System, person: Person, job_id: str, state: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        video = people.call("GET", f"/videos/{job_id}", person).json()
        return video if video["state"] == state else people.hurry(2)

    return eventually(look, lambda: people.document(f"video_jobs/{job_id}"))


def test_a_video_for_later_is_charged_now_and_takes_nothing_until_then(people: System) -> None:
    """V12, V11: no slot and no place in line before its time; then its turn like any other's, or its credits back."""
    with held(people) as queue:
        ada, said = rich(people), key()
        people.firestore.document(f"accounts/{ada.uid}").update({"overrides": {"active_jobs": 1}}, timeout=10)
        begins = ahead(people, minutes=10)
        body = {**ROW, "start_at": begins}
        assert people.call("POST", "/videos/quote", ada, json=body).json()["credits"] == PRICE
        answer = people.call("POST", "/videos", ada, json=body, headers=said)
        assert answer.status_code == 202, answer.text
        video = answer.json()["video"]
        assert (answer.json()["place"], video["state"], video["credits"]) == (None, "scheduled", PRICE)
        assert datetime.fromisoformat(video["start_at"]) == datetime.fromisoformat(begins)
        assert datetime.fromisoformat(video["deadline_at"]) == datetime.fromisoformat(begins) + timedelta(hours=24)
        again = people.call("POST", "/videos", ada, json=body, headers=said)
        assert (again.json()["video"]["id"], again.headers["Idempotency-Replayed"]) == (video["id"], "true")
        assert people.call("POST", "/videos", ada, json=ROW, headers=said).status_code == 422
        assert account(people, ada) == (200 - PRICE, 0, 0)

        other = submit(people, ada, **body).json()["video"]["id"]
        taken = submit(people, ada, **ROW).json()["video"]
        assert (taken["state"], taken["start_at"]) == ("queued", None)  # the slot is free
        assert submit(people, ada, **ROW, start_at=ahead(people, seconds=20)).json()["error"] == "TOO_MANY_ACTIVE"  # that is now
        found = people.call("GET", "/videos", ada, params={"state": "scheduled"}).json()["videos"]
        assert {each["id"]: each["start_at"] for each in found} == dict.fromkeys((other, video["id"]), video["start_at"])
        assert people.call("DELETE", f"/videos/{other}", ada).status_code == 409
        assert people.call("POST", f"/videos/{other}/cancel", ada).json()["state"] == "cancelled"
        assert account(people, ada) == (200 - 2 * PRICE, 1, 0)

        people.clock.move(9 * 60)
        for _ in range(2):  # whatever comes early
            begin(people, ada, video["id"])
        assert people.call("GET", f"/videos/{video['id']}", ada).json()["state"] == "scheduled"
        people.clock.move(61)
        become(people, ada, video["id"], "waiting")
        assert account(people, ada) == (200 - 2 * PRICE, 1, 1)
        assert people.call("POST", f"/videos/{taken['id']}/cancel", ada).status_code == 200
        assert become(people, ada, video["id"], "queued")["deadline_at"] < video["deadline_at"]
        queue.release()
        assert ended(people, ada, video["id"])["state"] == "completed"
        assert account(people, ada) == (200 - PRICE, 0, 0)
        assert people.call("GET", f"/videos/{other}", ada).json()["state"] == "cancelled"


def test_a_time_that_cannot_be_is_told_in_both_languages(people: System) -> None:
    """V12, Q3: past, too far, without a zone or none at all; of a batch by its row; nothing is charged."""
    ada = rich(people)
    for wrong, code, words in (
        (ahead(people, minutes=-2), "START_NOT_POSSIBLE", "start_at muss eine Zeit von jetzt bis "),
        (ahead(people, days=30, minutes=1), "START_NOT_POSSIBLE", "start_at muss eine Zeit von jetzt bis "),
        (ahead(people, hours=1)[:19], "INVALID_REQUEST", "Die Anfrage ist ungültig: start_at braucht eine Zeitzone"),
        (1764590400, "INVALID_REQUEST", "Die Anfrage ist ungültig: start_at muss eine Zeit sein"),
    ):
        for path in ("/videos", "/videos/quote"):
            body = {**ROW, "start_at": wrong}
            refused = people.call("POST", path, ada, json=body, headers={**key(), **GERMAN})
            assert (refused.status_code, refused.json()["error"]) == (400, code), refused.text
            assert refused.json()["message"].startswith(words)
    rows = [{**ROW, "start_at": each} for each in (ahead(people, days=31), "soon", ahead(people, hours=1), None)]
    answer = batch(people, ada, json.dumps(rows)).json()
    told = [(row["row"], row["field"], row["code"]) for row in answer["details"]["rows"]]
    assert (answer["error"], told) == ("INVALID_BATCH", [(1, "start_at", "START_NOT_POSSIBLE"), (2, "start_at", "time")])
    for wrong in ("2020-01-01", "soon"):
        assert batch(people, ada, json.dumps(rows[3:]), f"?start_at={wrong}").status_code == 400
    assert (jobs(people, ada), account(people, ada)[0]) == ([], 200)


def test_a_batch_and_a_comparison_are_for_later_too(people: System) -> None:
    """V12, P9: each row at its own time or at that of all; counted by state, cancelled together, the credits come back."""
    with held(people):
        ada = rich(people)
        late, later = ahead(people, hours=3), ahead(people, days=29, hours=23)
        table = f"prompt,seconds,model,start_at\r\nA fox.,4,{MODEL},\r\nA hare.,4,{MODEL},{later}\r\n"
        query = f"?start_at={late.replace('+', '%2B')}"
        quoted = batch(people, ada, table, f"{query}&quote=true", "text/csv")
        assert (quoted.status_code, quoted.json()["batch"]["credits"]) == (200, 2 * PRICE)
        made = batch(people, ada, table, query, "text/csv").json()["batch"]
        found = jobs(people, ada)
        assert [(job["state"], job["start_at"].isoformat(), job["due_at"]) for job in found] == [
            ("scheduled", each, datetime.fromisoformat(each)) for each in (late, later)
        ]
        ops = people.document(f"video_jobs/{found[1]['id']}/private/ops") or {}
        assert ops["day"] == later[:10]  # the day on which its cost counts
        progress = people.call("GET", f"/videos/batches/{made['id']}", ada).json()
        assert (progress["states"], account(people, ada)) == ({"scheduled": 2}, (200 - 2 * PRICE, 0, 0))
        assert people.call("POST", f"/videos/batches/{made['id']}/cancel", ada).json() == {"cancelled": 2, "live": 0}

        picture = image_of(people, ada)
        prompts = [draft(people, ada, picture, text) for text in ("A red boat.", "A blue boat.")]
        asked = {"prompt_ids": prompts, "model": MODEL, "seconds": 4, "start_at": late}
        two = people.call("POST", "/videos/comparisons", ada, json=asked, headers=key()).json()["comparison"]
        videos = [each["video"] for each in two["variants"]]
        assert [(each["state"], each["start_at"]) for each in videos] == [("scheduled", videos[0]["start_at"])] * 2
        for each in videos:
            assert people.call("POST", f"/videos/{each['id']}/cancel", ada).status_code == 200
        assert account(people, ada) == (200, 0, 0)


def test_scenes_of_a_storyboard_are_shot_later_in_their_order(people: System) -> None:
    """S2, S3, V12: one that continues another follows it as ever; where that is there already, it waits for the time."""
    content = [{"id": f"scene{n}", "own_text": "A fox.", "duration": 4, "continue_from_previous": n > 0} for n in range(3)]
    with held(people) as queue:
        ada = rich(people)
        board = begun(people, ada, scenes=content)["id"]
        refused = shoot(people, ada, board, start_at="2020-01-01")
        assert (refused.status_code, refused.json()["error"]) == (400, "START_NOT_POSSIBLE")
        assert "scene_id" not in refused.json()["details"]
        assert shoot(people, ada, board, start_at=ahead(people, minutes=10)).status_code == 202
        assert states(people, ada, board) == ["scheduled", "following", "following"]
        assert len(people.call("POST", f"/storyboards/{board}/cancel", ada).json()["cancelled"]) == 3
        assert account(people, ada) == (200, 0, 0)

        assert shoot(people, ada, board, ["scene0"]).status_code == 202
        queue.release()
        first = jobs(people, ada)[-1]["id"]
        assert ended(people, ada, first)["state"] == "completed"
        begins = ahead(people, minutes=20)
        assert shoot(people, ada, board, ["scene1", "scene2"], start_at=begins).status_code == 202
        second, third = (job["id"] for job in jobs(people, ada)[-2:])
        assert become(people, ada, second, "scheduled")["start_at"]
        assert (people.document(f"video_jobs/{second}") or {})["due_at"] == datetime.fromisoformat(begins)
        assert states(people, ada, board) == ["completed", "scheduled", "following"]
        people.clock.move(20 * 60 + 1)
        assert [ended(people, ada, each)["state"] for each in (second, third)] == ["completed"] * 2
        assert account(people, ada) == (200 - 3 * PRICE, 0, 0)
