"""Pictures over HTTP: asked for, uploaded, shown, listed, changed, moved, deleted; and nobody else's."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from local.people import Person
from shared.platform.user_ids import media_home_of
from standins.testing import eventually
from tests.fixtures import http_client
from tests.fixtures.images import (
    NOTHING,
    album,
    all_of,
    ask,
    draft,
    kept,
    looked_at,
    picture,
    place,
    put,
    show,
    softly_kept,
    upload,
)
from tests.fixtures.picture_files import JPEG, PNG, SECRET, WEBP, notes, saved, scene
from tests.fixtures.system import System
from tests.fixtures.trash import deleted_for_good

NOWHERE = "0" * 24


def ids(people: System, person: Person, **query: Any) -> list[str]:
    """All pages of a list, in their order."""
    found, cursor = list[str](), None
    while True:
        page = people.call("GET", "/images", person, params={**query, **({"cursor": cursor} if cursor else {})})
        assert page.status_code == 200, page.text
        found += [row["id"] for row in page.json()["images"]]
        cursor = page.json()["next_cursor"]
        if cursor is None:
            return found


@pytest.mark.parametrize(("kind", "content"), [("image/jpeg", JPEG), ("image/png", PNG), ("image/webp", WEBP)])
def test_an_uploaded_picture_becomes_ready(people: System, kind: str, content: bytes) -> None:
    """I2: measured, made small, its own copy in the media bucket and nothing left where it was uploaded."""
    ada = people.person()
    where = album(people, ada)
    asked = ask(people, ada, where, content_type=kind, bytes=len(content), title="Fox", metadata={"place": "Harz"})
    image = asked.json()["image"]
    assert (asked.status_code, image["status"], image["width"], image["prompt_count"]) == (201, "uploading", None, 0)
    assert put(asked.json()["upload"], content).status_code == 200
    ready = looked_at(people, ada, image["id"])
    facts = ("status", "content_type", "width", "height", "title", "metadata", "collection_id", "reason")
    assert [ready[name] for name in facts] == ["ready", kind, 96, 64, "Fox", {"place": "Harz"}, where, None]
    assert ready["colour"].startswith("#")
    eventually(lambda: all_of(people, ada.uid)["uploads"] == [])
    assert kept(people, ada.uid) == [
        f"{media_home_of(ada.uid)}/images/{image['id']}",
        f"{media_home_of(ada.uid)}/images/{image['id']}.small",
    ]


def test_what_the_file_is_counts_not_what_it_was_called(people: System) -> None:
    """I2: a WebP that was announced as a JPEG is kept as what it is."""
    ada = people.person()
    ready = picture(people, ada, album(people, ada), WEBP)
    links = people.call("GET", f"/images/{ready['id']}/links", ada).json()
    assert ready["content_type"] == "image/webp"
    assert http_client.get(links["picture"]).headers["content-type"] == "image/webp"


def test_a_wall_of_pictures_has_all_its_addresses_by_one_call(people: System) -> None:
    """I2: in the order asked; what is not there, not ready, in the trash or another's is named."""
    ada, bob = people.person(), people.person()
    where = album(people, ada)
    first, second, trashed = (picture(people, ada, where)["id"] for _ in range(3))
    hers = picture(people, bob, album(people, bob))["id"]
    waiting, _ = place(people, ada, where)
    assert people.call("DELETE", f"/images/{trashed}", ada).status_code == 204
    asked = [second, NOWHERE, first, hers, second, waiting, trashed]
    told = people.call("POST", "/images/links", ada, json={"ids": asked, "minutes": 720}).json()
    assert ([each["id"] for each in told["links"]], told["missing"]) == ([second, first], [NOWHERE, hers, waiting, trashed])
    for each in told["links"]:
        alone = people.call("GET", f"/images/{each['id']}/links?minutes=720", ada).json()
        assert [alone[name].partition("?")[0] for name in ("picture", "thumbnail")] == [
            each[name].partition("?")[0] for name in ("picture", "thumbnail")
        ]
        assert http_client.get(each["thumbnail"]).headers["content-type"] == "image/webp"

    def preview() -> dict[str, Any]:
        return people.call("POST", "/images/links", ada, json={"ids": [first], "previews": True}).json()["links"][0]

    left = datetime.fromisoformat(preview()["expires_at"]) - people.clock.now()
    people.clock.move((left - timedelta(minutes=45)).total_seconds() + 1)  # to where its next address begins
    known = preview()
    people.clock.move(840)
    assert (preview(), known["picture"]) == (known, None)
    people.clock.move(61)
    assert preview()["thumbnail"] != known["thumbnail"]
    for wrong in ({}, {"ids": []}, {"ids": ["x"]}, {"ids": [first], "minutes": 0}, {"ids": [f"{n:024x}" for n in range(101)]}):
        assert people.call("POST", "/images/links", ada, json=wrong).status_code == 400, wrong


def test_links_show_the_picture_and_its_thumbnail_without_what_a_camera_notes(people: System) -> None:
    """I2: as seen upright, small enough, and nowhere a word of where it was taken."""
    ada = people.person()
    content = saved(scene(size=(1200, 800)), "JPEG", exif=notes(6), quality=90)
    assert SECRET in content
    ready = picture(people, ada, album(people, ada), content)
    assert (ready["width"], ready["height"]) == (800, 1200)
    links = people.call("GET", f"/images/{ready['id']}/links", ada).json()
    whole, small = (http_client.get(links[name]).raise_for_status() for name in ("picture", "thumbnail"))
    assert SECRET not in whole.content
    assert (len(whole.content), whole.headers["cache-control"]) == (ready["bytes"], "private, max-age=31536000")
    with Image.open(io.BytesIO(small.content)) as thumbnail:
        assert (thumbnail.format, thumbnail.size) == ("WEBP", (341, 512))
        assert dict(thumbnail.getexif()) == {}
    people.clock.move(3660)
    assert [http_client.get(links[name]).status_code for name in ("picture", "thumbnail")] == [400, 400]


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ("uploading", {"en": "still waits for its upload", "de": "wartet noch auf seinen Upload"}),
        ("rejected", {"en": "was rejected", "de": "abgelehnt"}),
    ],
)
def test_a_picture_that_is_not_ready_has_no_links(people: System, state: str, message: dict[str, str]) -> None:
    """Q3: 409, with its state, in words of either language."""
    ada = people.person()
    where = album(people, ada)
    image_id = place(people, ada, where)[0] if state == "uploading" else upload(people, ada, where, b"no picture")
    if state == "rejected":
        looked_at(people, ada, image_id)
    for language, part in message.items():
        answer = people.call("GET", f"/images/{image_id}/links", ada, headers={"Accept-Language": language})
        assert (answer.status_code, answer.json()["error"]) == (409, "IMAGE_NOT_READY")
        assert part in answer.json()["message"]
        assert answer.json()["details"] == {"id": image_id, "state": state}


def test_images_are_listed_by_pages_and_filters(people: System) -> None:
    """I1: the newest first, of one collection or of all, in one state or in any; each on one page."""
    ada = people.person()
    here, there = album(people, ada), album(people, ada)
    made = list[str]()
    for each in (here, there, here, here, there):
        made.insert(0, place(people, ada, each)[0])
        people.clock.move(1)
    made.insert(0, picture(people, ada, here)["id"])
    assert ids(people, ada) == ids(people, ada, limit=1) == ids(people, ada, limit=4) == made
    assert ids(people, ada, collection_id=here, limit=2) == [made[0], made[2], made[3], made[5]]
    assert ids(people, ada, status="ready") == [made[0]]
    assert ids(people, ada, status="uploading", collection_id=there, limit=1) == [made[1], made[4]]
    assert ids(people, ada, status="rejected") == []
    people.call("DELETE", f"/images/{made[0]}", ada)
    assert ids(people, ada) == made[1:]


def test_what_is_left_out_of_a_change_stays(people: System) -> None:
    """I4: title, metadata and collection each by itself; an empty one is emptied."""
    ada = people.person()
    here, there = album(people, ada), album(people, ada)
    image_id = place(people, ada, here, title="Fox", metadata={"a.b": "1", "ü `": "2"})[0]

    def change(**body: Any) -> list[Any]:
        people.clock.move(1)
        answer = people.call("PATCH", f"/images/{image_id}", ada, json=body)
        assert answer.status_code == 200, answer.text
        assert answer.json() == show(people, ada, image_id)
        return [answer.json()[name] for name in ("title", "metadata", "collection_id")]

    assert change() == ["Fox", {"a.b": "1", "ü `": "2"}, here]
    assert change(title="Wolf") == ["Wolf", {"a.b": "1", "ü `": "2"}, here]
    assert change(metadata={"a.b": "3"}) == ["Wolf", {"a.b": "3"}, here]
    assert change(collection_id=there, metadata={}) == ["Wolf", {}, there]
    assert change(title="") == ["", {}, there]


def test_a_change_does_not_disturb_an_upload(people: System) -> None:
    """I4: named and moved while its bytes are under way, it becomes ready where it is now."""
    ada = people.person()
    here, there = album(people, ada), album(people, ada)
    image_id, where = place(people, ada, here)
    people.call("PATCH", f"/images/{image_id}", ada, json={"title": "Fox", "collection_id": there})
    put(where)
    ready = looked_at(people, ada, image_id)
    assert (ready["status"], ready["title"], ready["collection_id"]) == ("ready", "Fox", there)


def test_deleting_an_image_deletes_its_prompts_and_files_and_nothing_else(people: System) -> None:
    """I3: gone at once for its owner, and soon in every place; its neighbour stays as it was."""
    ada = people.person()
    where = album(people, ada)
    gone, stays = picture(people, ada, where), picture(people, ada, where)
    for image in (gone, stays):
        draft(people, ada, image["id"])
        draft(people, ada, image["id"])
    links = people.call("GET", f"/images/{gone['id']}/links", ada).json()
    untouched = show(people, ada, stays["id"])
    deleted_for_good(people, ada, f"/images/{gone['id']}")
    assert people.call("GET", f"/images/{gone['id']}", ada).status_code == 404
    assert ids(people, ada) == [stays["id"]]
    eventually(lambda: people.document(f"images/{gone['id']}") is None)
    left = all_of(people, ada.uid)
    assert (left["images"], len(left["video_prompts"]), len(left["media"])) == ([stays["id"]], 2, 2)
    assert {row["image_id"] for row in people.documents("video_prompts", "user_id", ada.uid)} == {stays["id"]}
    assert show(people, ada, stays["id"]) == untouched
    assert http_client.get(links["picture"]).status_code == 404
    assert softly_kept(people) == []
    assert people.call("DELETE", f"/images/{gone['id']}", ada).status_code == 404


def test_an_image_in_any_state_can_be_deleted(people: System) -> None:
    """I3: one that waits for its bytes, one that was rejected."""
    ada = people.person()
    where = album(people, ada)
    waits, rejected = place(people, ada, where)[0], upload(people, ada, where, b"no picture")
    looked_at(people, ada, rejected)
    for image_id in (waits, rejected):
        deleted_for_good(people, ada, f"/images/{image_id}")
    eventually(lambda: all_of(people, ada.uid) == {**NOTHING, "collections": [where]})


def test_anothers_image_does_not_exist(people: System) -> None:
    """A2: shown, linked, changed, moved, deleted: each answers as for an id that nobody has, in either language."""
    ada, eve = people.person(), people.person()
    image, own = picture(people, ada, album(people, ada)), album(people, eve)
    before = people.document(f"images/{image['id']}")
    for language, message in (("en", "There is no such image."), ("de", "Das gibt es nicht: Bild.")):
        for image_id in (image["id"], NOWHERE):
            path = f"/images/{image_id}"
            tries: list[tuple[str, str, Any]] = [
                ("GET", path, None),
                ("GET", f"{path}/links", None),
                ("PATCH", path, {"title": "mine"}),
                ("PATCH", path, {"collection_id": own}),
                ("DELETE", path, None),
            ]
            for method, where, body in tries:
                answer = people.call(method, where, eve, json=body, headers={"Accept-Language": language})
                assert (answer.status_code, answer.json()["error"]) == (404, "NOT_FOUND"), (method, where)
                assert answer.json()["message"] == message
                assert answer.json()["details"] == {"kind": "image", "id": image_id}
    assert ids(people, eve) == []
    assert people.document(f"images/{image['id']}") == before
    assert [people.read_as(person, f"images/{image['id']}") for person in (ada, eve, None)] == [200, 403, 403]
    assert people.write_as(ada, f"images/{image['id']}", {"prompt_count": 0}) == 403


def test_nobody_in_particular_sees_nothing(people: System) -> None:
    """A1: every path of images wants somebody who is signed in."""
    for method, path in (
        ("GET", "/images"),
        ("POST", "/images"),
        ("GET", f"/images/{NOWHERE}"),
        ("GET", f"/images/{NOWHERE}/links"),
        ("PATCH", f"/images/{NOWHERE}"),
        ("DELETE", f"/images/{NOWHERE}"),
        ("GET", "/images/collections"),
        ("DELETE", f"/images/collections/{NOWHERE}"),
    ):
        answer = people.call(method, path)
        assert (answer.status_code, answer.json()["details"]) == (401, {"reason": "missing"}), (method, path)


WISH: dict[str, Any] = {"collection_id": NOWHERE, "content_type": "image/jpeg"}


@pytest.fixture(scope="module")
def placed(system: System, somebody: Person) -> tuple[str, str]:
    """A collection, and an image in it that is awaited."""
    where = album(system, somebody)
    return where, place(system, somebody, where)[0]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"collection_id": None}, "collection_id"),
        ({"collection_id": "../x"}, "collection_id"),
        ({"content_type": "image/gif"}, "content_type"),
        ({"content_type": "image/jpeg; charset=x"}, "content_type"),
        ({"bytes": 0}, "bytes"),
        ({"bytes": 20 * 1024 * 1024 + 1}, "bytes"),
        ({"bytes": "much"}, "bytes"),
        ({"title": "x" * 201}, "title"),
        ({"metadata": {"k": "v" * 501}}, "metadata.k"),
        ({"metadata": {"k" * 51: "v"}}, f"metadata.{'k' * 51}.[key]"),
        ({"metadata": {"": "v"}}, "metadata..[key]"),
        ({"metadata": {"\u200b": "v"}}, "metadata.\u200b.[key]"),
        ({"metadata": {"__name__": "v"}}, "metadata.__name__.[key]"),
        ({"metadata": {str(number): "v" for number in range(21)}}, "metadata"),
        ({"metadata": {"k": {"deep": "v"}}}, "metadata.k"),
        ({"user_id": "somebody"}, "user_id"),
        ({"status": "ready"}, "status"),
    ],
)
def test_a_wish_that_cannot_be_is_refused(
    system: System, somebody: Person, placed: tuple[str, str], change: dict[str, Any], field: str
) -> None:
    """Q3: 400 that names the field, in both languages; nothing is made or changed."""
    where, image_id = placed
    body = {name: text for name, text in {**WISH, "collection_id": where, **change}.items() if text is not None}
    calls: list[tuple[str, str, Any]] = [("POST", "/images", body)]
    if not {"content_type", "bytes"} & set(change) and None not in change.values():
        calls.append(("PATCH", f"/images/{image_id}", change))
    for method, path, sent in calls:
        answers = [system.call(method, path, somebody, json=sent, headers={"Accept-Language": each}) for each in ("en", "de")]
        for answer in answers:
            assert (answer.status_code, answer.json()["error"]) == (400, "INVALID_REQUEST"), answer.text
            assert [each["field"] for each in answer.json()["details"]["fields"]] == [field]
        assert answers[0].json()["message"] != answers[1].json()["message"]
        assert answers[0].json()["details"] != answers[1].json()["details"]
    assert ids(system, somebody) == [image_id]


@pytest.mark.parametrize("body", [b"{", b'{"title": "\\ud800"}', b"\xff\xfe", b"null"])
def test_a_body_that_is_no_json_is_refused(people: System, body: bytes) -> None:
    """Q3: 4xx, never a 500."""
    ada = people.person()
    for method, path in (("POST", "/images"), ("PATCH", f"/images/{NOWHERE}")):
        answer = people.call(method, path, ada, content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["error"]) in ((400, "MALFORMED_JSON"), (400, "INVALID_REQUEST"))
        assert people.call(method, path, ada, content=body, headers={"Content-Type": "text/plain"}).status_code == 415


def test_a_title_and_metadata_are_cleaned_of_what_nobody_can_see(people: System) -> None:
    """I4: they stand beside others in lists and go to a model: nothing in them is hidden or turns the text around it."""
    ada = people.person()
    words = {"title": "A\u202efox\u0000\nin snow", "metadata": {" pla\u202ace ": "Ha\u2066rz\u0007"}}
    image_id = place(people, ada, album(people, ada), **words)[0]
    shown = show(people, ada, image_id)
    assert (shown["title"], shown["metadata"]) == ("Afox in snow", {"place": "Harz"})


def test_lists_and_images_show_what_is_theirs_to_know(people: System) -> None:
    """I2: neither object names nor our own marks are on the wire."""
    ada = people.person()
    ready = picture(people, ada, album(people, ada))
    (listed,) = people.call("GET", "/images", ada).json()["images"]
    assert listed == ready
    assert not {"user_id", "object", "thumbnail", "due_at", "commit_token", "last_prompt_id"} & set(ready)
    assert ada.uid not in json.dumps(ready)
