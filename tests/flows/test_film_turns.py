"""Whose film is made when: two of a user's at once, the others in line, and nobody short behind what is long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

from google.cloud.firestore import DELETE_FIELD

from local.people import Person
from standins.testing import eventually
from tests.fixtures.films import ask, made, over, shown, video
from tests.fixtures.queues import held
from tests.fixtures.system import System
from tests.fixtures.videos import key

LONG_S = 130  # as its document says, so that the film stands in the queue of long ones; its file is short
LONG = "compile-long"


def film_of(people: System, film_id: str) -> dict[str, Any]:
    return people.document(f"films/{film_id}") or {}


def slots(people: System, person: Person) -> tuple[int, int]:
    account = people.document(f"accounts/{person.uid}") or {}
    return account["active_films"], account["waiting_films"]


def many(people: System, person: Person, times: int, *scenes: Any) -> list[str]:
    """So many films, one after the other, as fast as the limit of calls lets them through."""
    ids: list[str] = []
    while len(ids) < times:
        answer = ask(people, person, *scenes)
        if answer.status_code == 429 and answer.json()["error"] == "RATE_LIMITED":
            people.clock.move(13)
            continue
        assert answer.status_code == 202, answer.text
        ids.append(answer.json()["film"]["id"])
    return ids


def cancel_all(people: System, person: Person, ids: list[str]) -> None:
    """The youngest first, so that nobody is let in meanwhile."""
    for each in reversed(ids):
        assert people.call("POST", f"/films/{each}/cancel", person).json()["status"] == "cancelled"


def tasks(people: System) -> int:
    """How many stand in the queue of long ones."""
    address = f"{people.environment['RUSHES_TASKS_CONTROL_URL']}/_local/tasks"
    return len(people.http.get(address, params={"queue": LONG}).raise_for_status().json()["tasks"])


def test_who_asks_for_many_long_films_keeps_nobody_else_waiting(people: System) -> None:
    """V11: of ten films of a hundred scenes two have tasks, in a queue of their own; another's short film passes all of them."""
    greedy, bob = people.person(), people.person()
    scenes = [video(people, greedy)] * 100
    with held(people, LONG):
        ids = many(people, greedy, 10, *scenes)
        assert [film_of(people, each)["status"] for each in ids] == ["queued"] * 2 + ["waiting"] * 8
        assert (slots(people, greedy), shown(people, greedy, ids[9])["seconds"]) == ((2, 8), 200.0)
        assert tasks(people) == 2
        film = made(people, bob, video(people, bob))
        assert film["status"] == "completed"
        theirs = video(people, bob, seconds=LONG_S)
        (long,) = many(people, bob, 1, theirs)
        assert film_of(people, long)["status"] == "queued"
        assert slots(people, greedy) == (2, 8)
        cancel_all(people, bob, [long])
        cancel_all(people, greedy, ids)
    assert slots(people, greedy) == (0, 0)


def test_of_five_films_at_once_two_run_and_each_end_starts_the_next(people: System) -> None:
    """V11: the limit holds under simultaneous requests; each slot is taken once, in the order of asking, without the sweep."""
    ada = people.person()
    mine, ada = video(people, ada, seconds=LONG_S), people.signed_in(ada)
    with held(people, LONG) as line, ThreadPoolExecutor(5) as crowd:
        answers = list(crowd.map(lambda _: ask(people, ada, mine), range(5)))
        assert [answer.status_code for answer in answers] == [202] * 5, [answer.text for answer in answers]
        ids = [answer.json()["film"]["id"] for answer in answers]
        assert slots(people, ada) == (2, 3)
        assert sorted(film_of(people, each)["status"] for each in ids) == ["queued"] * 2 + ["waiting"] * 3
        line.release()
        films = [over(people, ada, each) for each in ids]
    assert [film["status"] for film in films] == ["completed"] * 5
    stored = [film_of(people, each) for each in ids]
    in_line = sorted((film for film in stored if film["slot_at"] > film["created_at"]), key=lambda film: film["created_at"])
    assert [film["slot_at"] for film in in_line] == sorted(film["slot_at"] for film in in_line)
    assert {film["epoch"] for film in stored} == {0}
    assert slots(people, ada) == (0, 0)


def test_whoever_ends_a_film_starts_the_next_and_an_operator_may_give_more_slots(people: System) -> None:
    """V11: cancelling one that holds a slot lets the oldest in; more slots let the others in at once."""
    ada = people.person()
    with held(people, LONG):
        ids = many(people, ada, 5, video(people, ada, seconds=LONG_S))
        assert people.call("POST", f"/films/{ids[0]}/cancel", ada).status_code == 200
        assert [film_of(people, each)["status"] for each in ids[1:]] == ["queued"] * 2 + ["waiting"] * 2
        began = film_of(people, ids[2])
        assert began["deadline_at"] - began["slot_at"] == timedelta(hours=3)
        assert tasks(people) == 3  # that of the cancelled one among them
        where, why = f"/admin/users/{ada.uid}/overrides", {"reason": "a test"}
        assert people.call("PUT", where, people.admin, json={**why, "active_films": 3}).status_code == 200
        assert slots(people, ada) == (3, 1)
        cancel_all(people, ada, ids[1:])


def test_a_film_that_waits_beside_a_free_slot_is_let_in_by_the_sweep(people: System) -> None:
    """V7: whoever should have done it did not; one that has waited too long is ended, and gives no slot back."""
    ada = people.person()
    with held(people, LONG):
        ids = many(people, ada, 4, video(people, ada, seconds=LONG_S))
        now = people.clock.now()
        people.firestore.document(f"films/{ids[3]}").update({"deadline_at": now, "due_at": now}, timeout=10)
        marks = {"overrides": {"active_films": 3}, "films_turn_due_at": now}
        people.firestore.document(f"accounts/{ada.uid}").update(marks, timeout=10)
        ended = over(people, ada, ids[3], meanwhile=lambda: people.hurry(20))
        assert (ended["outcome"], ended["message"]) == (
            "timed_out",
            "The film could not be made in time. You were not charged.",
        )
        eventually(lambda: people.hurry(20) or film_of(people, ids[2])["status"] == "queued")
        assert slots(people, ada) == (3, 0)
        cancel_all(people, ada, ids[:3])
    assert slots(people, ada) == (0, 0)


def test_a_film_from_before_there_were_slots_gives_none_back(people: System) -> None:
    """V11: live at the deployment, it is ended as any other, and its account counts none below zero."""
    ada = people.person()
    with held(people, LONG):
        (old,) = many(people, ada, 1, video(people, ada, seconds=LONG_S))
        gone: dict[str, Any] = dict.fromkeys(("active_films", "waiting_films", "films_turn_due_at"), DELETE_FIELD)
        people.firestore.document(f"films/{old}").update({"slot_at": DELETE_FIELD, "seconds": DELETE_FIELD}, timeout=10)
        people.firestore.document(f"accounts/{ada.uid}").update(gone, timeout=10)
        assert people.call("POST", f"/films/{old}/cancel", ada).json()["status"] == "cancelled"
    assert slots(people, ada) == (0, 0)


def test_only_so_many_films_may_wait(people: System) -> None:
    """L1: as configured, from the next commit on; a wish that comes back is answered with its film all the same."""
    ada, once = people.person(), key()
    mine = video(people, ada, seconds=LONG_S)
    with held(people, LONG):
        ids = many(people, ada, 2, mine)
        ids.append(ask(people, ada, mine, headers=once).json()["film"]["id"])
        try:
            people.configure("films", most_waiting=1)
            refused = ask(people, ada, mine)
            assert (refused.status_code, refused.json()["error"]) == (429, "TOO_MANY_WAITING")
            assert (refused.json()["details"], refused.headers["Retry-After"]) == ({"limit": 1}, "60")
            assert ask(people, ada, mine, headers=once).json()["film"]["id"] == ids[2]
        finally:
            people.configure("films")
        cancel_all(people, ada, ids)
