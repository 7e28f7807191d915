"""All of one's prompts: by state and style, how often each style was asked for, and what a text was before."""

from __future__ import annotations

from typing import Any

from google.cloud.firestore import DELETE_FIELD

from local.people import Person
from tests.fixtures.system import System
from tests.fixtures.texts import draft, image_of, written


def listed(people: System, person: Person, limit: int = 2, **asked: Any) -> list[dict[str, Any]]:
    """Those of all pages."""
    found, cursor = list[dict[str, Any]](), None
    while True:
        given = {"limit": limit, **asked, **({"cursor": cursor} if cursor else {})}
        answer = people.call("GET", "/prompts/library", person, params=given)
        assert answer.status_code == 200, answer.text
        found += answer.json()["prompts"]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return found


def test_prompts_of_all_pictures_are_found_by_state_and_style(people: System) -> None:
    """P9: each filter alone and together, with small pages; what is in the trash and what is another's is not there."""
    ada, bob = people.person(), people.person()
    harbour, forest = image_of(people, ada), image_of(people, ada)
    calm = written(people, ada, harbour, mood="calm", camera_style="pov", film_effects=["noir", "cinematic"])["id"]
    tense = written(people, ada, forest, mood="epic", lighting="neon_night", camera_style="pov", film_effects=["noir"])["id"]
    own = draft(people, ada, harbour, "Ein Boot.")
    gone = draft(people, ada, harbour, "Weg damit.")
    assert people.call("DELETE", f"/prompts/{gone}", ada).status_code == 204
    assert people.call("PATCH", f"/prompts/{own}", ada, json={"favourite": True}).status_code == 200
    people.firestore.document(f"video_prompts/{own}").update({"camera_style": DELETE_FIELD}, timeout=10)
    wanted: list[tuple[dict[str, Any], list[str]]] = [
        ({}, [own, tense, calm]),
        ({"status": "draft"}, [own]),
        ({"status": "completed"}, [tense, calm]),
        ({"status": "pending"}, []),
        ({"mood": "calm"}, [calm]),
        ({"lighting": "neon_night"}, [tense]),
        ({"camera_style": "pov"}, [tense, calm]),
        ({"camera_style": "static_shot"}, [own]),
        ({"camera_style": "pov", "mood": "epic", "status": "completed"}, [tense]),
        ({"favourite": "true"}, [own]),
        ({"favourite": "false", "status": "completed"}, [tense, calm]),
    ]
    for asked, ids in wanted:
        assert [each["id"] for each in listed(people, ada, **asked)] == ids, asked
    assert {each["id"]: each["is_primary"] for each in listed(people, ada)} == {calm: True, tense: True, own: False}
    assert listed(people, bob) == []
    assert people.call("GET", "/prompts/library", ada, params={"mood": "grim"}).status_code == 400

    assert people.call("GET", "/prompts/styles", ada).json() == {
        "counted": 2,
        "camera_styles": [{"name": "pov", "count": 2}],
        "film_effects": [{"name": "noir", "count": 2}, {"name": "cinematic", "count": 1}],
        "lighting": [{"name": "neon_night", "count": 1}],
        "moods": [{"name": "calm", "count": 1}, {"name": "epic", "count": 1}],
    }
    assert people.call("GET", "/prompts/styles", bob).json()["counted"] == 0
