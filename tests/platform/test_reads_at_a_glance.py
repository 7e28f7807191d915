"""The two ways to read Firestore, over REST and through Google's client, against the same documents of the emulator."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.platform.firestore.client import Firestore
from shared.platform.firestore.cold_start import ColdStartDatabase
from shared.platform.firestore.documents import Create, Delete, Document, Plan, Query, RaceLost, Seen, Store, Update
from shared.platform.firestore.rest import FirestoreRest, RestUnavailable
from tests.fixtures.system import System

NOON = datetime(2026, 11, 21, 12, 0, 0, 123456, UTC)


@pytest.fixture
def glance(system: System) -> FirestoreRest:
    return FirestoreRest(system.project, system.environment["FIRESTORE_EMULATOR_HOST"])


@pytest.fixture
def firestore(system: System) -> Firestore:
    return Firestore(system.firestore)


@pytest.fixture
def cold(system: System, glance: FirestoreRest, firestore: Firestore) -> Store:
    """As it is in a new instance; the client does not come by itself while a test runs."""
    return Store(ColdStartDatabase(glance, lambda: firestore, after_s=3600), system.clock)


@pytest.fixture
def shelf(firestore: Firestore) -> str:
    """A collection of its own below a document: seven rows, two of them of the same moment."""
    shelf = f"glances/{secrets.token_hex(6)}/rows"
    rows = [
        {
            "n": n,
            "at": NOON + timedelta(minutes=max(1, n)),
            "even": n % 2 == 0,
            "tags": [n, "x"],
            "due_at": None if n < 3 else NOON,
        }
        for n in range(7)
    ]
    firestore.commit([Create(f"{shelf}/r{row['n']}", {**row, "map": {"deep": [1.0, 2, None, b"\x00"]}}) for row in rows])
    return shelf


def same(one: list[Document], other: list[Document]) -> None:
    """In order, in value and in type; when each was written is told in two ways, which a commit takes both."""
    assert [(each.path, each.fields) for each in one] == [(each.path, each.fields) for each in other]
    assert [_types(each.fields) for each in one] == [_types(each.fields) for each in other]
    for here, there in zip(one, other, strict=True):
        assert (here.update_time is None) == (there.update_time is None)
        assert there.update_time is None or datetime.fromisoformat(here.update_time) == there.update_time


def same_moment(one: list[Document], other: list[Document]) -> None:
    """Of documents that were named, both tell when they stood so."""
    for here, there in zip(one, other, strict=True):
        assert here.read_time is not None
        assert there.read_time is not None
        assert abs(datetime.fromisoformat(here.read_time) - datetime.fromisoformat(there.read_time)) < timedelta(minutes=1)


def _types(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _types(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_types(each) for each in value]
    return (datetime, value.tzinfo) if isinstance(value, datetime) else type(value)


def test_documents_are_the_same_by_both(glance: FirestoreRest, firestore: Firestore, shelf: str) -> None:
    """Q1: also those that are not there, in the order in which they were asked for."""
    paths = [f"{shelf}/r3", f"{shelf}/nobody", f"{shelf}/r1", "glances/nobody"]
    known = {document.path: document for document in firestore.read(paths)}
    found, others = glance.read(paths), [known[path] for path in paths]
    same(found, others)
    same_moment(found, others)
    assert [(each.path, each.fields is None) for each in found] == list(zip(paths, [False, True, False, True], strict=True))


@pytest.mark.parametrize(
    "asked",
    [
        {"limit": 100},
        {"limit": 2, "only": ["n", "map.deep"]},
        {"where": [("even", "==", True), ("n", ">", 1)], "order": [("n", "desc")], "limit": 3},
        {"where": [("n", "in", [1, 5, 99])], "limit": 3},
        {"where": [("tags", "array_contains", 4)], "limit": 3},
        {"where": [("due_at", "==", None)], "limit": 9},
        {"where": [("at", ">=", NOON), ("at", "<", NOON + timedelta(minutes=3))], "limit": 9},
        {"order": [("at", "desc"), ("__name__", "desc")], "after": [NOON + timedelta(minutes=1), "r1"], "limit": 9},
        {"where": [("n", "==", 99)], "limit": 9},
    ],
    ids=str,
)
def test_a_query_finds_the_same_by_both(glance: FirestoreRest, firestore: Firestore, shelf: str, asked: dict[str, Any]) -> None:
    """Q1: the same rows in the same order, and none where there are none."""
    query = Query(shelf, **asked)
    found = glance.find(query)
    same(found, firestore.find(query))
    assert bool(found) is (asked.get("where") != [("n", "==", 99)])


def test_a_query_of_a_collection_at_the_top_finds_the_same(glance: FirestoreRest, firestore: Firestore) -> None:
    """Q1: as most collections are."""
    name = f"glances-{secrets.token_hex(6)}"
    firestore.commit([Create(f"{name}/a", {"x": 1})])
    found = glance.find(Query(name, limit=5))
    same(found, firestore.find(Query(name, limit=5)))
    assert [each.path for each in found] == [f"{name}/a"]


def test_what_was_seen_at_a_glance_guards_a_write(glance: FirestoreRest, firestore: Firestore, shelf: str) -> None:
    """Q1: the client takes its time of writing as a precondition, to the last digit."""
    (seen,) = glance.read([f"{shelf}/r1"])
    firestore.commit([Update(seen, {"n": 100})])
    for late in (Update(seen, {"n": 200}), Delete(seen)):
        with pytest.raises(RaceLost):
            firestore.commit([late])
    (now,) = glance.read([seen.path])
    assert (now.fields or {})["n"] == 100
    firestore.commit([Delete(now)])
    assert glance.read([seen.path])[0].fields is None


def test_an_error_of_the_service_is_left_to_the_client(glance: FirestoreRest) -> None:
    """Q1: the same trouble is then told as it ever was."""
    with pytest.raises(RestUnavailable, match="HTTP 400"):
        glance.find(Query("glances", [("n", "in", [])], limit=1))


def test_a_new_instance_reads_its_own_writes(cold: Store, shelf: str) -> None:
    """Q1: a glance before a commit, the client after it; both see what is."""
    where = f"{shelf}/r2"
    before = cold.get(where)
    assert isinstance(before.update_time, str)

    def decide(seen: Seen) -> Plan[int]:
        return Plan(1, [Update(seen[where], {"n": 42})])

    assert cold.settle([where], decide) == 1
    after = cold.get(where)
    assert (after.fields or {})["n"] == 42
    assert not isinstance(after.update_time, str)  # through the client from now on
    assert [row.id for row in cold.find(shelf, where=[("n", "==", 42)], limit=2)] == ["r2"]


def test_a_value_that_only_the_client_knows_is_read_by_it(system: System, cold: Store) -> None:
    """Q1: nobody is told of an error because of how we read."""
    where = system.firestore.document(f"glances/{secrets.token_hex(6)}")
    where.set({"other": system.firestore.document("glances/other")}, timeout=10)
    found = cold.get(f"glances/{where.id}")
    assert (found.fields or {})["other"].path == "glances/other"
