"""The document's schemas as Python types: what is answered as classes with attributes, what is sent as typed dictionaries."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

Use = Literal["answer", "body"]
_WORDS = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}
_HEAD = '''"""What is answered and what is sent. Written by `python -m local.python_client` from the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, NotRequired, TypedDict

from rushes._answers import Answer
'''


class Schemas:
    """Gives each schema its type, and remembers which of them a client needs."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        told: Mapping[str, Mapping[str, Any]] = document["components"]["schemas"]
        self._schemas = {name: _one(schema, told) if "discriminator" in schema else schema for name, schema in told.items()}
        self._needed: dict[tuple[str, Use], str] = {}  # its definition
        self._answered = {name for name, use in self._reached(document) if use == "answer"}

    # -- types

    def type(self, schema: Mapping[str, Any], use: Use) -> str:
        if "$ref" in schema:
            return self._named(schema["$ref"].rsplit("/", 1)[-1], use)
        if "const" in schema or "enum" in schema:
            return f"Literal[{', '.join(repr(each) for each in schema.get('enum', [schema.get('const')]))}]"
        for several in ("anyOf", "oneOf"):
            if several in schema:
                return " | ".join(dict.fromkeys(self.type(each, use) for each in schema[several]))
        kind = schema.get("type")
        if isinstance(kind, list):
            return " | ".join(self.type({**schema, "type": each}, use) for each in kind)
        if kind == "array":
            return f"{'list' if use == 'answer' else 'Sequence'}[{self.type(schema.get('items', {}), use)}]"
        if kind == "object":
            inner = schema.get("additionalProperties")
            of = self.type(inner, use) if isinstance(inner, dict) else "Any"
            return f"{'dict' if use == 'answer' else 'Mapping'}[str, {of}]"
        if kind == "string" and schema.get("format") == "date-time":
            return "datetime" if use == "answer" else "str"
        return _WORDS.get(str(kind), "Any")

    def resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a reference stands for."""
        return self._schemas[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema

    def _named(self, name: str, use: Use) -> str:
        schema = self._schemas[name]
        if "enum" in schema:
            self._define(name, "answer", lambda: f"{name} = {self.type(schema, use)}\n{_docstring(schema, '')}")
            return name
        if "properties" not in schema:
            return self.type({"type": "object", **schema} if not schema.keys() & {"type", "anyOf", "oneOf"} else schema, use)
        if use == "answer":
            self._define(name, use, lambda: self._class(name, schema))
            return name
        sent = f"{name}Body" if name in self._answered else name
        self._define(name, use, lambda: self._dictionary(sent, schema))
        return sent

    def _define(self, name: str, use: Use, text: Any) -> None:
        if (name, use) not in self._needed:
            self._needed[name, use] = ""  # it may name itself
            self._needed[name, use] = text()

    def _class(self, name: str, schema: Mapping[str, Any]) -> str:
        fields = [f"    {snake(field)}: {self._field(of, schema, field)}\n{_docstring(of)}" for field, of in _fields(schema)]
        return f"class {name}(Answer):\n{_docstring(schema)}\n{''.join(fields)}"

    def _field(self, of: Mapping[str, Any], schema: Mapping[str, Any], field: str) -> str:
        told = self.type(of, "answer")
        return told if field in schema.get("required", ()) or "None" in told.split(" | ") else f"{told} | None"

    def _dictionary(self, name: str, schema: Mapping[str, Any]) -> str:
        required = schema.get("required", ())
        fields = [(field, self.type(of, "body"), of) for field, of in _fields(schema)]
        lines = [
            f"    {field}: {told if field in required else f'NotRequired[{told}]'}\n{_docstring(of)}"
            for field, told, of in fields
        ]
        return f"class {name}(TypedDict):\n{_docstring(schema)}\n{''.join(lines)}"

    # -- the module

    def module(self) -> str:
        enums = [text for (name, _), text in sorted(self._needed.items()) if "enum" in self._schemas[name]]
        others = [text for (name, _), text in sorted(self._needed.items()) if "enum" not in self._schemas[name]]
        return "\n\n".join([_HEAD, "\n".join(enums), *others])

    def _reached(self, document: Mapping[str, Any]) -> set[tuple[str, Use]]:
        found = set[tuple[str, Use]]()

        def go(value: Any, use: Use) -> None:
            if isinstance(value, list):
                for each in value:
                    go(each, use)
            elif isinstance(value, dict):
                named = str(value.get("$ref", ""))
                if "/schemas/" in named:
                    name = named.rsplit("/", 1)[-1]
                    if (name, use) not in found:
                        found.add((name, use))
                        go(self._schemas[name], use)
                for each in value.values():
                    go(each, use)

        for operation in operations(document):
            go(operation.get("requestBody"), "body")
            go([answer for status, answer in operation["responses"].items() if status.startswith("2")], "answer")
        return found


def operations(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Those that a client may call: neither Google's own calls nor what providers send."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in ("get", "post", "put", "patch", "delete"):
                told = {**operation, "method": method.upper(), "path": path}
                if told["security"] != [{"google": []}] and told["tags"] != ["hooks"]:
                    yield told


def _one(schema: Mapping[str, Any], schemas: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Any]:
    """What the document tells apart by its state, as one class: whoever waits for a video names one type all the way."""
    shapes = [schemas[each["$ref"].rsplit("/", 1)[-1]] for each in schema["oneOf"]]
    return {
        "description": schema["description"],
        "properties": {field: _any_of([shape["properties"][field] for shape in shapes]) for field in shapes[0]["properties"]},
        "required": shapes[0]["required"],
    }


def _any_of(values: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    if all(each == values[0] for each in values):
        return values[0]
    plain = [each for value in values for each in value.get("anyOf", [value])]
    return {"anyOf": sorted(plain, key=lambda each: each.get("type") == "null"), "description": values[0]["description"]}


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def _fields(schema: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield from schema["properties"].items()


def _docstring(schema: Mapping[str, Any], indent: str = "    ") -> str:
    text = str(schema.get("description", "")).replace("\\", "\\\\").replace('"""', "'''")
    lines = textwrap.wrap(text, 120, subsequent_indent=indent)
    ending = f"\n{indent}" if len(lines) > 1 else " " if text.endswith('"') else ""
    return f'{indent}"""{chr(10).join(lines)}{ending}"""\n' if lines else ""
