"""What is marked as reached is what a tracer sees."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from coverage import Coverage

from local.coverage_marks import MARKS, with_marks

_PROGRAM = '''"""Its docstring stays one."""

from __future__ import annotations

import functools

KINDS = {
    "one": 1,
    "two": 2,
}


def told(function):
    return function


class Animal:
    """It has a name."""

    legs: int = 4

    @property
    def name(self):
        """What it is called."""
        return "fox"

    @told
    @functools.cache
    def never(self):
        return 1


def kind(value):
    match value:
        case int():
            return "number"
        case str() as text if text:
            return "text"
        case _:
            return "other"


def tried(function):
    try:
        function()
    except KeyError:
        return "no key"
    except (TypeError, ValueError) as error:
        said = str(error)
        return said
    else:
        return "good"
    finally:
        KINDS["tried"] = 3


def many(count):
    for number in range(count):
        if number == 1:
            continue
        elif number > 5:
            break
    else:
        return "all"
    while count:
        count -= 1
    with open(__file__) as source:
        source.readline()
    return [each for each in range(3) if each]


async def later():
    async with None:
        return 1


many(3), many(8), kind(1), kind(None), tried(lambda: {}["x"]), tried(lambda: None), Animal().name
'''


def reached_by_marks(path: Path) -> set[int]:
    marks = bytearray(_PROGRAM.count("\n") + 2)
    names: dict[str, Any] = {MARKS: marks, "__file__": str(path), "__name__": "sample"}
    exec(compile(ast.fix_missing_locations(with_marks(ast.parse(_PROGRAM))), str(path), "exec", dont_inherit=True), names)
    assert names["__doc__"] == "Its docstring stays one."
    assert names["Animal"].__doc__ == "It has a name."
    return {line for line, mark in enumerate(marks) if mark}


def reached_by_a_tracer(path: Path) -> tuple[set[int], set[int]]:
    """What counts as a line, and which of them have run."""
    tracer = Coverage(data_file=None, include=[str(path)])
    tracer.start()
    try:
        exec(compile(_PROGRAM, str(path), "exec", dont_inherit=True), {"__file__": str(path), "__name__": "sample"})
    finally:
        tracer.stop()
    _, statements, _, missing, _ = tracer.analysis2(str(path))
    return set(statements), set(statements) - set(missing)


def test_what_is_marked_is_what_has_run(tmp_path: Path) -> None:
    """Q1: the same lines as a tracer's, but for a handler or a case that was looked at and did not fit."""
    path = tmp_path / "program.py"
    path.write_text(_PROGRAM)
    lines = _PROGRAM.splitlines()
    statements, traced = reached_by_a_tracer(path)
    marked = reached_by_marks(path) & statements
    assert marked <= traced
    assert {lines[line - 1].strip() for line in traced - marked} <= {"case str() as text if text:"}
