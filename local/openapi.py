"""Write shared/catalog/openapi.json from the doors' own validators: `python -m local.openapi`, or `--check` it."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import main
from functions import answers
from shared.platform import callers
from shared.platform.http import Door, Route

TARGET = Path("shared/catalog/openapi.json")
_REFERENCE = "#/components/schemas/{model}"
_SECURITY: dict[Any, list[dict[str, list[str]]]] = {
    callers.anyone: [],
    callers.user: [{"firebase": []}],
    callers.admin: [{"firebase": []}, {"google": []}],
}


def document() -> dict[str, Any]:
    doors: list[Door] = [importlib.import_module(f"functions.{name}").door for name in main.FUNCTIONS]
    _, definitions = models_json_schema(_models(doors), ref_template=_REFERENCE)
    paths: dict[str, Any] = {}
    for door in doors:
        for route in door.routes:
            where = f"/{door.name}{route.path}".rstrip("/")
            paths.setdefault(where, {})[route.method.lower()] = _operation(door, route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Rushes",
            "version": "1",
            "summary": "A serverless backend for AI video",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": definitions["$defs"],
            "securitySchemes": {
                "firebase": {"type": "http", "scheme": "bearer", "bearerFormat": "Firebase ID token"},
                "google": {"type": "http", "scheme": "bearer", "bearerFormat": "OIDC token signed by Google"},
            },
        },
    }


def _models(doors: list[Door]) -> list[tuple[type[BaseModel], Any]]:
    taken: list[tuple[type[BaseModel], Any]] = [(answers.Error, "serialization")]
    for door, route in ((each, route) for each in doors for route in each.routes):
        if route.body:
            taken.append((door.form(route.body), "validation"))
        if route.answers:
            taken.append((_answer(route.answers), "serialization"))
    return taken


@cache
def _answers() -> Mapping[str, type[BaseModel]]:
    """Every model of the package, by its name alone: no two have the same one."""
    modules = [answers, *(importlib.import_module(f"functions.answers.{each.name}") for each in iter_modules(answers.__path__))]
    found = [each for module in modules for each in vars(module).values() if isinstance(each, type)]
    models = {each for each in found if issubclass(each, answers.Answer)}
    named = {each.__name__: each for each in models}
    if len(named) != len(models):
        raise ValueError("two answers have the same name")
    return named


def _answer(name: str) -> type[BaseModel]:
    return _answers()[name]


def _operation(door: Door, route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{door.name}_{route.handler.__name__}",
        "summary": route.summary,
        "tags": [door.name],
        "security": _SECURITY.get(door.caller, [{"google": []}]),
        "parameters": _parameters(door, route),
        "responses": _responses(route),
    }
    if route.body:
        operation["requestBody"] = {"required": True, "content": _json_of(door.form(route.body).__name__)}
    return operation


def _parameters(door: Door, route: Route) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]
    if route.query:
        schema = door.form(route.query).model_json_schema()
        needed: list[str] = schema.get("required", [])
        for name, rules in schema["properties"].items():
            found.append({"name": name, "in": "query", "required": name in needed, "schema": rules})
    if route.spends:
        rules = {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,128}$"}
        found.append({"name": "Idempotency-Key", "in": "header", "required": True, "schema": rules})
    return found


def _responses(route: Route) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": "As asked."}
    if route.answers:
        answer["content"] = _json_of(route.answers)
    return {
        str(route.status): answer,
        "default": {"description": "Not as asked: the one error shape.", "content": _json_of("Error")},
    }


def _json_of(model: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": _REFERENCE.format(model=model)}}}


def rendered() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    if "--check" not in sys.argv:
        TARGET.write_text(rendered(), encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != rendered():
        print(f"{TARGET} is not what the doors say: run `python -m local.openapi`", file=sys.stderr)
        raise SystemExit(1)
