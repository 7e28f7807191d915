"""Films while files are missing or broken, storage is away, tasks are lost or doubled, and workers die."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import pytest

from local.people import Person
from local.stack import Stack
from shared.platform.user_ids import media_home_of
from standins.testing import eventually
from tests.faults.test_video_lost_answers import as_worker
from tests.faults.trouble import Trouble
from tests.fixtures import http_client
from tests.fixtures.films import SECONDS, asked, kept, made, over, put, remove, shown, staged, video
from tests.fixtures.system import System
from tests.fixtures.trash import deleted_for_good
from tests.fixtures.videos import rich
from tests.unit.media.film.footage import scene

SLOW: dict[str, Any] = {"format": "16:9", "resolution": "720p"}  # takes a second: every picture is encoded anew


def film_of(people: System, film_id: str) -> dict[str, Any]:
    return people.document(f"films/{film_id}") or {}


def put_off(people: System, person: Person, trouble: Trouble, *scenes: Any) -> str:
    """A film whose task was lost: the sweep will send another."""
    trouble.tasks("create_unavailable_before", "compile", count=3)
    return asked(people, person, *scenes)


def minutes(people: System) -> Any:
    """Time goes on while somebody waits."""
    return lambda: people.hurry(20)


def nothing_left(people: System, person: Person, film_id: str) -> bool:
    return staged(people, film_id) == [] and kept(people, person.uid) == []


def test_a_scene_whose_file_is_gone_is_named(people: System) -> None:
    """F2: by its number, in both languages; nothing is half written, and its credits would be back."""
    ada = people.person()
    good, gone = video(people, ada), video(people, ada)
    name = f"{media_home_of(ada.uid)}/videos/{gone}.mp4"
    remove(people, name)
    film = over(people, ada, asked(people, ada, good, gone, good))
    put(people, name, scene(SECONDS))
    assert (film["status"], film["outcome"]) == ("failed", "scene_missing")
    at_fault = {"scene": 2, "video_id": gone}
    assert film["error"] == {
        "code": "SCENE_MISSING",
        "message": "The video of scene 2 is gone.",
        "retryable": False,
        "details": at_fault,
        "suggestedAction": "Make the film without it, or with another video.",
        **at_fault,
        "reason": None,
    }
    assert film["message"] == "The video of scene 2 is gone. You were not charged."
    assert shown(people, ada, film["id"], "de")["message"].startswith("Das Video von Szene 2")
    assert nothing_left(people, ada, film["id"])


@pytest.mark.parametrize("spoil", ["words", "half"])
def test_a_broken_scene_is_named(people: System, spoil: str) -> None:
    """F2: what is no video, and one of which half is missing."""
    ada = people.person()
    content = b"no video, only words " * 20 if spoil == "words" else scene(SECONDS)[: len(scene(SECONDS)) // 2]
    film = over(people, ada, asked(people, ada, video(people, ada), video(people, ada, content)))
    assert (film["status"], film["error"]["code"], film["error"]["scene"]) == ("failed", "SCENE_BROKEN", 2)
    assert nothing_left(people, ada, film["id"])


def test_a_scene_shorter_than_was_thought_is_named(people: System) -> None:
    """F2: its own index tells, whatever the document says."""
    ada = people.person()
    short = video(people, ada, seconds=10)
    film = over(people, ada, asked(people, ada, {"video_id": short, "start": 4}, video(people, ada)))
    assert (film["status"], film["error"]["code"], film["error"]["scene"]) == ("failed", "SCENE_TOO_SHORT", 1)


@pytest.mark.parametrize("what", ["reading", "body", "head", "compose", "promotion"])
def test_trouble_with_storage_only_delays_a_film(people: System, trouble: Trouble, what: str) -> None:
    """F2: where storage does not do as it should, the film begins again later; nothing of the first try stays."""
    ada = people.person()
    one = video(people, ada)
    film_id = put_off(people, ada, trouble, one)
    staging, final = f"staging/films/{film_id}/", f"{media_home_of(ada.uid)}/films/{film_id}.mp4"
    orders = {
        "reading": {"method": "GET", "name_prefix": f"{media_home_of(ada.uid)}/videos/{one}.mp4"},
        "body": {"method": "POST", "path_prefix": "/upload"},
        "head": {"method": "PUT", "path_prefix": "/upload"},
        "compose": {"method": "POST", "path_prefix": "/storage", "name_prefix": staging},
        "promotion": {"method": "GET", "name_prefix": final},
    }
    trouble.storage(1, {"status": 410}, bucket=trouble.media, **orders[what])
    film = over(people, ada, film_id, meanwhile=minutes(people))
    assert film["status"] == "completed"
    assert film_of(people, film_id)["waits"] >= 1
    assert staged(people, film_id) == []


def test_a_short_outage_and_a_poster_that_fails_harm_nothing(people: System, trouble: Trouble) -> None:
    """F2: the client asks again within its patience; the film is there without its still, which is made a minute later."""
    ada = people.person()
    film_id = put_off(people, ada, trouble, video(people, ada), video(people, ada))
    trouble.storage(3, {"status": 503}, bucket=trouble.media, name_prefix=f"staging/films/{film_id}/")
    trouble.storage(1, {"status": 403}, bucket=trouble.media, name_prefix=f"{media_home_of(ada.uid)}/films/{film_id}.jpg")
    people.clock.move(300)  # the sweep sends its task again; then time stands still, so that its worker's lease is not over
    film = over(people, ada, film_id)
    assert (film["status"], film["film"]["poster"], film_of(people, film_id)["waits"]) == ("completed", None, 0)
    assert staged(people, film_id) == []
    made_later = eventually(lambda: people.hurry(5) or film_of(people, film_id)["film"]["poster"])
    assert made_later in kept(people, ada.uid)
    links = people.call("GET", f"/films/{film_id}/links", ada).json()
    assert http_client.get(links["poster"]).content[:2] == b"\xff\xd8"


def test_a_film_that_was_promoted_before_a_crash_is_adopted(people: System, trouble: Trouble) -> None:
    """F2: its name is taken by its own file, which is looked at and kept, not replaced."""
    ada = people.person()
    film_id = put_off(people, ada, trouble, video(people, ada))
    before = put(people, f"{media_home_of(ada.uid)}/films/{film_id}.mp4", scene(SECONDS))
    film = over(people, ada, film_id, meanwhile=minutes(people))
    assert (film["status"], film["film"]["crc32c"]) == ("completed", before["crc32c"])


def test_a_task_that_comes_twice_makes_one_film(people: System, trouble: Trouble) -> None:
    """F1: at once, or after the end: the second finds nothing to do, and nothing is overwritten."""
    ada = people.person()
    trouble.tasks("deliver_twice", "compile")
    film = made(people, ada, video(people, ada), video(people, ada))
    before = film_of(people, film["id"])
    task = {"film_id": film["id"], "user_id": ada.uid, "epoch": 0}
    assert as_worker(people, "film-tasks", task) == 204
    assert film_of(people, film["id"]) == before
    assert before["crashes"] == before["waits"] == 0
    assert (staged(people, film["id"]), len(kept(people, ada.uid))) == ([], 2)


def test_a_film_is_cancelled_while_it_is_made(people: System) -> None:
    """F2: ended at once for its owner; the worker sees it and keeps nothing."""
    ada = people.person()
    one, two = video(people, ada), video(people, ada)
    film_id = asked(people, ada, {"video_id": one, "crossfade": 0.5}, *([two] * 3), **SLOW)
    eventually(lambda: film_of(people, film_id)["status"] == "compiling")
    cancelled = people.call("POST", f"/films/{film_id}/cancel", ada)
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert people.call("POST", f"/films/{film_id}/cancel", ada).json()["status"] == "cancelled"  # once more is no harm
    eventually(lambda: people.hurry(20) or film_of(people, film_id)["due_at"] is None)
    assert shown(people, ada, film_id)["status"] == "cancelled"
    eventually(lambda: nothing_left(people, ada, film_id))


def test_a_film_that_is_deleted_while_it_is_made_is_cancelled_and_forgotten(people: System) -> None:
    """F2, C2: ended as a cancelled one, gone for its owner at once; the rest follows once its worker can write no more."""
    ada = people.person()
    one, two = video(people, ada), video(people, ada)
    film_id = asked(people, ada, {"video_id": one, "crossfade": 0.5}, *([two] * 3), **SLOW)
    eventually(lambda: film_of(people, film_id)["status"] == "compiling")
    deleted_for_good(people, ada, f"/films/{film_id}")
    assert people.call("GET", f"/films/{film_id}", ada).status_code == 404
    assert people.call("DELETE", f"/films/{film_id}", ada).status_code == 404
    assert (film_of(people, film_id)["status"], film_of(people, film_id)["outcome"]) == ("deleting", "cancelled")
    eventually(lambda: people.hurry(20) or not film_of(people, film_id))
    eventually(lambda: nothing_left(people, ada, film_id))


def test_a_worker_that_lost_its_turn_leaves_the_film_to_the_other(people: System) -> None:
    """F1: it was taken for dead; it stops and clears away what is its own, and only the other one's end counts."""
    ada = people.person()
    one, two = video(people, ada), video(people, ada)
    film_id = asked(people, ada, {"video_id": one, "crossfade": 0.5}, *([two] * 3), **SLOW)
    eventually(lambda: film_of(people, film_id)["status"] == "compiling")
    theirs = f"staging/films/{film_id}/other.body"
    put(people, theirs, b"what the other writes")
    people.firestore.document(f"films/{film_id}").update({"turn": "other"}, timeout=10)
    people.clock.move(3)
    film = over(people, ada, film_id, meanwhile=minutes(people))
    assert film["status"] == "completed"
    assert film_of(people, film_id)["crashes"] >= 1
    assert staged(people, film_id) == []


def test_a_film_that_waits_is_cancelled_and_never_made(people: System, trouble: Trouble) -> None:
    """F2: its task comes late and finds nothing to do."""
    ada = people.person()
    film_id = put_off(people, ada, trouble, video(people, ada))
    assert people.call("POST", f"/films/{film_id}/cancel", ada).json()["outcome"] == "cancelled"
    task = {"film_id": film_id, "user_id": ada.uid, "epoch": 0}
    assert as_worker(people, "film-tasks", task) == 204
    assert film_of(people, film_id)["due_at"] is None
    assert nothing_left(people, ada, film_id)


@pytest.mark.parametrize("how", ["crashes", "deadline"])
def test_a_film_that_cannot_be_made_is_ended(people: System, trouble: Trouble, how: str) -> None:
    """F2: one that kills its worker again and again, and one that is past its time; what they left is cleared away."""
    ada = people.person()
    film_id = put_off(people, ada, trouble, video(people, ada))
    now = people.clock.now()
    dead = {"status": "compiling", "turn": "dead", "turn_until": now, "crashes": 2, "due_at": now}
    late = {"deadline_at": now - timedelta(seconds=1), "waits": 1, "due_at": now}
    people.firestore.document(f"films/{film_id}").update(dead if how == "crashes" else late, timeout=10)
    put(people, f"staging/films/{film_id}/dead.body", b"half a film")
    film = over(people, ada, film_id, meanwhile=minutes(people))
    assert film["outcome"] == {"crashes": "internal", "deadline": "timed_out"}[how]
    eventually(lambda: people.hurry(20) or nothing_left(people, ada, film_id))


def test_a_deletion_whose_task_was_lost_goes_through(people: System, trouble: Trouble) -> None:
    """F2: the sweep takes it up again."""
    ada = people.person()
    film = made(people, ada, video(people, ada))
    trouble.tasks("create_unavailable_before", "erase", count=3)
    deleted_for_good(people, ada, f"/films/{film['id']}")
    assert people.document(f"films/{film['id']}")
    eventually(lambda: people.hurry(60) or people.document(f"films/{film['id']}") is None)
    assert nothing_left(people, ada, film["id"])


def test_a_film_whose_worker_is_killed_half_way_is_made_in_the_end(running: Stack, people: System) -> None:
    """F1: kill -9 in the midst of it; another worker begins again after the lease, and no orphan stays."""
    ada = rich(people, 20)
    one, two = video(people, ada), video(people, ada)
    film_id = asked(people, ada, {"video_id": one, "crossfade": 0.5}, *([two] * 3), **SLOW)
    put(people, f"staging/films/{film_id}/{secrets.token_hex(4)}.body", b"what a dead worker wrote")
    eventually(lambda: people.clock.move(1) or film_of(people, film_id)["progress"] > 0.1)
    running.kill("functions")
    assert film_of(people, film_id)["ended_at"] is None
    eventually(lambda: people.hurry(30) or film_of(people, film_id)["epoch"] > 0)
    film = over(people, ada, film_id)
    assert film["status"] == "completed"
    assert film_of(people, film_id)["crashes"] >= 1
    assert staged(people, film_id) == []
    assert len(kept(people, ada.uid)) == 2
