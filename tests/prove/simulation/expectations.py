"""What must be true of everybody in a round once everything rests, beyond the invariants of money."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from google.cloud.firestore_v1.base_query import FieldFilter

from shared.platform.firestore import idempotency
from tests.fixtures import images as image_fixtures
from tests.fixtures import texts
from tests.fixtures.invariants import check_money
from tests.fixtures.system import System

if TYPE_CHECKING:
    from tests.prove.simulation.round import Round

Expectation = Callable[["Round"], None]

_LIVE: Sequence[tuple[str, str, Any]] = (
    ("video_jobs", "ended_at", None),
    ("films", "ended_at", None),
    ("video_prompts", "status", "pending"),
    ("images", "status", "uploading"),
    ("images", "status", "deleting"),
    ("collections", "deleting", True),
)


def live(system: System, uids: Sequence[str]) -> str:
    """Something of theirs that is still under way; empty if nothing is."""
    for collection, field, value in _LIVE if uids else ():
        query = system.firestore.collection(collection).where(filter=FieldFilter("user_id", "in", list(uids)))
        for found in query.where(filter=FieldFilter(field, "==", value)).limit(1).get(timeout=10):
            return f"{collection}/{found.id}: {found.to_dict()}"
    return ""


def money(told: Round) -> None:
    for person in told.people:
        check_money(told.system, person.uid)


def keys(told: Round) -> None:
    """Each key brought what was asked for once, or nothing; and no job or film is there that no key brought."""
    calls = [call for call in told.calls if call.brings]
    records = told.read([idempotency.path(call.person.uid, call.key) for call in calls])
    brought: list[str] = []
    for call, record in zip(calls, records, strict=True):
        answer = json.loads(record["answer"]) if record else {}
        ids: list[str] = answer.get("ids", []) or ([answer["film"]["id"]] if "film" in answer else [])
        assert len(ids) in (0, call.brings), (call, ids)
        assert not call.answered or ids == call.answered, (call, ids)
        brought += ids
    found = [row["id"] for collection in ("video_jobs", "films") for row in told.rows(collection)]
    assert sorted(brought) == sorted(found), set(found) ^ set(brought)


def media(told: Round) -> None:
    """Exactly what is completed has its files, and nothing lies about in the bucket of uploads."""
    for person in told.people:
        kept = image_fixtures.kept(told.system, person.uid)
        for folder, collection, state in (("videos", "video_jobs", "state"), ("films", "films", "status")):
            rows = told.rows(collection, person.uid)
            whole = {row["id"] for row in rows if row[state] == "completed"}
            assert {_stem(name) for name in kept if f"/{folder}/" in name} == whole, (folder, kept, rows)
        images = told.rows("images", person.uid)
        ready = {name for row in images if row["status"] == "ready" for name in (row["object"], row["thumbnail"])}
        assert {name for name in kept if "/videos/" not in name and "/films/" not in name} == ready, (kept, images)
        assert image_fixtures.uploads(told.system, person.uid) == [], images


def shelves(told: Round) -> None:
    """Images count their prompts, collections their images, and nothing stands on a shelf that is not there."""
    images = told.rows("images")
    for image in images:
        if image["status"] == "ready":
            texts.check_shelf(told.system, image["id"])
    assert {row["image_id"] for row in told.rows("video_prompts")} <= {image["id"] for image in images}
    for album in told.rows("collections"):
        assert album["image_count"] == sum(image["collection_id"] == album["id"] for image in images), (album, images)


def provider_keys(told: Round) -> None:
    """None serves a job that has ended, and one that was deleted is gone with the last of its jobs."""
    for key in told.rows("provider_keys"):
        assert key["serves"] == [], key
        assert key["id"] == f"{key['user_id']}.{key['provider']}", key


def dead_letters(told: Round) -> None:
    """A task is given up only where there was trouble."""
    letters = told.rows("dead_letters")
    assert told.strikes or not letters, letters


EXPECTATIONS: Sequence[Expectation] = (money, keys, media, shelves, provider_keys, dead_letters)


def _stem(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]
