"""Storyboards as an app writes them."""

from __future__ import annotations

from typing import Any

import httpx

from local.people import Person
from tests.held import MODEL
from tests.system import System
from tests.wishes import key

BOARD: dict[str, Any] = {
    "name": "The fox",
    "language": "en",
    "model": MODEL,
    "character": {"name": "Anna", "look": "red coat"},
    "scenes": [
        {"id": "first", "title": "One", "action": "She opens a door.", "duration": 4},
        {"id": "second", "title": "Two", "action": "She looks up.", "duration": 4},
        {"id": "third", "title": "Three", "action": "She runs.", "duration": 4},
    ],
}


def begun(people: System, person: Person, **changes: Any) -> dict[str, Any]:
    answer = people.call("POST", "/storyboards", person, json={**BOARD, **changes})
    assert answer.status_code == 201, answer.text
    return answer.json()


def scenes(count: int) -> list[dict[str, Any]]:
    return [{"id": f"scene{place}", "action": f"Step {place}.", "duration": 4} for place in range(count)]


def shown(people: System, person: Person, board_id: str) -> dict[str, Any]:
    answer = people.call("GET", f"/storyboards/{board_id}", person)
    assert answer.status_code == 200, answer.text
    return answer.json()


def saved(people: System, person: Person, board_id: str, version: int, **changes: Any) -> httpx.Response:
    body = {"expected_version": version, **changes}
    return people.call("PATCH", f"/storyboards/{board_id}", person, json=body)


def shoot(people: System, person: Person, board_id: str, scenes: Any = "all", **headers: str) -> httpx.Response:
    return people.call("POST", f"/storyboards/{board_id}/shoot", person, json={"scenes": scenes}, headers={**key(), **headers})


def states(people: System, person: Person, board_id: str) -> list[str | None]:
    """How far each scene's video is."""
    return [each["video"] and each["video"]["state"] for each in shown(people, person, board_id)["scenes"]]


def jobs(people: System, person: Person) -> list[dict[str, Any]]:
    return sorted(people.documents("video_jobs", "user_id", person.uid), key=lambda job: job["created_at"])
