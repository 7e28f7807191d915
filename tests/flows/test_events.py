"""Ends of works as rows for those who want to be told: where an account listens, once, for its owner's eyes."""

from __future__ import annotations

from typing import Any

from local.people import Person
from tests.fixtures import films
from tests.fixtures.queues import MODEL, held
from tests.fixtures.system import System
from tests.fixtures.texts import image_of, over, written
from tests.fixtures.videos import ended, key, rich, submit

EVENTS = [f"{kind}.{end}" for kind in ("video", "film") for end in ("completed", "failed", "cancelled")]


def listens(people: System, person: Person, *events: str) -> None:
    """As a later release lets its owner say."""
    people.firestore.document(f"accounts/{person.uid}").update({"listens": list(events)}, timeout=10)


def told(people: System, person: Person) -> dict[str, Any]:
    return {row["id"]: row for row in people.documents("events", "user_id", person.uid)}


def test_each_end_that_somebody_listens_to_is_a_row_of_the_same_commit(people: System) -> None:
    """W2: videos and films, one row an end; what nobody listens to leaves none."""
    ada = rich(people)
    listens(people, ada, *EVENTS)
    good = submit(people, ada, model=MODEL).json()["video"]["id"]
    bad = submit(people, ada, model=MODEL, prompt="A crowd. [[fault:block=violence]]").json()["video"]["id"]
    done = ended(people, ada, good)
    ended(people, ada, bad)
    with held(people), held(people, "compile"):
        gone = submit(people, ada, model=MODEL).json()["video"]["id"]
        film = films.asked(people, ada, good)
        for path in (f"videos/{gone}", f"films/{film}"):
            for _ in range(2):
                assert people.call("POST", f"/{path}/cancel", ada).status_code == 200
    made = films.made(people, ada, good)["id"]
    rows = told(people, ada)
    ends = {good: "video.completed", bad: "video.failed", gone: "video.cancelled", film: "film.cancelled", made: "film.completed"}
    assert {name: (row["work_id"], row["event"]) for name, row in rows.items()} == {
        f"{work}.{event}": (work, event) for work, event in ends.items()
    }
    assert rows[f"{good}.video.completed"]["created_at"].isoformat() == done["ended_at"].replace("Z", "+00:00")
    path = f"events/{good}.video.completed"
    assert [people.read_as(person, path) for person in (ada, people.admin, None)] == [200, 403, 403]
    assert people.write_as(ada, path, {"seen": 1}) == 403
    people.expire(path, gone=True)
    assert people.call("GET", f"/videos/{good}", ada).json() == done  # a row tells of an end, and is none
    listens(people, ada, "video.failed")
    ended(people, ada, submit(people, ada, model=MODEL).json()["video"]["id"])
    assert set(told(people, ada)) == set(rows) - {f"{good}.video.completed"}


def test_a_prompt_tells_each_of_its_ends_as_it_was_asked_for(people: System) -> None:
    """W2: by what its account listened to then; written anew it ends anew."""
    ada = rich(people)
    image = image_of(people, ada)
    quiet = written(people, ada, image)["id"]
    listens(people, ada, "prompt.completed", "prompt.failed", "video.completed")
    failed = written(people, ada, image, instructions="[[fault:block=safety]]")["id"]
    listens(people, ada)
    assert set(told(people, ada)) == {f"{failed}.prompt.failed"}
    listens(people, ada, "prompt.completed")
    assert people.call("POST", f"/prompts/{quiet}/regenerate", ada, headers=key()).status_code == 202
    assert over(people, quiet)["status"] == "completed"
    assert set(told(people, ada)) == {f"{failed}.prompt.failed", f"{quiet}.2.prompt.completed"}
    assert "listens" not in people.call("GET", f"/prompts/{quiet}", ada).json()
