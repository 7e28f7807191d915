"""What is left out of `make test` is only what nobody has touched since it was seen green."""

from __future__ import annotations

import ast
import json
import tomllib
from pathlib import Path

import pytest

from local import green
from local.green import RECORD, SUITES, Suite
from local.tools import ROOT
from tests.fixtures.sources import parsed

FILES = {
    "part/__init__.py": "",
    "part/__main__.py": "import local.helper\n",
    "part/page.html": "<html>",
    "local/__init__.py": "",
    "local/helper.py": "from local import deep\n",
    "local/deep.py": "",
    "local/started/__init__.py": "",
    "local/started/__main__.py": "",
    "local/other.py": "",
    "tests/__init__.py": "",
    "tests/conftest.py": "import local.other\n",
    "tests/part/test_it.py": 'from .steps import step\nSTARTS = ["-m", "local.started"]\n',
    "tests/part/steps.py": "import json\n",
    "data/words.txt": "a",
    "requirements-dev.txt": "",
    "pyproject.toml": "",
}
UNCONCERNED = {"local/other.py"}
SUITE = {"part": Suite(code=("part",), files=("data",), tests=("tests/part",))}


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project, seen green as it stands."""
    monkeypatch.delenv("ALL", raising=False)
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    green.record(green.behind(SUITE, tmp_path), SUITE, tmp_path)
    return tmp_path


def test_what_was_seen_green_is_left_out(tree: Path) -> None:
    """Q1: in every clone, since the record is part of the project."""
    assert green.behind(SUITE, tree) == {}
    assert list(json.loads((tree / RECORD).read_text())) == ["part"]


@pytest.mark.parametrize("name", sorted(FILES.keys() - UNCONCERNED))
def test_a_change_of_anything_that_it_rests_on_brings_it_back(tree: Path, name: str) -> None:
    """Q1: its own files, tests and pages, whatever these import or start, the packages that are installed."""
    (tree / name).write_text(FILES[name] + "\n")
    assert list(green.behind(SUITE, tree)) == ["part"]


def test_a_new_file_beside_it_brings_it_back(tree: Path) -> None:
    """Q1: another test, another page."""
    (tree / "tests/part/test_more.py").write_text("")
    assert list(green.behind(SUITE, tree)) == ["part"]


@pytest.mark.parametrize("name", sorted(UNCONCERNED))
def test_a_change_elsewhere_does_not(tree: Path, name: str) -> None:
    """Q1: the fixtures of all tests are not used by these."""
    (tree / name).write_text("changed = True\n")
    assert green.behind(SUITE, tree) == {}


def test_everything_is_shown_to_whoever_asks_for_all(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q1: `make test ALL=1` believes no record."""
    monkeypatch.setenv("ALL", "1")
    assert list(green.behind(SUITE, tree)) == ["part"]


@pytest.mark.parametrize(
    ("classname", "trouble", "green_then"),
    [
        ("tests.part.test_it", "failure", False),
        ("tests.part.test_it", "error", False),
        ("tests.part.test_it", "skipped", True),
        ("tests.party.test_it", "failure", True),
    ],
)
def test_what_was_green_beside_a_failure_is_kept(tmp_path: Path, classname: str, trouble: str, green_then: bool) -> None:
    """Q1: as pytest reports it; a failure elsewhere costs nobody the suites that passed."""
    report = tmp_path / "tests.xml"
    report.write_text(
        f'<testsuites><testsuite><testcase classname="{classname}"><{trouble}/></testcase></testsuite></testsuites>'
    )
    assert bool(green.beside(green.failed(report), {"part": "digest"}, SUITE)) == green_then


@pytest.mark.parametrize("content", ["{}", "<<<<<<< HEAD", '{"part": "0"}'])
def test_a_record_that_says_nothing_lets_everything_run(tree: Path, content: str) -> None:
    """Q1: an empty one, one in the middle of a merge, one of another state."""
    (tree / RECORD).write_text(content)
    assert list(green.behind(SUITE, tree)) == ["part"]


def test_what_is_named_and_not_there_is_an_error(tree: Path) -> None:
    """Q1: a folder that is renamed must not take its tests out of sight."""
    with pytest.raises(FileNotFoundError, match="gone"):
        green.behind({"part": Suite(tests=("tests/gone",))}, tree)


# These rest on a part of the product, all of which their digests count; nothing of it may be asked through a function.
_OVER_CLIENTS = {"provider of the AI SDK", "clients that others generate", "examples", "studio in a browser"}
_OF_A_PART = {"security rules, as clients meet them", "adapters of the providers", "pictures and films"}


def test_a_suite_of_a_part_of_the_product_asks_no_function() -> None:
    """Q1: whatever stands behind a call over HTTP is not in a digest."""
    for name in _OF_A_PART:
        files = [file for file in green.rests_on(SUITES[name]) if file.startswith("tests/") and "/test_" in file]
        assert files
        for file in files:
            for node in ast.walk(parsed(ROOT / file)):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    assert ast.unparse(node.func) not in ("system.call", "people.call", "self.system.call"), file


def test_types_rest_on_every_file_that_is_looked_at() -> None:
    """Q1: what pyright is told to look at, and which pyright it is; all else that it reads is pinned."""
    looked_at = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pyright"]["include"]
    files = green.rests_on(SUITES[green.TYPES])
    there = {str(file.relative_to(ROOT)) for each in looked_at for file in [ROOT / each, *(ROOT / each).rglob("*.py*")]}
    sources = {path for path in there if path.endswith((".py", ".pyi")) and "/node_modules/" not in path}
    assert len(sources) > 900
    assert sources | {"local/checks/package-lock.json", "requirements-dev.txt", "pyproject.toml"} <= files
    assert str(RECORD) not in files  # or it would never be green


def test_no_other_suite_rests_on_the_product_or_on_the_fixtures_of_all_tests() -> None:
    """Q1: what the product can break is never left out; clients are generated from its document, not from itself.

    Apps over the clients rest on both: what they need of the stack is tried by the flows of the clients, which always run."""
    for name, suite in SUITES.items():
        if name in {*_OF_A_PART, green.TYPES}:
            continue
        files = green.rests_on(suite)
        assert {file for file in files if file.startswith(("shared/", "functions/"))} <= {"shared/catalog/openapi.json"}, name
        if name in _OVER_CLIENTS:
            assert "shared/catalog/openapi.json" in files
            continue
        ours = [ROOT / file for file in files - {"tests/conftest.py"} if "tests/" in file and file.endswith(".py")]
        for file in ours:
            functions = [node for node in ast.walk(parsed(file)) if isinstance(node, ast.FunctionDef)]
            fixtures = {each.arg for function in functions if function.name.startswith("test_") for each in function.args.args}
            assert not fixtures & {"system", "people"}, file


def test_every_test_of_a_stand_in_belongs_to_a_suite() -> None:
    """Q1: the list and the folders are the same."""
    there = {str(file.parents[1].relative_to(ROOT)) for file in (ROOT / "standins").rglob("test_*.py")}
    assert there == {path for suite in SUITES.values() for path in suite.tests if path.startswith("standins/")}
