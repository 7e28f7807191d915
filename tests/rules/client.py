"""Firestore as a client under the rules: one call an operation, answering whether it was allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import httpx

from local.people import Person
from tests.system import System

Operation = Literal["get", "list", "create", "update", "delete"]
OPERATIONS: tuple[Operation, ...] = ("get", "list", "create", "update", "delete")


@dataclass(frozen=True)
class RulesClient:
    system: System
    person: Person | None

    def may(self, operation: Operation, path: str, fields: Mapping[str, Any], mine: Mapping[str, Any]) -> bool:
        """Is this operation allowed? `mine` is how a list is limited to the caller's own."""
        parent, _, collection = path.rpartition("/")[0].rpartition("/")
        if operation == "get":
            return self._allowed(self._send("GET", f"/{path}"))
        if operation == "list":
            return self._allowed(self._send("POST", f"{parent and f'/{parent}'}:runQuery", _query(collection, mine)))
        if operation == "delete":
            return self._allowed(self._commit({"delete": self._name(path)}))
        write: dict[str, Any] = {"update": {"name": self._name(path), "fields": _values(fields)}}
        if operation == "update":
            write["updateMask"] = {"fieldPaths": list(fields)}
        return self._allowed(self._commit({**write, "currentDocument": {"exists": operation == "update"}}))

    def _commit(self, write: dict[str, Any]) -> httpx.Response:
        return self._send("POST", ":commit", {"writes": [write]})

    def _send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        host = self.system.environment["FIRESTORE_EMULATOR_HOST"]
        headers = self.system.signed_in(self.person).headers if self.person else {}
        return self.system.http.request(method, f"http://{host}/v1/{self._root}{path}", json=body, headers=headers)

    @property
    def _root(self) -> str:
        return f"projects/{self.system.project}/databases/(default)/documents"

    def _name(self, path: str) -> str:
        return f"{self._root}/{path}"

    @staticmethod
    def _allowed(answer: httpx.Response) -> bool:
        if answer.status_code == 403:
            return False
        assert answer.status_code in (200, 404), answer.text
        return True


def _query(collection: str, mine: Mapping[str, Any]) -> dict[str, Any]:
    filters = [
        {"fieldFilter": {"field": {"fieldPath": name}, "op": "EQUAL", "value": _value(value)}} for name, value in mine.items()
    ]
    limited = {"where": {"compositeFilter": {"op": "AND", "filters": filters}}} if filters else {}
    return {"structuredQuery": {"from": [{"collectionId": collection}], **limited}}


def _values(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in fields.items()}


def _value(value: Any) -> dict[str, Any]:
    return {"integerValue": str(value)} if isinstance(value, int) else {"stringValue": str(value)}
