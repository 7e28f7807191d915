"""Collections over HTTP: made, renamed, listed with their counts, deleted with all that is in them."""

from __future__ import annotations

from typing import Any

import pytest

from local.people import Person
from standins.testing import eventually
from tests.fixtures.images import NOTHING, album, all_of, ask, count, draft, picture, place, upload
from tests.fixtures.system import System
from tests.fixtures.trash import deleted_for_good

NOWHERE = "0" * 24


def names(people: System, person: Any, **query: Any) -> list[str]:
    answer = people.call("GET", "/images/collections", person, params=query)
    assert answer.status_code == 200, answer.text
    return [row["name"] for row in answer.json()["collections"]]


def test_a_collection_is_made_renamed_and_listed(people: System) -> None:
    """I1: its owner sees it at once, the newest first, with its name trimmed."""
    ada = people.person()
    made = people.call("POST", "/images/collections", ada, json={"name": "  Berge "})
    assert (made.status_code, made.json()["name"], made.json()["image_count"]) == (201, "Berge", 0)
    people.clock.move(1)
    album(people, ada, "Meer")
    assert names(people, ada) == ["Meer", "Berge"]
    path = f"/images/collections/{made.json()['id']}"
    renamed = people.call("PATCH", path, ada, json={"name": "Alpen"})
    assert (renamed.status_code, renamed.json()["name"]) == (200, "Alpen")
    assert people.call("GET", path, ada).json() == renamed.json()
    assert renamed.json()["created_at"] == made.json()["created_at"] < renamed.json()["updated_at"]
    assert names(people, ada) == ["Meer", "Alpen"]


def test_collections_made_in_one_moment_are_each_on_one_page(people: System) -> None:
    """I1: seven at once, by threes: none twice, none left out."""
    ada = people.person()
    answers = people.at_once(7, "POST", "/images/collections", ada, json={"name": "Same"})
    made = {answer.json()["id"] for answer in answers}
    seen, cursor, pages = list[str](), None, 0
    while pages == 0 or cursor:
        page = people.call(
            "GET", "/images/collections", ada, params={"limit": 3, **({"cursor": cursor} if cursor else {})}
        ).json()
        seen += [row["id"] for row in page["collections"]]
        cursor, pages = page["next_cursor"], pages + 1
    assert (len(seen), set(seen), pages) == (7, made, 3)


def test_a_collection_counts_its_images(people: System) -> None:
    """I1: asked for, moved and deleted: the count follows each of them."""
    ada = people.person()
    here, there = album(people, ada), album(people, ada)
    first, second = (place(people, ada, here)[0] for _ in range(2))
    assert (count(people, here), count(people, there)) == (2, 0)
    moved = people.call("PATCH", f"/images/{first}", ada, json={"collection_id": there})
    assert (moved.status_code, moved.json()["collection_id"]) == (200, there)
    assert (count(people, here), count(people, there)) == (1, 1)
    assert people.call("PATCH", f"/images/{first}", ada, json={"collection_id": there}).status_code == 200
    assert (count(people, here), count(people, there)) == (1, 1)
    deleted_for_good(people, ada, f"/images/{second}")
    assert (count(people, here), count(people, there)) == (0, 1)
    listed = people.call("GET", "/images/collections", ada).json()["collections"]
    assert {row["id"]: row["image_count"] for row in listed} == {here: 0, there: 1}


def test_many_images_are_moved_by_one_call(people: System) -> None:
    """I1: counts follow; of each that is not there the answer says so, and moved again nothing changes."""
    ada, bob = people.person(), people.person()
    here, there, other = album(people, ada), album(people, ada), album(people, ada)
    first, second = (place(people, ada, here)[0] for _ in range(2))
    third = place(people, ada, other)[0]
    hers = place(people, bob, album(people, bob))[0]
    wish = {"ids": [first, hers, third, first, NOWHERE], "collection_id": there}
    for _ in range(2):
        told = people.call("POST", "/images/move", ada, json=wish, headers={"Accept-Language": "de"})
        refused = [{"id": each, "error": "NOT_FOUND", "message": "Das gibt es nicht: Bild."} for each in (hers, NOWHERE)]
        assert (told.status_code, told.json()) == (200, {"moved": 2, "refused": refused})
        assert [count(people, each) for each in (here, other, there)] == [1, 0, 2]
    assert people.call("GET", f"/images/{third}", ada).json()["collection_id"] == there
    for collection in (NOWHERE, (people.document(f"images/{hers}") or {})["collection_id"]):
        answer = people.call("POST", "/images/move", ada, json={"ids": [second], "collection_id": collection})
        assert (answer.status_code, answer.json()["error"]) == (404, "NOT_FOUND")
    for wrong in ({"ids": [first]}, {"ids": [], "collection_id": there}, {"ids": ["x"], "collection_id": there}):
        assert people.call("POST", "/images/move", ada, json=wrong).status_code == 400, wrong
    assert [count(people, each) for each in (here, other, there)] == [1, 0, 2]


def test_deleting_a_collection_deletes_all_that_is_in_it_and_nothing_else(people: System) -> None:
    """I3: images in each state with their prompts and files are gone; what stands beside it stays."""
    ada, bob = people.person(), people.person()
    gone, stays, bobs = album(people, ada), album(people, ada), album(people, bob)
    full = picture(people, ada, gone)
    for _ in range(3):
        draft(people, ada, full["id"])
    upload(people, ada, gone, b"no picture")
    place(people, ada, gone)
    for person, where in ((ada, stays), (bob, bobs)):
        draft(people, person, picture(people, person, where)["id"])
    before, others = all_of(people, ada.uid), all_of(people, bob.uid)
    deleted_for_good(people, ada, f"/images/collections/{gone}")
    assert [row["id"] for row in people.call("GET", "/images/collections", ada).json()["collections"]] == [stays]
    eventually(lambda: people.document(f"collections/{gone}") is None)
    after = all_of(people, ada.uid)
    assert (after["collections"], len(after["images"]), len(after["video_prompts"])) == ([stays], 1, 1)
    assert (after["uploads"], len(after["media"]), count(people, stays)) == ([], 2, 1)
    assert set(after["media"]) < set(before["media"])
    assert all_of(people, bob.uid) == others


def test_an_empty_collection_is_deleted_too(people: System) -> None:
    """I3: nothing in it, nothing left."""
    ada = people.person()
    where = album(people, ada)
    deleted_for_good(people, ada, f"/images/collections/{where}")
    eventually(lambda: all_of(people, ada.uid) == NOTHING)


def test_a_collection_that_is_being_deleted_is_not_there_for_its_owner(people: System) -> None:
    """I3: whatever is asked of it meanwhile answers 404, and no image gets into it."""
    ada = people.person()
    where, home = album(people, ada), album(people, ada)
    image = place(people, ada, home)[0]
    people.firestore.document(f"collections/{where}").update({"deleting": True}, timeout=10)  # as it stands in between
    for method, path, body in (
        ("GET", f"/images/collections/{where}", None),
        ("PATCH", f"/images/collections/{where}", {"name": "x"}),
        ("DELETE", f"/images/collections/{where}", None),
        ("PATCH", f"/images/{image}", {"collection_id": where}),
    ):
        answer = people.call(method, path, ada, json=body)
        assert (answer.status_code, answer.json()["error"]) == (404, "NOT_FOUND"), (method, path)
    assert ask(people, ada, where).status_code == 404
    assert (count(people, where), count(people, home)) == (0, 1)
    assert people.read_as(ada, f"collections/{where}") == 200  # a listener sees `deleting`, then that it is gone


def test_anothers_collection_does_not_exist(people: System) -> None:
    """A2: for whatever is done with it the answer is the same as for an id that nobody has."""
    ada, eve = people.person(), people.person()
    where, own = album(people, ada), album(people, eve)
    image = place(people, eve, own)[0]
    before = people.document(f"collections/{where}")
    for collection in (where, NOWHERE):
        answers = [
            people.call("PATCH", f"/images/collections/{collection}", eve, json={"name": "mine"}),
            people.call("DELETE", f"/images/collections/{collection}", eve),
            people.call("PATCH", f"/images/{image}", eve, json={"collection_id": collection}),
            ask(people, eve, collection),
        ]
        for answer in answers:
            assert answer.status_code == 404, answer.text
            assert {**answer.json(), "requestId": ""} == {
                "error": "NOT_FOUND",
                "message": "There is no such collection.",
                "details": {"kind": "collection", "id": collection},
                "retryable": False,
                "suggestedAction": "Check the id.",
                "requestId": "",
            }
    listed = people.call("GET", "/images", eve, params={"collection_id": where})
    assert (listed.status_code, listed.json()["images"]) == (200, [])
    assert names(people, eve) == ["Holidays"]
    assert people.document(f"collections/{where}") == before
    assert [people.read_as(person, f"collections/{where}") for person in (ada, eve, None)] == [200, 403, 403]
    assert people.write_as(ada, f"collections/{where}", {"image_count": 0}) == 403


@pytest.fixture(scope="module")
def before(system: System, somebody: Person) -> str:
    return album(system, somebody, "Before")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "INVALID_REQUEST"),
        ({"name": ""}, 400, "INVALID_REQUEST"),
        ({"name": "   "}, 400, "INVALID_REQUEST"),
        ({"name": "\u200b\u202e\u0007"}, 400, "INVALID_REQUEST"),
        ({"name": "x" * 101}, 400, "INVALID_REQUEST"),
        ({"name": 7}, 400, "INVALID_REQUEST"),
        ({"name": "x", "image_count": 7}, 400, "INVALID_REQUEST"),
        ([], 400, "INVALID_REQUEST"),
        (b"{", 400, "MALFORMED_JSON"),
        (b'{"name": "\\ud800"}', 400, "MALFORMED_JSON"),
    ],
)
def test_a_name_that_is_none_is_refused(system: System, somebody: Person, before: str, body: Any, status: int, code: str) -> None:
    """Q3: 400 with the field, for a new collection and for a new name; nothing is made."""
    content = {"content": body, "headers": {"Content-Type": "application/json"}} if isinstance(body, bytes) else {"json": body}
    for method, path in (("POST", "/images/collections"), ("PATCH", f"/images/collections/{before}")):
        answer = system.call(method, path, somebody, **content)
        assert (answer.status_code, answer.json()["error"]) == (status, code), answer.text
    assert names(system, somebody) == ["Before"]


def test_a_name_is_cleaned_of_what_nobody_can_see(people: System) -> None:
    """I1: a name that would turn the text around it, or hide in it, is kept as what one reads."""
    ada = people.person()
    made = people.call("POST", "/images/collections", ada, json={"name": "Ur\u202elaub\u0000 🏝 2026"})
    assert (made.status_code, made.json()["name"]) == (201, "Urlaub 🏝 2026")


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 101}, {"cursor": "!"}, {"cursor": "bm9uZQ"}, {"unknown": 1}])
def test_a_page_that_cannot_be_is_refused(people: System, query: dict[str, Any]) -> None:
    """Q3: 400, for lists of collections and of images, in both languages."""
    ada = people.person()
    for path in ("/images/collections", "/images"):
        for language, beginning in (("en", "The request is not valid"), ("de", "Die Anfrage ist ungültig")):
            answer = people.call("GET", path, ada, params=query, headers={"Accept-Language": language})
            assert (answer.status_code, answer.json()["error"]) == (400, "INVALID_REQUEST")
            assert answer.json()["message"].startswith(beginning)
