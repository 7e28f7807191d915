"""Works that somebody else pays for than their user: slot, charge and refund are the payer's. No door makes such a work yet."""

from __future__ import annotations

from typing import Any

from local.people import Person
from tests.fixtures import films
from tests.fixtures.queues import MODEL, PRICE, held
from tests.fixtures.system import System
from tests.fixtures.texts import collection_of, image_of
from tests.fixtures.videos import ended, eventually, key, rich, submit
from tests.flows.test_reconcile import looked_at


def handed(people: System, paths: list[str], to: Person) -> None:
    """As if these works had been asked for by somebody whom their payer pays for."""
    for path in paths:
        people.firestore.document(path).update({"user_id": to.uid}, timeout=10)


def account(people: System, person: Person, *names: str) -> list[Any]:
    stored = people.document(f"accounts/{person.uid}") or {}
    return [stored[name] for name in names]


def state(people: System, path: str) -> str:
    stored = people.document(path) or {}
    return stored.get("state") or stored["status"]


def clean(people: System, *persons: Person) -> bool:
    return all(looked_at(people, person.uid)["breaches"] == 0 for person in persons)


def test_a_video_gives_its_slot_and_its_credits_back_to_who_paid(people: System) -> None:
    """C2, V11: its user ends it, its payer's next one begins, and its user keeps that; the nightly run holds each to theirs."""
    ada, bob = rich(people), rich(people)
    with held(people):
        people.firestore.document(f"accounts/{bob.uid}").update({"overrides": {"active_jobs": 1}}, timeout=10)
        ids = [submit(people, bob, model=MODEL, queue=True).json()["video"]["id"] for _ in range(2)]
        paths = [f"video_jobs/{each}" for each in ids]
        handed(people, paths, ada)
        assert [state(people, path) for path in paths] == ["queued", "waiting"]
        assert clean(people, ada, bob)
        assert people.call("POST", f"/videos/{ids[0]}/cancel", ada).json()["charged"] is False
        assert eventually(lambda: state(people, paths[1]) == "queued")
        assert account(people, bob, "balance", "active_jobs", "waiting_jobs") == [200 - PRICE, 1, 0]
    kept = ended(people, ada, ids[1])["video"]["bytes"]
    assert account(people, bob, "balance", "active_jobs", "stored_bytes") == [200 - PRICE, 0, 0]
    assert account(people, ada, "balance", "active_jobs", "stored_bytes") == [200, 0, kept]
    assert clean(people, ada, bob)


def test_a_film_gives_its_slot_and_its_credits_back_to_who_paid(people: System) -> None:
    """C2, V11: the same for films."""
    ada, bob = rich(people, 20), rich(people, 20)
    mine = films.video(people, bob)
    before = people.call("GET", "/admin/config/credits", people.admin, params={"reason": "a test"}).json()["values"]
    with held(people, "compile"):
        people.firestore.document(f"accounts/{bob.uid}").update({"overrides": {"active_films": 1}}, timeout=10)
        try:
            people.configure("credits", **{**before, "film": 3})
            ids = [films.asked(people, bob, mine) for _ in range(2)]
        finally:
            people.configure("credits", **before)
        paths = [f"films/{each}" for each in ids]
        handed(people, paths, ada)
        assert [state(people, path) for path in paths] == ["queued", "waiting"]
        assert people.call("POST", f"/films/{ids[0]}/cancel", ada).json()["refunded"] is True
        assert eventually(lambda: state(people, paths[1]) == "queued")
        assert account(people, bob, "balance", "active_films", "waiting_films") == [17, 1, 0]
        assert people.call("DELETE", f"/films/{ids[1]}", ada).status_code == 204
    assert account(people, bob, "balance", "active_films") == [20, 0]
    assert account(people, ada, "balance", "active_films") == [20, 0]
    assert clean(people, ada, bob)


def test_a_group_of_prompts_gives_its_slots_back_to_who_lent_them(people: System) -> None:
    """V11: its batch names them."""
    ada, bob = people.person(), people.person()
    home = collection_of(people, bob, images=2)
    for _ in range(2):
        image_of(people, bob, collection=home)
    with held(people, "write-batch") as queue:
        asked = people.call("POST", "/prompts/collection", bob, json={"collection_id": home}, headers=key())
        assert asked.status_code == 202, asked.text
        assert account(people, bob, "active_prompts") == [2]
        handed(people, [path := f"prompt_batches/{asked.json()['batch']['id']}"], ada)
        queue.release()
        assert eventually(lambda: (people.document(path) or {})["live"] is False)
    assert account(people, bob, "active_prompts") == [0]
    assert people.document(f"accounts/{ada.uid}") is None
