"""`make check` and `make test`: the static checks, then the tests, then the coverage gate.

What rests on nothing that has changed since it was last seen green is left out: see local/green.py.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from coverage import CoverageData

from local import coverage_marks, green

_ROOT = Path(__file__).resolve().parents[1]
_COVERAGE = _ROOT / ".local" / "coverage"
_REPORT = _ROOT / ".local" / "tests.xml"
_SOME_FAILED = 1  # as pytest says where all were run
_PYTHON = [sys.executable, "-m"]
_TYPES = green.SUITES[green.TYPES].command
_WORKERS = str(min(4, max(2, os.cpu_count() or 2)))  # each with a stack of its own, whose clock its tests move
_SPREAD = ["-n", _WORKERS, "--dist", "loadfile", "--no-loadscope-reorder"]  # in the order of tests/conftest.py

_QUICK: tuple[tuple[str, Sequence[str]], ...] = (
    ("format", [*_PYTHON, "ruff", "format", "--check", "--quiet", "."]),
    ("lint", [*_PYTHON, "ruff", "check", "--quiet", "."]),
    ("openapi", [*_PYTHON, "local.openapi", "--check"]),
    ("clients", [*_PYTHON, "local.api_clients"]),
    ("Python client", [*_PYTHON, "local.python_client.tested"]),
    ("studio", [*_PYTHON, "local.studio.checked"]),
    ("catalog", [*_PYTHON, "local.catalog_check"]),
    ("infra", [*_PYTHON, "local.infra.terraform"]),
)


def check() -> bool:
    """Every static check, also after one has failed, so that one run tells all."""
    quick, due = _quick(), _types_due()
    types = not due or _timed("types", _TYPES)
    green.record(due if types else {})
    return quick and types


def test() -> bool:
    """The static checks and the tests; all must hold. Types are checked beside the tests, in the time that these wait."""
    quick, due = _quick(), _types_due()
    if not due:
        return _tests() and quick
    with subprocess.Popen(["nice", *_TYPES], cwd=_ROOT, stdout=subprocess.PIPE, text=True) as types:
        tests = _tests()
        said, _ = types.communicate()
    print(f"{said.strip()}\ntypes: {'FAILED' if types.returncode else 'ok'}", flush=True)
    green.record({} if types.returncode else due)
    return quick and tests and not types.returncode


def _types_due() -> dict[str, str]:
    due = green.behind({green.TYPES: green.SUITES[green.TYPES]})
    if not due:
        print("types: seen green as they stand (ALL=1 looks again)", flush=True)
    return due


def _quick() -> bool:
    results = [_timed(name, command) for name, command in _QUICK]
    return all(results)


def _tests() -> bool:
    coverage_marks.forget(_COVERAGE)
    _COVERAGE.mkdir(parents=True, exist_ok=True)
    marking = {coverage_marks.FOLDER: str(_COVERAGE), "PYTEST_PLUGINS": coverage_marks.__name__}
    due = {name: told for name, told in green.behind().items() if green.SUITES[name].tests}
    left_out = [path for name, suite in green.SUITES.items() if name not in due for path in suite.tests]
    print(f"seen green and left out (ALL=1 runs them too): {', '.join(left_out) or 'nothing'}", flush=True)
    ignored = [f"--ignore={path}" for path in left_out]
    ended = _ended("tests", [*_PYTHON, "pytest", "-q", *_SPREAD, f"--junit-xml={_REPORT}", *ignored], marking)
    if ended in (0, _SOME_FAILED):
        green.record(green.beside(green.failed(_REPORT), due))
    return ended == 0 and _coverage()


def _coverage() -> bool:
    data = CoverageData(str(_COVERAGE / "data"))
    found = dict(coverage_marks.reached(_COVERAGE))
    data.add_lines(found)
    data.touch_files(found)
    data.write()
    return _timed("coverage", [*_PYTHON, "coverage", "report"])


def _timed(name: str, command: Sequence[str]) -> bool:
    return _ended(name, command, {}) == 0


def _ended(name: str, command: Sequence[str], told: Mapping[str, str]) -> int:
    began = time.monotonic()
    code = subprocess.run(command, cwd=_ROOT, env={**os.environ, **told}, check=False).returncode
    print(f"{name}: {'FAILED' if code else 'ok'} ({time.monotonic() - began:.1f} s)", flush=True)
    return code


_COMMANDS = {"check": check, "test": test}


if __name__ == "__main__":
    try:
        raise SystemExit(0 if _COMMANDS[sys.argv[1]]() else 1)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
