"""Two prompts tried with one wish, and which of them is better."""

from __future__ import annotations

from typing import Any

import httpx

from local.people import Person
from standins.testing import eventually
from tests.fixtures.queues import MODEL, PRICE, held
from tests.fixtures.system import System
from tests.fixtures.texts import draft, image_of, prompt
from tests.fixtures.videos import key, rich


def compare(
    people: System, person: Person, prompts: list[str], said: dict[str, str] | None = None, **wish: Any
) -> httpx.Response:
    body = {"prompt_ids": prompts, "model": MODEL, "seconds": 4, **wish}
    return people.call("POST", "/videos/comparisons", person, json=body, headers=said or key())


def rate(people: System, person: Person, which: str, **said: Any) -> httpx.Response:
    return people.call("PUT", f"/videos/comparisons/{which}/rating", person, json=said)


def account(people: System, person: Person) -> dict[str, Any]:
    return people.document(f"accounts/{person.uid}") or {}


def test_two_prompts_are_tried_with_one_wish_and_the_better_one_is_kept(people: System) -> None:
    """P9: charged both or none and once a key; alike but for the text; rated once they have ended; nobody else's."""
    with held(people):
        ada, bob = rich(people), people.person()
        picture = image_of(people, ada)
        red, blue = draft(people, ada, picture, "A red boat."), draft(people, ada, picture, "A blue boat.")
        before = account(people, ada)["balance"]
        for wrong in ([red, red], [red], [red, blue, red]):
            assert compare(people, ada, wrong).status_code == 400
        assert compare(people, ada, [red, blue], prompt="A boat.").status_code == 400
        assert compare(people, ada, [red, "0" * 24]).status_code == 404
        assert (account(people, ada)["balance"], people.documents("comparisons", "user_id", ada.uid)) == (before, [])

        said = key()
        answer = compare(people, ada, [red, blue], said)
        assert answer.status_code == 202, answer.text
        told = answer.json()["comparison"]
        again = compare(people, ada, [red, blue], said)
        assert (again.json()["comparison"]["id"], again.headers["Idempotency-Replayed"]) == (told["id"], "true")
        assert compare(people, ada, [blue, red], said).status_code == 422
        assert account(people, ada)["balance"] == before - 2 * PRICE
        assert [each["prompt_id"] for each in told["variants"]] == [red, blue]
        videos = [each["video"] for each in told["variants"]]
        assert [each["prompt"] for each in videos] == ["A red boat.", "A blue boat."]
        alike = [{name: each[name] for name in ("model", "seconds", "aspect_ratio", "resolution", "audio")} for each in videos]
        assert alike[0] == alike[1]

        assert (rate(people, ada, told["id"], winner=red).json()["error"]) == "NOT_ENDED"
        for each in reversed(videos):
            assert people.call("POST", f"/videos/{each['id']}/cancel", ada).status_code == 200
        assert account(people, ada)["balance"] == before
        rated = rate(people, ada, told["id"], winner=blue, ratings=[2, 5]).json()
        assert (rated["winner"], [each["rating"] for each in rated["variants"]]) == (blue, [2, 5])
        assert [prompt(people, each)["rating"] for each in (red, blue)] == [2, 5]
        assert [each["video"]["state"] for each in rated["variants"]] == ["cancelled"] * 2
        assert rate(people, ada, told["id"], winner="0" * 24).status_code == 404
        assert rate(people, ada, told["id"], winner=red, ratings=[6, 1]).status_code == 400
        assert rate(people, bob, told["id"], winner=red).status_code == 404

        assert people.call("DELETE", f"/prompts/{red}", ada).status_code == 204
        assert people.call("DELETE", f"/videos/{videos[0]['id']}", ada).status_code == 204
        assert rate(people, ada, told["id"], winner=None, ratings=[3, 4]).json()["winner"] is None
        assert [prompt(people, each)["rating"] for each in (red, blue)] == [2, 4]
        assert people.call("POST", "/library/trash/purge", ada, json={"all": True}).json()["purged"] == 2
        eventually(lambda: people.document(f"video_prompts/{red}") is None or people.hurry(60))
        assert rate(people, ada, told["id"], winner=red, ratings=[1, 4]).json()["winner"] == red  # its video was the better one
        (listed,) = people.call("GET", "/videos/comparisons", ada).json()["comparisons"]
        assert listed == people.call("GET", f"/videos/comparisons/{told['id']}", ada).json()
        assert [each["video"] and each["video"]["id"] for each in listed["variants"]] == [None, videos[1]["id"]]
        assert people.call("GET", "/videos/comparisons", bob).json() == {"comparisons": [], "next_cursor": None}
        statuses = [
            people.call(how, f"/videos/comparisons/{told['id']}", who).status_code
            for how, who in (("GET", bob), ("DELETE", bob), ("DELETE", ada), ("GET", ada), ("DELETE", ada))
        ]
        assert statuses == [404, 404, 204, 404, 404]
        assert people.call("GET", f"/videos/{videos[1]['id']}", ada).status_code == 200
