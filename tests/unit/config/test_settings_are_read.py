"""What can be set takes effect: each value of each section is read by something that knows the section."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import get_args

from pydantic import BaseModel

from shared.config.model import SECTIONS, Feature, Section
from tests.fixtures.sources import domain_of, modules, parsed

_ITSELF = ("shared.config.model", "shared.config.views")


def values(section: type[BaseModel]) -> Iterator[tuple[str, str]]:
    """Each value, those within values too, with the class that has it."""
    for name, field in section.model_fields.items():
        yield section.__name__, name
        for within in _models(field.annotation):
            yield from values(within)


def _models(annotation: object) -> Iterator[type[Section]]:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def read_by() -> dict[str, set[str]]:
    """By name, the modules of the product that take it from something, or look it up by that name."""
    found: dict[str, set[str]] = {}
    for name, path in modules("shared", "functions"):
        if name in _ITSELF:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Attribute):
                found.setdefault(node.attr, set()).add(name)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.setdefault(node.value, set()).add(name)
    return found


def _home(module: str) -> str:
    return domain_of(module) or module


def _homes(readers: dict[str, set[str]], name: str) -> set[str]:
    return {_home(each) for each in readers.get(name, ())}


def test_each_value_that_can_be_set_is_read() -> None:
    """X1: where the configuration is known, be it by another module of the same domain; whatever is settable takes effect."""
    knows = {_home(name) for name, path in modules("shared", "functions") if "config" in path.read_text(encoding="utf-8")}
    readers = read_by()
    wanted = {each for section in SECTIONS.values() for each in values(section)}
    assert len(wanted) > 60
    assert [f"{owner}.{name}" for owner, name in sorted(wanted) if not _homes(readers, name) & knows] == []


def test_each_feature_that_can_be_closed_has_its_door() -> None:
    """X1: a feature of the roll-out that nothing asks for would close nothing."""
    asked = set[str]()
    for _, path in modules("shared", "functions"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("require_feature"):
                asked |= {str(each.value) for each in node.args if isinstance(each, ast.Constant)}
            if isinstance(node, ast.keyword) and node.arg == "feature" and isinstance(node.value, ast.Constant):
                asked.add(str(node.value.value))
    assert asked == set(get_args(Feature))
