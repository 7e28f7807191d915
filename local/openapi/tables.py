"""Schemas of what no form checks but a table of kinds does: storyboards, their characters and scenes, the rows of a batch."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from shared.storyboards import checks
from shared.storyboards.formats import FORMAT
from shared.storyboards.model import LIMITS
from shared.user_files.field_types import Choice, Flag, Kind, Number, Pattern, Several, Time, Whole, Words
from shared.videos import formats

_NULL = {"type": "null"}
_FREE: dict[str, Any] = {"type": "object", "additionalProperties": True}
# what depends on more than a table, and enumerations that have no name yet
_MODEL = {"type": "string", "minLength": 1, "maxLength": 100, "description": "An `id` of the catalog"}
_SAID: dict[str, Any] = {
    "model": _MODEL,
    "duration": {"type": "integer", "minimum": 1, "maximum": 60, "description": "Seconds, as the storyboard's model can"},
}
# bodies that no form or view describes
BODIES = ("StoryboardImportRequest", "VideoBatchRequest", "WebhookEvent", "StorageEvent")
ANSWERS = ("Error", "ExportedPromptList", "FiguresList", "StoryboardFile")
_NEW_NAMES = {"preset": "StoryboardPresetId"}


def add(definitions: dict[str, Any]) -> None:
    """Put them beside the others; a form that is open for a table's fields gets them as its own."""
    board, character = checks.board_kinds(LIMITS), checks.character_kinds(LIMITS)
    scene = checks.scene_kinds(LIMITS, ())
    definitions["SceneContent"] = _object(scene, definitions, what="A scene; what is left out has its default.")
    definitions["StoryboardCharacterRequest"] = _object(
        character, definitions, ("name",), what="Who is seen again and again; null takes the character away."
    )
    definitions["StoryboardCharacterUpdate"] = _object(
        character, definitions, what="What is left out stays; the first time, a name is needed."
    )
    scenes = {"type": "array", "items": reference("SceneContent"), "maxItems": LIMITS.scenes}
    whole = {**_fields(board, definitions), "character": _or_null("StoryboardCharacterRequest"), "scenes": scenes}
    _fill(definitions["StoryboardRequest"], whole, ("name",))
    _fill(definitions["StoryboardUpdate"], {**whole, "character": _or_null("StoryboardCharacterUpdate")})
    alone = {name: kind for name, kind in scene.items() if name != "id"}
    for form in ("SceneRequest", "SceneUpdate"):
        _fill(definitions[form], _fields(alone, definitions))
    definitions["StoryboardFile"] = {
        "type": "object",
        "description": "A storyboard to keep or give away (docs/storyboard-format.md).",
        "properties": {"format": {"const": FORMAT, "type": "string"}, **whole},
        "required": ["format", "name"],
        "additionalProperties": False,
    }
    definitions["StoryboardImportRequest"] = {
        "description": "Our own file, or what the browser app exported: an object or a list that holds storyboards.",
        "anyOf": [
            reference("StoryboardFile"),
            reference("BrowserExport"),
            {"type": "array", "items": reference("BrowserExport")},
        ],
    }
    definitions["BrowserExport"] = {**_FREE, "description": "Whatever the browser app exported; it is searched for storyboards."}
    definitions["VideoBatchRow"] = _object(formats.COLUMNS, definitions, formats.REQUIRED, what="One video of a batch.")
    definitions["VideoBatchRequest"] = {
        "type": "array",
        "items": reference("VideoBatchRow"),
        "minItems": 1,
        "maxItems": formats.MOST_ROWS,
    }
    definitions["ExportedPromptList"] = {"type": "array", "items": reference("ExportedPrompt")}
    definitions["OpenApiDocument"] = {**_FREE, "description": "This document."}
    definitions["WebhookEvent"] = {**_FREE, "description": "As the provider has it; only its signature makes it heard."}
    definitions["StorageEvent"] = {
        **_FREE,
        "description": "A notification of Cloud Storage, as a push subscription of Pub/Sub brings it.",
    }


def named(schema: dict[str, Any], definitions: Mapping[str, Any]) -> dict[str, Any]:
    """A reference where the document has the same set of values under a name."""
    values = schema.get("enum")
    same = next((name for name, each in definitions.items() if values and each.get("enum") == values), None)
    return reference(same) if same else schema


def _fill(form: dict[str, Any], fields: Mapping[str, Any], required: Collection[str] = ()) -> None:
    """The fields that an open form takes beside its own; everything else is refused."""
    form["properties"] = {**form.get("properties", {}), **fields}
    if needed := [*form.get("required", []), *required]:
        form["required"] = needed
    form["additionalProperties"] = False


def _object(
    kinds: Mapping[str, Kind], definitions: dict[str, Any], required: Collection[str] = (), *, what: str
) -> dict[str, Any]:
    needed = {"required": list(required)} if required else {}
    fields = _fields(kinds, definitions)
    return {"type": "object", "description": what, "properties": fields, **needed, "additionalProperties": False}


def _fields(kinds: Mapping[str, Kind], definitions: dict[str, Any]) -> dict[str, Any]:
    return {name: _field(name, kind, definitions) for name, kind in kinds.items()}


def _field(name: str, kind: Kind, definitions: dict[str, Any]) -> dict[str, Any]:
    if name in _SAID:
        return dict(_SAID[name])
    schema = named(_schema(kind), definitions)
    if "enum" in schema:
        definitions[_NEW_NAMES[name]] = schema
        schema = reference(_NEW_NAMES[name])
    return {"anyOf": [schema, _NULL]} if getattr(kind, "optional", False) else schema


def _schema(kind: Kind) -> dict[str, Any]:
    match kind:
        case Words():
            least = {"minLength": kind.least} if kind.least else {}
            return {"type": "string", **least, "maxLength": kind.most}
        case Choice():
            return {"enum": list(kind.of), "type": "string"}
        case Whole():
            return {"type": "integer", "minimum": kind.least, "maximum": kind.most}
        case Time():
            return {"type": "string", "format": "date-time"}
        case Number():
            return {"type": "number", "minimum": kind.least, "maximum": kind.most}
        case Flag():
            return {"type": "boolean"}
        case Pattern():
            return {"type": "string", "pattern": f"^{kind.form}$"}
        case Several():
            return {"type": "array", "items": _schema(kind.kind), "maxItems": kind.most, "uniqueItems": True}
        case _:
            raise TypeError(f"{type(kind).__name__} has no schema yet")


def _or_null(name: str) -> dict[str, Any]:
    return {"anyOf": [reference(name), _NULL]}


def reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}
