"""The package by itself: what it holds, what it needs, and that it works without the project around it."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import rushes
from local.openapi import TARGET
from local.python_packages import fetched_uv
from local.setup import run

PROJECT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as for a release; uv brings the backend, so that no network is needed."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [fetched_uv(run), "build", "--quiet", "--offline", "--wheel", "--out-dir", str(folder), str(PROJECT)]
    subprocess.run(build, check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_is_typed_and_needs_httpx_only(wheel: Path) -> None:
    """E1, E2: the command's dependency is an extra; the first number of the version is the API's."""
    with zipfile.ZipFile(wheel) as held:
        names = held.namelist()
        info = next(name for name in names if name.endswith("/METADATA"))
        metadata = Parser().parsestr(held.read(info).decode())
        entries = held.read(info.replace("METADATA", "entry_points.txt")).decode()
    assert {"rushes/py.typed", "rushes/types.py", "rushes/cli/login.html"} <= set(names)
    assert all(name.startswith(("rushes/", "rushes-")) for name in names)
    assert [each.split(">")[0] for each in metadata.get_all("Requires-Dist") or ()] == ["httpx", "click"]
    assert "rushes = rushes.cli:main" in entries
    assert metadata["Requires-Python"] == ">=3.11"
    declared = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]
    api = json.loads(TARGET.read_text())["info"]["version"]
    assert metadata["Version"] == declared == rushes.__version__
    assert declared.split(".")[0] == str(api).split(".")[0]


def test_it_works_away_from_the_project(wheel: Path) -> None:
    """E1: nothing of the backend is needed, and httpx not before a client is made."""
    told = (
        "import sys; sys.path.insert(0, sys.argv[1]); import rushes; assert sys.argv[1] in rushes.__file__;"
        "assert not {'httpx', 'click', 'local', 'shared'} & set(sys.modules);"
        "print(rushes.Rushes('http://localhost', 'rk_a').videos.create.__name__)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", told, str(wheel)], cwd=wheel.parent, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("create", "")
