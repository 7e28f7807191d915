"""People whose ids are another system's: all that anybody can do here, whatever signs their id is made of."""

from __future__ import annotations

import secrets
from urllib.parse import quote

import pytest

from local.people import Person
from shared.platform.user_ids import in_object_names, media_home_of
from standins.testing import eventually
from tests.fixtures import films, images
from tests.fixtures.system import System
from tests.fixtures.texts import ask, over
from tests.fixtures.trash import deleted_for_good
from tests.fixtures.videos import ended, key

WHY, GERMAN = {"reason": "a look at the books"}, {"Accept-Language": "de"}
ODD = "auth0|jane+x@ümläut.example 🦊 a%2Fb%7C#?*[0]=\\\r\n\t\x00\x7f\u2028"


def brought_over(people: System, form: str) -> Person:
    return people.brought_over(f"{form}{secrets.token_hex(4)}")


def admins(people: System, method: str, person: Person, what: str = "", **options: object) -> dict[str, object]:
    answer = people.call(method, f"/admin/users/{quote(person.uid, safe='')}{what}", people.admin, **options)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_picture_becomes_a_film_whatever_the_id_is_made_of(people: System) -> None:
    """A1, A5, O3: picture, prompt, video and film are made and charged right, found by operators, clean in the books, erased."""
    ada = brought_over(people, ODD)
    people.grant(ada.uid, 500).raise_for_status()
    before = people.call("GET", "/account", ada).json()
    assert before["user_id"] == ada.uid
    collection = images.album(people, ada)
    image = images.picture(people, ada, collection)
    prompt = over(people, ask(people, ada, image["id"]).json()["prompt"]["id"])
    assert (prompt["status"], prompt["user_id"]) == ("completed", ada.uid)
    wish = {"prompt_id": prompt["id"], "first_frame": image["id"], "seconds": 4}
    submitted = people.call("POST", "/videos", ada, json=wish, headers=key())
    assert submitted.status_code == 202, submitted.text
    job = ended(people, ada, submitted.json()["video"]["id"])
    assert (job["state"], job["outcome"]) == ("completed", "completed")
    film = films.made(people, ada, job["id"])
    spent = before["balance"] - people.call("GET", "/account", ada).json()["balance"]
    assert spent == job["credits"]

    home = media_home_of(ada.uid)
    assert films.kept(people, ada.uid) == [f"{home}/films/{film['id']}.{kind}" for kind in ("jpg", "mp4")]
    assert [row["id"] for row in people.call("GET", "/videos", ada).json()["videos"]] == [job["id"]]
    assert people.read_as(ada, f"accounts/{quote(ada.uid, safe='')}") == 200
    assert people.read_as(ada, f"video_jobs/{job['id']}") == 200
    assert people.read_as(people.person(), f"accounts/{quote(ada.uid, safe='')}") == 403

    found = admins(people, "GET", ada, params=WHY)
    assert found["user"]["id"] == ada.uid  # pyright: ignore[reportIndexIssue]
    books = admins(people, "GET", ada, "/reconcile", params=WHY)
    assert (books["first"], books["complete"]) == ([], True), books
    listed = people.call("GET", "/admin/jobs", people.admin, params={**WHY, "user_id": ada.uid}).json()
    assert [row["id"] for row in listed["jobs"]] == [job["id"]]

    deleted_for_good(people, ada, f"/films/{film['id']}")
    deleted_for_good(people, ada, f"/images/collections/{collection}")
    eventually(lambda: not [*people.documents("images", "user_id", ada.uid), *people.documents("films", "user_id", ada.uid)])
    assert {name.split("/")[2] for name in images.kept(people, ada.uid)} == {"videos"}
    assert images.uploads(people, in_object_names(ada.uid)) == []
    admins(people, "POST", ada, "/sign-out", json=WHY)
    assert people.read_as(ada, f"video_jobs/{job['id']}") == 403


@pytest.mark.parametrize("uid", [".", "..", "__x__", "a/b"])
def test_an_id_that_no_document_can_have_is_refused_at_the_token(people: System, uid: str) -> None:
    """A1: 401 with its own reason at every door, in both languages, instead of a failure behind it; nothing under the rules."""
    eve = people.desk.bring_over(uid)
    for path in ("/account", "/videos", "/prompts", f"/watch/{'0' * 24}", "/admin/jobs"):
        answer = people.call("GET", path, eve, headers=GERMAN)
        assert (answer.status_code, answer.json()["details"]) == (401, {"reason": "unusable_id"}), path
        assert answer.json()["message"] == "Du bist nicht angemeldet (unusable_id)."
    ada = people.person()
    assert people.call("GET", "/account", ada).status_code == 200
    for path in (f"accounts/{ada.uid}", f"accounts/{quote(uid, safe='')}", "accounts/a/b", "accounts/a/b/c"):
        assert people.read_as(eve, path) != 200, path


def test_operators_name_anybody_in_a_body_a_query_and_a_path(people: System) -> None:
    """A1: and what no user can be called is told apart from who is not there."""
    ada = brought_over(people, "a%2Fb")
    admins(people, "PUT", ada, "/overrides", json={**WHY, "active_jobs": 2})
    assert people.document(f"accounts/{ada.uid}") is not None
    for path in ("nobody%20here", "a%252Fb"):
        assert people.call("GET", f"/admin/users/{path}", people.admin, params=WHY).json()["error"] == "NOT_FOUND"
    for path in ("a%2Fb", "%2E%2E", "__x__", "a" * 129):
        assert people.call("GET", f"/admin/users/{path}", people.admin, params=WHY).json()["error"] == "NO_SUCH_PATH"
    refused = people.call("GET", "/admin/jobs", people.admin, params={**WHY, "user_id": "__x__"}, headers=GERMAN)
    assert refused.status_code == 400
    assert refused.json()["details"]["fields"][0]["problem"] == "ist keine Id, die jemand hier haben kann"
