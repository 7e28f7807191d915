from __future__ import annotations

import importlib
import json
import re
from collections.abc import Iterator
from functools import cache, reduce
from itertools import combinations
from operator import getitem
from pathlib import Path
from typing import Any

import jsonschema_rs
from pydantic import TypeAdapter

import main
from local import api_clients, openapi
from local.openapi import details, errors, examples, refusals, tables, words
from local.openapi.schemas import views
from shared.storyboards import formats as storyboard_formats
from shared.storyboards.formats import FORMAT
from shared.videos import formats as batch_formats

_METHODS = ("get", "put", "post", "patch", "delete")
_VERBS = re.compile(
    "(Activate|Add|Ask|Cancel|Check|Clear|Continue|Correct|Create|Deactivate|Decide|Delete|Disable|Drain|Drop|Duplicate|Edit|Enable|End|Erase|Export|Get"
    "|Give|Have|Import|List|Look|Make|Move|Pause|Quote|Reconcile|Refine|Regenerate|Remove|Rename|Reorder|Replace|Replay|Report|Restore|Resume|Retry|Revoke|Rewrap"
    "|Send|Set|Sign|Start|Store|Suspend|Take|Update|Verify|Wait) "
)


@cache
def document() -> dict[str, Any]:
    return openapi.document()


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document()["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield path, method, methods[method]


def parts(of: Any) -> Iterator[dict[str, Any]]:
    """Every object in it."""
    if isinstance(of, dict):
        yield of
    for each in of.values() if isinstance(of, dict) else of if isinstance(of, list) else ():
        yield from parts(each)


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    return reduce(getitem, part["$ref"].split("/")[1:], document()) if "$ref" in part else part


def test_every_reference_leads_somewhere_and_every_part_is_used() -> None:
    """Q2: a generator finds whatever is named, and nothing is left over."""
    references = {str(part["$ref"]) for part in parts(document()) if "$ref" in part}
    for reference in references:
        assert reference.startswith("#/components/")
        resolved({"$ref": reference})
    components = document()["components"]
    for kind in ("schemas", "parameters", "headers", "responses"):
        assert {f"#/components/{kind}/{name}" for name in components[kind]} == {
            each for each in references if each.startswith(f"#/components/{kind}/")
        }


def test_every_operation_is_described_whole() -> None:
    """Q2: id, summary, group, parameters with their form and meaning, answers and refusals with theirs."""
    tags = {tag["name"] for tag in document()["tags"] if tag["description"]}
    for path, method, operation in operations():
        where = f"{method} {path}"
        assert operation["operationId"], where
        assert set(operation["tags"]) <= tags, where
        parameters = [resolved(each) for each in operation["parameters"]]
        assert {each["name"] for each in parameters if each["in"] == "path"} == set(re.findall(r"\{(\w+)\}", path)), where
        for parameter in parameters:
            assert parameter["description"], f"{where} {parameter['name']}"
            assert parameter["schema"].keys() & {"type", "$ref", "anyOf", "enum"}, f"{where} {parameter['name']}"
        for status, response in operation["responses"].items():
            told = resolved(response)
            assert told["description"], where
            assert "X-Request-Id" in told["headers"], where
            assert all(resolved(header)["description"] for header in told["headers"].values()), where
            assert ("content" in told) is (status != "204"), where
        statuses = operation["responses"].keys()
        assert any(status < "300" for status in statuses), where
        assert {"400", "500", "503", "default"} <= statuses, where


def test_every_summary_is_short_and_says_what_to_do() -> None:
    """Q2: in a list of methods each begins with its verb, as "Create a video"; there is no period, and no word of our own."""
    for path, method, operation in operations():
        assert re.fullmatch(r"[A-Z][^.;:\n]+(: [^.;:\n]+)?", operation["summary"]), f"{method} {path}"
        assert _VERBS.match(operation["summary"]), f"{method} {path}"
        assert len(operation["summary"]) <= 55, f"{method} {path}"


def test_every_schema_and_every_field_is_described() -> None:
    """Q2: whoever reads a generated type finds beside each field what it means; a wish is a word of ours alone."""
    for name, schema in document()["components"]["schemas"].items():
        assert schema.get("description"), name
        for field, rules in schema.get("properties", {}).items():
            assert rules.get("description"), f"{name}.{field}"
    said = [str(part["description"]) for part in parts(document()) if isinstance(part.get("description"), str)]
    assert not [each for each in said if re.search(r"\bwish", each, re.IGNORECASE)]


def test_every_operation_has_an_id_that_reads_well_in_a_client() -> None:
    """Q2: a verb and what it is about, in camelCase, once in the whole document."""
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert not [each for each in ids if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)+", each)]
    assert len(ids) == len(set(ids))
    assert {"createVideo", "getVideo", "listVideos", "quoteVideo", "cancelVideo", "createStoryboard", "createFilm"} <= set(ids)


def test_every_schema_has_a_name_that_says_what_it_is() -> None:
    """Q2: a body is a request or an update, what comes back is the thing; nobody sees two spellings of one name."""
    schemas = document()["components"]["schemas"]
    assert not [name for name in schemas if not re.fullmatch(r"([A-Z][a-z]+)+", name)]
    assert {
        "Video",
        "VideoRequest",
        "Storyboard",
        "StoryboardRequest",
        "StoryboardUpdate",
        "Film",
        "FilmRequest",
    } <= schemas.keys()


def test_every_refusal_stands_under_its_status() -> None:
    """Q3: each code that a caller can get is told beside the others of its status, in the one shape."""
    told = document()["components"]["responses"]
    for each in errors.refusals():
        if each.status != 405:  # of no operation, since it says that there is none
            assert any(f"- `{each.code}`: " in response["description"] for response in told.values()), each.code
    for name, response in told.items():
        content = response["content"]["application/json"]
        kinds = [resolved(each)["properties"] for each in content["schema"]["anyOf"]]
        assert kinds.pop() == resolved(tables.reference("Error"))["properties"], name  # for codes that are not known yet
        assert [each["error"]["const"] for each in kinds] == list(content["examples"]), name


def test_every_refusal_says_what_its_details_hold() -> None:
    """Q3: a schema for each code; its details are those that its words need and that it is raised with, and each has a type."""
    used = set[str]()
    for code, classes in details.by_code().items():
        told = document()["components"]["schemas"][refusals.name_of(code)]["properties"]
        assert told["error"]["const"] == code
        assert set(told["details"]["properties"]) == set[str]().union(*map(details.of, classes)), code
        assert set(told["details"].get("required", [])) <= details.of(classes[0]), code
        used |= set(told["details"]["properties"])
    assert used == set(refusals.FIELDS)  # and no words of details that are gone


def test_a_work_is_told_apart_by_its_state() -> None:
    """Q2: who knows that a video or a film is completed has its file, without asking whether it is there."""
    schemas = document()["components"]["schemas"]
    for name, field, states, file in (("Video", "state", "JobState", "video"), ("Film", "status", "FilmState", "film")):
        told = schemas[name]["discriminator"]
        assert told["propertyName"] == field
        assert set(told["mapping"]) == set(schemas[states]["enum"])
        for state, variant in told["mapping"].items():
            rules = resolved({"$ref": variant})["properties"]
            assert state in (resolved(rules[field]).get("enum") or [rules[field].get("const")])
            assert ("$ref" in rules[file]) is (state == "completed"), state
            assert (rules["ended_at"].get("type") == "null") is (variant.split("/")[-1] == f"Open{name}"), state


def test_a_set_of_values_has_one_name() -> None:
    """Q2: no enumeration without a name, and none under two; where some of its values are explained, all are."""
    named = {name: schema for name, schema in document()["components"]["schemas"].items() if "enum" in schema}
    sets = [json.dumps(schema["enum"]) for schema in named.values()]
    assert len(sets) == len(set(sets))
    assert sorted(sets) == sorted(json.dumps(part["enum"]) for part in parts(document()) if "enum" in part)
    for name, schema in named.items():
        told = {f"`{value}`" in schema["description"] for value in schema["enum"]}
        assert len(told) == 1, name


def test_no_path_can_be_taken_for_another() -> None:
    """Q2: where a word stands in one path and an id in another, the word does not have the id's form."""
    for (one, first), (other, second) in combinations(document()["paths"].items(), 2):
        if len(pieces := list(zip(one.split("/"), other.split("/"), strict=False))) == max(one.count("/"), other.count("/")) + 1:
            assert any(_apart(a, first, b, second) or _apart(b, second, a, first) for a, b in pieces), f"{one} {other}"


def _apart(word: str, _of: dict[str, Any], other: str, where: dict[str, Any]) -> bool:
    """Whether the word can never stand where the other piece does."""
    if word.startswith("{"):
        return False
    if not other.startswith("{"):
        return word != other
    operation = next(iter(where.values()))
    schema = next(resolved(each["schema"]) for each in operation["parameters"] if each.get("name") == other.strip("{}"))
    if "enum" in schema:
        return word not in schema["enum"]
    return schema["type"] == "integer" or not re.search(schema["pattern"], word)


def test_every_word_of_the_documents_own_is_used() -> None:
    """Q2: what a field means is told where the field is; words of fields that are gone do not stay."""
    schemas = document()["components"]["schemas"]
    assert {name: schemas[name]["description"] for name in words.SCHEMAS} == words.SCHEMAS
    told = {
        (name.removeprefix("Completed"), field): rules["description"]
        for name, schema in schemas.items()
        for field, rules in schema.get("properties", {}).items()
    }
    assert {(name, field): each for name, of in words.FIELDS_OF.items() for field, each in of.items()}.items() <= told.items()
    asked = {(each.get("name"), each.get("description")) for _, _, operation in operations() for each in operation["parameters"]}
    assert words.FIELDS.items() <= {(field, each) for (_, field), each in told.items()} | asked


def test_every_body_has_an_example_that_is_taken() -> None:
    """Q2: of each request its own form takes it, of each answer its view has it, and nothing in it stands for something else."""
    told = {name: each["examples"][0] for name, each in document()["components"]["schemas"].items() if "examples" in each}
    schema = {"properties": {name: tables.reference(name) for name in told}, "components": document()["components"]}
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    assert [f"{error.message} at {error.instance_path}" for error in validator.iter_errors(told)] == []
    for name, example in told.items():
        assert "…" not in json.dumps(example, ensure_ascii=False), name
    bodies, queried = set[str](), set(examples.REQUESTS)
    for door in (importlib.import_module(f"functions.{name}").door for name in main.FUNCTIONS):
        for route in door.routes if door.refusal is None else ():
            if route.body:
                form = door.form(route.body)
                form.model_validate(told[form.__name__])
                bodies.add(form.__name__)
            if route.answers:
                TypeAdapter[Any](views()[route.answers]).validate_python(told[route.answers])
                bodies.add(route.answers)
    assert queried <= bodies | set(tables.BODIES)
    assert set(told) == bodies | {*tables.BODIES, *tables.ANSWERS} | set(map(refusals.name_of, details.by_code()))


def test_the_examples_of_tables_are_taken_by_those_who_read_them() -> None:
    """Q2: rows of a batch and storyboards are checked by tables, not by forms: so are their examples."""
    told = document()["components"]["schemas"]
    for name in ("StoryboardRequest", "StoryboardImportRequest"):
        taken = storyboard_formats.import_file(json.dumps({"format": FORMAT, **told[name]["examples"][0]}).encode())
        assert [board["name"] for board in taken.storyboards] == ["The lighthouse"]
        assert taken.notes == ()
    rows = json.dumps(told["VideoBatchRequest"]["examples"][0]).encode()
    csv = document()["paths"]["/videos/batch"]["post"]["requestBody"]["content"]["text/csv"]["example"].encode()
    for raw, kind in ((rows, "application/json"), (csv, "text/csv")):
        assert len(batch_formats.read(raw, batch_formats.format_of(kind)).rows) == 2


def test_a_document_with_a_hole_is_refused(tmp_path: Path) -> None:
    """Q2: what broke generators once, a reference to nothing, does not pass `make check` again."""
    whole = json.loads(openapi.rendered().replace('"StyleGroup": {', '"GroupOfStyles": {'))
    whole["paths"] = {"/catalog/styles": whole["paths"]["/catalog/styles"]}
    whole["components"]["schemas"] = {name: each for name, each in whole["components"]["schemas"].items() if "Style" in name}
    broken = tmp_path / "openapi.json"
    broken.write_text(json.dumps(whole))
    said = "\n".join(api_clients.look(broken))
    assert "openapi-spec-validator" in said
    assert "redocly: no-unresolved-refs" in said
    assert "spectral: invalid-ref" in said
