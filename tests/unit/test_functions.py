"""docs/functions.md tells of every deployed function who calls it and what it takes."""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import main
from shared.platform.web import callers
from tests.fixtures.sources import parsed

ROOT = Path(__file__).parents[2]
TOPOLOGY: dict[str, Any] = json.loads((ROOT / "infra" / "topology.json").read_text(encoding="utf-8"))
CALLED_BY = {
    callers.anyone: "Called by anybody",
    callers.user: "Called by users",
    callers.agent: "Called by agents",
    callers.admin: "Called by operators",
}
START = "start-…"  # one for each model


@cache
def sections() -> dict[str, str]:
    page = (ROOT / "docs" / "functions.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^### `([\w-]+)`\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL))


@cache
def deliveries() -> frozenset[tuple[str, str]]:
    """Which queue calls which function, by every call that enqueues."""
    trees = [parsed(path) for path in (ROOT / "shared").rglob("*.py")]
    return frozenset(found for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) for found in _put(node))


def _put(call: ast.Call) -> Iterator[tuple[str, str]]:
    if isinstance(call.func, ast.Attribute) and call.func.attr == "put" and len(call.args) >= 4:
        queue, function = call.args[:2]
        if isinstance(function, ast.Constant):
            names = [each.value for each in ast.walk(queue) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            yield from ((name, str(function.value)) for name in names or [START])


def test_every_function_has_its_entry() -> None:
    """Q4: and no other has one."""
    assert set(sections()) == set(TOPOLOGY["functions"])


@pytest.mark.parametrize("name", main.FUNCTIONS)
def test_an_entry_names_whoever_calls_and_every_route_of_a_worker(name: str) -> None:
    """Q4: callers as the door lets them in, queues as they are used, schedules and notifications as they are declared."""
    door, deployed = importlib.import_module(f"functions.{name}").door, name.replace("_", "-")
    told, _, rest = sections()[deployed].strip().partition("\n")
    if said := CALLED_BY.get(door.caller):
        assert told.startswith(said)
    named = set(re.findall(r"`([\w…-]+)`", told.partition(". ")[0]))
    called = {queue for queue, function in deliveries() if function == deployed}
    for kind in ("schedules", "notifications"):
        called |= {each for each, declared in TOPOLOGY[kind].items() if declared["function"] == deployed}
    assert called <= named
    assert {each for each in named if each in TOPOLOGY["queues"]} <= called
    if called or deployed == "hooks":
        assert re.findall(r"^\| `(\w+ \S+)` \|", rest, re.MULTILINE) == [f"{route.method} {route.path}" for route in door.routes]


def test_whatever_an_entry_says_it_touches_exists() -> None:
    """Q4: documents of the data model, queues, buckets and functions of the topology."""
    model = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    documents = {where.split("/")[0] for where in re.findall(r"^## `(.+?)`$", model, re.MULTILINE)}
    known = documents.union({START}, TOPOLOGY["queues"], TOPOLOGY["buckets"], TOPOLOGY["functions"])
    for name, said in sections().items():
        for sentence in re.findall(r"(?:Writes|Reads|Enqueues|Replays)[^.]*", said):
            assert {word for word in re.findall(r"`([\w…/-]+)`", sentence) if word.split("/")[0] not in known} == set(), name
