"""Prompts written with a user's own key for the Gemini API: the picture goes inline, nobody else pays, the key stays secret."""

from __future__ import annotations

from typing import Any

from local.people import Person
from standins.testing import eventually
from tests.fixtures.system import System
from tests.fixtures.texts import ask, check_shelf, image_of, over, written
from tests.fixtures.videos import key, rich
from tests.flows.test_own_keys import a_key, add, records


def journal(people: System) -> list[dict[str, Any]]:
    address = f"{people.environment['GOOGLE_VERTEX_BASE_URL']}/_local/journal"
    return people.http.get(address, params={"call": "write"}).raise_for_status().json()["entries"]


def keyed(people: System, given: str = "") -> Person:
    ada = rich(people)
    assert add(people, ada, given or a_key()).status_code == 201
    return ada


def test_a_prompt_is_written_on_the_users_own_key(people: System) -> None:
    """K1, P8: through the Gemini API; the key serves it while it is written and is free afterwards."""
    ada = keyed(people)
    image_id = image_of(people, ada)
    before = len([entry for entry in journal(people) if entry["wire"] == "gemini"])
    prompt = written(people, ada, image_id, own_key=True)
    assert (prompt["status"], prompt["error_code"]) == ("completed", None)
    assert len([entry for entry in journal(people) if entry["wire"] == "gemini"]) == before + 1
    eventually(lambda: [record["serves"] for record in records(people, ada)] == [[]])
    shown = people.call("GET", f"/prompts/{prompt['id']}", ada).json()
    assert shown["config"]["own_key"] is True
    assert "key_version" not in shown
    check_shelf(people, image_id)


def test_without_a_key_nothing_is_begun(people: System) -> None:
    """K1: 409 says what is missing, and the image's count stays."""
    ada = rich(people)
    image_id = image_of(people, ada)
    refused = ask(people, ada, image_id, own_key=True)
    assert (refused.status_code, refused.json()["error"]) == (409, "OWN_KEY_MISSING")
    assert check_shelf(people, image_id) == []


def test_a_key_that_the_provider_refuses_fails_the_prompt_with_its_own_code(people: System) -> None:
    """P7: and it can be written again, on our name or with a better key."""
    ada = keyed(people, a_key("invalid"))
    prompt = written(people, ada, image_of(people, ada), own_key=True)
    assert (prompt["status"], prompt["error_code"]) == ("failed", "INVALID_API_KEY")
    assert add(people, ada, a_key()).status_code == 409
    better = people.call("PUT", "/account/keys/gemini-api", ada, json={"key": a_key()})
    assert better.status_code == 200, better.text
    again = people.call("POST", f"/prompts/{prompt['id']}/regenerate", ada, headers=key())
    assert again.status_code == 202, again.text
    assert over(people, prompt["id"])["status"] == "completed"
