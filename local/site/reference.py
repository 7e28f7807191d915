"""The API reference: a page for each door that people call, written from the API document."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from local.tools import ROOT

DOCUMENT = ROOT / "shared" / "catalog" / "openapi.json"
FOLDER = "docs/reference"
_REQUIRED, _MAY_BE_MISSING = " **required**", " (may be missing)"
_NOT_PEOPLE = "Internal:"
_METHODS = ("get", "post", "put", "patch", "delete")


def pages() -> dict[str, str]:
    document = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    writer = _Writer(document)
    tags = [tag for tag in document["tags"] if not tag["description"].startswith(_NOT_PEOPLE)]
    return {f"{FOLDER}/{tag['name']}.md": "\n".join(writer.page(tag)) + "\n" for tag in tags}


class _Writer:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._ahead, self._named = list[str](), set[str]()  # shapes that the page owes, and those that it has named
        self._operations = [
            (method, path, operation)
            for path, operations in document["paths"].items()
            for method, operation in operations.items()
            if method in _METHODS
        ]

    def page(self, tag: Mapping[str, str]) -> Iterator[str]:
        name = tag["name"]
        of_it = [each for each in self._operations if name in each[2]["tags"]]
        yield f"# API: {name}\n\n{tag['description']}\n"
        yield "| | |\n|---|---|"
        for method, path, operation in of_it:
            yield f"| [{operation['summary']}](#{_anchor(operation['summary'])}) | `{method.upper()} {path}` |"
        yield "\nWhat every call may send and is told: [Calling it](../api.md); what each code means: [Errors](../errors.md).\n"
        self._ahead, self._named = list[str](), set[str]()
        for operation in of_it:
            yield from self._operation(*operation)
        if self._ahead:
            yield "## Shapes\n"
        while self._ahead:
            name = self._ahead.pop(0)
            yield f"### {name}\n"
            yield from self._shape(name)

    def _shape(self, name: str) -> Iterator[str]:
        whole = self._resolved(self._document["components"]["schemas"][name])
        if words := whole.get("description"):
            yield f"{words}\n"
        if options := whole.get("oneOf"):
            yield f"One of: {', '.join(self._form(each) for each in options)}.\n"
        if fields := whole.get("properties"):
            yield from self._fields(fields, whole.get("required", ()), asked=name.endswith("Request"))

    def _fields(self, fields: Mapping[str, Any], required: Collection[str], *, asked: bool) -> Iterator[str]:
        yield "| field | form | what it is |\n|---|---|---|"
        for field, form in fields.items():
            mark = (_REQUIRED if field in required else "") if asked else ("" if field in required else _MAY_BE_MISSING)
            words = _cell(self._resolved(form).get("description", ""))
            yield f"| `{field}`{mark} | {self._form(form)} | {words} |"
        yield ""

    def _linked(self, name: str) -> str:
        """To its shape, which then stands at the page's end."""
        if name not in self._named:
            self._named.add(name)
            self._ahead.append(name)
        return f"[{name}](#{name.lower()})"

    def _operation(self, method: str, path: str, told: Mapping[str, Any]) -> Iterator[str]:
        yield f"## {told['summary']}\n\n```http\n{method.upper()} {path}\n```\n"
        yield f"{told.get('description', '')} Operation `{told['operationId']}`.\n"
        asked = [self._resolved(each) for each in told.get("parameters", ())]
        rows = [(each["name"], each["in"], each.get("required"), each["schema"], each.get("description", "")) for each in asked]
        rows = [row for row in rows if row[0] not in ("Accept-Language", "X-Request-Id")]
        if rows:
            yield "| parameter | in | form | what it is |\n|---|---|---|---|"
            for name, place, required, schema, words in rows:
                yield f"| `{name}`{_REQUIRED if required else ''} | {place} | {self._form(schema)} | {_cell(words)} |"
            yield ""
        if body := told.get("requestBody"):
            yield from self._contents("Body", body["content"])
        for status, answer in told["responses"].items():
            if status.startswith("2"):
                whole = self._resolved(answer)
                yield f"**{status}**: {whole['description']}.\n"
                yield from self._contents("Answer", whole.get("content", {}), details=False)
        refused = [status for status in told["responses"] if status[0] in "45"]
        yield f"Refusals: {', '.join(refused)} ([their codes](../errors.md)).\n"

    def _contents(self, what: str, content: Mapping[str, Any], *, details: bool = True) -> Iterator[str]:
        for kind, told in content.items():
            schema = told.get("schema", {})
            name, whole = schema.get("$ref", "").rpartition("/")[2], self._resolved(schema)
            fields = whole.get("properties")
            yield f"{what}: `{kind}`{f', {name if details and fields else self._linked(name)}' if name else ''}\n"
            if details and fields:
                yield from self._fields(fields, whole.get("required", ()), asked=True)
            if (example := _example(told, whole)) is not None:
                yield f"```json\n{json.dumps(example, indent=2, ensure_ascii=False)}\n```\n"

    def _form(self, schema: Mapping[str, Any]) -> str:
        """In words: a type, what it may be, its bounds."""
        if name := schema.get("$ref", "").rpartition("/")[2]:
            whole = self._resolved(schema)
            return self._form(whole) if whole.get("type") != "object" and "oneOf" not in whole else self._linked(name)
        for joined in ("anyOf", "oneOf"):
            if options := schema.get(joined):
                return " or ".join(dict.fromkeys(self._form(each) for each in options))
        if "const" in schema:
            return f"`{json.dumps(schema['const'])}`"
        if values := schema.get("enum"):
            return " ".join(f"`{value}`" for value in values)
        kind = schema.get("type", "any")
        kind = kind if isinstance(kind, str) else " or ".join(kind)
        if kind == "array":
            return f"list of {self._form(schema.get('items', {}))}{_bounds(schema, 'minItems', 'maxItems')}"
        return f"{schema.get('format', kind)}{_bounds(schema, 'minimum', 'maximum')}{_bounds(schema, 'minLength', 'maxLength')}"

    def _resolved(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        """What a reference leads to; its own words before those of what it leads to."""
        if "$ref" not in part:
            return part
        found: Any = self._document
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        return {**self._resolved(found), **{key: each for key, each in part.items() if key != "$ref"}}


def _bounds(schema: Mapping[str, Any], least: str, most: str) -> str:
    low, high = schema.get(least), schema.get(most)
    if low is None and high is None:
        return ""
    unit = " letters" if "Length" in most else ""
    return f", at least {low}{unit}" if high is None else f", {low if low is not None else 0}–{high}{unit}"


def _example(told: Mapping[str, Any], schema: Mapping[str, Any]) -> Any:
    for place in (told, schema):
        if "example" in place:
            return place["example"]
        examples = place.get("examples")
        if isinstance(examples, list) and examples:
            return examples[0]
        if isinstance(examples, dict) and examples:
            return next(iter(examples.values())).get("value")
    return None


def _cell(words: str) -> str:
    return " ".join(words.split()).replace("|", "\\|")


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
