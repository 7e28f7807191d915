"""What an operator takes down: nobody is given it any more, its owner neither, until it is put back."""

from __future__ import annotations

from typing import Any

import httpx

from local.people import Person
from standins.testing import eventually
from tests.fixtures import films as film_fixtures
from tests.fixtures import http_client
from tests.fixtures.images import album, picture
from tests.fixtures.system import System
from tests.fixtures.videos import ended, key, rich, submit
from tests.unit.media.film.footage import scene

GERMAN = {"Accept-Language": "de"}


def act(people: System, kinds: str, id_: str, what: str, **said: Any) -> httpx.Response:
    return people.call("POST", f"/admin/{kinds}/{id_}/{what}", people.admin, json={"reason": "report 4711", **said})


def names(people: System, prefix: str) -> list[str]:
    address = f"{people.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{people.environment['RUSHES_BUCKET_MEDIA']}/o"
    found = http_client.get(address, params={"prefix": prefix}).raise_for_status().json()
    return [item["name"] for item in found.get("items", [])]


def moved(people: System, id_: str) -> None:
    """Until its objects are where they are to be."""

    def settled() -> bool:
        people.hurry(1)
        record = people.document(f"takedowns/{id_}")
        return record is None or record["due_at"] is None

    eventually(settled)


def down(people: System, kinds: str, id_: str, **said: Any) -> dict[str, Any]:
    answer = act(people, kinds, id_, "take-down", **said)
    assert answer.status_code == 200, answer.text
    moved(people, id_)
    return answer.json()


def back(people: System, kinds: str, id_: str) -> None:
    answer = act(people, kinds, id_, "put-back")
    assert answer.status_code == 202, answer.text
    moved(people, id_)


def asked(people: System, person: Person, path: str, **options: Any) -> httpx.Response:
    return people.call("GET", path, person, **options)


def test_what_is_taken_down_is_nobodys_until_it_is_put_back(people: System) -> None:
    """O1, V14: links, signed addresses and what would be made of it die at once; its owner reads why, and all comes back."""
    ada = rich(people)
    job_id = film_fixtures.video(people, ada)
    where = (people.document(f"video_jobs/{job_id}") or {})["video"]["object"]
    given = asked(people, ada, f"/videos/{job_id}/links").json()["playback"]
    share = people.call("POST", "/shares", ada, json={"kind": "video", "id": job_id}, headers=key()).json()["share"]
    film = film_fixtures.made(people, ada, job_id)["id"]

    dry = act(people, "videos", job_id, "take-down", dry_run=True).json()
    assert (dry["takedown"], dry["changed"], dry["copies"]) == (None, False, [{"kind": "film", "id": film}])
    done = act(people, "videos", job_id, "take-down", give_back=True)
    assert (done.status_code, done.json()["changed"], done.json()["takedown"]["credits"]) == (200, True, 0)
    refused = asked(people, ada, f"/videos/{job_id}/links", headers=GERMAN)
    assert (refused.status_code, refused.json()["error"]) == (410, "TAKEN_DOWN"), refused.text
    assert refused.json()["message"] == "Der Betreiber hat das entfernt."
    assert people.http.get(share["url"]).status_code == 410
    assert "operator has removed" in people.http.get(share["url"]).text
    moved(people, job_id)
    assert people.http.get(given).status_code == 404  # also what was signed before
    assert (names(people, where), names(people, f"removed/{where}")) == ([], [f"removed/{where}"])

    seen = asked(people, ada, f"/videos/{job_id}").json()
    assert (seen["state"], seen["message"], bool(seen["taken_down_at"])) == ("completed", "The operator has removed this.", True)
    assert [each["id"] for each in asked(people, ada, "/videos").json()["videos"]] == [job_id]
    listed = people.call("POST", "/videos/links", ada, json={"ids": [job_id]}).json()
    assert (listed["links"], listed["missing"]) == ([], [job_id])
    wishes = [
        people.call("POST", "/shares", ada, json={"kind": "video", "id": job_id}, headers=key()),
        people.call("POST", f"/videos/{job_id}/edits", ada, json={"start": 0.5}, headers=key()),
        film_fixtures.ask(people, ada, job_id),
    ]
    assert [(each.status_code, each.json()["error"]) for each in wishes] == [(410, "TAKEN_DOWN")] * 3

    looked = act(people, "videos", job_id, "look").json()
    assert people.http.get(looked["file"]).content == scene(film_fixtures.SECONDS)
    assert "X-Goog-Expires=300&" in looked["file"]
    again = act(people, "videos", job_id, "take-down").json()
    assert (again["changed"], again["takedown"]["moving"]) == (False, False)
    (record,) = people.call("GET", "/admin/takedowns", people.admin, params={"reason": "a look", "user_id": ada.uid}).json()[
        "takedowns"
    ]
    assert (record["id"], record["kind"], record["by"], record["reason"]) == (job_id, "video", people.admin.uid, "report 4711")

    back(people, "videos", job_id)
    assert people.http.get(asked(people, ada, f"/videos/{job_id}/links").json()["playback"]).content == scene(
        film_fixtures.SECONDS
    )
    assert (names(people, where), names(people, f"removed/{where}")) == ([where], [])
    assert people.http.get(share["url"]).status_code == 200
    assert people.document(f"takedowns/{job_id}") is None
    assert act(people, "videos", job_id, "put-back").json()["error"] == "NOT_TAKEN_DOWN"
    acts = sorted(row["action"] for row in people.documents("audit_log", "on", job_id))
    assert acts == ["look_at_media", "put_back", "take_down", "take_down", "take_down_dry_run"]


def test_copies_go_with_it_and_credits_come_back_once_as_a_gift(people: System) -> None:
    """O1, C5: an edit and a film of it; the grant `{job}.takedown` counts once, the job stays charged, nothing is a refund."""
    ada = rich(people)
    job_id = submit(people, ada).json()["video"]["id"]
    assert ended(people, ada, job_id)["state"] == "completed"
    edit = people.call("POST", f"/videos/{job_id}/edits", ada, json={"start": 0.5}, headers=key()).json()["video"]["id"]
    assert ended(people, ada, edit)["state"] == "completed"
    film = film_fixtures.made(people, ada, edit)["id"]
    balance = (people.document(f"accounts/{ada.uid}") or {})["balance"]
    found = [{"kind": "video", "id": edit}, {"kind": "film", "id": film}]

    done = down(people, "videos", job_id, copies=True)
    assert (done["copies"], done["more"]) == (found, False)
    for path in (f"/videos/{edit}/links", f"/films/{film}/links"):
        assert asked(people, ada, path).json()["error"] == "TAKEN_DOWN"
    for _ in range(2):
        down(people, "videos", job_id, give_back=True)
    account = people.document(f"accounts/{ada.uid}") or {}
    assert account["balance"] == balance + 40
    entry = people.document(f"credit_transactions/{job_id}.takedown") or {}
    assert (entry["type"], entry["amount"]) == ("admin_grant", 40)
    job = people.document(f"video_jobs/{job_id}") or {}
    assert (job["charged"], people.document(f"credit_transactions/{job_id}.refund")) == (True, None)

    kept = account["stored_bytes"]
    moved(people, edit)
    assert people.call("DELETE", f"/videos/{edit}", ada).status_code == 204
    assert people.call("POST", "/library/trash/purge", ada, json={"items": [{"kind": "video", "id": edit}]}).status_code == 200
    eventually(lambda: people.document(f"takedowns/{edit}") is None)
    there = (people.document(f"video_jobs/{edit}") or {})["video"]
    assert (names(people, f"removed/{there['object']}"), people.document(f"accounts/{ada.uid}") or {}) != ([], {})
    assert (people.document(f"accounts/{ada.uid}") or {})["stored_bytes"] == kept - there["bytes"]
    assert act(people, "videos", edit, "put-back").json()["error"] == "NOT_TAKEN_DOWN"
    back(people, "films", film)
    assert asked(people, ada, f"/films/{film}/links").status_code == 200


def test_a_picture_is_taken_down_as_well(people: System) -> None:
    """O1: nothing is written about it, and no video is made with it; what has no file, or is none of ours, is refused."""
    ada = rich(people)
    image = picture(people, ada, album(people, ada))["id"]
    looked = act(people, "images", image, "look").json()
    assert (looked["kind"], people.http.get(looked["file"]).status_code, people.http.get(looked["still"]).status_code) == (
        "image",
        200,
        200,
    )
    down(people, "images", image)
    assert asked(people, ada, f"/images/{image}/links").json()["error"] == "TAKEN_DOWN"
    assert submit(people, ada, first_frame=image).json()["error"] == "TAKEN_DOWN"
    assert people.call("POST", "/prompts", ada, json={"image_id": image}, headers=key()).json()["error"] == "TAKEN_DOWN"
    assert asked(people, ada, f"/images/{image}").json()["taken_down_at"]
    back(people, "images", image)
    assert asked(people, ada, f"/images/{image}/links").status_code == 200

    live = submit(people, ada).json()["video"]["id"]
    assert people.call("GET", "/admin/takedowns", people.admin, params={"reason": "a look", "kind": "image"}).status_code == 200
    refused = [
        act(people, "videos", live, "take-down"),
        act(people, "videos", live, "look"),
        act(people, "videos", "0" * 24, "take-down"),
        act(people, "songs", live, "take-down"),
    ]
    assert [(each.status_code, each.json()["error"]) for each in refused] == [
        (409, "NO_FILE"),
        (409, "NO_FILE"),
        (404, "NOT_FOUND"),
        (404, "NOT_FOUND"),
    ]
    ended(people, ada, live)
