"""An account that its user wants deleted: a week to think better of it, then nothing is left of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from google.cloud.firestore import DocumentSnapshot
from google.cloud.firestore_v1.base_query import FieldFilter

from local.people import Person
from local.stack import Stack
from shared.account_deletion.model import Deletion
from shared.account_deletion.states import DeletionState
from shared.lifecycle.outbox import Event
from shared.platform.user_ids import media_home_of
from shared.reconcile.ledger import ledger_of
from standins.testing import eventually
from tests.fixtures import films, http_client, images, storyboards, texts
from tests.fixtures.payments import bought, packages
from tests.fixtures.queues import MODEL, held
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, ended, key, rich, submit
from tests.flows.test_films import uploaded
from tests.flows.test_notices import mails
from tests.flows.test_payers import handed
from tests.flows.test_reconcile import looked_at, over, started
from tests.unit.media.film.footage import music

DAY_S = 24 * 3600
HOUR_S = 3600
BUCKETS = ("UPLOADS", "PROVIDER_OUT", "MEDIA")


def asked(people: System, person: Person, status: int = 202) -> dict[str, Any]:
    answer = people.call("POST", "/account/deletion", person)
    assert answer.status_code == status, answer.text
    return answer.json()


def erased(people: System, uid: str) -> None:
    """Its grace is over, and nothing of it is under way any more; the clock goes on for that."""

    def over() -> bool:
        if people.document(f"account_deletions/{uid}") is None:
            return True
        people.hurry(20 * 60)
        return False

    eventually(over, lambda: people.document(f"account_deletions/{uid}"))


def everything(people: System) -> Iterator[DocumentSnapshot[Any]]:
    """Every document in the store, wherever it lies."""

    for collection in people.firestore.collections():
        yield from collection.recursive().stream(timeout=30)


def traces(people: System, *words: str) -> list[str]:
    """Where any of these stands: in names and values of documents, in names of objects in every bucket, in Auth."""
    found = [
        each.reference.path
        for each in everything(people)
        if any(word in f"{each.reference.path} {each.to_dict()}" for word in words)
    ]
    for bucket in BUCKETS:
        name = people.environment[f"RUSHES_BUCKET_{bucket}"]
        found += [each for each in all_objects(people, name) if any(word in each for word in words)]
    return found + [uid for uid in people.desk.everybody() if uid in words]


def all_objects(people: System, bucket: str) -> list[str]:
    address, token, found = f"{people.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{bucket}/o", "", []
    while True:
        page = http_client.get(address, params={"pageToken": token} if token else {}).raise_for_status().json()
        found += [each["name"] for each in page.get("items", [])]
        if not (token := page.get("nextPageToken", "")):
            return found


def ledger(people: System, uid: str) -> dict[str, dict[str, Any]]:
    entries = sorted(people.documents("credit_transactions", "user_id", uid), key=lambda entry: entry["seq"])
    return {entry["id"]: entry for entry in entries}


def test_it_is_asked_for_by_who_has_just_signed_in_and_can_be_taken_back(people: System) -> None:
    """D1: the account says when, nothing new is made meanwhile, and taken back all is as it was."""
    ada = rich(people)
    people.clock.move(16 * 60)
    assert asked(people, ada, 403)["error"] == "RECENT_SIGN_IN_REQUIRED"
    ada = people.desk.sign_in(ada.email, ada.password)
    told = asked(people, ada)
    people.clock.move(60)
    assert asked(people, ada) == told
    assert people.call("GET", "/account", ada).json()["deletion"] == told
    refused = submit(people, ada)
    assert (refused.status_code, refused.json()["error"]) == (409, "ACCOUNT_DELETION_PENDING")
    assert refused.json()["details"]["deletes_at"][:16] == told["deletes_at"][:16]
    assert people.call("DELETE", "/account/deletion", ada).status_code == 204
    assert people.call("DELETE", "/account/deletion", ada).json()["error"] == "NO_ACCOUNT_DELETION"
    assert people.call("GET", "/account", ada).json()["deletion"] is None
    answer = submit(people, ada)
    assert answer.status_code == 202, answer.text
    assert ended(people, ada, answer.json()["video"]["id"])["state"] == "completed"
    people.clock.move(8 * DAY_S)
    assert people.call("GET", "/account", ada).status_code == 200


def ok(answer: Any) -> Any:
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


def who_used_everything(people: System) -> Person:
    """One of each that the house has, by the doors that apps use."""
    ada = rich(people, 1000)
    people.firestore.document(f"accounts/{ada.uid}").update({"listens": [*Event]}, timeout=10)
    home = images.album(people, ada)
    picture = images.picture(people, ada, home)["id"]
    images.place(people, ada, home)
    prompts = [images.draft(people, ada, picture, f"A {colour} fox.") for colour in ("red", "blue")]
    texts.written(people, ada, picture)
    ok(people.call("PATCH", f"/prompts/{prompts[0]}", ada, json={"prompt_text": "A fox that waits."}))
    batch = ok(people.call("POST", "/prompts/collection", ada, json={"collection_id": home}, headers=key()))
    for each in people.documents("video_prompts", "user_id", ada.uid):
        texts.over(people, each["id"])
    assert batch
    ok(people.call("POST", "/prompts/templates", ada, json={"name": "Mine", "config": {}}))
    video = ended(people, ada, ok(submit(people, ada, first_frame=picture))["video"]["id"])
    assert video["state"] == "completed", video
    compared = {"prompt_ids": prompts, "seconds": 4}
    ok(people.call("POST", "/videos/comparisons", ada, json=compared, headers=key()))
    film = films.made(people, ada, video["id"], music={"id": uploaded(people, ada, music("wav", 1.0))}, title={"text": "Ada"})
    edit = ok(people.call("POST", f"/videos/{video['id']}/edits", ada, json={"preset": "gif"}, headers=key()))["video"]["id"]
    assert ended(people, ada, edit)["state"] == "completed"
    board = storyboards.begun(people, ada)
    ok(storyboards.saved(people, ada, board["id"], board["version"], name="Ada's"))
    for kind, work in (("video", video["id"]), ("film", film["id"])):
        link = ok(people.call("POST", "/shares", ada, json={"kind": kind, "id": work, "name": "Ada"}, headers=key()))["share"]
        assert people.call("GET", f"/s/{link['token']}").status_code == 200
    ok(people.call("POST", f"/admin/films/{film['id']}/take-down", people.admin, json={"reason": "a test"}))
    eventually(lambda: (people.document(f"takedowns/{film['id']}") or {})["due_at"] is None)
    lost = ok(submit(people, ada))["video"]["id"]
    ok(people.call("POST", f"/admin/jobs/{lost}/fail", people.admin, json={"reason": "a test", "refund": True}))
    again = ok(people.call("POST", f"/admin/jobs/{lost}/retry", people.admin, json={"reason": "a test"}))["job"]["id"]
    assert ended(people, ada, again)["state"] == "completed"
    ok(people.call("POST", "/account/agent-keys", ada, json={"name": "Nightly"}))
    ok(people.call("POST", "/account/keys", ada, json={"provider": "gemini-api", "key": "AIza-of-ada-0123456789"}))
    ok(people.call("POST", "/account/exports", ada))
    ok(people.call("POST", "/account/devices", ada, json={"token": "a-device-of-ada-0123456789", "platform": "web"}))
    ok(people.call("PUT", "/account/notices", ada, json={"mail": ["video.completed"], "language": "de"}))
    ok(people.call("POST", "/webhooks", ada, json={"url": "https://example.com/hook", "events": ["video.completed"]}))
    packages(people, {"id": "small", "expires_after_days": 400})
    bought(people, ada)
    ok(people.call("DELETE", f"/videos/{edit}", ada))
    ok(people.call("GET", f"/admin/users/{ada.uid}?reason=test", people.admin))
    ok(people.configure("rollout", beta_users=[ada.uid]))
    return ada


def test_nothing_is_left_of_who_used_everything(people: System, running: Stack) -> None:
    """D1: killed again and again it goes through; no document, no object, no sign-in; the ledger adds up under a pseudonym."""
    ada = who_used_everything(people)
    entries, balance = ledger(people, ada.uid), people.call("GET", "/account", ada).json()["balance"]
    assert len(traces(people, ada.uid, ada.email, media_home_of(ada.uid))) > 50
    ok(people.call("POST", "/account/deletion", ada, headers={"Accept-Language": "de"}))
    people.clock.move(7 * DAY_S - HOUR_S)
    people.desk.sign_in(ada.email, ada.password)
    people.clock.move(HOUR_S + 60)
    for _ in range(3):
        running.kill("functions")
        people.hurry(60)
    erased(people, ada.uid)
    assert traces(people, ada.uid, ada.email, media_home_of(ada.uid)) == []
    with pytest.raises(httpx.HTTPStatusError):
        people.desk.sign_in(ada.email, ada.password)
    eventually(lambda: "Dein Konto wurde gelöscht" in [each["subject"] for each in mails(people, ada)])
    note = max(people.firestore.collection("erasures").get(), key=lambda each: each.get("began_at"))
    moved, account = ledger(people, note.id), people.document(f"accounts/{note.id}") or {}
    assert ledger_of(account, moved) == []
    assert account["balance"] >= balance
    same = ("type", "amount", "balance_after", "seq", "job_id", "description", "created_at")
    assert [[moved[each][name] for name in same] for each in moved][: len(entries)] == [
        [entry[name] for name in same] for entry in entries.values()
    ]
    assert people.documents("audit_log", "on", note.id)
    report = looked_at(people, note.id)
    assert (report["complete"], report["breaches"]) == (True, 0), report
    run = over(people, started(people)["id"])
    assert [
        each for each in run["first"] if each["path"].partition("/")[0] in ("accounts", "credit_transactions", "purchases")
    ] == []


def test_what_is_being_made_is_stopped_or_awaited(people: System) -> None:
    """D1: without grace, while one video is at its provider and another waits for a slot: both end by the rules."""
    people.configure("retention", deletion_grace_days=0).raise_for_status()
    people.configure("concurrency", active_jobs=1).raise_for_status()
    people.clock.move(61)
    try:
        ada = rich(people)
        sent = ok(submit(people, ada))["video"]["id"]
        eventually(lambda: (people.document(f"video_jobs/{sent}") or {})["state"] == "processing")
        waits = ok(people.call("POST", "/videos", ada, json={**WISH, "queue": True}, headers=key()))["video"]["id"]
        asked(people, ada)
        eventually(lambda: (people.document(f"accounts/{ada.uid}") or {})["disabled"])
        assert people.call("GET", "/account", ada).json()["details"]["reason"] == "disabled"
        eventually(lambda: (people.document(f"video_jobs/{waits}") or {})["state"] == "cancelled")
        assert people.document(f"credit_transactions/{waits}.refund")
        assert (people.document(f"video_jobs/{sent}") or {})["state"] == "processing"
        erased(people, ada.uid)
        assert traces(people, ada.uid, ada.email) == []
        assert not people.document(f"credit_transactions/{sent}.refund")
    finally:
        people.configure("retention").raise_for_status()
        people.configure("concurrency").raise_for_status()


def test_what_others_paid_for_is_noted_for_their_ledgers(people: System) -> None:
    """D1, C2: the work goes with its user; its payer's charge is no entry of nothing, because the note says why it is gone."""
    people.configure("retention", deletion_grace_days=0).raise_for_status()
    people.clock.move(61)
    try:
        ada, bob = rich(people), rich(people)
        with held(people):
            paid = ok(submit(people, bob, model=MODEL))["video"]["id"]
            handed(people, [f"video_jobs/{paid}"], ada)
        assert ended(people, ada, paid)["state"] == "completed"
        asked(people, ada)
        erased(people, ada.uid)
        assert people.document(f"video_jobs/{paid}") is None
        (note,) = people.firestore.collection("erasures").where(filter=FieldFilter("works", "array_contains", paid)).get()
        assert looked_at(people, bob.uid)["breaches"] == 0
        note.reference.update({"works": []})
        assert [each["path"] for each in looked_at(people, bob.uid)["first"]] == [f"credit_transactions/{paid}.charge"]
        note.reference.update({"works": [paid]})
    finally:
        people.configure("retention").raise_for_status()


def test_one_that_nobody_looks_after_is_told_by_the_nightly_run(people: System) -> None:
    """O3, D1: overdue by hours, or under way for days; one whose time has not come is nothing to tell."""
    now = people.clock.now()
    for state, began_at, due_at, told in (
        (DeletionState.REQUESTED, None, now + timedelta(days=3), []),
        (DeletionState.ERASING, now - timedelta(hours=2), now + timedelta(minutes=2), []),
        (DeletionState.REQUESTED, None, now - timedelta(hours=3), ["unwatched"]),
        (DeletionState.ERASING, now - timedelta(days=4), now + timedelta(minutes=2), ["overdue"]),
    ):
        ada = people.person()
        deletion = Deletion(ada.uid, state, "erased-0", now, now - timedelta(days=9), due_at, began_at=began_at)
        people.firestore.document(deletion.path).set(deletion.fields(), timeout=10)
        report = looked_at(people, ada.uid)
        people.firestore.document(deletion.path).delete(timeout=10)
        assert [each["kind"] for each in report["first"]] == told, (state, report)
