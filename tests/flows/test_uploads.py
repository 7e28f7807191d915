"""From a signed address to a picture that was looked at: what the address lets in, and what becomes of the bytes."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import pytest

from shared.media.rejections import Rejection
from shared.platform.user_ids import media_home_of
from standins.testing import eventually
from tests.fixtures import http_client
from tests.fixtures.hostile_pictures import hostile
from tests.fixtures.images import (
    NOTHING,
    UPLOADING_ENDS_S,
    album,
    all_of,
    count,
    kept,
    looked_at,
    news,
    news_held,
    picture,
    place,
    put,
    show,
    upload,
    uploads,
)
from tests.fixtures.picture_files import JPEG, PNG, WEBP, saved, scene
from tests.fixtures.system import System
from tests.fixtures.trash import deleted_for_good

LARGEST = 20 * 1024 * 1024
ORIGIN = "https://studio.example"


@cache
def hostile_by_reason() -> dict[Rejection, bytes]:
    """One file for each reason; all the others are looked at by the unit tests."""
    return {reason: content for reason, content in hostile().values() if content}


def object_name(person_id: str, image_id: str) -> str:
    return f"users/{person_id}/{image_id}"


def write(people: System, bucket: str, name: str, content: bytes) -> str:
    """Past every signed address, as only somebody with the keys of the house can. The name that it was kept under."""
    address = f"{people.environment['STORAGE_EMULATOR_HOST']}/upload/storage/v1/b/{people.environment[bucket]}/o"
    answer = http_client.post(address, params={"uploadType": "media", "name": name}, content=content, timeout=30)
    return answer.raise_for_status().json()["name"]


def tell(people: System, person_id: str, image_id: str) -> int:
    """What an event that says that the image's bytes are there is answered."""
    email = f"rushes-events@{people.project}.iam.gserviceaccount.com"
    token = people.identity.oidc_token(email, f"{people.url}/upload-events", people.clock.now())
    bucket = people.environment["RUSHES_BUCKET_UPLOADS"]
    about = {
        "eventType": "OBJECT_FINALIZE",
        "bucketId": bucket,
        "objectId": object_name(person_id, image_id),
        "objectGeneration": "7",
    }
    event = {"message": {"attributes": about, "messageId": secrets.token_hex(8)}, "subscription": "projects/p/subscriptions/s"}
    headers = {"Authorization": f"Bearer {token}"}
    return people.call("POST", "/upload-events", json=event, headers=headers).status_code


# -- what the address lets in


WRONG: list[tuple[dict[str, str], bytes]] = [
    ({"Content_Type": "image/png"}, JPEG),
    ({"Content_Type": "text/html"}, b"<script>"),
    ({"Content_Type": ""}, JPEG),
    ({"x_goog_content_length_range": "1,99999999"}, JPEG),
    ({"x_goog_content_length_range": ""}, JPEG),
    ({"x_goog_if_generation_match": ""}, JPEG),
    ({"x_goog_if_generation_match": "7"}, JPEG),
    ({"x_goog_meta_owner": "eve"}, JPEG),
    ({"x_goog_acl": "public-read"}, JPEG),
    ({}, b""),
    ({}, JPEG + b"0"),
    ({}, JPEG[:-1]),
]


def test_an_address_takes_only_what_was_asked_for(people: System) -> None:
    """I2: another type, size or precondition is refused by storage itself; the right file is still taken afterwards."""
    ada = people.person()
    image_id, where = place(people, ada, album(people, ada), bytes=len(JPEG))
    for headers, content in WRONG:
        assert put(where, content, **headers).status_code in (400, 403), headers
        assert uploads(people, ada.uid) == []
    assert show(people, ada, image_id)["status"] == "uploading"
    assert put(where).status_code == 200
    assert looked_at(people, ada, image_id)["status"] == "ready"


def test_without_a_size_an_address_takes_what_a_picture_may_have(people: System) -> None:
    """I2: nothing and more than 20 MB are refused by storage."""
    ada = people.person()
    where = place(people, ada, album(people, ada))[1]
    assert put(where, b"").status_code == 400
    assert put(where, bytes(LARGEST + 1)).status_code == 400
    assert uploads(people, ada.uid) == []


def test_an_address_ends_after_a_quarter_of_an_hour(people: System) -> None:
    """I2: the time that it says is the time when it ends."""
    ada = people.person()
    image_id, where = place(people, ada, album(people, ada))
    people.clock.move(14 * 60)
    assert put(where, WEBP).status_code == 200
    other, late = place(people, ada, album(people, ada))
    people.clock.move(15 * 60 + 2)
    refused = put(late)
    assert (refused.status_code, "expired" in refused.text.lower()) == (400, True)
    assert [looked_at(people, ada, image_id)["status"], show(people, ada, other)["status"]] == ["ready", "uploading"]


def test_an_address_that_was_changed_is_refused(people: System) -> None:
    """I2, A2: for another object, a longer time, another method: nothing gets in and nothing comes out."""
    ada, eve = people.person(), people.person()
    image_id, mine = place(people, eve, album(people, eve))
    theirs = picture(people, ada, album(people, ada))["id"]
    url, before = mine["url"], all_of(people, ada.uid)
    changed = [
        url.replace(image_id, theirs).replace(eve.uid, ada.uid),
        url.replace(image_id, "0" * 24),
        url.replace("X-Goog-Expires=900", "X-Goog-Expires=90000"),
        url.replace(people.environment["RUSHES_BUCKET_UPLOADS"], people.environment["RUSHES_BUCKET_MEDIA"]),
        url.partition("?")[0],
        f"{url}&generation=1",
    ]
    assert len({*changed, url}) == 7
    for each in changed:
        assert put(mine, url=each).status_code in (400, 401, 403), each
    for method in ("GET", "HEAD", "DELETE"):
        assert http_client.request(method, url, headers=mine["headers"]).status_code == 403
    assert (uploads(people, eve.uid), all_of(people, ada.uid)) == ([], before)


def test_a_browser_may_upload_from_anywhere_and_do_nothing_else(people: System) -> None:
    """I2: the preflight allows the very headers that we tell it to send; no other method passes."""
    ada = people.person()
    image_id, where = place(people, ada, album(people, ada))
    names = ",".join(sorted(name.lower() for name in where["headers"]))
    asked = {"Origin": ORIGIN, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": names}
    preflight = http_client.options(where["url"], headers=asked)
    allowed = {name.strip().lower() for name in preflight.headers["access-control-allow-headers"].split(",")}
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] in ("*", ORIGIN)
    assert "PUT" in preflight.headers["access-control-allow-methods"]
    assert set(names.split(",")) <= allowed
    for method in ("GET", "DELETE", "POST"):
        refused = http_client.options(where["url"], headers={**asked, "Access-Control-Request-Method": method})
        assert "access-control-allow-origin" not in refused.headers
    sent = put(where, Origin=ORIGIN)
    assert (sent.status_code, sent.headers["access-control-allow-origin"]) == (200, "*")
    assert looked_at(people, ada, image_id)["status"] == "ready"


# -- the same address once more


def test_before_it_was_looked_at_a_second_file_is_refused(people: System) -> None:
    """I2: what came first is what is looked at."""
    ada = people.person()
    with news_held(people) as held:
        image_id, where = place(people, ada, album(people, ada))
        assert [put(where, content).status_code for content in (JPEG, saved(scene(size=(50, 50)), "JPEG"), JPEG)] == [
            200,
            412,
            412,
        ]
        held.release()
    ready = looked_at(people, ada, image_id)
    assert (ready["width"], ready["height"]) == (96, 64)


def test_of_many_files_at_once_one_gets_in(people: System) -> None:
    """I2: eight sizes through the same address; the image is one of them as a whole."""
    ada = people.person()
    image_id, where = place(people, ada, album(people, ada), content_type="image/png")
    contents = [saved(scene(size=(10 + each, 20 + each)), "PNG") for each in range(8)]
    with news_held(people), ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda content: put(where, content).status_code, contents))
    assert sorted(answers) == [200, *[412] * 7]
    ready = looked_at(people, ada, image_id)
    assert ready["height"] == ready["width"] + 10 == 20 + answers.index(200)


@pytest.mark.parametrize("first", [JPEG, b"no picture"])
def test_after_it_was_looked_at_another_file_changes_nothing(people: System, first: bytes) -> None:
    """I2: neither what is ready nor what was rejected; and the bytes that came are gone again."""
    ada = people.person()
    image_id, where = place(people, ada, album(people, ada))
    put(where, first)
    before, copies = looked_at(people, ada, image_id), kept(people, ada.uid)
    eventually(lambda: uploads(people, ada.uid) == [])
    for content in (PNG, b"evil"):
        assert put(where, content).status_code == 200
        eventually(lambda: uploads(people, ada.uid) == [])
    assert (show(people, ada, image_id), kept(people, ada.uid)) == (before, copies)
    if first == JPEG:
        links = people.call("GET", f"/images/{image_id}/links", ada).json()
        assert http_client.get(links["picture"]).content[:2] == b"\xff\xd8"


# -- what is no picture that we take


def test_what_is_no_picture_is_rejected_with_its_reason(people: System) -> None:
    """I2: told in both languages; the object is deleted, and nothing of it is kept."""
    ada, reasons = people.person(), [each for each in Rejection if each is not Rejection.TOO_LARGE]
    where = album(people, ada)
    images = {reason: upload(people, ada, where, hostile_by_reason()[reason]) for reason in reasons}
    for reason, image_id in images.items():
        rejected = looked_at(people, ada, image_id)
        assert (rejected["status"], rejected["width"], rejected["colour"]) == ("rejected", None, None)
        assert rejected["reason"] == {"code": reason.value, "message": reason.text.en}
        assert show(people, ada, image_id, "de")["reason"] == {"code": reason.value, "message": reason.text.de}
        assert (rejected["error"]["code"], rejected["error"]["message"]) == (reason.upper(), reason.text.en)
    eventually(lambda: uploads(people, ada.uid) == [])
    assert kept(people, ada.uid) == []


def test_a_huge_file_is_rejected_although_it_got_in(people: System) -> None:
    """I2: the size is looked at once more; the file is not read for it."""
    ada = people.person()
    image_id = place(people, ada, album(people, ada))[0]
    write(people, "RUSHES_BUCKET_UPLOADS", object_name(ada.uid, image_id), JPEG + bytes(LARGEST))
    rejected = looked_at(people, ada, image_id)
    assert rejected["reason"] == {"code": "too_large", "message": Rejection.TOO_LARGE.text.en}
    eventually(lambda: uploads(people, ada.uid) == [])


# -- news that comes late, twice, in another order or never


def test_what_was_never_uploaded_is_ended_by_the_sweep(people: System) -> None:
    """V7: after an hour it is rejected, with a reason in both languages; it stays in its collection until it is deleted."""
    ada = people.person()
    where = album(people, ada)
    image_id = place(people, ada, where)[0]
    people.clock.move(UPLOADING_ENDS_S)
    ended = looked_at(people, ada, image_id)
    assert ended["reason"] == {"code": "not_uploaded", "message": "No picture was uploaded."}
    german = show(people, ada, image_id, "de")
    assert german["reason"]["message"] == "Es wurde kein Bild hochgeladen."
    assert german["error"] == {
        "code": "NOT_UPLOADED",
        "message": "Es wurde kein Bild hochgeladen.",
        "retryable": True,
        "details": {},
        "suggestedAction": "Lade es noch einmal hoch.",
    }
    assert (count(people, where), (people.document(f"images/{image_id}") or {})["due_at"]) == (1, None)


@pytest.mark.parametrize(("content", "status"), [(JPEG, "ready"), (b"no picture", "rejected")])
def test_an_upload_whose_event_is_lost_is_taken_by_the_sweep(people: System, content: bytes, status: str) -> None:
    """V7: an hour later it is as it would have been; the event that comes after all changes nothing."""
    ada = people.person()
    with news_held(people) as held:
        image_id = upload(people, ada, album(people, ada), content)
        people.clock.move(UPLOADING_ENDS_S)
        taken = looked_at(people, ada, image_id)
        assert taken["status"] == status
        eventually(lambda: uploads(people, ada.uid) == [])
        before = people.document(f"images/{image_id}")
        late = [each for each in held.release() if each["name"].endswith(image_id)]
    assert [each["error"] for each in late] == [""]
    assert people.document(f"images/{image_id}") == before
    assert len(kept(people, ada.uid)) == (2 if status == "ready" else 0)


def test_an_event_that_comes_again_changes_nothing(people: System) -> None:
    """I2: a minute later, the same event under the same id."""
    ada = people.person()
    ready = picture(people, ada, album(people, ada))
    eventually(lambda: uploads(people, ada.uid) == [])
    before, copies = people.document(f"images/{ready['id']}"), kept(people, ada.uid)
    people.clock.move(60)
    assert news(people).again(object_name(ada.uid, ready["id"])) == ""
    assert (people.document(f"images/{ready['id']}"), kept(people, ada.uid)) == (before, copies)


@pytest.mark.parametrize(("content", "status"), [(JPEG, "ready"), (b"no picture", "rejected")])
def test_events_that_come_at_the_same_moment_do_their_work_once(people: System, content: bytes, status: str) -> None:
    """I2: eight looks at the same bytes; the image is settled once and its files stay."""
    ada = people.person()
    with news_held(people):
        image_id = upload(people, ada, album(people, ada), content)
        with ThreadPoolExecutor(8) as crowd:
            answers = list(crowd.map(lambda _: tell(people, ada.uid, image_id), range(8)))
    assert answers == [204] * 8
    assert show(people, ada, image_id)["status"] == status
    eventually(lambda: uploads(people, ada.uid) == [])
    assert len(kept(people, ada.uid)) == (2 if status == "ready" else 0)


def test_events_in_another_order_each_find_their_picture(people: System) -> None:
    """I2: told backwards; every image is the file that was sent for it."""
    ada = people.person()
    where = album(people, ada)
    with news_held(people) as held:
        sizes = {upload(people, ada, where, saved(scene(size=(40 + each, 30)), "JPEG")): 40 + each for each in range(3)}
        told = [each["name"].rpartition("/")[2] for each in held.release("reversed")]
    assert [each for each in told if each in sizes] == [*reversed(sizes)]
    assert {image_id: looked_at(people, ada, image_id)["width"] for image_id in sizes} == sizes


def test_an_event_of_a_deleted_image_leaves_nothing(people: System) -> None:
    """I3: its bytes, and what a look at it that was cut off has kept, are gone with it."""
    ada = people.person()
    where = album(people, ada)
    with news_held(people) as held:
        image_id = upload(people, ada, where)
        deleted_for_good(people, ada, f"/images/{image_id}")
        eventually(lambda: people.document(f"images/{image_id}") is None)
        for name in (f"{media_home_of(ada.uid)}/images/{image_id}", f"{media_home_of(ada.uid)}/images/{image_id}.small"):
            write(people, "RUSHES_BUCKET_MEDIA", name, JPEG)
        assert [each["error"] for each in held.release() if each["name"].endswith(image_id)] == [""]
    assert all_of(people, ada.uid) == {**NOTHING, "collections": [where]}


def test_a_file_for_an_image_that_was_deleted_does_not_stay(people: System) -> None:
    """I3: the address outlives the image; what comes through it is gone at once."""
    ada = people.person()
    collection = album(people, ada)
    image_id, where = place(people, ada, collection)
    people.call("DELETE", f"/images/{image_id}", ada)
    eventually(lambda: people.document(f"images/{image_id}") is None)
    assert put(where).status_code == 200
    eventually(lambda: all_of(people, ada.uid) == {**NOTHING, "collections": [collection]})


def test_bytes_under_anothers_name_touch_nobody(people: System) -> None:
    """A2: an object that carries the id of somebody else's image."""
    ada, eve = people.person(), people.person()
    collection = album(people, ada)
    ready, waits = picture(people, ada, collection)["id"], place(people, ada, collection)[0]
    before, documents = all_of(people, ada.uid), people.documents("images", "user_id", ada.uid)
    for image_id in (ready, waits):
        write(people, "RUSHES_BUCKET_UPLOADS", object_name(eve.uid, image_id), PNG)
    eventually(lambda: uploads(people, eve.uid) == [])
    assert (all_of(people, ada.uid), people.documents("images", "user_id", ada.uid)) == (before, documents)


@pytest.mark.parametrize("name", ["users/{}/", "users/{}/__id__", "users/{}/..", "users/{}/a/b/", "users/{}/ä ?#%"])
def test_an_object_of_any_name_is_dealt_with(people: System, name: str) -> None:
    """Q3: nobody awaits it, so it goes; its event is not sent again and again for a day."""
    uid = secrets.token_hex(8)
    assert write(people, "RUSHES_BUCKET_UPLOADS", name.format(uid), JPEG) == name.format(uid)
    eventually(lambda: uploads(people, uid) == [])


def test_somebody_elses_event_is_none_of_ours(people: System) -> None:
    """A4: only Google brings events and tasks to this door, never a user."""
    ada = people.person()
    for path in ("/upload-events", "/upload-events/late", "/upload-events/erase", "/upload-events/erase-collection"):
        answers: list[Any] = [people.call("POST", path, who, json={"id": "0" * 24, "user_id": ada.uid}) for who in (ada, None)]
        assert [answer.status_code for answer in answers] == [401, 401]
