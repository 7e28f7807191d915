"""An example of each body: requests as examples.toml has them, answers put together from its values by the names of fields."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_TOLD = tomllib.loads(Path(__file__).with_name("examples.toml").read_text(encoding="utf-8"))
REQUESTS: Mapping[str, dict[str, Any]] = _TOLD["requests"]
VALUES: Mapping[str, Any] = _TOLD["values"]
OF: Mapping[str, Mapping[str, Any]] = _TOLD["of"]
NULLS: frozenset[str] = frozenset(_TOLD["nulls"]["fields"])
_TYPES: Mapping[str, Any] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
}
_USUAL: Mapping[str, Any] = {"string": "…", "integer": 1, "number": 1.0, "boolean": False, "array": [], "object": {}}
_MOMENT, _DAY = "2026-01-31T12:00:00+00:00", "2026-01-31"


class Examples:
    def __init__(self, definitions: Mapping[str, Any]) -> None:
        self._definitions = definitions

    def request(self, name: str) -> Any:
        """As it is written down; what only our own services send has what it needs and no more."""
        return REQUESTS[name] if name in REQUESTS else self._of(self._definitions[name], name, only_needed=True)

    def answer(self, name: str) -> Any:
        return self._of(self._definitions[name], name)

    def _of(self, schema: Mapping[str, Any], name: str, *, only_needed: bool = False) -> Any:
        if "oneOf" in schema:
            name = schema["oneOf"][0]["$ref"].rpartition("/")[2]
            return self._of(self._definitions[name], name)
        if "properties" not in schema:
            return self._value(schema, "", name)
        fields = schema.get("required", ()) if only_needed else schema["properties"]
        return {field: self._value(schema["properties"][field], field, name) for field in fields}

    def _value(self, schema: Mapping[str, Any], field: str, owner: str) -> Any:
        if field in (told := OF.get(owner, {})):
            return told[field]
        if "anyOf" in schema:
            choices = schema["anyOf"]
            if field in NULLS and {"type": "null"} in choices:
                return None
            return self._value(choices[0], field, owner)
        if "const" in schema:
            return schema["const"]
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            found = self._definitions[name]
            return self._value(found, field, owner) if "enum" in found else self._of(found, name)
        if schema["type"] == "null":
            return None
        if "enum" in schema:
            return VALUES[field] if VALUES.get(field) in schema["enum"] else schema["enum"][0]
        return self._plain(schema, field, owner)

    def _plain(self, schema: Mapping[str, Any], field: str, owner: str) -> Any:
        kind = schema["type"]
        if field in VALUES and isinstance(VALUES[field], _TYPES[kind]):
            return VALUES[field]
        if kind == "array" and "items" in schema:
            return [self._value(schema["items"], field.removesuffix("s"), owner)]
        if kind == "object" and "properties" in schema:
            return self._of(schema, owner)
        if kind == "string" and "format" in schema:
            return _DAY if schema["format"] == "date" else _MOMENT
        if kind in ("integer", "number"):
            return max(_USUAL[kind], schema.get("minimum", 1))
        if "pattern" in schema or field.endswith("_id"):
            return VALUES["id"]
        return _USUAL[kind]
