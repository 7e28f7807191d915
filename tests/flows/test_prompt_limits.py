"""How many prompts an image may have, which one is its primary, and how often one may ask, however many calls come together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx

from local.people import Person
from tests.fixtures.system import System
from tests.fixtures.texts import ask, asked, check_shelf, collection_of, draft, image, image_of, over, prompt, written
from tests.fixtures.videos import key

GERMAN = {"Accept-Language": "de"}


def together(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(len(calls)) as crowd:
        return [call.result() for call in [crowd.submit(call) for call in calls]]


def errors(answers: list[httpx.Response]) -> Counter[str]:
    return Counter(answer.json().get("error") or "taken" for answer in answers)


def test_of_twenty_writes_at_once_ten_are_taken(people: System) -> None:
    """P5: exactly ten variants, written and counted, one of them the primary; the others hear why."""
    ada = people.signed_in(people.person())
    image_id = image_of(people, ada)
    answers = together([lambda: ask(people, ada, image_id)] * 20)
    assert errors(answers) == {"taken": 10, "TOO_MANY_VARIANTS": 10}
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["details"] == {"limit": 10, "image_id": image_id}
    for answer in answers:
        if answer.status_code == 202:
            assert over(people, answer.json()["prompt"]["id"])["status"] == "completed"
    found = check_shelf(people, image_id)
    assert sorted(each["variant_order"] for each in found) == list(range(10))
    german = people.call("POST", "/prompts/drafts", ada, json={"image_id": image_id, "prompt_text": "x"}, headers=GERMAN)
    assert (german.status_code, german.json()["message"]) == (409, "Ein Bild darf höchstens 10 Prompts haben.")
    assert people.call("DELETE", f"/prompts/{found[0]['id']}", ada).status_code == 204
    assert ask(people, ada, image_id).status_code == 202


def test_drafts_and_writes_and_refinements_share_one_limit(people: System) -> None:
    """P5: whatever way they come."""
    ada = people.signed_in(people.person())
    image_id = image_of(people, ada)
    source = draft(people, ada, image_id)
    own = {"image_id": image_id, "prompt_text": "Ein Boot."}
    ways = [
        lambda: ask(people, ada, image_id),
        lambda: people.call("POST", "/prompts/drafts", ada, json=own),
        lambda: people.call("POST", f"/prompts/{source}/refine", ada, json={"instruction": "Mehr."}, headers=key()),
    ]
    assert errors(together(ways * 6)) == {"taken": 9, "TOO_MANY_VARIANTS": 9}
    assert len(check_shelf(people, image_id)) == 10


def test_twenty_callers_with_one_key_get_one_prompt(people: System) -> None:
    """P4: one variant; another wish with the same key is refused, and so is another way to spend it."""
    ada = people.signed_in(people.person())
    image_id, once = image_of(people, ada), key()
    body = {"image_id": image_id}
    answers = people.at_once(20, "POST", "/prompts", ada, json=body, headers=once)
    assert {answer.status_code for answer in answers} == {202}
    (prompt_id,) = {answer.json()["prompt"]["id"] for answer in answers}
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 19
    assert sorted(answer.headers.get("RateLimit", "") for answer in answers) == [""] * 19 + ['"prompts";r=19;t=3']
    assert over(people, prompt_id)["attempt"] == 1
    assert len(check_shelf(people, image_id)) == 1
    for path, other in (
        ("", {**body, "config": {"mood": "epic"}}),
        ("", {"image_id": image_of(people, ada)}),
        (f"/{prompt_id}/refine", {"instruction": "Mehr."}),
    ):
        refused = people.call("POST", f"/prompts{path}", ada, json=other, headers=once)
        assert (refused.status_code, refused.json()["error"]) == (422, "IDEMPOTENCY_KEY_REUSED")
    bob = people.person()
    assert people.call("POST", "/prompts", bob, json={"image_id": image_of(people, bob)}, headers=once).status_code == 202


def test_twenty_callers_with_one_key_write_a_collection_once(people: System) -> None:
    """P4: one batch, one variant for each image; and one new attempt where a prompt is written anew."""
    ada = people.signed_in(people.person())
    home = collection_of(people, ada)
    found = [image_of(people, ada, collection=home) for _ in range(3)]
    answers = people.at_once(20, "POST", "/prompts/collection", ada, json={"collection_id": home}, headers=key())
    assert {answer.status_code for answer in answers} == {202}
    (batch,) = {answer.json()["batch"]["id"] for answer in answers}
    assert [len(check_shelf(people, each)) for each in found] == [1, 1, 1]
    first = answers[0].json()["batch"]["prompt_ids"][0]
    over(people, first)
    again = people.at_once(10, "POST", f"/prompts/{first}/regenerate", ada, headers=key())
    assert {answer.status_code for answer in again} == {202}
    assert over(people, first)["attempt"] == 2
    assert over(people, answers[0].json()["batch"]["prompt_ids"][2])["batch_id"] == batch


def test_one_is_the_primary_whoever_deletes_and_chooses(people: System) -> None:
    """P4: under simultaneous deletions, choices and new drafts there is exactly one, and it exists."""
    ada = people.signed_in(people.person())
    image_id = image_of(people, ada)
    own = {"image_id": image_id, "prompt_text": "Neu."}
    for _ in range(3):
        people.call("DELETE", f"/prompts?image_id={image_id}", ada)
        kept = [draft(people, ada, image_id, str(number)) for number in range(8)]
        calls: list[Callable[[], httpx.Response]] = [
            *(lambda each=each: people.call("DELETE", f"/prompts/{each}", ada) for each in kept[:6]),
            *(lambda each=each: people.call("POST", f"/prompts/{each}/primary", ada) for each in kept[1:]),
            *(lambda: people.call("POST", "/prompts/drafts", ada, json=own) for _ in range(2)),
        ]
        answers = together(calls)
        assert {answer.status_code for answer in answers} <= {200, 201, 204, 404}
        assert len(check_shelf(people, image_id)) == 4


def test_a_new_one_that_became_the_primary_survives_the_deletion_of_all_others(people: System) -> None:
    """P4: what a deletion did not know of is not forgotten by it."""
    ada = people.signed_in(people.person())
    image_id = image_of(people, ada)
    for _ in range(6):
        people.call("DELETE", f"/prompts?image_id={image_id}", ada)
        first = draft(people, ada, image_id)
        together(
            [
                lambda first=first: people.call("DELETE", f"/prompts/{first}", ada),
                lambda: draft(people, ada, image_id, "Neu."),
                lambda: people.call("DELETE", f"/prompts?image_id={image_id}", ada),
            ]
        )
        check_shelf(people, image_id)


def test_reordering_while_others_come_and_go_keeps_all(people: System) -> None:
    """P4: an order of prompts that changed meanwhile is refused, never half applied."""
    ada = people.signed_in(people.person())
    image_id = image_of(people, ada)
    kept = [draft(people, ada, image_id, str(number)) for number in range(6)]
    order = {"image_id": image_id, "prompt_ids": kept[::-1]}
    answers = together(
        [
            lambda: people.call("PUT", "/prompts/order", ada, json=order),
            lambda: people.call("DELETE", f"/prompts/{kept[0]}", ada),
            lambda: people.call("PUT", "/prompts/order", ada, json=order),
        ]
    )
    assert {answer.status_code for answer in answers} <= {200, 204, 409}
    assert len(check_shelf(people, image_id)) == 5
    orders = [prompt(people, each)["variant_order"] for each in kept[1:]]
    assert orders in ([1, 2, 3, 4, 5], [4, 3, 2, 1, 0])


def spend_rate(people: System, person: Person, limit: int) -> None:
    """As if that many calls had been admitted just now."""
    people.call("GET", "/account", person).raise_for_status()
    due = people.clock.now() + timedelta(minutes=1) - timedelta(minutes=0.2) / limit
    people.firestore.document(f"accounts/{person.uid}").update({"limits.prompts": due}, timeout=10)


def test_who_asks_too_often_is_told_when_there_is_room(people: System) -> None:
    """L1: 429 with limit, remaining, reset and Retry-After, in the same commit as the prompt; later it goes through.

    A guest may ask less often: each prompt is a call that we pay.
    """
    ada = people.person()
    image_id = image_of(people, ada)
    spend_rate(people, ada, 20)
    refused = ask(people, ada, image_id)
    told = refused.json()["details"]
    assert (refused.status_code, refused.json()["error"], told["limit"], told["remaining"]) == (429, "RATE_LIMITED", 20, 0)
    assert refused.headers["Retry-After"] == str(told["reset_s"])
    assert image(people, image_id)["prompt_count"] == 0
    people.clock.move(told["reset_s"])
    assert ask(people, ada, image_id).status_code == 202
    guest = people.guest()
    spend_rate(people, guest, 6)
    refused = ask(people, guest, image_of(people, guest))
    assert (refused.status_code, refused.json()["details"]["limit"]) == (429, 6)


def test_closed_intake_writes_nothing(people: System) -> None:
    """X1: 503 with the operator's words for all that asks a model; what is kept can be looked at and edited."""
    ada = people.person()
    home = collection_of(people, ada)
    image_id = image_of(people, ada, collection=home)
    done = written(people, ada, image_id)
    message = {"en": "Back at noon {sharp}.", "de": "Ab zwölf wieder da."}
    calls: list[tuple[str, Any]] = [
        ("", {"image_id": image_id}),
        ("/collection", {"collection_id": home}),
        (f"/{done['id']}/regenerate", None),
        (f"/{done['id']}/refine", {"instruction": "Mehr."}),
    ]
    try:
        assert people.configure("intake", open=False, message=message).status_code == 200
        answers = [people.call("POST", f"/prompts{path}", ada, json=body, headers={**key(), **GERMAN}) for path, body in calls]
        kept = people.call("PATCH", f"/prompts/{done['id']}", ada, json={"rating": 5})
    finally:
        assert people.configure("intake").status_code == 200
    for answer in answers:
        told = answer.status_code, answer.json()["error"], answer.json()["message"], answer.headers["Retry-After"]
        assert told == (503, "MAINTENANCE", message["de"], "300")
    assert (kept.status_code, prompt(people, done["id"])["status"]) == (200, "completed")
    assert len(check_shelf(people, image_id)) == 1
    assert asked(people, ada, image_id)


def test_the_switch_holds_in_the_commit_itself(people: System) -> None:
    """X1: an instance that looked at the switch a moment ago takes nothing more once it is closed."""
    ada = people.person()
    home = collection_of(people, ada)
    image_id = image_of(people, ada, collection=home)
    over(people, asked(people, ada, image_id))
    switch = people.firestore.document("system_configs/intake")
    before = switch.get(timeout=10).to_dict()
    try:
        switch.set({**(before or {}), "open": False}, timeout=10)  # by another instance
        answers = [
            ask(people, ada, image_id),
            people.call("POST", "/prompts/collection", ada, json={"collection_id": home}, headers=key()),
        ]
    finally:
        switch.set(before, timeout=10) if before is not None else switch.delete(timeout=10)
    assert [answer.json()["error"] for answer in answers] == ["MAINTENANCE"] * 2
    assert len(check_shelf(people, image_id)) == 1
    assert ask(people, ada, image_id).status_code == 202
