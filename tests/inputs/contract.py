"""What the served OpenAPI document promises, and whether an answer keeps it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from operator import getitem
from typing import Any
from urllib.parse import unquote

import jsonschema_rs

from tests.inputs.wire import Answer, Ask

_METHODS = ("get", "post", "put", "patch", "delete")
# What server and framework say themselves, before any function: to what is no request by HTTP's own grammar; and in front of
# functions that wait to methods beyond the seven usual ones and to paths that its routes never match.
_TURNED_AWAY, _NO_METHOD, _NOT_FOUND = b"Invalid HTTP request received.", b"Method Not Allowed", b"Not Found"
_NO_PATH = ("\n", "/robots.txt", "/favicon.ico")


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    facts: Mapping[str, Any] = field(compare=False)

    @property
    def function(self) -> str:
        return self.path.split("/")[1]

    @property
    def audience(self) -> str:
        """Who it is for: anyone, users, admins or services."""
        security = [name for each in self.facts["security"] for name in each]
        if not security:
            return "anyone"
        return "services" if security == ["google"] else "admins" if "google" in security else "users"

    @property
    def has_input(self) -> bool:
        return bool(self.facts["parameters"] or "requestBody" in self.facts)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"\{\w+\}", "[^/]+", self.path))

    def documented(self, status: int) -> Mapping[str, Any] | None:
        found: Mapping[str, Mapping[str, Any]] = self.facts["responses"]
        return found.get(str(status)) or (found["default"] if status >= 400 else None)


class Contract:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self._validators: dict[str, Any] = {}
        self.operations = [
            Operation(method.upper(), path, self._resolved(facts))
            for path, methods in document["paths"].items()
            for method, facts in methods.items()
            if method in _METHODS
        ]

    def _resolved(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """With the parameters and responses that it shares with others written out."""

        def whole(shared: Mapping[str, Any]) -> Mapping[str, Any]:
            reference: str = shared.get("$ref", "")
            return reduce(getitem, reference.split("/")[1:], self.document) if reference else shared

        responses = {status: whole(each) for status, each in facts["responses"].items()}
        return {**facts, "parameters": [whole(each) for each in facts["parameters"]], "responses": responses}

    def operation_of(self, ask: Ask) -> Operation | None:
        """The one that a request is for, if any: what is written out goes before what stands for anything."""
        function, _, rest = unquote(ask.target.partition("?")[0]).strip("/").partition("/")
        path = f"/{function}/{rest.lstrip('/')}".rstrip("/")  # slashes before the rest count as one
        method = "GET" if ask.method == "HEAD" else ask.method
        found = [each for each in self.operations if each.method == method and each.pattern.fullmatch(path)]
        return min(found, key=lambda each: each.path.count("{"), default=None)

    def breaches(self, ask: Ask, answer: Answer | None) -> list[str]:
        """Everything by which this answer is not as promised."""
        return list(self._wrong(ask, answer))

    def _wrong(self, ask: Ask, answer: Answer | None) -> Iterator[str]:
        if answer is None:
            yield "no answer at all"
        elif _before_any_function(ask, answer):
            return
        elif answer.status >= 500:
            yield f"answered with {answer.status}: {answer.body[:500]!r}"
        elif "x-request-id" not in answer.headers:
            yield f"an answer of {answer.status} that is none of ours: {answer.body[:200]!r}"
        elif ask.method == "OPTIONS" and answer.status == 204:
            return
        else:
            yield from self._body(ask, answer)

    def _body(self, ask: Ask, answer: Answer) -> Iterator[str]:
        operation = self.operation_of(ask)
        promised = operation.documented(answer.status) if operation else None
        if promised is None and answer.status < 400:
            yield f"a status that is not documented: {answer.status}"
            return
        content: Mapping[str, Any] = promised.get("content", {}) if promised else _error_shape()
        if not content or ask.method == "HEAD":
            if answer.status == 204 and answer.body:
                yield "a body where there is none"
            return
        if answer.kind not in content:
            yield f"a content type that is not documented: {answer.kind}"
            return
        if not answer.kind.endswith("json"):
            return
        try:
            told = answer.json()
        except (ValueError, RecursionError) as error:
            yield f"no JSON: {error}"
            return
        schema = content[answer.kind]["schema"]
        kind = self._refusals.get(told.get("error") if isinstance(told, dict) else None) if answer.status >= 400 else None
        for error in self._validator({"$ref": kind} if kind else schema).iter_errors(told):
            yield f"{answer.status} against its schema: {error.message[:300]} at {error.instance_path}"

    def accepts(self, ask: Ask) -> bool:
        """Whether the body is one that the operation's form describes."""
        operation = self.operation_of(ask)
        if operation is None or "requestBody" not in operation.facts:
            return operation is not None
        schema = operation.facts["requestBody"]["content"]["application/json"]["schema"]
        try:
            return self._validator(schema).is_valid(json.loads(ask.body or b""))
        except (ValueError, RecursionError):
            return False

    @cached_property
    def _refusals(self) -> Mapping[Any, str]:
        """The schema of each code, stricter than the one that all have in common."""
        schemas: Mapping[str, Any] = self.document["components"]["schemas"]
        codes = {name: each.get("properties", {}).get("error", {}).get("const") for name, each in schemas.items()}
        return {code: f"#/components/schemas/{name}" for name, code in codes.items() if code}

    def _validator(self, schema: Mapping[str, Any]) -> Any:
        known = json.dumps(schema)
        if known not in self._validators:
            whole = {**schema, "components": self.document["components"]}
            self._validators[known] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return self._validators[known]


def _before_any_function(ask: Ask, answer: Answer) -> bool:
    if "x-request-id" in answer.headers:
        return False
    said = {400: _TURNED_AWAY, 405: _NO_METHOD}
    if any(mark in unquote(ask.target) for mark in _NO_PATH):
        said[404] = _NOT_FOUND
    return answer.status in said and answer.body == (b"" if ask.method == "HEAD" else said[answer.status])


def _error_shape() -> Mapping[str, Any]:
    return {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
