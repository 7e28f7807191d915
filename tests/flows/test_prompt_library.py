"""All of one's prompts: by state and style, how often each style was asked for, and what a text was before."""

from __future__ import annotations

from typing import Any

from google.cloud.firestore import DELETE_FIELD

from local.people import Person
from standins.testing import eventually
from tests.fixtures.system import System
from tests.fixtures.texts import draft, image_of, over, written
from tests.fixtures.trash import purged
from tests.fixtures.videos import key


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

    told = people.call("GET", f"/prompts/suggestions?image_id={harbour}", ada, headers={"Accept-Language": "de"}).json()
    assert [each["name"] for each in told["lighting"]] == ["golden_hour", "neon_night"]
    assert told["lighting"][0]["reason"] == "Seine Farben sind warm."
    assert {"name": "pov", "reason": "Du hast es in 2 von 2 Prompts gewählt."} in told["camera_styles"]
    assert people.call("GET", f"/prompts/suggestions?image_id={harbour}", bob).status_code == 404


def texts(people: System, person: Person, prompt_id: str) -> list[tuple[int, str]]:
    answer = people.call("GET", f"/prompts/{prompt_id}/history", person)
    assert answer.status_code == 200, answer.text
    return [(each["version"], each["prompt_text"]) for each in answer.json()["versions"]]


def kept(people: System, prompt_id: str) -> set[str]:
    return {each.id for each in people.firestore.collection(f"video_prompts/{prompt_id}/versions").list_documents()}


def test_earlier_texts_of_a_prompt_are_kept_and_come_back(people: System) -> None:
    """P9: what a person or the model replaces, twenty at most, and none of what is erased; a text that is not new is none."""
    ada, bob = people.person(), people.person()
    picture = image_of(people, ada)
    done = written(people, ada, picture)
    prompt_id, first = done["id"], done["prompt_text"]

    def write(text: str) -> None:
        answer = people.call("PATCH", f"/prompts/{prompt_id}", ada, json={"prompt_text": text})
        assert answer.status_code == 200, answer.text

    def restore(version: int, person: Person = ada) -> tuple[int, str]:
        answer = people.call("POST", f"/prompts/{prompt_id}/restore", person, json={"version": version})
        return answer.status_code, answer.json().get("prompt_text") or answer.json()["error"]

    assert texts(people, ada, prompt_id) == []
    for text in ("A boat.", "A boat.", "A red boat."):
        write(text)
    assert people.call("PATCH", f"/prompts/{prompt_id}", ada, json={"favourite": True}).status_code == 200
    assert texts(people, ada, prompt_id) == [(2, "A boat."), (1, first)]
    assert restore(1) == (200, first)
    assert texts(people, ada, prompt_id) == [(3, "A red boat."), (2, "A boat."), (1, first)]
    assert restore(1) == (200, first)
    assert people.call("POST", f"/prompts/{prompt_id}/regenerate", ada, headers=key()).status_code == 202
    assert over(people, prompt_id)["prompt_text"] == first  # the simulator says the same again, which is no new text
    assert len(texts(people, ada, prompt_id)) == 3
    write("My own.")
    assert people.call("POST", f"/prompts/{prompt_id}/regenerate", ada, headers=key()).status_code == 202
    assert (over(people, prompt_id)["status"], texts(people, ada, prompt_id)[0]) == ("completed", (5, "My own."))
    assert [restore(9), restore(2, bob)] == [(404, "NOT_FOUND"), (404, "NOT_FOUND")]
    assert people.call("GET", f"/prompts/{prompt_id}/history", bob).status_code == 404
    assert people.call("POST", f"/prompts/{prompt_id}/restore", ada, json={"version": 0}).status_code == 400

    people.firestore.document(f"video_prompts/{prompt_id}").update({"prompt_text": "Written by a client."}, timeout=10)
    for number in range(20):
        write(f"Text {number}.")
    assert [version for version, _ in texts(people, ada, prompt_id)] == list(range(25, 5, -1))
    assert kept(people, prompt_id) == {str(version) for version in range(6, 26)}
    assert restore(6) == (200, "Written by a client.")
    assert restore(5) == (404, "NOT_FOUND")

    assert people.call("DELETE", f"/prompts/{prompt_id}", ada).status_code == 204
    assert restore(20) == (404, "NOT_FOUND")
    assert purged(people, ada, ("prompt", prompt_id)) == 1
    eventually(lambda: people.document(f"video_prompts/{prompt_id}") is None)
    assert kept(people, prompt_id) == set()
