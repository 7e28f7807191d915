"""A store of an earlier release under this one's code: read and gone on with, before its backfill and after it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from local import backfill
from local.people import Person
from shared.lifecycle import marks, trash
from shared.platform.clock import SystemClock
from shared.platform.firestore.client import Firestore
from shared.platform.firestore.documents import SCHEMA, Store
from shared.upgrade.backfill import PLACES
from tests.fixtures.images import NOTHING, album, all_of, place
from tests.fixtures.queues import MODEL, held
from tests.fixtures.storyboards import begun
from tests.fixtures.system import System
from tests.fixtures.trash import purged
from tests.fixtures.videos import eventually, submit
from tests.flows.test_reconcile import looked_at
from tests.upgrade.earlier import Earlier, loaded, signed_in

TRASH = ("video_jobs", "films", "images", "collections", "video_prompts", "storyboards")
FILES = {"video_jobs": "video", "films": "film"}
PAYERS = ("video_jobs", "films", "prompt_batches")
LISTS = {
    "/videos": "videos",
    "/films": "films",
    "/images": "images",
    "/images/collections": "collections",
    "/storyboards": "storyboards",
    "/prompts/templates": "templates",
    "/account/transactions": "transactions",
    "/account/keys": "keys",
}


@pytest.fixture
def earlier(system: System) -> Iterator[Earlier]:
    with loaded(system) as earlier:
        yield earlier


def read_all(people: System, earlier: Earlier, persons: tuple[Person, ...], *, filled: bool) -> None:
    """Every list (of those that ask for a mark, once it is `filled` in), every one by itself, and an operator's looks.

    Nothing is lost on the way, and the books are right.
    """
    for name, person in zip(earlier.uids, persons, strict=True):
        for path, kind in LISTS.items():
            answer = people.call("GET", path, person, params={} if kind in ("templates", "keys") else {"limit": 50})
            assert answer.status_code == 200, (path, answer.text)
            ids = {row.get("id") or row["provider"] for row in answer.json()[kind]}
            errors = [row["error"] for row in answer.json()[kind] if row.get("error")]
            assert all(each["message"] and each["suggestedAction"] for each in errors), errors
            if kind in ("videos", "films", "images", "collections", "storyboards"):
                collection = {"videos": "video_jobs"}.get(kind, kind)
                gone = {*earlier.of(name, collection, "deleting"), *earlier.of(name, collection, deleting=True)}
                kept = set(earlier.of(name, collection)) - gone
                assert ids == (kept if filled else set())
                for each in kept - (kept if kind == "collections" else set()):
                    assert people.call("GET", f"{path}/{each}", person).status_code == 200
        for board in earlier.of(name, "storyboards"):
            assert people.call("GET", f"/storyboards/{board}/versions", person).json()["versions"]
        for job in earlier.of(name, "video_jobs"):
            assert people.call("GET", f"/admin/jobs/{job}", people.admin, params={"reason": "a look"}).status_code == 200
        hidden = earlier.of(name, "images", "deleting")
        for prompt in earlier.of(name, "video_prompts"):
            if earlier.documents[f"video_prompts/{prompt}"]["image_id"] in hidden:
                continue
            assert people.call("GET", f"/prompts/{prompt}", person).status_code == 200
        looked = looked_at(people, person.uid)
        assert (looked["breaches"], looked["busy"]) == (0, []), looked
    assert people.call("GET", "/admin/dead-letters", people.admin, params={"reason": "a look"}).status_code == 200


def balance(people: System, person: Person) -> int:
    return people.call("GET", "/account", person).json()["balance"]


def ends_with_refunds(people: System, earlier: Earlier, ada: Person) -> None:
    """A video and a film that live are ended by their user, who gets back what they had paid."""
    for collection, path, state in (("video_jobs", "videos", "queued"), ("films", "films", "queued")):
        (each, *_) = earlier.of("ada", collection, state)
        before, price = balance(people, ada), earlier.documents[f"{collection}/{each}"]["credits"]
        answer = people.call("POST", f"/{path}/{each}/cancel", ada)
        assert (answer.status_code, answer.json()["charged"]) == (200, False)
        assert balance(people, ada) == before + price > before


def stored(people: System, earlier: Earlier) -> dict[str, Any]:
    return {path: people.document(path) for path in earlier.documents}


def unmarked(fields: dict[str, Any] | None) -> dict[str, Any]:
    ours = (
        "commit_token",
        "schema_version",
        "payer_id",
        *trash.OUT,
        "purged_at",
        "touched_at",
        "error_type",
        "taken_down_at",
        "likeness_at",
        "expires_at",
        "paid_from",
        "progress",
        "start_at",
        *marks.NAMES,
        "terms",
        "storyboard_id",
        "scene_id",
        "edit",
        "batch",
    )
    return {name: value for name, value in (fields or {}).items() if name not in ours}


def test_an_earlier_store_works_before_its_backfill(earlier: Earlier, people: System) -> None:
    """C2, C3: a deployment is not atomic: what the release before wrote is read, ended and refunded, and the next ones begin."""
    with held(people), held(people, "compile"):
        persons = ada, *_ = signed_in(people, earlier)
        read_all(people, earlier, persons, filled=False)
        (waits,) = earlier.of("ada", "films", "waiting")
        ends_with_refunds(people, earlier, ada)
        assert eventually(lambda: (people.document(f"films/{waits}") or {})["status"] == "queued")


def test_the_backfill_brings_an_earlier_store_up_and_changes_nothing_else(earlier: Earlier, people: System) -> None:
    """C2, C3: it looks first, writes what it counted, and finds nothing a second time; then all is read, refunded and erased."""
    store = Store(Firestore(people.firestore), SystemClock())
    with held(people), held(people, "compile"), held(people, "erase"), people.unswept():
        persons = ada, *_ = signed_in(people, earlier)
        looked = backfill.run(store, apply=False)
        assert stored(people, earlier) == earlier.documents
        assert (backfill.run(store, apply=True), looked["storyboards"] >= 9, looked["video_jobs"] >= 26) == (looked, True, True)
        after = stored(people, earlier)
        assert backfill.run(store, apply=True).total() == 0
        assert stored(people, earlier) == after
        for path, fields in after.items():
            collection, before = path.partition("/")[0], earlier.documents[path]
            if collection not in PLACES:
                assert fields == before  # the ledger, and what ends by itself
                continue
            assert fields["schema_version"] == SCHEMA
            if collection == "audit_log":
                assert fields["expires_at"] - fields["at"] == timedelta(days=730)
            elif collection in FILES and before.get(FILES[collection]) and not before.get("deleting"):
                assert fields["touched_at"], path
            top = path.count("/") == 1
            erased = before.get("updated_at") if before.get("deleting") or before.get("status") == "deleting" else None
            assert fields.get("deleted_at", "none") == (erased if top and collection in TRASH else "none"), path
            assert fields.get("payer_id") == (before["user_id"] if top and collection in PAYERS else None), path
            if collection != "storyboards" or "images" in before or not top:
                kept = {name: value for name, value in fields.items() if name in before or name != "error"}
                assert unmarked(kept) == unmarked(before)
        shot = [
            (board, scene["id"], after[f"video_jobs/{scene['video']['job_id']}"])
            for board in earlier.of("ada", "storyboards")
            for scene in after[f"storyboards/{board}"]["scenes"]
            if scene.get("video") and f"video_jobs/{scene['video']['job_id']}" in after
        ]
        assert (
            {(job["storyboard_id"], job["scene_id"]) for _, _, job in shot}
            == {(board, scene) for board, scene, _ in shot}
            != set()
        )
        (board,) = (f"storyboards/{each}" for each in earlier.of("ada", "storyboards", images=None))
        named = after[board]["scenes"][0]["references"]
        assert (after[board]["images"], after[board]["missing_images"]) == (named, [])
        read_all(people, earlier, persons, filled=True)
        as_written_now(people, earlier, after, ada)
        ends_with_refunds(people, earlier, ada)
        refused = people.call("DELETE", f"/images/{named[0]}", ada)
        assert (refused.status_code, refused.json()["error"]) == (409, "IMAGE_IN_USE")
        assert board.endswith(tuple(use["id"] for use in refused.json()["details"]["users"]))
    erases(people, earlier, ada)


def as_written_now(people: System, earlier: Earlier, after: dict[str, Any], ada: Person) -> None:
    """A document that this release makes has no field that the backfilled ones lack."""
    home = album(people, ada)
    made = {
        "collections": home,
        "images": place(people, ada, home)[0],
        "storyboards": begun(people, ada)["id"],
        "video_jobs": submit(people, ada, model=MODEL, queue=True).json()["video"]["id"],
    }
    for collection, new in made.items():
        fields = set(people.document(f"{collection}/{new}") or {}) - {"commit_token"}
        for each in earlier.of("ada", collection):
            assert fields - set(after[f"{collection}/{each}"]) == set(), collection
    people.call("POST", f"/videos/{made['video_jobs']}/cancel", ada)
    people.call("DELETE", f"/storyboards/{made['storyboards']}", ada)


def erases(people: System, earlier: Earlier, ada: Person) -> None:
    """All that its user can delete goes, with its files; an older storyboard too says what is missing."""
    for job in (each for state in ("following", "waiting", "queued") for each in earlier.of("ada", "video_jobs", state)):
        people.call("POST", f"/videos/{job}/cancel", ada)
    people.clock.move(660)
    for collection in people.call("GET", "/images/collections", ada).json()["collections"]:
        assert people.call("DELETE", f"/images/collections/{collection['id']}?force=true", ada).status_code == 204
    for film in people.call("GET", "/films", ada).json()["films"]:
        assert people.call("DELETE", f"/films/{film['id']}", ada).status_code == 204
    purged(people, ada)

    def gone() -> bool:
        people.clock.move(30)
        return not people.documents("films", "user_id", ada.uid) and {**all_of(people, ada.uid), "media": []} == NOTHING

    assert eventually(gone), all_of(people, ada.uid)
    boards = people.documents("storyboards", "user_id", ada.uid)
    assert {len(board["images"]) for board in boards} == {0}
    assert sum(bool(board["missing_images"]) for board in boards) == 2
    for board in boards:
        assert people.call("DELETE", f"/storyboards/{board['id']}", ada).status_code == 204
