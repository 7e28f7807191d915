"""Every query of the code against infra/firestore.indexes.json: none without its index, no index without its query."""

from __future__ import annotations

import ast
import importlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from shared.config import sections
from shared.platform import clients
from shared.platform.firestore.client import Firestore
from shared.platform.firestore.documents import Store
from tests.fixtures.fakes import FakeClock
from tests.fixtures.sources import parsed
from tests.unit.indexes.needs import Indexes
from tests.unit.indexes.queries import ASKED_BY, ROWS
from tests.unit.indexes.recorder import ROOT, Asked, Recorder

STORE = {f"shared/platform/firestore/{name}.py" for name in ("documents", "cold_start", "client", "rest", "rest_values")}
_QUERIES = ("find", "all_in", "sum_in", "count", "sum_of")  # of the store
DECLARED = Indexes(json.loads((ROOT / "infra" / "firestore.indexes.json").read_text()))


@dataclass(frozen=True)
class Site:
    """A place in the code that asks a query."""

    file: str
    function: str
    first: int
    last: int

    @property
    def name(self) -> str:
        return f"{self.file.removesuffix('.py').removesuffix('/__init__').replace('/', '.')}:{self.function}"


@cache
def sites() -> tuple[Site, ...]:
    return tuple(_sites())


def _sites() -> Iterator[Site]:
    for path in sorted([*(ROOT / "shared").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]):
        for function in ast.walk(parsed(path)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and _asks(node.func):
                        file = path.relative_to(ROOT).as_posix()
                        yield Site(file, function.name, node.lineno, node.end_lineno or node.lineno)


def _asks(called: ast.expr) -> bool:
    """`store().find(…)`; the store stands under no other name, which the last test here holds."""
    owner = called.value if isinstance(called, ast.Attribute) and called.attr in _QUERIES else None
    return isinstance(owner, ast.Call) and isinstance(owner.func, ast.Name) and owner.func.id == "store"


@pytest.fixture(scope="module")
def asked() -> list[Asked]:
    """All that the code asks, once: every module reads and writes through a recorder meanwhile."""
    recorder = Recorder(ROWS)
    recording = Store(Firestore(recorder.client()), FakeClock())
    for name in ASKED_BY:
        importlib.import_module(name.partition(":")[0])
    known = clients.store
    with pytest.MonkeyPatch.context() as patched:
        for name, module in list(sys.modules.items()):
            if name.startswith("shared.") and vars(module).get("store") is known:
                patched.setattr(module, "store", lambda: recording)
        sections.forget()
        for name, calls in ASKED_BY.items():
            module, _, function = name.partition(":")
            for call in calls:
                call(vars(sys.modules[module])[function])
        sections.forget()
    return recorder.asked


def test_every_place_that_asks_a_query_is_declared() -> None:
    """N2: a new query cannot be forgotten here, and none stays here that is gone or has another name."""
    assert {site.name for site in sites()} == set(ASKED_BY)


def test_every_place_that_asks_a_query_was_heard(asked: list[Asked]) -> None:
    """N2: what stands here asks in every way that the code can."""
    found = sites()
    unheard = [
        site for site in found if not any(each.file == site.file and site.first <= each.line <= site.last for each in asked)
    ]
    assert unheard == []
    places = {(site.file, line) for site in found for line in range(site.first, site.last + 1)}
    assert [each for each in asked if (each.file, each.line) not in places] == []


def test_no_query_is_without_its_index_and_no_index_without_its_query(asked: list[Asked]) -> None:
    """N2: one that is missing fails in production alone, one that is unused costs with every write."""
    assert {f"{each.file}:{each.line} needs {lack}" for each in asked if (lack := DECLARED.lacks(each.query))} == set()
    assert DECLARED.unused(each.query for each in asked) == []


def test_there_is_no_other_way_to_ask() -> None:
    """N2: queries are built by the store alone, and the store is always asked as `store()`."""
    builders = {"FieldFilter", "collection_group", "order_by", "run_query", "on_snapshot"}
    elsewhere: list[str] = []
    for path in sorted([*(ROOT / "shared").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]):
        file = path.relative_to(ROOT).as_posix()
        for node in ast.walk(parsed(path)):
            name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            if file in STORE:
                continue
            if name in builders:
                elsewhere.append(f"{file} {name}")
            if name in ("all_in", "sum_in", "sum_of") and isinstance(node, ast.Attribute) and not _asks(node):
                elsewhere.append(f"{file} {name}")
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and _is_store(node.value.func):
                elsewhere.append(f"{file} keeps the store")
    assert elsewhere == []


def _is_store(called: ast.expr) -> bool:
    return isinstance(called, ast.Name) and called.id == "store"
