"""Which lines of the product have run, without a tracer: that would make everything around them half as fast.

`python -m local.coverage_marks MODULE` runs a module whose imports from the product are compiled with a mark before each
statement; as a plugin it does so in each process of pytest. The marks of a file are a file of their own, a byte a line, that
all processes map: a process that is killed loses none. `reached` reads them afterwards; what counts as a line, and the
report, are coverage's business.
"""

from __future__ import annotations

import ast
import hashlib
import mmap
import os
import runpy
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

FOLDER = "RUSHES_LINES_FOLDER"  # names where the marks are kept
_ROOT = Path(__file__).resolve().parents[1]
_PRODUCT = ("functions", "shared")
MARKS = "__marks__"
_MARKED = ".marks"
_COMPILED = f".{hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]}.pyc"  # by this version of what stands below


def forget(folder: Path) -> None:
    """What ran before; what was compiled with marks is kept, and Python sees by itself whether its source is still the same."""
    for file in list(folder.rglob("*")):
        if file.is_file() and not file.name.endswith(_COMPILED):
            file.unlink()


def reached(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """Each file of the product, and its lines that have run."""
    for source in (source for package in _PRODUCT for source in (_ROOT / package).rglob("*.py")):
        marks = _beside(folder, source, _MARKED)
        yield str(source), [line for line, mark in enumerate(marks.read_bytes()) if mark] if marks.exists() else []


class _Finder(MetaPathFinder):
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in _PRODUCT:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path, self._folder)
        return spec


class _Loader(SourceFileLoader):
    def __init__(self, fullname: str, path: str, folder: Path) -> None:
        super().__init__(fullname, path)
        self._folder = folder

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> CodeType:
        tree = ast.fix_missing_locations(with_marks(ast.parse(data)))
        return compile(tree, path, "exec", dont_inherit=True, optimize=_optimize)

    def get_data(self, path: str) -> bytes:
        return super().get_data(self._ours(path))

    def set_data(self, path: str, data: Any, *, _mode: int = 0o666) -> None:
        super().set_data(self._ours(path), data, _mode=_mode)

    def _ours(self, path: str) -> str:
        """What is compiled with marks is kept apart from what is compiled without."""
        return str(_beside(self._folder, Path(self.path), _COMPILED)) if path.endswith(".pyc") else path

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__[MARKS] = self._marks()
        super().exec_module(module)

    def _marks(self) -> mmap.mmap:
        path = _beside(self._folder, Path(self.path), _MARKED)
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = self.get_data(self.path).count(b"\n") + 2
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(descriptor, lines)  # to the same length by all, so it harms no marks that are there
            return mmap.mmap(descriptor, lines)
        finally:
            os.close(descriptor)


def _beside(folder: Path, source: Path, suffix: str) -> Path:
    return folder / source.relative_to(_ROOT).with_suffix(suffix)


def with_marks(tree: ast.Module) -> ast.Module:
    """The same program, with a mark of its line before each statement."""
    for node in list(ast.walk(tree)):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):  # not a lambda's
                setattr(node, field, list(_marked(node, field, block)))
    return tree


def _marked(parent: ast.AST, field: str, block: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    if isinstance(parent, ast.ExceptHandler):
        yield _mark(parent.lineno, block[0])
    elif isinstance(parent, ast.match_case):
        yield _mark(parent.pattern.lineno, block[0])
    for number, statement in enumerate(block):
        if number == 0 and field == "body" and _must_be_first(parent, statement):
            yield statement
            continue
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            yield statement
            yield _mark(statement.lineno, statement)
            continue
        for decorator in getattr(statement, "decorator_list", ()):
            yield _mark(decorator.lineno, statement)
        yield _mark(statement.lineno, statement)
        yield statement


def _must_be_first(parent: ast.AST, statement: ast.stmt) -> bool:
    """A docstring is one only where it stands first."""
    owns_one = isinstance(parent, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    return owns_one and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _mark(line: int, place: ast.stmt) -> ast.stmt:
    target = ast.Subscript(ast.Name(MARKS, ast.Load()), ast.Constant(line), ast.Store())
    return ast.copy_location(ast.Assign([target], ast.Constant(1)), place)


def _mark_what_is_imported() -> None:
    sys.meta_path.insert(0, _Finder(Path(os.environ[FOLDER])))


def pytest_load_initial_conftests() -> None:
    """Before a test has imported anything of the product."""
    _mark_what_is_imported()


if __name__ == "__main__":
    _mark_what_is_imported()
    runpy.run_module(sys.argv[1], run_name="__main__", alter_sys=True)
