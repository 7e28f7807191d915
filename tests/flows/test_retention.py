"""How long things are kept that nobody deletes: each by configuration, each seen as time passes."""

from __future__ import annotations

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from local.people import Person
from local.stack.time_to_live import delete_expired
from shared.reconcile.model import Run, RunStatus
from standins.testing import eventually
from tests.fixtures import http_client, images, texts
from tests.fixtures.invariants import check_audited
from tests.fixtures.storyboards import begun, saved
from tests.fixtures.system import System
from tests.fixtures.trash import listed, restored
from tests.fixtures.videos import WISH, ended, key, rich, submit
from tests.flows.test_dead_letters import given_up, hopeless, put_into

DAY_S = 24 * 3600


@contextmanager
def kept_for(people: System, **days: int) -> Generator[None]:
    people.configure("retention", **days).raise_for_status()
    people.clock.move(61)
    try:
        yield
    finally:
        people.configure("retention").raise_for_status()
        people.clock.move(61)


def swept(people: System, path: str) -> dict[str, Any]:
    """The document once the sweep has put it into the trash."""

    def look() -> dict[str, Any] | None:
        found = people.document(path) or {}
        return found if found["deleted_at"] else people.hurry(10 * 60)

    return eventually(look, lambda: people.document(path))


def expired(people: System) -> None:
    check_audited(people)  # as long as the log is there
    delete_expired(people.environment["FIRESTORE_EMULATOR_HOST"], people.project, people.clock.now(), at_once=True)


def test_files_that_nobody_wanted_for_long_go_to_the_trash(people: System) -> None:
    """D1: what is asked for stays, and what comes back has as long again; the others go with the trash."""
    ada = rich(people)
    home = images.album(people, ada)
    with kept_for(people, untouched_days=60):
        picture = images.picture(people, ada, home)["id"]
        left, wanted = (ended(people, ada, submit(people, ada).json()["video"]["id"])["id"] for _ in range(2))
        people.clock.move(40 * DAY_S)
        assert people.call("GET", f"/videos/{wanted}/links", ada).status_code == 200
        people.clock.move(21 * DAY_S)
        swept(people, f"video_jobs/{left}")
        swept(people, f"images/{picture}")
        assert [entry["id"] for entry in listed(people, ada) if entry["kind"] == "video"] == [left]
        assert (people.document(f"video_jobs/{wanted}") or {})["deleted_at"] is None
        restored(people, ada, ("video", left))
        people.clock.move(120)
        assert people.call("GET", f"/videos/{left}", ada).status_code == 200
        people.clock.move(40 * DAY_S)
        swept(people, f"video_jobs/{wanted}")
        assert (people.document(f"video_jobs/{left}") or {})["deleted_at"] is None


def test_a_file_is_kept_for_ever_where_that_is_configured(people: System) -> None:
    """D1: 0 days are none."""
    ada = rich(people)
    with kept_for(people, untouched_days=0):
        video = ended(people, ada, submit(people, ada).json()["video"]["id"])["id"]
        people.clock.move(400 * DAY_S)
        people.clock.move(120)
        assert people.call("GET", f"/videos/{video}", ada).status_code == 200


def test_records_of_keys_batches_and_operators_end(people: System) -> None:
    """D1: each at its own time, by a field that Firestore deletes it by."""
    ada = rich(people)
    with kept_for(people, idempotency_days=5, prompt_batch_days=9, audit_days=40):
        begun, said = people.clock.now(), key()
        first = people.call("POST", "/videos", ada, json=WISH, headers=said)
        home = texts.collection_of(people, ada, 1)
        texts.image_of(people, ada, collection=home)
        batch = people.call("POST", "/prompts/collection", ada, json={"collection_id": home}, headers=key()).json()["batch"]["id"]
        people.call("GET", f"/admin/users/{ada.uid}?reason=test", people.admin).raise_for_status()

        def looked_at() -> list[dict[str, Any]]:
            return [row for row in people.documents("audit_log", "on", ada.uid) if row["action"] == "look_at_user"]

        places = {
            "idempotency": _of(people, "idempotency", ada)[0],
            "prompt_batches": people.document(f"prompt_batches/{batch}") or {},
            "audit_log": looked_at()[0],
        }
        lives = {name: (row["expires_at"] - begun) for name, row in places.items()}
        for name, days in (("idempotency", 5), ("prompt_batches", 9), ("audit_log", 40)):
            assert timedelta(days=days) <= lives[name] < timedelta(days=days, minutes=5), (name, lives)
        people.clock.move(4 * DAY_S)
        again = people.call("POST", "/videos", ada, json=WISH, headers=said)
        assert again.json()["video"]["id"] == first.json()["video"]["id"]
        people.clock.move(2 * DAY_S)
        expired(people)
        assert _of(people, "idempotency", ada) == []
        assert people.document(f"prompt_batches/{batch}")
        people.clock.move(4 * DAY_S)
        expired(people)
        assert people.document(f"prompt_batches/{batch}") is None
        assert looked_at()
        people.clock.move(31 * DAY_S)
        expired(people)
        assert looked_at() == []


def test_earlier_versions_end_a_while_after_they_were_replaced(people: System) -> None:
    """D1: of storyboards and of prompts; how each stands stays, however old it is, and takes changes after that."""
    ada = rich(people)
    with kept_for(people, version_days=30):
        board, picture = begun(people, ada)["id"], texts.image_of(people, ada)
        prompt = texts.draft(people, ada, picture)
        assert people.call("PATCH", f"/prompts/{prompt}", ada, json={"prompt_text": "Another boat."}).status_code == 200
        people.clock.move(40 * DAY_S)
        assert saved(people, ada, board, 1, name="Renamed").status_code == 200

        def kept() -> tuple[list[int], int]:
            versions = people.call("GET", f"/storyboards/{board}/versions", ada).json()["versions"]
            earlier = people.call("GET", f"/prompts/{prompt}/history", ada).json()["versions"]
            return [each["version"] for each in versions], len(earlier)

        assert kept() == ([2, 1], 0)  # the prompt's went by its own time, whether Firestore has come to it or not
        expired(people)
        assert people.document(f"video_prompts/{prompt}/versions/1") is None
        assert people.document(f"storyboards/{board}/versions/1")
        people.clock.move(31 * DAY_S)
        assert kept() == ([2], 0)
        assert people.call("POST", f"/storyboards/{board}/versions/1/restore", ada, json={}).status_code == 404
        expired(people)
        assert people.document(f"storyboards/{board}/versions/1") is None
        assert saved(people, ada, board, 2, name="Once more").status_code == 200
        assert kept() == ([3, 2], 0)


def test_logs_of_what_was_told_and_of_trouble_end(people: System) -> None:
    """D1: events and deliveries; tasks that were given up; runs of the nightly proof."""
    ada = rich(people)
    lost = hopeless(ada.uid)
    with kept_for(people, log_days=3, trouble_days=9, proof_days=14), put_into(people) as queue:
        listener = people.call("POST", "/webhooks/listeners", ada, json={"events": ["video.completed"]}).json()["endpoint"]["id"]
        job = ended(people, ada, submit(people, ada).json()["video"]["id"])["id"]
        eventually(lambda: people.documents("webhook_deliveries", "endpoint_id", listener))
        queue.put("check", "video-tasks", "/check", lost)
        letter = given_up(people, lost["job_id"])["id"]
        now = people.clock.now()
        run = Run(f"{now:%Y%m%d}-{secrets.token_hex(4)}", now, "schedule", now, RunStatus.CLEAN, ended_at=now)
        people.firestore.document(run.path).set(run.fields(), timeout=10)
        gone = [f"events/{job}.video.completed", f"dead_letters/{letter}", run.path]
        for days, left in ((2, gone), (2, gone[1:]), (6, gone[2:]), (5, [])):
            people.clock.move(days * DAY_S)
            expired(people)
            while not left and people.document(run.path):  # each run forgets some of the oldest
                proven(people)
            assert [path for path in gone if people.document(path)] == left, days
        assert people.documents("webhook_deliveries", "endpoint_id", listener) == []


def proven(people: System) -> None:
    """By a run over all data, which has ended."""
    run = people.call("POST", "/admin/reconcile", people.admin, json={"reason": "test"}).json()["id"]
    eventually(lambda: (people.document(f"reconcile_runs/{run}") or {})["ended_at"] or people.step())
    eventually(people.rests)


def _of(people: System, collection: str, person: Person) -> list[dict[str, Any]]:
    return people.documents(collection, "user_id", person.uid)


def test_uploads_and_staging_end_with_their_buckets_rules(people: System) -> None:
    """D1: what was never taken in, and what a dead worker left, is deleted after two days; a provider's copy after a week."""
    storage, name = people.environment["STORAGE_EMULATOR_HOST"], f"staging/{'0' * 24}/left"
    places = {"UPLOADS": f"users/somebody/music/{'0' * 24}", "MEDIA": name, "PROVIDER_OUT": f"{'0' * 24}/1/left"}
    for bucket, left in places.items():
        address = f"{storage}/upload/storage/v1/b/{people.environment[f'RUSHES_BUCKET_{bucket}']}/o"
        http_client.post(address, params={"uploadType": "media", "name": left}, content=b"left").raise_for_status()

    def there() -> list[str]:
        names = {bucket: people.environment[f"RUSHES_BUCKET_{bucket}"] for bucket in places}
        return [bucket for bucket, left in places.items() if images.objects(people, names[bucket], left)]

    for days, kept in ((1, ["UPLOADS", "MEDIA", "PROVIDER_OUT"]), (2, ["PROVIDER_OUT"]), (5, [])):
        people.clock.move(days * DAY_S)
        http_client.post(f"{storage}/_local/lifecycle/run", json={}).raise_for_status()
        assert there() == kept, days
