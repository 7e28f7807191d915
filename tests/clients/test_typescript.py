"""The TypeScript client by itself: what is generated; what its compiler, linter and own tests say; what would be published."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from local import typescript
from local.setup import TYPESCRIPT
from local.tools import node
from tests.clients.v8_coverage import lines_reached

_LEAST = 0.9  # of the lines


def run(*command: str, told: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **(told or {})}
    return subprocess.run(command, cwd=TYPESCRIPT, env=environment, capture_output=True, text=True, timeout=240, check=False)


@pytest.fixture(scope="module")
def built() -> None:
    assert typescript.build() == ""


def test_types_and_codes_are_those_of_the_api_document() -> None:
    """E2: whoever changes a door writes the client anew (`python -m local.typescript`)."""
    assert [path.name for path, text in typescript.pages().items() if path.read_text(encoding="utf-8") != text] == []


def test_the_client_is_written_as_its_linter_has_it() -> None:
    """Q1: formatted and without a warning."""
    done = run("node_modules/.bin/biome", "ci", "--error-on-warnings", "--colors=off", ".")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.usefixtures("built")
def test_the_clients_own_tests_pass_and_reach_its_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """E2: with lost answers, refusals that pass, expired tokens and uploads that break off; nine lines of ten; its size told."""
    files = sorted(str(file) for file in (TYPESCRIPT / "build").glob("*.test.js"))
    done = run(node() or "node", "--test", "--test-reporter=tap", *files, told={"NODE_V8_COVERAGE": str(tmp_path)})
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    assert len(re.findall(r"^ok ", done.stdout, re.MULTILINE)) >= 35
    with capsys.disabled():
        sys.stdout.write(f"\n{''.join(re.findall(r'^# (bundle .*)$', done.stdout, re.MULTILINE))}\n")
    lines = lines_reached(tmp_path, TYPESCRIPT / "dist")
    assert len(lines) >= 14
    assert sum(run for run, _ in lines.values()) >= _LEAST * sum(of for _, of in lines.values()), lines


@pytest.mark.usefixtures("built")
def test_what_would_be_published_is_whole_and_nothing_else() -> None:
    """E2: code, types, sources, how to use it and under which terms; and each entry leads to a file that is there."""
    told = json.loads(run("npm", "pack", "--dry-run", "--json", "--ignore-scripts").stdout)
    files = {each["path"] for each in told[0]["files"]}
    assert {"LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts", "dist/live.js", "src/index.ts"} <= files
    assert all(re.match(r"(dist|src)/[\w.]+\.(ts|js|map)$", each) for each in files - {"LICENSE", "README.md", "package.json"})
    package = json.loads((TYPESCRIPT / "package.json").read_text())
    entries = [path for entry in package["exports"].values() if isinstance(entry, dict) for path in entry.values()]
    assert {path.removeprefix("./") for path in entries} <= files
    assert "dependencies" not in package
