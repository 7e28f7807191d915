"""Every generated method held against the operation that it stands for."""

from __future__ import annotations

import inspect
import json
from typing import Any

import pytest

import rushes
from local.openapi import TARGET
from local.python_client.doors import methods
from rushes._flows import Pages
from rushes._requests import Request

DOCUMENT = json.loads(TARGET.read_text())
CLIENT = rushes.Rushes("http://localhost", "rk_a")
FOUND = methods(DOCUMENT)


def request_of(door: str, name: str) -> Request[Any]:
    """What the method would send, given something for each of its arguments."""
    owner = getattr(CLIENT, door)
    method = inspect.getattr_static(owner, name)
    function = inspect.unwrap(getattr(method, "_flow", method))
    made = function(owner, **{each: f"a {each}" for each in list(inspect.signature(function).parameters)[1:]})
    return made._ask("a cursor") if isinstance(made, Pages) else made  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(("door", "name", "operation"), [(*named, told) for named, told in FOUND])
def test_a_method_sends_what_its_operation_takes(door: str, name: str, operation: dict[str, Any]) -> None:
    """E1: method, path, each query parameter, each field of the body; a key where the operation takes one."""
    request = request_of(door, name)
    places = {each["name"]: each for each in operation["parameters"]}
    path = operation["path"]
    for each in (each for each in places.values() if each["in"] == "path"):
        path = path.replace(f"{{{each['name']}}}", f"a%20{each['name']}")
    assert (request.method, request.path) == (operation["method"], path)
    assert set(request.query) == {each for each, told in places.items() if told["in"] == "query"}
    assert (request.spends, request.signed_in) == ("Idempotency-Key" in places, bool(operation["security"]))
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    fields = DOCUMENT["components"]["schemas"].get(body.get("$ref", "").rpartition("/")[2], body).get("properties")
    if fields:
        assert isinstance(request.body, dict)
        assert set(request.body) == set(fields)
    else:
        assert request.body == ("a content" if body else None)


def test_every_operation_for_users_has_a_method() -> None:
    """E1: those of the API document, one each."""
    names = [named for named, _ in FOUND]
    assert {("videos", "create"), ("storyboards", "shoot"), ("prompts", "watch"), ("admin", "get_user")} <= set(names)
    assert len(set(names)) == len(names) > 100


def test_bodies_and_answers_of_csv_have_methods_of_their_own() -> None:
    """E1, V12, P4: sent as they are, read as they come."""
    sent, exported = request_of("videos", "create_batch_csv"), request_of("prompts", "export_csv")
    assert (sent.body, sent.media_type, sent.as_text) == ("a csv", "text/csv", False)
    assert (exported.query["format"], exported.as_text, request_of("prompts", "export").query["format"]) == ("csv", True, "json")
