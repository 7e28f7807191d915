"""Which details each refusal comes with: read from the classes, their words, and from wherever they are raised."""

from __future__ import annotations

import ast
import re
import string
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from local.openapi import errors
from shared.platform.errors import AppError
from shared.user_files.errors import NotAccepted

_ROOT = Path(__file__).parents[2]


@cache
def by_code() -> Mapping[str, list[type[AppError]]]:
    found = defaultdict[str, list[type[AppError]]](list)
    codes = {error.code for error in errors.refusals()}
    for error in sorted(errors.every(), key=lambda each: (len(each.__mro__), each.__name__)):
        if error.code in codes and (error.__subclasses__() == [] or _place(error) in _raised()):  # a mere base is never raised
            found[error.code].append(error)
    return dict(sorted(found.items()))


def always(error: type[AppError]) -> set[str]:
    """Those that its message cannot be said without."""
    told = (field for text in error.message for _, field, _, _ in string.Formatter().parse(text) if field)
    return {re.split(r"[.\[]", field)[0] for field in told}


def of(error: type[AppError]) -> set[str]:
    """What its texts name, what it is raised with, and what its own `__init__` adds."""
    fields = [field for text in (*error.message, *error.action) for _, field, _, _ in string.Formatter().parse(text) if field]
    listed = {error.listed} if issubclass(error, NotAccepted) else set[str]()
    made = (_raised().get(f"{_place(each)}.__init__", set()) for each in error.__mro__ if issubclass(each, AppError))
    return listed.union({re.split(r"[.\[]", field)[0] for field in fields}, _raised().get(_place(error), set()), *made)


def _place(error: type[AppError]) -> str:
    return f"{error.__module__}.{error.__name__}"


@cache
def _raised() -> Mapping[str, set[str]]:
    """Whatever is named outside of imports and bases, by its place; with the names that calls of it give to what they pass."""
    found, names = defaultdict[str, set[str]](set), re.compile("|".join(rf"\b{each.__name__}\b" for each in errors.every()))
    for path in sorted(each for folder in ("shared", "functions") for each in (_ROOT / folder).rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if names.search(text):
            module = ".".join(path.relative_to(_ROOT).with_suffix("").parts).removesuffix(".__init__")
            _read(ast.parse(text), module, found)
    return found


def _read(tree: ast.Module, module: str, found: dict[str, set[str]]) -> None:
    nodes = list(ast.walk(tree))
    known, bases = dict[str, str](), set[int]()
    for node in nodes:
        if isinstance(node, ast.ClassDef):
            known[node.name] = f"{module}.{node.name}"
            bases |= {id(base) for base in node.bases}
            for call in (each for each in ast.walk(node) if isinstance(each, ast.Call)):
                if isinstance(call.func, ast.Attribute) and call.func.attr == "__init__":
                    found[f"{module}.{node.name}.__init__"] |= _keywords(call)
        elif isinstance(node, ast.ImportFrom):
            known |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in bases and (place := _found(node, known)):
            found[place] |= set()
        elif isinstance(node, ast.Call) and (place := _found(node.func, known)):
            found[place] |= _keywords(node)


def _found(node: ast.expr, known: Mapping[str, str]) -> str | None:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
        return f"{known[node.value.id]}.{node.attr}"
    return None


def _keywords(call: ast.Call) -> set[str]:
    return {keyword.arg for keyword in call.keywords if keyword.arg}
