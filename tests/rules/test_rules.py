"""Every collection × operation × actor, against the real emulator, from one table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.system import System
from tests.rules.client import Where, delete, equal, put, set_up
from tests.rules.stage import new_id
from tests.rules.table import LONG_AGO, OPERATIONS, TABLE, Operation, Row
from tests.rules.trying import Door, opened


@pytest.fixture(scope="module")
def door(system: System) -> Iterator[Door]:
    with opened(system) as door:
        yield door


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.path)
def test_only_what_the_table_allows_is_possible(door: Door, row: Row, operation: Operation) -> None:
    """A6 A2: an owner reads what is theirs, in every state, and that it is gone; nobody else anything, admins included."""
    assert door.who_may(row, operation) == row.who_may(operation)


def test_the_table_knows_every_collection_of_the_rules() -> None:
    """A6: a collection that is opened in the rules must be tried here."""
    named = set(re.findall(r"match /(\w+)/\{", Path("firestore.rules").read_text())) - {"databases"}
    assert named <= {name for row in TABLE for name in row.path.split("/")[::2]}


def test_a_list_must_leave_out_what_is_in_the_trash(door: Door) -> None:
    """A6 A2 V15: a query that could return another's document, or one that is gone for its owner, is refused as a whole."""
    owner, other = door.people["owner"], door.people["other"].uid
    lists, mine = owner.client.may_list, equal(user_id=owner.uid)
    for collection in ("video_jobs", "films", "images", "collections", "video_prompts", "storyboards"):
        assert not lists(collection, mine)
        assert not lists(collection, (*mine, *equal(deleted_at=LONG_AGO)))
        assert not lists(collection, (*mine, Where("deleted_at", "NOT_EQUAL", None)))
        assert lists(collection, (*mine, *equal(deleted_at=None)))
        assert not lists(collection, equal(deleted_at=None))
    assert lists("images", equal(user_id=owner.uid, deleted_at=None, status="ready", collection_id="any"))
    assert lists("video_prompts", equal(user_id=owner.uid, image_id="any", deleted_at=None))
    assert not lists("video_prompts", (Where("user_id", "IN", [owner.uid, other]), *equal(deleted_at=None)))
    assert lists("video_jobs", equal(user_id=owner.uid, state="queued", deleted_at=None))


def test_a_document_reads_as_absent_once_it_is_gone_and_is_refused_while_it_is_another_s(door: Door, system: System) -> None:
    """A6 V9: what a listener of its owner's meets as the document goes is its end, not a refusal; a stranger meets no content."""
    owner, other = door.people["owner"], door.people["other"]
    for collection in ("images", "collections", "films", "video_prompts", "video_jobs", "storyboards"):
        path = f"{collection}/{new_id()}"
        marks = {"status": "deleting", "deleting": True}
        set_up(system, put(path, {"user_id": owner.uid, **marks}))
        assert (owner.client.get(path), other.client.get(path)) == (200, 403), collection
        set_up(system, delete(path))
        assert (owner.client.get(path), other.client.get(path)) == (404, 404), collection


def test_an_id_with_a_meaning_does_not_tell_whether_it_is_there(door: Door) -> None:
    """A6: accounts, entries of the ledger, versions and whatever only functions see are refused, there or not."""
    owner, other = door.people["owner"], door.people["other"]
    for path in (
        f"accounts/{other.uid}",
        "accounts/nobody",
        f"credit_transactions/{other.uid}-2.charge",
        f"storyboards/{owner.uid}-1/versions/999",
        f"video_jobs/{owner.uid}-9/private/ops",
        f"idempotency/{owner.uid}.9",
    ):
        assert not owner.client.may_get(path), path


def test_storage_is_closed_to_clients() -> None:
    """A6: whoever reaches for a bucket directly is refused; files go through signed URLs alone."""
    source = re.sub(r"//[^\n]*", "", Path("infra/storage.rules").read_text())
    assert re.findall(r"match (/\S+)", source) == ["/b/{bucket}/o", "/{object=**}"]
    assert re.findall(r"allow ([^;]+);", source) == ["read, write: if false"]
