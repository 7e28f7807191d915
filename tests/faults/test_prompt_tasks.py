"""Writing while tasks come twice, late or not at all, answers are lost, and things are deleted under it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from local.people import Person
from shared.images.model import read_image
from shared.platform.firestore.documents import Document
from shared.prompts.model import Variant
from shared.prompts.states import PromptStatus
from standins.testing import eventually
from tests.faults.firestore_proxy import Fault, FirestoreProxy
from tests.faults.second_functions import second_functions
from tests.faults.test_video_lost_answers import as_worker
from tests.faults.trouble import Trouble, word
from tests.fixtures.system import System
from tests.fixtures.texts import ask, asked, check_shelf, collection_of, image, image_of, listed, over, prompt, written
from tests.fixtures.trash import deleted_for_good, purged
from tests.fixtures.videos import key
from tests.flows.test_dead_letters import as_task


def task_of(found: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The task that has this prompt written."""
    names = ("image_id", "user_id", "attempt", "epoch")
    return {"prompt_id": found["id"], **{name: found[name] for name in names}, "tries": 0, **changes}


def in_the_model(people: System, person: Person, trouble: Trouble) -> tuple[str, str]:
    """A prompt whose model has been asked and answers only when time is moved, and its image."""
    name = word()
    trouble.next_creates(name, accept_then_delay_s=30)
    image_id = image_of(people, person, title=name, collection=collection_of(people, person, 1))
    prompt_id = asked(people, person, image_id)
    eventually(lambda: trouble.asked(prompt_id))
    return prompt_id, image_id


def idle(people: System, trouble: Trouble) -> bool:
    """Whether no task of writing or erasing is left of this test; time moves meanwhile."""
    people.clock.move(2)
    return not any(trouble.waiting_tasks(queue) for queue in ("write", "write-batch", "erase"))


def test_a_task_that_comes_again_asks_nothing(people: System, trouble: Trouble) -> None:
    """V7: twice, of an older epoch, of an older attempt, or for a prompt that is gone: nothing changes."""
    ada = people.person()
    first = written(people, ada, image_of(people, ada))
    where = people.firestore.document(f"video_prompts/{first['id']}")
    people.call("POST", f"/prompts/{first['id']}/regenerate", ada, headers=key()).raise_for_status()
    done = over(people, first["id"])
    where.update({"status": "pending", "epoch": 3}, timeout=10)
    before = prompt(people, first["id"])
    for changes in ({"attempt": 1}, {"epoch": 2}, {"epoch": 4}, {"attempt": 3}, {"prompt_id": secrets.token_hex(12)}):
        assert as_worker(people, "prompt-tasks", task_of(before, **changes)) == 204
    where.update({"status": "completed"}, timeout=10)
    assert as_worker(people, "prompt-tasks", task_of(before)) == 204
    assert prompt(people, first["id"])["prompt_text"] == done["prompt_text"]
    assert len(trouble.asked(first["id"])) == 2


def test_tasks_that_come_twice_and_out_of_order_write_each_prompt_once(people: System, trouble: Trouble) -> None:
    """V7: every batch and image counts each text once."""
    ada = people.person()
    home = collection_of(people, ada)
    images = [image_of(people, ada, collection=home) for _ in range(4)]
    trouble.tasks("reorder", "write", count=4)
    trouble.tasks("deliver_twice", "write", count=2)
    trouble.tasks("drop_answer", "write", count=2)
    batch = people.call("POST", "/prompts/collection", ada, json={"collection_id": home}, headers=key()).json()["batch"]
    for prompt_id in batch["prompt_ids"]:
        assert over(people, prompt_id, step_s=1)["status"] == "completed"
    eventually(lambda: idle(people, trouble))
    now = people.document(f"prompt_batches/{batch['id']}") or {}
    assert (now["completed"], now["failed"]) == (4, 0)
    assert [len(check_shelf(people, each)) for each in images] == [1] * 4


def test_a_task_that_was_lost_is_sent_again_by_the_sweep(people: System, trouble: Trouble) -> None:
    """V7: the caller has an answer; two minutes later the prompt is asked for."""
    ada = people.person()
    trouble.tasks("create_unavailable_before", "write", count=3)
    prompt_id = asked(people, ada, image_of(people, ada))
    people.clock.move(125)  # and no more than that: a slow machine must not come to the deadline meanwhile
    done = over(people, prompt_id)
    assert (done["status"], done["epoch"], len(trouble.asked(prompt_id))) == ("completed", 1, 1)
    assert done["updated_at"] - done["created_at"] >= timedelta(minutes=2)


def test_prompts_that_cannot_be_read_do_not_starve_the_others(people: System, trouble: Trouble) -> None:
    """V7: each is put off, so that the next sweep begins with somebody else; the one beside them is asked for again."""
    ada, now = people.person(), people.clock.now()
    ids = [secrets.token_hex(12) for _ in range(3)]
    broken: list[dict[str, Any]] = [{"status": "nonsense"}, {"status": "pending"}, {"status": "completed", "user_id": ada.uid}]
    for prompt_id, fields in zip(ids, broken, strict=True):
        long_ago = {"due_at": now - timedelta(days=1)}
        people.firestore.document(f"video_prompts/{prompt_id}").set(fields | long_ago, timeout=10)
    lost = secrets.token_hex(12)
    people.firestore.document(f"prompt_batches/{lost}").set({"due_at": now - timedelta(days=1)}, timeout=10)
    try:
        trouble.tasks("create_unavailable_before", "write", count=3)
        prompt_id = asked(people, ada, image_of(people, ada))
        people.clock.move(125)
        assert over(people, prompt_id)["status"] == "completed"
        places = [*(f"video_prompts/{each}" for each in ids), f"prompt_batches/{lost}"]
        eventually(lambda: all((people.document(each) or {})["due_at"] > now for each in places))
    finally:
        for each in ids:
            people.firestore.document(f"video_prompts/{each}").delete(timeout=10)
        people.firestore.document(f"prompt_batches/{lost}").delete(timeout=10)


def test_what_is_past_its_deadline_is_ended(people: System) -> None:
    """V7: no prompt stays pending; its batch is told once, and regenerating it begins a new deadline."""
    ada = people.person()
    image_id, batch_id, now = image_of(people, ada, prompt_count=1), secrets.token_hex(12), people.clock.now()
    late = Variant(secrets.token_hex(12), ada.uid, image_id, PromptStatus.PENDING, "de", now, now)
    late = replace(late, batch_id=batch_id, attempt=1, deadline_at=now, due_at=now)
    progress = {"user_id": ada.uid, "collection_id": "x", "total": 1, "completed": 0, "failed": 0, "prompt_ids": [late.id]}
    people.firestore.document(f"prompt_batches/{batch_id}").set(progress | {"created_at": now, "updated_at": now}, timeout=10)
    people.firestore.document(late.path).set(late.fields(), timeout=10)
    people.firestore.document(f"images/{image_id}").update({"primary_prompt_id": late.id}, timeout=10)
    failed = over(people, late.id, step_s=5)
    assert (failed["status"], failed["error_code"], failed["due_at"]) == ("failed", "WRITING_TIMEOUT", None)
    assert people.call("GET", f"/prompts/batches/{batch_id}", ada).json()["failed"] == 1
    assert people.call("POST", f"/prompts/{late.id}/regenerate", ada, headers=key()).status_code == 202
    assert over(people, late.id)["status"] == "completed"
    assert people.call("GET", f"/prompts/batches/{batch_id}", ada).json()["completed"] == 0


def test_a_prompt_that_is_deleted_while_it_is_written_stays_deleted(people: System, trouble: Trouble) -> None:
    """P4: the answer that comes later brings nothing back."""
    ada = people.person()
    prompt_id, image_id = in_the_model(people, ada, trouble)
    deleted_for_good(people, ada, f"/prompts/{prompt_id}")
    people.clock.move(40)
    eventually(lambda: idle(people, trouble))
    assert people.document(f"video_prompts/{prompt_id}") is None
    assert check_shelf(people, image_id) == []


def test_an_image_that_is_deleted_while_a_text_is_written_leaves_nothing(people: System, trouble: Trouble) -> None:
    """P4, I3: neither the image nor the prompt nor its files are there afterwards."""
    ada = people.person()
    prompt_id, image_id = in_the_model(people, ada, trouble)
    kept = read_image(Document(f"images/{image_id}", image(people, image_id)))
    assert kept
    assert trouble.objects(trouble.media, kept.object_name)
    deleted_for_good(people, ada, f"/images/{image_id}")
    people.clock.move(40)
    eventually(lambda: idle(people, trouble))
    eventually(lambda: people.document(f"images/{image_id}") is None)
    assert people.document(f"video_prompts/{prompt_id}") is None
    assert trouble.objects(trouble.media, kept.object_name) == []


def test_marks_that_are_set_while_a_text_is_written_stay(people: System, trouble: Trouble) -> None:
    """P4: the text comes beside them."""
    ada = people.person()
    prompt_id, image_id = in_the_model(people, ada, trouble)
    assert people.call("PATCH", f"/prompts/{prompt_id}", ada, json={"favourite": True, "rating": 5}).status_code == 200
    order = {"image_id": image_id, "prompt_ids": [prompt_id]}
    assert people.call("PUT", "/prompts/order", ada, json=order).status_code == 200
    people.clock.move(40)
    done = over(people, prompt_id)
    assert (done["status"], done["favourite"], done["rating"]) == ("completed", True, 5)


def test_a_batch_ends_right_whatever_becomes_of_its_prompts(people: System, trouble: Trouble) -> None:
    """P4: written, blocked, empty, waited for, deleted alone or with its image: each counts once."""
    ada = people.person()
    home = collection_of(people, ada, 7)
    orders: list[dict[str, Any]] = [
        {},
        {"block": "violence"},
        {"empty": True},
        {"status": 429, "retry_after": 20},
        {"status": 429, "retry_after": 60},
        {"status": 429, "retry_after": 60},
        {"status": 429, "retry_after": 60},
    ]
    names = [word() for _ in orders]
    for name, do in zip(names, orders, strict=True):
        if do:
            trouble.next_creates(name, **do)
    images = [image_of(people, ada, title=name, collection=home) for name in names]
    batch = people.call("POST", "/prompts/collection", ada, json={"collection_id": home}, headers=key()).json()["batch"]
    of = {prompt(people, each)["image_id"]: each for each in batch["prompt_ids"]}
    alone, together, whole = images[4:]
    eventually(lambda: all(trouble.asked(of[each]) for each in images))
    deleted_for_good(people, ada, f"/prompts/{of[alone]}")
    assert people.call("DELETE", f"/prompts?image_id={together}", ada).json() == {"deleted": 1}
    assert purged(people, ada, ("prompt", of[together])) == 1
    deleted_for_good(people, ada, f"/images/{whole}")

    def ended() -> dict[str, Any] | None:
        people.clock.move(2)
        now = people.call("GET", f"/prompts/batches/{batch['id']}", ada).json()
        return now if now["completed"] + now["failed"] >= now["total"] else None

    now = eventually(ended, lambda: people.document(f"prompt_batches/{batch['id']}"))
    assert (now["completed"], now["failed"], now["total"]) == (2, 5, 7)
    for image_id in images[:4]:
        assert people.call("POST", f"/prompts/{of[image_id]}/regenerate", ada, headers=key()).status_code == 202
        over(people, of[image_id])
        deleted_for_good(people, ada, f"/prompts/{of[image_id]}")
    eventually(lambda: idle(people, trouble))
    assert people.call("GET", f"/prompts/batches/{batch['id']}", ada).json() == now


def test_what_is_written_anew_and_deleted_is_not_counted_twice(people: System, trouble: Trouble) -> None:
    """P4: only a prompt that was never written is missing from its batch."""
    ada, name = people.person(), word()
    home = collection_of(people, ada, 1)
    image_of(people, ada, title=name, collection=home)
    batch = people.call("POST", "/prompts/collection", ada, json={"collection_id": home}, headers=key()).json()["batch"]
    (prompt_id,) = batch["prompt_ids"]
    over(people, prompt_id)
    trouble.next_creates(name, status=429, retry_after=60)
    assert people.call("POST", f"/prompts/{prompt_id}/regenerate", ada, headers=key()).status_code == 202
    deleted_for_good(people, ada, f"/prompts/{prompt_id}")
    now = people.call("GET", f"/prompts/batches/{batch['id']}", ada).json()
    assert (now["completed"], now["failed"]) == (1, 0)


def test_who_finds_no_place_to_wait_has_asked_for_nothing(people: System, trouble: Trouble) -> None:
    """L1: 429 means that no prompt was asked for; the ten who wait get their texts."""
    ada, name = people.signed_in(people.person()), word()
    trouble.next_creates(name, times=10, accept_then_delay_s=30)
    image_id, other = image_of(people, ada, title=name), image_of(people, ada)
    with ThreadPoolExecutor(10) as crowd:
        calls = [crowd.submit(ask, people, ada, image_id, wait=25) for _ in range(10)]
        eventually(lambda: image(people, image_id)["prompt_count"] == 10)
        refused = ask(people, ada, other, wait=25)
        people.clock.move(40)
        answers = [call.result() for call in calls]
    assert (refused.status_code, refused.json()["error"]) == (429, "RATE_LIMITED")
    assert image(people, other)["prompt_count"] == 0
    for answer in answers:
        assert answer.status_code == 202
        assert over(people, answer.json()["prompt"]["id"], step_s=1)["status"] == "completed"


@pytest.fixture(scope="module")
def behind_a_proxy(system: System) -> Iterator[tuple[System, FirestoreProxy]]:
    with (
        FirestoreProxy(system.environment["FIRESTORE_EMULATOR_HOST"]) as proxy,
        second_functions(system, FIRESTORE_EMULATOR_HOST=proxy.host) as beside,
    ):
        yield beside, proxy


def test_a_commit_whose_answer_is_lost_is_not_repeated(people: System, behind_a_proxy: tuple[System, FirestoreProxy]) -> None:
    """P5: asking, finishing, choosing and deleting: applied once, answered as if nothing had happened."""
    beside, proxy = behind_a_proxy
    ada = people.person()
    image_id = image_of(people, ada)
    people.call("GET", "/account", ada).raise_for_status()
    proxy.faults.append(Fault("Commit", "after", 2))
    answer = ask(beside, ada, image_id)
    assert (answer.status_code, "Idempotency-Replayed" in answer.headers) == (202, False)
    first = answer.json()["prompt"]["id"]
    done = over(people, first)
    assert (done["status"], done["attempt"], proxy.faults[0].times) == ("completed", 1, 0)
    proxy.faults.append(Fault("Commit", "after", 1))
    own = {"image_id": image_id, "prompt_text": "Mein Boot."}
    second = beside.call("POST", "/prompts/drafts", ada, json=own).json()["id"]
    assert [each["id"] for each in listed(people, ada, image_id)] == [first, second]
    proxy.faults.append(Fault("Commit", "after", 1))
    assert beside.call("POST", f"/prompts/{second}/primary", ada).json()["is_primary"] is True
    proxy.faults.append(Fault("Commit", "after", 1))
    deleted_for_good(beside, ada, f"/prompts/{second}")
    proxy.faults.append(Fault("Commit", "after", 1))
    assert beside.call("DELETE", f"/prompts?image_id={image_id}", ada).json() == {"deleted": 1}
    assert check_shelf(people, image_id) == []
    assert [fault.times for fault in proxy.faults] == [0] * 5


def test_a_task_that_is_given_up_leaves_no_text_in_its_letter(people: System) -> None:
    """O2: ids and the error, so that it can be sent again; nothing that anybody wrote."""
    ada, secret = people.person(), "a harbour that nobody knows"
    done = written(people, ada, image_of(people, ada, title=secret))
    broken = {"status": "nonsense", "prompt_text": secret, "user_instruction": secret}
    people.firestore.document(f"video_prompts/{done['id']}").update(broken, timeout=10)
    task = task_of(done, epoch=9)
    headers = as_task(people, "prompt-tasks", 4, "write")
    assert people.call("POST", "/prompt-tasks", json=task, headers=headers).status_code == 204
    (letter,) = people.documents("dead_letters", "user_id", ada.uid)
    assert letter["payload"] == task
    assert letter["error"].startswith("ValueError")
    assert secret not in json.dumps(letter, default=str)
