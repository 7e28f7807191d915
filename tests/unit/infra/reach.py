"""What a deployed function can reach: by syntax, from its door over every name that it uses, whatever is never called.

Methods count with their class. What only types need is left out. It sees too much rather than too little.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.fixtures.sources import parsed

ROOT = Path(__file__).parents[3]
Unit = tuple[str, str]  # a module and a name at its top


class _Names(ast.NodeVisitor):
    """The names that a piece of code uses, its annotations left out."""

    def __init__(self) -> None:
        self.plain: set[str] = set()
        self.dotted: set[tuple[str, str]] = set()
        self.attributes: set[str] = set()
        self.asked: set[tuple[str, str]] = set()  # `files().delete` is ("files", "delete")

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self.plain.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.attributes.add(node.attr)
        if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Name):
            self.asked.add((node.value.func.id, node.attr))
        if isinstance(node.value, ast.Name):
            self.dotted.add((node.value.id, node.attr))
        self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> None:
        pass

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        for each in (node.target, node.value):
            if each is not None:
                self.visit(each)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        for each in (*node.decorator_list, node.args, *node.body):
            self.visit(each)

    visit_AsyncFunctionDef = visit_FunctionDef


@cache
def _names(node: ast.AST) -> _Names:
    found = _Names()
    found.visit(node)
    return found


@cache
def trees() -> dict[str, ast.Module]:
    found: dict[str, ast.Module] = {}
    for path in (*ROOT.glob("shared/**/*.py"), *ROOT.glob("functions/**/*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = parsed(path)
    return found


@cache
def _units() -> dict[Unit, list[ast.AST]]:
    found: dict[Unit, list[ast.AST]] = {}
    for module, tree in trees().items():
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.setdefault((module, node.name), []).append(node)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                for name in (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)):
                    found.setdefault((module, name), []).append(node)
    return found


@cache
def _imports(module: str) -> dict[str, Unit]:
    """What a module's names stand for: ("a.b", "") is a module, ("a.b", "c") a name in one."""
    tree = trees()[module]
    typing = {id(each) for node in ast.walk(tree) if isinstance(node, ast.If) and _is_typing(node) for each in ast.walk(node)}
    found: dict[str, Unit] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in typing:
            for each in node.names:
                whole = f"{node.module}.{each.name}"
                found[each.asname or each.name] = (whole, "") if whole in trees() else (node.module, each.name)
    return found


def _is_typing(node: ast.If) -> bool:
    return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _used(unit: Unit) -> Iterator[Unit]:
    module, imports = unit[0], _imports(unit[0])
    for names in map(_names, _units()[unit]):
        yield from ((module, name) for name in names.plain)
        yield from (imports[name] for name in names.plain if name in imports)
        yield from ((imports[base][0], name) for base, name in names.dotted if base in imports and not imports[base][1])


@cache
def reached(function: str) -> frozenset[Unit]:
    """Everything at the top of our modules that this function's door leads to."""
    home = f"functions.{function.replace('-', '_')}"
    others = {module for module, name in _imports(home).values() if module.startswith("functions.") and not name}
    ahead = [unit for unit in _units() if unit[0] in {home, *others}]
    seen: set[Unit] = set()
    while ahead:
        unit = ahead.pop()
        if unit not in seen and unit in _units():
            seen.add(unit)
            ahead += _used(unit)
    return frozenset(seen)


def settings_read(function: str) -> set[str]:
    """The names of attributes that it reads of anything, settings among them."""
    units = [unit for unit in reached(function) if unit[0] != "shared.platform.settings"]
    return {name for unit in units for node in _units()[unit] for name in _names(node).attributes}


def asked(function: str, client: str) -> set[str]:
    """What it has a client do: `files` of the files, `store` of the database."""
    units = (_names(node) for unit in reached(function) for node in _units()[unit])
    return {what for names in units for of, what in names.asked if of == client}


class Sent(NamedTuple):
    """One kind of task: the queues that it may be put on (`start-` for those of all models), who works on it, for how long."""

    queues: frozenset[str]
    function: str
    seconds: int


@cache
def sent() -> tuple[Sent, ...]:
    """Every call of ours that enqueues."""
    return tuple(each for tree in trees().values() for each in _sent_in(tree))


def _sent_in(tree: ast.Module) -> Iterator[Sent]:
    numbers: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant):
            numbers[node.targets[0].id] = node.value.value
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "put" and len(node.args) > 3:
            queue, function = node.args[:2]
            if isinstance(function, ast.Constant):
                names = [each.value for each in ast.walk(queue) if isinstance(each, ast.Constant) and isinstance(each.value, str)]
                given = next((each.value for each in node.keywords if each.arg == "deadline_s"), None)
                seconds = given.value if isinstance(given, ast.Constant) else numbers.get(getattr(given, "id", ""))
                assert isinstance(seconds, int), f"a task whose time cannot be read: {ast.unparse(node)}"
                yield Sent(frozenset(names or ["start-"]), str(function.value), seconds)
