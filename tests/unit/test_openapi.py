from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, reduce
from itertools import combinations
from operator import getitem
from pathlib import Path
from typing import Any

import jsonschema_rs

from local import api_clients, openapi
from local.openapi import errors, words

_METHODS = ("get", "put", "post", "patch", "delete")


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
        assert re.fullmatch(r"[A-Z][^\n]*\.", operation["summary"]), where
        assert set(operation["tags"]) <= tags, where
        parameters = [resolved(each) for each in operation["parameters"]]
        assert {each["name"] for each in parameters if each["in"] == "path"} == set(re.findall(r"\{(\w+)\}", path)), where
        for parameter in parameters:
            assert parameter["description"], f"{where} {parameter['name']}"
            assert parameter["schema"].keys() & {"type", "$ref", "anyOf", "enum"}, f"{where} {parameter['name']}"
        for status, response in operation["responses"].items():
            told = resolved(response)
            assert told["description"], where
            assert told["headers"]["X-Request-Id"], where
            assert ("content" in told) is (status != "204"), where
        statuses = operation["responses"].keys()
        assert any(status < "300" for status in statuses), where
        assert {"400", "500", "503", "default"} <= statuses, where


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
    assert {json.dumps(response["content"]) for response in told.values()} == {
        '{"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}'
    }


def test_a_set_of_values_has_one_name() -> None:
    """Q2: no enumeration without a name, and none under two."""
    schemas = document()["components"]["schemas"]
    named = [json.dumps(schema["enum"]) for schema in schemas.values() if "enum" in schema]
    inside = [json.dumps(part["enum"]) for part in parts(document()) if "enum" in part]
    assert len(named) == len(set(named))
    alone = Counter(inside) - Counter(named)
    assert not {values: count for values, count in alone.items() if count > 1 or values in named}


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
    fields = {f"{name}.{field}" for name, schema in schemas.items() for field in schema.get("properties", {})}
    asked = {each.get("name") for _, _, operation in operations() for each in operation["parameters"]}
    assert set(words.FIELDS) <= fields | {each.split(".")[1] for each in fields} | asked
    assert set(words.EXAMPLES) <= schemas.keys()
    for name, example in words.EXAMPLES.items():
        validator = jsonschema_rs.Draft202012Validator({"$ref": f"#/components/schemas/{name}", **document()})
        assert validator.is_valid(example), name


def test_a_document_with_a_hole_is_refused(tmp_path: Path) -> None:
    """Q2: what broke generators once, a reference to nothing, does not pass `make check` again."""
    broken = tmp_path / "openapi.json"
    broken.write_text(openapi.rendered().replace('"JobState": {', '"StateOfJob": {'))
    said = "\n".join(api_clients.look(broken))
    assert "openapi-spec-validator" in said
    assert "redocly: no-unresolved-refs" in said
