"""Firestore as a client under the rules: reads, queries and commits over REST, answering whether they were allowed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any, Literal, cast

import httpx

from tests.fixtures.system import System

PAST_THE_RULES: Mapping[str, str] = {"Authorization": "Bearer owner"}


class Server(Enum):
    """A value that Firestore itself puts in."""

    NOW = "REQUEST_TIME"


NOW = Server.NOW


@dataclass(frozen=True)
class Write:
    """One document of a commit. `only` changes these fields alone, as an update does; a field of `only` without value goes."""

    path: str
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    only: Sequence[str] | None = None
    exists: bool | None = None
    gone: bool = False

    def wire(self, root: str) -> dict[str, Any]:
        condition = {} if self.exists is None else {"currentDocument": {"exists": self.exists}}
        if self.gone:
            return {"delete": f"{root}/{self.path}", **condition}
        given = {name: _value(value) for name, value in self.fields.items() if value is not NOW}
        stamps = [name for name, value in self.fields.items() if value is NOW]
        mask = {} if self.only is None else {"updateMask": {"fieldPaths": [each for each in self.only if each not in stamps]}}
        stamped = {"updateTransforms": [{"fieldPath": each, "setToServerValue": NOW.value} for each in stamps]} if stamps else {}
        return {"update": {"name": f"{root}/{self.path}", "fields": given}, **mask, **stamped, **condition}


def create(path: str, fields: Mapping[str, Any]) -> Write:
    return Write(path, fields, exists=False)


def put(path: str, fields: Mapping[str, Any]) -> Write:
    """Whether or not it is there: what the app's `set` does."""
    return Write(path, fields)


def change(path: str, fields: Mapping[str, Any], *, without: Sequence[str] = ()) -> Write:
    return Write(path, fields, only=[*fields, *without], exists=True)


def delete(path: str) -> Write:
    return Write(path, gone=True)


Comparison = Literal["EQUAL", "IN", "NOT_EQUAL"]


@dataclass(frozen=True)
class Where:
    field: str
    comparison: Comparison
    value: Any

    @property
    def wire(self) -> dict[str, Any]:
        field = {"fieldPath": self.field}
        if self.value is None:  # as Google's clients write it
            return {"unaryFilter": {"field": field, "op": {"EQUAL": "IS_NULL", "NOT_EQUAL": "IS_NOT_NULL"}[self.comparison]}}
        return {"fieldFilter": {"field": field, "op": self.comparison, "value": _value(self.value)}}


def equal(**values: Any) -> tuple[Where, ...]:
    return tuple(Where(name, "EQUAL", value) for name, value in values.items())


@dataclass(frozen=True)
class RulesClient:
    """Somebody at Firestore's door, with these headers and nothing else."""

    system: System
    headers: Mapping[str, str]

    def may_get(self, path: str) -> bool:
        return _allowed(self._send("GET", f"/{path}"))

    def get(self, path: str) -> int:
        """200, 404 where there is none, 403 where it is refused."""
        return self._send("GET", f"/{path}").status_code

    def may_list(self, collection: str, where: Sequence[Where] = (), *, under: str = "", anywhere: bool = False) -> bool:
        """Documents of a collection, of one below a document, or of all collections with this name."""
        query: dict[str, Any] = {"from": [{"collectionId": collection, "allDescendants": anywhere}]}
        if where:
            query["where"] = {"compositeFilter": {"op": "AND", "filters": [each.wire for each in where]}}
        return _allowed(self._send("POST", f"{under and f'/{under}'}:runQuery", {"structuredQuery": query}))

    def may(self, *writes: Write) -> bool:
        """All of these in one commit."""
        return _allowed(self.commit(*writes))

    def commit(self, *writes: Write) -> httpx.Response:
        return self._send("POST", ":commit", {"writes": [each.wire(self._root) for each in writes]})

    def _send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        host = self.system.environment["FIRESTORE_EMULATOR_HOST"]
        return self.system.http.request(method, f"http://{host}/v1/{self._root}{path}", json=body, headers=self.headers)

    @property
    def _root(self) -> str:
        return f"projects/{self.system.project}/databases/(default)/documents"


def set_up(system: System, *writes: Write) -> None:
    """Documents as they are to be, past all rules."""
    assert RulesClient(system, PAST_THE_RULES).may(*writes)


def _allowed(answer: httpx.Response) -> bool:
    if answer.status_code == 403:
        return False
    assert answer.status_code in (200, 404), answer.text
    return True


def _value(value: Any) -> dict[str, Any]:
    if value is None:
        return {"nullValue": None}
    if isinstance(value, bool):
        return {"booleanValue": value}
    if isinstance(value, int):
        return {"integerValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, datetime):
        return {"timestampValue": value.isoformat().replace("+00:00", "Z")}
    if isinstance(value, bytes):
        return {"bytesValue": value.decode()}
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, Mapping):
        fields = cast("Mapping[str, Any]", value)
        return {"mapValue": {"fields": {name: _value(each) for name, each in fields.items()}}}
    return {"arrayValue": {"values": [_value(each) for each in value]}}
