"""Every query that product code makes, caught where the real client sends it, with the line of ours that asked for it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore_v1 import _helpers
from google.cloud.firestore_v1.client import Client
from google.cloud.firestore_v1.types import (
    AggregationResult,
    BatchGetDocumentsResponse,
    CommitResponse,
    Document,
    RunAggregationQueryResponse,
    RunQueryResponse,
    StructuredQuery,
    Value,
)

from tests.unit.indexes.needs import NAME, Part, Query, Way

ROOT = Path(__file__).parents[3]
_PLATFORM = ROOT / "shared" / "platform"
_COMPARED = StructuredQuery.FieldFilter.Operator
_EQUAL = (_COMPARED.EQUAL, _COMPARED.IN)
_CONTAINS = (_COMPARED.ARRAY_CONTAINS, _COMPARED.ARRAY_CONTAINS_ANY)


@dataclass(frozen=True)
class Asked:
    query: Query
    file: str
    line: int


@dataclass
class Recorder:
    """In the place of Firestore's wire: notes queries and takes every commit. Of the documents that a test put here it finds
    those of the collection, and none for sweeps, which ask for no value: nothing is due."""

    rows: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])  # by path
    asked: list[Asked] = field(default_factory=list[Asked])

    def client(self) -> Client:
        client: Any = Client(project="demo-unit", credentials=AnonymousCredentials())
        client._firestore_api_internal = self
        return client

    # -- the calls of the wire that our store makes

    def run_query(self, request: Mapping[str, Any], **_rest: Any) -> Iterator[RunQueryResponse]:
        query: Any = request["structured_query"]
        asked, now = self._note(query), datetime.now(UTC)
        root = f"{request['parent']}/"
        found = {path: fields for path, fields in self.rows.items() if path.split("/")[-2] == asked.collection and asked.equal}
        return iter(
            [RunQueryResponse(document=_document(f"{root}{path}", fields), read_time=now) for path, fields in found.items()]
        )

    def run_aggregation_query(self, request: Mapping[str, Any], **_rest: Any) -> Iterator[RunAggregationQueryResponse]:
        wanted: Any = request["structured_aggregation_query"]
        (aggregation,) = wanted.aggregations
        self._note(wanted.structured_query, summed=aggregation.sum.field.field_path or None)
        result = AggregationResult(aggregate_fields={aggregation.alias: Value(double_value=0.0)})
        return iter([RunAggregationQueryResponse(result=result)])

    def batch_get_documents(self, request: Mapping[str, Any], **_rest: Any) -> Iterator[BatchGetDocumentsResponse]:
        now = datetime.now(UTC)
        for name in request["documents"]:
            fields = self.rows.get(name.partition("/documents/")[2])
            if fields is None:
                yield BatchGetDocumentsResponse(missing=name, read_time=now)
            else:
                yield BatchGetDocumentsResponse(found=_document(name, fields), read_time=now)

    def commit(self, **_request: Any) -> CommitResponse:
        return CommitResponse(commit_time=datetime.now(UTC))

    # --

    def _note(self, sent: Any, summed: str | None = None) -> Query:
        frame = inspect.currentframe()
        while frame and (ROOT / "shared" not in (file := Path(frame.f_code.co_filename)).parents or _PLATFORM in file.parents):
            frame = frame.f_back
        assert frame is not None
        where = Path(frame.f_code.co_filename).relative_to(ROOT).as_posix()
        self.asked.append(Asked(_query(sent, summed), where, frame.f_lineno))
        return self.asked[-1].query


def _query(sent: Any, summed: str | None) -> Query:
    equal, contains, ordered = set[str](), set[str](), dict[str, None]()
    for name, operator in _filters(sent.where):
        if operator in _EQUAL:
            equal.add(name)
        elif operator in _CONTAINS:
            contains.add(name)
        else:
            ordered.setdefault(name)
    asked: dict[str, Way] = {each.field.field_path: each.direction.name for each in sent.order_by}
    ways: list[Way] = ["ASCENDING", *asked.values()]
    by_name = asked.pop(NAME, ways[-1])  # as the last one goes, so go the names, unless they are asked for
    parts: list[Part] = [*asked.items(), *((name, "ASCENDING") for name in ordered if name not in asked)]
    (source,) = sent.from_
    return Query(
        source.collection_id, source.all_descendants, frozenset(equal), frozenset(contains), tuple(parts), by_name, summed
    )


def _filters(where: Any) -> Iterator[tuple[str, Any]]:
    for each in where.composite_filter.filters:
        yield from _filters(each)
    if where.field_filter.field.field_path:
        yield where.field_filter.field.field_path, where.field_filter.op
    if name := where.unary_filter.field.field_path:
        assert where.unary_filter.op == StructuredQuery.UnaryFilter.Operator.IS_NULL, "a comparison that `needs` does not know"
        yield name, _COMPARED.EQUAL


def _document(name: str, fields: Mapping[str, Any]) -> Document:
    now = datetime.now(UTC)
    return Document(name=name, fields=_helpers.encode_dict(dict(fields)), create_time=now, update_time=now)
