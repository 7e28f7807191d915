"""Collections that are written for in groups: slots of a user, turns of their batches, and whom they keep waiting."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from local.people import Person
from shared.prompts.model import Variant
from shared.prompts.states import PromptStatus
from standins.testing import eventually
from tests.faults.test_video_lost_answers import as_worker
from tests.faults.trouble import Trouble, word
from tests.fixtures.system import System
from tests.fixtures.texts import asked, check_shelf, collection_of, image_of, over, prompt
from tests.fixtures.trash import deleted_for_good
from tests.fixtures.videos import key, rich
from tests.flows.test_own_keys import a_key, add, records

SLOTS = 10


def album(people: System, person: Person, count: int, title: str = "") -> tuple[str, list[str]]:
    """A collection of ready pictures."""
    home = collection_of(people, person, count)
    return home, [image_of(people, person, title=title, collection=home) for _ in range(count)]


def write_all(people: System, person: Person, home: str, **config: Any) -> dict[str, Any]:
    body = {"collection_id": home, **({"config": config} if config else {})}
    answer = people.call("POST", "/prompts/collection", person, json=body, headers=key())
    assert answer.status_code == 202, answer.text
    return answer.json()["batch"]


def progress(people: System, batch_id: str) -> dict[str, Any]:
    return people.document(f"prompt_batches/{batch_id}") or {}


def slots(people: System, person: Person) -> tuple[int, list[str]]:
    account = people.document(f"accounts/{person.uid}") or {}
    return account["active_prompts"], account["waiting_prompts"]


def ended(people: System, *batch_ids: str, step_s: float = 0) -> list[dict[str, Any]]:
    def look() -> list[dict[str, Any]] | None:
        if step_s:
            people.hurry(step_s)
        found = [progress(people, each) for each in batch_ids]
        return found if all(each["completed"] + each["failed"] == each["total"] for each in found) else None

    found = eventually(look, lambda: [progress(people, each) for each in batch_ids])
    assert not any(each["live"] or each["due_at"] or each["held"] for each in found), found
    return found


def test_a_collection_is_written_in_groups_and_each_prompt_once(people: System, trouble: Trouble) -> None:
    """V11, P4: ten of thirteen are asked for; whoever ends the group begins the next, and at the end no slot is held."""
    ada, name = people.person(), word()
    home, images = album(people, ada, 13, name)
    trouble.next_creates(name, times=SLOTS, accept_then_delay_s=30)
    batch = write_all(people, ada, home)
    assert (batch["total"], batch["waiting"], slots(people, ada)) == (13, 3, (SLOTS, []))
    eventually(lambda: sum(len(trouble.asked(each)) for each in batch["prompt_ids"]) == SLOTS)
    assert [prompt(people, each)["due_at"] is not None for each in batch["prompt_ids"]] == [True] * 13  # the sweep knows all
    again = people.call("GET", f"/prompts/batches/{batch['id']}", ada).json()
    assert (again["completed"], again["waiting"]) == (0, 3)
    people.clock.move(40)
    (done,) = ended(people, batch["id"])
    assert (done["completed"], done["failed"], slots(people, ada)) == (13, 0, (0, []))
    assert [len(trouble.asked(each)) for each in batch["prompt_ids"]] == [1] * 13
    assert [len(check_shelf(people, each)) for each in images] == [1] * 13


def test_batches_that_come_together_never_hold_more_than_the_users_slots(people: System, trouble: Trouble) -> None:
    """V11: six of four at once: two and a half have their turn, the others wait in line, each is written once."""
    ada, name = people.person(), word()
    homes = [album(people, ada, 4, name)[0] for _ in range(6)]
    people.call("GET", "/account", ada).raise_for_status()
    trouble.next_creates(name, times=SLOTS, accept_then_delay_s=30)
    with ThreadPoolExecutor(6) as crowd:
        batches = [call.result() for call in [crowd.submit(write_all, people, people.signed_in(ada), home) for home in homes]]
    ids = [prompt_id for batch in batches for prompt_id in batch["prompt_ids"]]
    active, line = slots(people, ada)
    held = [progress(people, batch["id"])["held"] for batch in batches]
    assert (active, sorted(held), len(line)) == (SLOTS, [0, 0, 0, 2, 4, 4], 3)
    eventually(lambda: sum(len(trouble.asked(each)) for each in ids) == SLOTS)
    people.clock.move(40)
    done = ended(people, *(batch["id"] for batch in batches))
    assert [each["completed"] for each in done] == [4] * 6
    assert slots(people, ada) == (0, [])
    assert [len(trouble.asked(each)) for each in ids] == [1] * 24


def test_a_single_prompt_stands_behind_no_batch(people: System, trouble: Trouble) -> None:
    """L1, P4: two guests fill every place for collections; a user's prompt is asked for before any of theirs is over."""
    name, guests = word(), [people.guest() for _ in range(2)]
    homes = [album(people, guest, 11, name)[0] for guest in guests]
    trouble.next_creates(name, times=2 * SLOTS, accept_then_delay_s=60)
    batches = [write_all(people, guest, home) for guest, home in zip(guests, homes, strict=True)]
    ids = [prompt_id for batch in batches for prompt_id in batch["prompt_ids"]]
    places = eventually(lambda: (count := sum(len(trouble.asked(each)) for each in ids)) >= 10 and count)
    assert places == 10  # as the queue allows
    assert len(trouble.waiting_tasks("write-batch")) == 2 * SLOTS  # and no guest has more in it than their slots
    ada = people.person()
    mine = over(people, asked(people, ada, image_of(people, ada)))
    assert mine["status"] == "completed"
    assert sum(progress(people, batch["id"])["completed"] for batch in batches) == 0
    assert sum(len(trouble.asked(each)) for each in ids) == 10
    ended(people, *(batch["id"] for batch in batches), step_s=2)
    assert [slots(people, guest) for guest in guests] == [(0, [])] * 2


def test_what_is_deleted_gives_its_place_to_the_next(people: System, trouble: Trouble) -> None:
    """P4, K1: alone, with its image, while it waits and while it is written; slots and the user's key are given back once."""
    ada, name = rich(people), word()
    assert add(people, ada, a_key()).status_code == 201
    home, images = album(people, ada, 12, name)
    other, _ = album(people, ada, 2)
    trouble.next_creates(name, times=SLOTS, accept_then_delay_s=60)
    batch, next_one = write_all(people, ada, home, own_key=True), write_all(people, ada, other)
    assert slots(people, ada) == (SLOTS, [next_one["id"]])
    eventually(lambda: trouble.ordered(name) == 0)  # all of the group are with the model
    of = {prompt(people, each)["image_id"]: each for each in batch["prompt_ids"]}
    running = progress(people, batch["id"])["running"]
    waits, first, *others = sorted(images, key=lambda image_id: of[image_id] in running)
    deleted_for_good(people, ada, f"/prompts/{of[waits]}")
    now = progress(people, batch["id"])
    assert (now["failed"], len(now["waiting"]), slots(people, ada)[0]) == (1, 1, SLOTS)
    for image_id in others[:5]:
        deleted_for_good(people, ada, f"/prompts/{of[image_id]}")
    for image_id in others[5:]:
        deleted_for_good(people, ada, f"/images/{image_id}")
    (done, after) = ended(people, batch["id"], next_one["id"], step_s=1)
    assert (done["completed"], done["failed"], after["completed"]) == (1, 11, 2)
    assert prompt(people, of[first])["status"] == "completed"
    assert slots(people, ada) == (0, [])
    assert [record["serves"] for record in records(people, ada)] == [[]]


def test_a_line_that_is_too_long_takes_no_more(people: System) -> None:
    """V11: 429 in both languages, and nothing was asked for; once there is room it goes through."""
    ada = people.person()
    home, images = album(people, ada, 1)
    people.call("GET", "/account", ada).raise_for_status()
    account = people.firestore.document(f"accounts/{ada.uid}")
    account.update({"active_prompts": SLOTS, "waiting_prompts": [secrets.token_hex(12) for _ in range(20)]}, timeout=10)
    body, once = {"collection_id": home}, key()
    refused = people.call("POST", "/prompts/collection", ada, json=body, headers={**once, "Accept-Language": "de"})
    told = refused.json()
    assert (refused.status_code, told["error"], refused.headers["Retry-After"]) == (429, "TOO_MANY_IN_LINE", "60")
    assert told["message"] == "20 Sammlungen warten schon darauf, dass für sie geschrieben wird."
    assert check_shelf(people, images[0]) == []
    account.update({"active_prompts": 0}, timeout=10)  # those in line are not there any more, and keep nobody waiting
    assert people.call("POST", "/prompts/collection", ada, json=body, headers=once).status_code == 202
    assert ended(people, *(batch["id"] for batch in people.documents("prompt_batches", "user_id", ada.uid)))
    assert slots(people, ada) == (0, [])


def test_a_batch_from_before_there_were_groups_ends_as_it_began(people: System) -> None:
    """V11: it holds no slot, so none is given back; also with an account that never counted any."""
    ada = people.person()
    home, images = album(people, ada, 2)
    people.call("GET", "/account", ada).raise_for_status()
    account, now, batch_id = people.firestore.document(f"accounts/{ada.uid}"), people.clock.now(), secrets.token_hex(12)
    kept = account.get(timeout=10).to_dict() or {}
    account.set({name: value for name, value in kept.items() if not name.endswith("_prompts")}, timeout=10)
    old = [
        Variant(secrets.token_hex(12), ada.uid, each, PromptStatus.PENDING, "de", now, now, batch_id=batch_id, attempt=1)
        for each in images
    ]
    times = {"created_at": now, "updated_at": now}
    counts = {"total": 2, "completed": 0, "failed": 0, "prompt_ids": [each.id for each in old], "digest": "x"}
    people.firestore.document(f"prompt_batches/{batch_id}").set(
        {"user_id": ada.uid, "collection_id": home, **counts, **times}, timeout=10
    )
    for each in old:
        people.firestore.document(each.path).set(each.fields(), timeout=10)
        people.firestore.document(f"images/{each.image_id}").update({"prompt_count": 1, "primary_prompt_id": each.id}, timeout=10)
    assert people.call("GET", f"/prompts/batches/{batch_id}", ada).json()["waiting"] == 0
    task = {"prompt_id": old[0].id, "image_id": images[0], "user_id": ada.uid, "attempt": 1, "epoch": 0, "tries": 0}
    assert as_worker(people, "prompt-tasks", task) == 204
    deleted_for_good(people, ada, f"/prompts/{old[1].id}")
    done = people.call("GET", f"/prompts/batches/{batch_id}", ada).json()
    assert (done["completed"], done["failed"]) == (1, 1)
    assert "active_prompts" not in (account.get(timeout=10).to_dict() or {})
    ended(people, write_all(people, ada, home)["id"])
    assert slots(people, ada) == (0, [])


def test_a_group_that_lost_one_without_a_word_goes_on(people: System, trouble: Trouble) -> None:
    """V7: the sweep counts what is gone as failed, gives its slots back and begins the next ones."""
    ada, name = people.person(), word()
    home, images = album(people, ada, 11, name)
    trouble.next_creates(name, times=SLOTS, accept_then_delay_s=5)
    batch = write_all(people, ada, home)
    lost = progress(people, batch["id"])["running"][0]
    image_id = prompt(people, lost)["image_id"]
    people.firestore.document(f"video_prompts/{lost}").delete(timeout=10)
    people.firestore.document(f"images/{image_id}").update({"prompt_count": 0, "primary_prompt_id": None}, timeout=10)
    people.clock.move(6)
    eventually(lambda: people.hurry(1) or progress(people, batch["id"])["completed"] == SLOTS - 1)
    assert (progress(people, batch["id"])["live"], slots(people, ada)[0]) == (True, SLOTS)
    people.clock.move(15 * 60)
    (done,) = ended(people, batch["id"], step_s=30)
    assert (done["completed"], done["failed"], slots(people, ada)) == (SLOTS, 1, (0, []))
    assert len(images) == SLOTS + 1
