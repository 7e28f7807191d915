"""A document that fits a response schema, with the written text wherever a text is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, cast

from .phrases import STYLES, Language
from .shapes import camel

Schema = Mapping[str, Any]


def filled(schema: Schema, text: str, language: Language) -> Any:
    """Google's schema (types in capitals) and JSON Schema (`$ref`, lists of types) alike."""
    plain = _in_camel_case(schema)
    return _value(plain, text, language, plain, "")


def _in_camel_case(schema: Any) -> Any:
    """The client sends `min_items` for `minItems`; the names of properties stay as they are."""
    if isinstance(schema, list):
        return [_in_camel_case(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        camel(name): {key: _in_camel_case(value) for key, value in inner.items()}
        if name in ("properties", "$defs", "definitions") and isinstance(inner, dict)
        else inner
        if name in ("enum", "const", "default", "example")
        else _in_camel_case(inner)
        for name, inner in schema.items()
    }


def _value(schema: Schema, text: str, language: Language, root: Schema, name: str) -> Any:
    if "$ref" in schema:
        schema = _referred(str(schema["$ref"]), root)
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            options = [option for option in schema[choice] if _type(option) != "null"]
            return _value(options[0], text, language, root, name) if options else None
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return _mentioned(schema["enum"], text, language, name)
    kind = _type(schema)
    if kind == "object":
        properties = cast(Schema, schema.get("properties") or {})
        order = schema.get("propertyOrdering") or list(properties)
        return {key: _value(properties[key], text, language, root, key) for key in order if key in properties}
    if kind == "array":
        count = max(int(schema.get("minItems") or 1), 1 if int(schema.get("maxItems") or 1) else 0)
        return [_value(schema.get("items") or {}, text, language, root, name) for _ in range(count)]
    return _scalar(kind, schema, text, language, name)


def _scalar(kind: str, schema: Schema, text: str, language: Language, name: str) -> Any:
    if kind in ("integer", "number"):
        least, most = float(schema.get("minimum", 1)), float(schema.get("maximum", max(10, schema.get("minimum", 1))))
        share = hashlib.sha256(f"{name}{text}".encode()).digest()[0] / 255
        return round(least + share * (most - least)) if kind == "integer" else round(least + share * (most - least), 2)
    if kind == "boolean":
        return True
    if kind == "null":
        return None
    if name.lower() in ("language", "lang", "language_code", "languagecode", "sprache"):
        return language
    if schema.get("format") == "date-time":
        return "2026-01-01T00:00:00Z"
    return text[: int(schema.get("maxLength") or len(text))]


def _mentioned(choices: list[Any], text: str, language: Language, name: str) -> Any:
    """The choice that the text speaks of, else the language, else one that the text decides."""
    spoken = text.lower()
    phrases = {style.name: (style.de if language == "de" else style.en).lower() for style in STYLES}
    for choice in choices:
        if phrases.get(str(choice), "\0") in spoken or str(choice).lower().replace("_", " ") in spoken.split(" "):
            return choice
    if language in choices:
        return language
    return choices[hashlib.sha256(f"{name}{text}".encode()).digest()[0] % len(choices)]


def _type(schema: Schema) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    if isinstance(kind, list):
        kind = next((one for one in kind if str(one).lower() != "null"), "null")
    return str(kind).lower()


def _referred(reference: str, root: Schema) -> Schema:
    found: Any = root
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return cast(Schema, found)
