"""Documents, values and queries as they stand in Firestore's REST API, in the types that Google's client gives."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from shared.platform.firestore.documents import Document, Query

_OPERATORS = {
    "==": "EQUAL",
    "<": "LESS_THAN",
    "<=": "LESS_THAN_OR_EQUAL",
    ">": "GREATER_THAN",
    ">=": "GREATER_THAN_OR_EQUAL",
    "in": "IN",
    "array_contains": "ARRAY_CONTAINS",
    "array_contains_any": "ARRAY_CONTAINS_ANY",
}
_NAME = "__name__"
_DIRECTIONS = {"asc": "ASCENDING", "desc": "DESCENDING"}


class Unreadable(ValueError):
    """What only the client knows how to read or to say."""


def document(found: Mapping[str, Any], read_time: str | None = None) -> Document:
    """Its `update_time` stays a text: no precision is lost, and the client takes it as a precondition."""
    return Document(path(found["name"]), _map(found.get("fields", {})), str(found["updateTime"]), read_time)


def path(name: str) -> str:
    _, _, path = name.partition("/documents/")
    return path


def _map(fields: Mapping[str, Any]) -> dict[str, Any]:
    if "__type__" in fields:  # a vector, or another value dressed as a map
        raise Unreadable("__type__")
    return {name: plain(value) for name, value in fields.items()}


def plain(value: Mapping[str, Any]) -> Any:
    ((kind, held),) = value.items()
    if kind in ("stringValue", "booleanValue"):
        return held
    if kind == "nullValue":
        return None
    if kind == "integerValue":
        return int(held)
    if kind == "doubleValue":
        return float(held)
    if kind == "timestampValue":
        return datetime.fromisoformat(held)
    if kind == "mapValue":
        return _map(held.get("fields", {}))
    if kind == "arrayValue":
        return [plain(each) for each in held.get("values", [])]
    if kind == "bytesValue":
        return base64.b64decode(held)
    raise Unreadable(kind)


def valued(value: Any) -> dict[str, Any]:
    if value is None:
        return {"nullValue": None}
    if isinstance(value, bool):
        return {"booleanValue": value}
    if isinstance(value, int):
        return {"integerValue": str(value)}
    if isinstance(value, str):
        return {"stringValue": str(value)}
    if isinstance(value, datetime) and value.tzinfo is not None:
        return {"timestampValue": value.astimezone(UTC).isoformat().replace("+00:00", "Z")}
    if isinstance(value, list | tuple):
        return {"arrayValue": {"values": [valued(each) for each in cast("Sequence[Any]", value)]}}
    raise Unreadable(type(value).__name__)


def structured(query: Query, documents: str) -> dict[str, Any]:
    """The query as `runQuery` takes it; `documents` is the name of what all documents lie under."""
    filters = [_filter(*each) for each in query.where]
    asked: dict[str, Any] = {"from": [{"collectionId": query.collection.rpartition("/")[2]}], "limit": query.limit}
    if filters:
        asked["where"] = filters[0] if len(filters) == 1 else {"compositeFilter": {"op": "AND", "filters": filters}}
    if query.order:
        asked["orderBy"] = [{"field": {"fieldPath": name}, "direction": _DIRECTIONS[way]} for name, way in query.order]
    if query.after is not None:
        where = f"{documents}/{query.collection}/"
        values = [
            {"referenceValue": where + value} if name == _NAME else valued(value)
            for (name, _), value in zip(query.order, query.after, strict=True)
        ]
        asked["startAt"] = {"values": values}
    if query.only:
        asked["select"] = {"fields": [{"fieldPath": name} for name in query.only]}
    return asked


def _filter(name: str, operator: str, value: Any) -> dict[str, Any]:
    if name == _NAME:
        raise Unreadable(name)
    if value is None:
        return {"unaryFilter": {"field": {"fieldPath": name}, "op": "IS_NULL"}}
    return {"fieldFilter": {"field": {"fieldPath": name}, "op": _OPERATORS[operator], "value": valued(value)}}
