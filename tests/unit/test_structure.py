"""The shape of the house: what stands where, and in one place."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re

import pytest

import main
from shared.platform.renamed import names_of
from shared.platform.web import callers
from shared.platform.web.async_door import AsyncDoor
from tests.fixtures.sources import ROOT, domain_of, layer_of, modules, parsed


def test_the_environment_is_read_in_one_place() -> None:
    """Q1: one module knows every variable."""
    reads = re.compile(r"\bos\.environ|import .*\benviron\b|getenv")
    readers = [name for name, path in modules("functions", "shared") if reads.search(path.read_text())]
    assert readers == ["shared.platform.settings"]


def test_each_file_of_functions_is_one_deployed_function() -> None:
    """Q1: the registry, the folder and the topology name the same functions."""
    files = {path.stem for path in (ROOT / "functions").glob("*.py")} - {"__init__", "forms"}
    deployed = json.loads((ROOT / "infra" / "topology.json").read_text())["functions"]
    assert files == set(main.FUNCTIONS) == {name.replace("-", "_") for name in deployed}


def test_long_files_are_split() -> None:
    """Q1: a file does one thing."""
    product = [(name, path) for name, path in modules("functions", "shared", "standins", "local") if "tests" not in path.parts]
    assert [name for name, path in product if len(path.read_text().splitlines()) > 340] == []


_RAW = ("reconcile", "upgrade")  # what they look at is whether a document is as it should be


def parses_of_others(name: str, tree: ast.Module) -> list[int]:
    """Where the fields of a document at another domain's path are looked into, other than by that domain's functions."""
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    owners = {alias.asname or alias.name: domain_of(f"{node.module}.{alias.name}") for node in imports for alias in node.names}
    owners = {known: owner for known, owner in owners.items() if owner and owner != domain_of(name)}
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    found: list[int] = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and node.attr == "fields" and isinstance(node.value, ast.Subscript | ast.Call)):
            continue
        whose = {owners[each.id] for each in ast.walk(node.value) if isinstance(each, ast.Name) and each.id in owners}
        parent = parents[node]
        asks_whether = isinstance(parent, ast.Compare) and ast.unparse(parent).endswith(("is None", "is not None"))
        by = parent.func if isinstance(parent, ast.Call) else parent
        reader = next((owners.get(each.id) for each in ast.walk(by) if isinstance(each, ast.Name)), None)
        if whose and not asks_whether and not (isinstance(parent, ast.Call) and reader in whose):
            found.append(node.lineno)
    return found


def test_documents_of_another_domain_are_read_by_its_functions() -> None:
    """Q4: what a field is called and means stands in one domain; others may only ask whether a document is there."""
    domains = [(name, path) for name, path in modules("shared") if domain_of(name) and domain_of(name) not in _RAW]
    assert [f"{name}:{line}" for name, path in domains for line in parses_of_others(name, parsed(path))] == []


def test_a_look_into_another_domains_document_is_seen() -> None:
    """Q4: the rule above by what it is to find, and by what it is to leave alone."""
    source = """
from shared.images.model import image_path, read_image
from shared.films.model import film_path
width = seen[image_path(each)].fields["width"]
status = (store().get(image_path(each)).fields or {}).get("status")
there = seen[image_path(each)].fields is not None
image = read_image(seen[image_path(each)].fields)
own = seen[film_path(each)].fields["status"]
"""
    assert parses_of_others("shared.films.reads", ast.parse(source)) == [4, 5]


def test_who_knows_one_domain_knows_them_all() -> None:
    """Q4: of the modules that are worth a name, most have one that stands in at least three domains."""
    domains: dict[str, set[str]] = {}
    named = [(name.split(".")[1:], path) for name, path in modules("shared") if layer_of(name) == "domain"]
    named = [(parts, path) for parts, path in named if len(parts) == 2 and len(path.read_text().splitlines()) >= 15]
    for (domain, module), _ in named:
        domains.setdefault(module, set()).add(domain)
    shared = [module for (_, module), _ in named if len(domains[module]) >= 3]
    assert len(shared) / len(named) >= 0.6


def test_only_asynchronous_doors_have_coroutines() -> None:
    """V9: a coroutine behind a synchronous door would never run."""
    for name in main.FUNCTIONS:
        door = importlib.import_module(f"functions.{name}").door
        kinds = {inspect.iscoroutinefunction(route.handler) for route in door.routes}
        assert True not in kinds or isinstance(door, AsyncDoor), name


def test_no_route_begins_with_its_own_doors_name() -> None:
    """N1: that name may stand before any path, and is taken off."""
    for name in main.FUNCTIONS:
        door = importlib.import_module(f"functions.{name}").door
        assert [route.path for route in door.routes if route.path.split("/")[1] in names_of(door.name)] == [], name


def test_every_door_for_users_keeps_their_pace() -> None:
    """L1: no user-facing function without a limit, be they signed in or not."""
    doors = [importlib.import_module(f"functions.{name}").door for name in main.FUNCTIONS]
    paced = (callers.user, callers.visitor, callers.agent)
    assert {door.name for door in doors if door.caller in paced} == {door.name for door in doors if door.pace}


STATES = ("status", "state", "deleting")  # the fields that tell a state


def writes_of_states(tree: ast.Module) -> list[int]:
    """Where a state is named as a key of what is written, or as what a copy is to differ in; not in codecs and answers."""
    found: list[int] = []
    codecs = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name in ("fields", "read", "shown")]
    exempt = {id(node) for codec in codecs for node in ast.walk(codec)}
    for node in ast.walk(tree):
        if id(node) in exempt:
            continue
        if isinstance(node, ast.Dict):
            found += [node.lineno for key in node.keys if isinstance(key, ast.Constant) and key.value in STATES]
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.slice, ast.Constant):
            found += [node.lineno] if node.slice.value in STATES else []
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("replace", "dict"):
            found += [node.lineno for keyword in node.keywords if keyword.arg in STATES]
    return found


def test_states_are_written_by_the_one_transition_alone() -> None:
    """V2: what has a table of steps is created by its admission, and changed only by what looks its step up there."""
    stateful = {path.parent.name for path in (ROOT / "shared").glob("*/states.py")}
    assert stateful == {"videos", "films", "prompts", "images", "exports", "account_deletion"}
    domains = [f"shared/{each}" for each in sorted(stateful | {"erasure", "lifecycle", "sweeping", "admin", "storyboards"})]
    wrong = [f"{name}:{line}" for name, path in modules(*domains) for line in writes_of_states(parsed(path))]
    assert [each for each in wrong if not each.startswith(_TOLD)] == []


_TOLD = ("shared.storyboards.reads:", "shared.storyboards.commands:", "shared.videos.admission:")  # answers, not documents


def test_a_state_is_given_to_a_copy_in_one_place() -> None:
    """V2: `after` of a machine is what writes a state, and only who takes a step calls it."""
    callers_of = {"after": set[str](), "stepped": set[str]()}
    for name, path in modules("shared"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Attribute) and node.attr in callers_of and "machine" in ast.unparse(node.value).lower():
                callers_of[node.attr].add(name)
    takers = (
        *("account_deletion.transitions", "exports.transitions", "films.steps", "images.transitions", "prompts.steps"),
        "videos.steps",
    )
    assert sorted(callers_of["after"]) == [f"shared.{each}" for each in takers]
    assert callers_of["stepped"] == {"shared.prompts.steps"}


@pytest.mark.parametrize(
    "source", ['Update(seen, {"status": "ready"})', "replace(film, status=new)", 'marks["state"] = new', "dict(deleting=True)"]
)
def test_a_state_that_is_written_is_seen(source: str) -> None:
    """V2: the rule above by what it is to find."""
    assert writes_of_states(ast.parse(source)) == [1]
