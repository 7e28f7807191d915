"""Deletions and uploads while tasks are lost or doubled, storage is out, answers vanish and processes die.

Afterwards nothing dangles, neither documents nor objects, and nothing of others was touched.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from local.people import Person
from local.stack import Stack
from shared.platform.user_ids import media_home_of
from standins.testing import eventually
from tests.faults.trouble import Trouble
from tests.fixtures import http_client
from tests.fixtures.images import (
    NOTHING,
    album,
    all_of,
    ask,
    count,
    draft,
    kept,
    looked_at,
    picture,
    place,
    put,
    show,
    upload,
    uploads,
)
from tests.fixtures.system import System
from tests.fixtures.trash import deleted_for_good as deleted
from tests.fixtures.trash import purged

ERASING_IS_LATE_S = 660  # a little after the sweep should look whether a deletion goes on
DO = Callable[[Trouble], None]


def full(people: System, person: Person, pictures: int = 3) -> tuple[str, list[str]]:
    """A collection with pictures, each with two prompts."""
    where = album(people, person)
    images = [picture(people, person, where)["id"] for _ in range(pictures)]
    for image_id in images:
        draft(people, person, image_id)
        draft(people, person, image_id)
    return where, images


@contextmanager
def untouched(people: System, person: Person) -> Generator[None]:
    """What somebody else has, and what this person keeps beside, is afterwards what it was; and that is all they have."""
    bob = people.person()
    full(people, bob, 1)
    side, (image,) = full(people, person, 1)
    others, documents = all_of(people, bob.uid), people.documents("images", "user_id", bob.uid)
    own = show(people, person, image)
    yield
    assert (all_of(people, bob.uid), people.documents("images", "user_id", bob.uid)) == (others, documents)
    left = all_of(people, person.uid)
    copies = [f"{media_home_of(person.uid)}/images/{image}", f"{media_home_of(person.uid)}/images/{image}.small"]
    assert {**left, "video_prompts": len(left["video_prompts"])} == {
        "collections": [side],
        "images": [image],
        "video_prompts": 2,
        "uploads": [],
        "media": copies,
    }
    assert (show(people, person, image), count(people, side)) == (own, 1)


def is_gone(people: System, path: str, *, step_s: float = 0) -> bool:
    """Whether a document goes, while time is moved."""

    def look() -> bool:
        people.hurry(step_s)
        return people.document(path) is None

    return eventually(look)


LOST: dict[str, tuple[DO, float]] = {
    "never enqueued": (lambda trouble: trouble.tasks("create_unavailable_before", "erase", count=6), ERASING_IS_LATE_S),
    "delivered twice at once": (lambda trouble: trouble.tasks("deliver_twice", "erase", count=9), 0),
    "answers lost": (lambda trouble: trouble.tasks("drop_answer", "erase", count=2), 0),
}


@pytest.mark.parametrize("name", LOST)
def test_a_deletion_goes_through_whatever_becomes_of_its_task(people: System, trouble: Trouble, name: str) -> None:
    """I3, V7: of an image and of a collection; its owner sees nothing of it meanwhile; the sweep takes up what nobody does."""
    ada = people.person()
    order, later_s = LOST[name]
    with untouched(people, ada):
        (where, (image, _)), (other, _) = full(people, ada, 2), full(people, ada, 1)
        order(trouble)
        deleted(people, ada, f"/images/{image}")
        deleted(people, ada, f"/images/collections/{other}")
        people.clock.move(later_s)
        for gone in (f"images/{image}", f"collections/{other}"):
            assert is_gone(people, gone, step_s=0.5), people.document(gone)
        assert count(people, where) == 1
        eventually(lambda: trouble.waiting_tasks("erase") == [] or people.hurry(5))
        trouble.end()
        deleted(people, ada, f"/images/collections/{where}")
        assert is_gone(people, f"collections/{where}", step_s=0.5)


def test_without_storage_a_deletion_waits_and_then_goes_through(people: System, trouble: Trouble) -> None:
    """I3: twelve minutes of 503; nothing is forgotten that is not deleted."""
    ada = people.person()
    with untouched(people, ada):
        where, images = full(people, ada)
        files = [name for name in kept(people, ada.uid) if any(image in name for image in images)]
        trouble.storage(100_000, {"status": 503}, method="DELETE", bucket=trouble.media, name_prefix=f"{media_home_of(ada.uid)}/")
        deleted(people, ada, f"/images/collections/{where}")
        for _ in range(12):
            people.clock.move(60)
            assert people.document(f"collections/{where}") is not None
            assert set(files) <= set(kept(people, ada.uid))
        assert {row["id"] for row in people.documents("images", "collection_id", where)} == set(images)
        trouble.end()
        assert is_gone(people, f"collections/{where}", step_s=5)


def test_what_is_being_deleted_takes_nothing_more(people: System, trouble: Trouble) -> None:
    """I3: half way, a new upload, a move and a prompt are refused; what was on its way there goes too."""
    ada = people.person()
    with untouched(people, ada):
        where, images = full(people, ada)
        waits, address = place(people, ada, where)
        side = people.call("GET", "/images", ada, params={"limit": 100}).json()["images"][-1]["id"]
        trouble.storage(1, {"delay_s": 300}, method="DELETE", bucket=trouble.media, name_prefix=f"{media_home_of(ada.uid)}/")
        deleted(people, ada, f"/images/collections/{where}")
        half = eventually(lambda: [row for row in people.documents("images", "user_id", ada.uid) if row["status"] == "deleting"])
        assert len(half) == 1
        assert ask(people, ada, where).status_code == 404
        assert people.call("PATCH", f"/images/{side}", ada, json={"collection_id": where}).status_code == 404
        refused = people.call("POST", "/prompts/drafts", ada, json={"image_id": half[0]["id"], "prompt_text": "A fox."})
        assert refused.status_code == 404
        assert put(address).status_code == 200
        people.clock.move(301)
        assert is_gone(people, f"collections/{where}", step_s=1)
        assert {people.call("GET", f"/images/{each}", ada).status_code for each in (*images, waits)} == {404}
        eventually(lambda: uploads(people, ada.uid) == [])


# -- races


def test_a_dozen_uploads_at_once_are_each_counted(people: System) -> None:
    """I1: asked for and deleted by twelve at a time, the collection's count is the number of its images."""
    ada = people.person()
    where = album(people, ada)
    answers = people.at_once(12, "POST", "/images", ada, json={"collection_id": where, "content_type": "image/jpeg"})
    assert {answer.status_code for answer in answers} == {201}
    images = [answer.json()["image"]["id"] for answer in answers]
    assert (count(people, where), len({*images}), len(people.documents("images", "user_id", ada.uid))) == (12, 12, 12)
    with ThreadPoolExecutor(12) as crowd:
        put_all = crowd.map(put, [answer.json()["upload"] for answer in answers])
        assert {answer.status_code for answer in put_all} == {200}
    assert {looked_at(people, ada, image_id)["status"] for image_id in images} == {"ready"}
    assert count(people, where) == 12
    with ThreadPoolExecutor(12) as crowd:
        list(crowd.map(lambda image_id: deleted(people, ada, f"/images/{image_id}"), images))
    assert count(people, where) == 0
    eventually(lambda: all_of(people, ada.uid) == {**NOTHING, "collections": [where]})


def test_moves_and_deletions_that_meet_count_right(people: System) -> None:
    """I1: whoever comes second is told; each image is counted where it is, and nowhere when it is gone."""
    ada = people.person()
    places = [album(people, ada) for _ in range(3)]
    images = [place(people, ada, places[0])[0] for _ in range(6)]

    def act(number: int) -> int:
        path, turn = f"/images/{images[number % 6]}", number // 6
        if turn == 2 and number % 2:
            return people.call("DELETE", path, ada).status_code
        return people.call("PATCH", path, ada, json={"collection_id": places[1 + turn % 2]}).status_code

    with ThreadPoolExecutor(18) as crowd:
        assert set(crowd.map(act, range(18))) <= {200, 204, 404}
    eventually(lambda: len(people.documents("images", "user_id", ada.uid)) == 3)
    for each in places:
        assert count(people, each) == len(people.documents("images", "collection_id", each))


def test_uploads_that_meet_the_deletion_of_their_collection_leave_nothing(people: System) -> None:
    """I3: each is refused or goes with it, files too that come through an address that was still given out."""
    ada = people.person()
    where = album(people, ada)

    def act(number: int) -> Any:
        if number == 4:
            return deleted(people, ada, f"/images/collections/{where}")
        return ask(people, ada, where)

    with ThreadPoolExecutor(10) as crowd:
        answers = [answer for answer in crowd.map(act, range(10)) if answer is not None]
    assert {answer.status_code for answer in answers} <= {201, 404}
    for answer in answers:
        if answer.status_code == 201:
            assert put(answer.json()["upload"]).status_code == 200
    eventually(lambda: all_of(people, ada.uid) == NOTHING, lambda: all_of(people, ada.uid))


def test_prompts_that_meet_the_deletion_of_their_image_leave_nothing(people: System) -> None:
    """I3: each is refused or goes with it."""
    ada = people.person()
    where = album(people, ada)
    image_id = picture(people, ada, where)["id"]

    def act(number: int) -> int:
        if number == 4:
            return people.call("DELETE", f"/images/{image_id}", ada).status_code
        body = {"image_id": image_id, "prompt_text": "A fox."}
        return people.call("POST", "/prompts/drafts", ada, json=body).status_code

    with ThreadPoolExecutor(9) as crowd:
        assert set(crowd.map(act, range(9))) <= {201, 204, 404}
    purged(people, ada, ("image", image_id))
    eventually(lambda: all_of(people, ada.uid) == {**NOTHING, "collections": [where]}, lambda: all_of(people, ada.uid))


def test_an_image_that_is_deleted_while_it_is_looked_at_leaves_nothing(people: System, trouble: Trouble) -> None:
    """I3: what erases it has passed the media bucket when the copy comes to stand there."""
    ada = people.person()
    where = album(people, ada)
    image_id, address = place(people, ada, where)
    copy = f"{media_home_of(ada.uid)}/images/{image_id}"
    trouble.storage(1, {"delay_s": 300}, method="POST", bucket=trouble.media, name_prefix=copy)
    put(address)
    eventually(lambda: waits_in_storage(trouble) == 0)
    deleted(people, ada, f"/images/{image_id}")
    assert is_gone(people, f"images/{image_id}")
    people.clock.move(301)
    eventually(lambda: delivered(trouble, f"users/{ada.uid}/{image_id}"))
    assert all_of(people, ada.uid) == {**NOTHING, "collections": [where]}


def test_a_look_that_storage_does_not_answer_is_taken_again(people: System, trouble: Trouble) -> None:
    """I2: the event comes once more; the image is never rejected for trouble of ours."""
    ada = people.person()
    where = album(people, ada)
    trouble.storage(1, {"status": 501}, bucket=trouble.media, name_prefix=f"{media_home_of(ada.uid)}/images/")
    image_id = upload(people, ada, where)
    eventually(lambda: waits_in_storage(trouble) == 0)
    assert show(people, ada, image_id)["status"] == "uploading"
    people.clock.move(15)
    assert looked_at(people, ada, image_id)["status"] == "ready"
    assert len(kept(people, ada.uid)) == 2


def waits_in_storage(trouble: Trouble) -> int:
    """How often the faults that were ordered have still to strike."""
    return sum(fault["times"] for fault in ordered(trouble))


def ordered(trouble: Trouble) -> list[dict[str, Any]]:
    return http_client.get(f"{trouble.address('storage')}/_local/faults").raise_for_status().json()["ordered"]


def delivered(trouble: Trouble, name: str) -> bool:
    pending = http_client.get(f"{trouble.address('storage')}/_local/events").raise_for_status().json()["pending"]
    return name not in {event["name"] for event in pending}


# -- a process that dies


def test_a_look_whose_process_is_killed_half_way_is_taken_again(running: Stack, people: System) -> None:
    """I2: the copy stands there and the thumbnail does not; the event comes again, and the image becomes ready."""
    ada, trouble = people.person(), Trouble(people)
    where = album(people, ada)
    image_id, address = place(people, ada, where)
    copy = f"{media_home_of(ada.uid)}/images/{image_id}"
    trouble.storage(1, {"delay_s": 300}, method="POST", bucket=trouble.media, name_prefix=f"{copy}.small")
    put(address)
    eventually(lambda: waits_in_storage(trouble) == 0)
    running.kill("functions")
    assert (show(people, ada, image_id)["status"], copy in kept(people, ada.uid)) == ("uploading", True)
    people.clock.move(20)
    assert looked_at(people, ada, image_id)["status"] == "ready"
    eventually(lambda: uploads(people, ada.uid) == [])
    assert kept(people, ada.uid) == [copy, f"{copy}.small"]
