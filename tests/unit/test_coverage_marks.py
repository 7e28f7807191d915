"""What is marked as reached is what a tracer sees."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from coverage import Coverage

from local import coverage_marks
from local.coverage_marks import MARKS, with_marks
from local.tools import ROOT

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


def test_what_ran_before_is_forgotten_and_what_was_compiled_is_kept(tmp_path: Path) -> None:
    """Q1: no run counts what another reached; modules that have not changed are not compiled for each run."""
    code, name = "import sys; sys.path.insert(0, '.'); import shared.platform.clock", coverage_marks.FOLDER
    program = f"from local import coverage_marks; coverage_marks.pytest_load_initial_conftests()\n{code}"
    told = {each: value for each, value in os.environ.items() if each != "PYTHONDONTWRITEBYTECODE"}
    compiled: list[dict[Path, int]] = []
    for _ in range(2):
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={**told, name: str(tmp_path)}, check=True)
        assert any(lines for _, lines in coverage_marks.reached(tmp_path))
        compiled.append({file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.pyc")})
        (tmp_path / "shared" / "by-another-version.pyc").touch()
        coverage_marks.forget(tmp_path)
        assert not any(lines for _, lines in coverage_marks.reached(tmp_path))
        assert {file for file in tmp_path.rglob("*") if file.is_file()} == {*compiled[-1]}
    assert compiled[0] == compiled[1] != {}
