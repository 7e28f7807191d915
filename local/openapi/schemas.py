"""The schemas of the document: what forms and views say, and what the tables of storyboards and batches check."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from functools import cache
from pkgutil import walk_packages
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import is_typeddict

import shared
from local.openapi import by_state, refusals, tables, webhooks
from local.openapi.examples import Examples
from local.openapi.words import FIELDS, FIELDS_OF, SCHEMAS
from shared.platform.web.door import Door

_PREFIX = "#/components/schemas/"
# answers that no route names
_UNNAMED = ("Error", "ExportedPrompt", *webhooks.MODELS, "FiguresList")


class Plain(GenerateJsonSchema):
    """Without the titles that only say a field's name again."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - of no field
        return False


class Schemas:
    """Every schema by its name, and the forms of queries, which are none of the document's own."""

    def __init__(self, definitions: dict[str, Any], queries: Mapping[str, Any]) -> None:
        self._definitions, self._queries = definitions, queries

    def query(self, form: type[BaseModel]) -> Iterator[tuple[str, dict[str, Any], bool]]:
        """The parameters that it describes: name, schema with its description, whether it is required."""
        schema = self._queries[form.__name__]
        for name, rules in schema["properties"].items():
            what = rules.get("description") or FIELDS.get(name, "")
            yield name, {**_without_null(rules), "description": what}, name in schema.get("required", [])

    def named(self, schema: dict[str, Any]) -> dict[str, Any]:
        """A reference where the document has the same set of values under a name."""
        return tables.named(schema, self._definitions)

    def components(self) -> dict[str, Any]:
        return dict(sorted(self._definitions.items()))


def of(doors: list[Door]) -> Schemas:
    queries = {form.__name__: form for door in doors for route in door.routes if route.query for form in [door.form(route.query)]}
    wanted: list[tuple[type[Any], Any]] = [(views()[name], "serialization") for name in _UNNAMED]
    wanted += [(form, "validation") for form in queries.values()]
    bodies: set[str] = set()
    for door, route in ((each, route) for each in doors for route in each.routes):
        if route.body:
            form = door.form(route.body)
            bodies.add(form.__name__)
            wanted.append((form, "validation"))
        if route.answers:
            wanted.append((views()[route.answers], "serialization"))
    unique = list(dict.fromkeys(wanted))
    names = [model.__name__ for model, _ in unique]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"two models have one name: {sorted(twice)}")
    adapters = [(model.__name__, mode, TypeAdapter[Any](model)) for model, mode in unique]
    _, told = TypeAdapter.json_schemas(adapters, ref_template=_PREFIX + "{model}", schema_generator=Plain)
    definitions: dict[str, Any] = told["$defs"]
    asked = {name: definitions[name] for name in queries}
    for name in queries.keys() - bodies:
        del definitions[name]
    tables.add(definitions)
    definitions.update(refusals.schemas())
    for name, schema in definitions.items():
        _describe(name, schema)
    by_state.add(definitions)
    examples = Examples(definitions)
    for name in (*bodies, *tables.BODIES):
        definitions[name]["examples"] = [examples.request(name)]
    for name in (*(route.answers for door in doors for route in door.routes if route.answers), *tables.ANSWERS):
        definitions[name]["examples"] = [examples.answer(name)]
    return Schemas(definitions, asked)


def _describe(name: str, schema: dict[str, Any]) -> None:
    schema.pop("title", None)
    if words := SCHEMAS.get(name):
        schema.setdefault("description", words)
    for field, rules in cast("dict[str, dict[str, Any]]", schema.get("properties", {})).items():
        within = [each.pop("description") for each in rules.get("anyOf", []) if "description" in each]
        words = [*within, *(told[field] for told in (FIELDS_OF.get(name, {}), FIELDS) if field in told)]
        if words:
            rules.setdefault("description", words[0])


def _without_null(rules: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter is left out; it cannot be null."""
    kept = {name: deepcopy(value) for name, value in rules.items() if (name, value) != ("default", None)}
    choices: list[dict[str, Any]] = [each for each in kept.pop("anyOf", []) if each != {"type": "null"}]
    if len(choices) == 1:
        return {**choices[0], **kept}
    return {**kept, "anyOf": choices} if choices else kept


@cache
def views() -> Mapping[str, type[Any]]:
    """What doors answer, by name: no two views have the same one. A body has the fields of its view and no others."""
    found: dict[str, type[Any]] = {}
    for module in walk_packages(shared.__path__, "shared."):
        if module.name.endswith(".views"):
            for name, each in vars(importlib.import_module(module.name)).items():
                if is_typeddict(each) and found.setdefault(name, each) is not each:
                    raise ValueError(f"two views have one name: {name}")
    for each in found.values():
        each.__pydantic_config__ = ConfigDict(extra="forbid")
    return found
