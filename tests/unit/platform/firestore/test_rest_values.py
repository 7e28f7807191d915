"""Firestore's REST forms, held against what Google's client would send and read."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore_v1 import GeoPoint, _helpers
from google.cloud.firestore_v1.types import StructuredQuery
from google.cloud.firestore_v1.vector import Vector
from google.protobuf.json_format import MessageToDict

from shared.platform.firestore import rest_values
from shared.platform.firestore.client import Client, Firestore
from shared.platform.firestore.documents import Query

NOON = datetime(2026, 11, 21, 12, 0, 0, 123456, UTC)
ROOT = "projects/demo-unit/databases/(default)/documents"

QUERIES = [
    Query("video_jobs", limit=3),
    Query("video_jobs", [("user_id", "==", "u-1")], limit=100),
    Query("video_jobs", [("due_at", "==", None)], limit=1),
    Query("video_jobs", [("due_at", "<=", NOON), ("state", "in", ["queued", "waiting"])], [("due_at", "asc")], limit=50),
    Query("images", [("deleting", "==", False), ("tags", "array_contains", 7)], limit=20, only=["title", "metadata.camera"]),
    Query("images", [("at", ">=", NOON), ("at", "<", NOON)], [("at", "desc"), ("__name__", "desc")], [NOON, "abc"], 20),
    Query("credits", [("seq", ">", 3)], [("seq", "desc")], [7], 10),
    Query("boards/b-1/versions", [("n", "==", 1)], [("n", "asc"), ("__name__", "asc")], [1, "v"], 5, ["n"]),
]

VALUES: list[Any] = [
    None,
    True,
    0,
    -(2**63),
    2**63 - 1,
    1.0,
    0.1,
    1e300,
    float("inf"),
    "",
    "Füchse 🦊",
    b"",
    b"\x00\xff",
    NOON,
    datetime(2026, 1, 1, tzinfo=UTC),
    [],
    [1, [], "x"],
    {},
    {"a": {"b": [None, {"c": NOON}]}, "with.dot": 1, "": 2},
]


@pytest.fixture(scope="module")
def client() -> Client:
    return Client(project="demo-unit", credentials=AnonymousCredentials())


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_a_query_is_the_clients_query(client: Client, query: Query) -> None:
    """Q1: what is asked at a glance is exactly what the client would ask."""
    ours = StructuredQuery.from_json(json.dumps(rest_values.structured(query, ROOT)))
    assert ours == Firestore(client).asked(query)._to_protobuf()


def test_a_moment_is_asked_for_in_universal_time(client: Client) -> None:
    """Q1: whatever zone a caller counts in."""
    query = Query("images", [("at", ">=", NOON.astimezone(timezone(timedelta(hours=5, minutes=30))))], limit=1)
    ours = StructuredQuery.from_json(json.dumps(rest_values.structured(query, ROOT)))
    assert ours == Firestore(client).asked(query)._to_protobuf()


@pytest.mark.parametrize("value", [pytest.param(object(), id="an object"), b"x", 1.5, datetime(2026, 1, 1), {"a": 1}], ids=repr)  # noqa: DTZ001 - no zone
def test_what_is_not_asked_for_at_a_glance_is_left_to_the_client(value: Any) -> None:
    """Q1: better slower than wrong."""
    with pytest.raises(rest_values.Unreadable):
        rest_values.structured(Query("images", [("x", "==", value)], limit=1), ROOT)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_is_read_as_the_client_reads_it(client: Client, value: Any) -> None:
    """Q1: the same value in the same types, so that no domain can tell who read it."""
    stored: Any = _helpers.encode_value(value)
    read, known = rest_values.plain(MessageToDict(stored._pb)), _helpers.decode_value(stored, client)
    assert read == known == value
    assert kinds(read) == kinds(known)


def test_a_moment_is_read_to_the_microsecond_as_the_client_does(client: Client) -> None:
    """Q1: digits beyond are cut off by both."""
    stored: Any = _helpers.encode_value(NOON)
    stored._pb.timestamp_value.nanos = 123456789
    known: Any
    read, known = rest_values.plain(MessageToDict(stored._pb)), _helpers.decode_value(stored, client)
    assert (read, read.isoformat()) == (known, known.isoformat())


@pytest.mark.parametrize("value", [GeoPoint(1.0, 2.0), Vector([1.0])], ids=repr)
def test_a_value_of_the_clients_own_types_is_left_to_it(value: Any) -> None:
    """Q1: also what is dressed as a map."""
    stored: Any = _helpers.encode_value(value)
    with pytest.raises(rest_values.Unreadable):
        rest_values.plain(MessageToDict(stored._pb))


def kinds(value: Any) -> Any:
    """The types in a value, however deep; a moment of the client's is one, in the same zone."""
    if isinstance(value, dict):
        return {name: kinds(each) for name, each in value.items()}
    if isinstance(value, list):
        return [kinds(each) for each in value]
    return (datetime, value.tzinfo) if isinstance(value, datetime) else type(value)
