"""What holds for each of our npm packages: how it is written, what its own tests say and reach, what would be published of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from local.setup import TYPESCRIPT
from local.tools import node
from tests.clients.v8_coverage import lines_reached

_LEAST = 0.9  # of the lines


def run(folder: Path, *command: str, told: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **(told or {})}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False)


def check_style(folder: Path) -> None:
    """Formatted and without a warning, as the one linter of all of them has it."""
    done = run(folder, str(TYPESCRIPT / "node_modules" / ".bin" / "biome"), "ci", "--error-on-warnings", "--colors=off", ".")
    assert done.returncode == 0, done.stdout + done.stderr


def check_own_tests(folder: Path, into: Path, *, at_least: int) -> str:
    """At least so many, all good, and nine lines of ten reached; what they said."""
    files = sorted(str(file) for file in (folder / "build").glob("*.test.js"))
    done = run(folder, node() or "node", "--test", "--test-reporter=tap", *files, told={"NODE_V8_COVERAGE": str(into)})
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    assert len(re.findall(r"^ok ", done.stdout, re.MULTILINE)) >= at_least
    lines = lines_reached(into, folder / "dist")
    assert set(lines) == {file.name for file in (folder / "dist").glob("*.js") if _has_code(file)}
    assert sum(run for run, _ in lines.values()) >= _LEAST * sum(of for _, of in lines.values()), lines
    return done.stdout


def _has_code(file: Path) -> bool:
    """A file of types alone is loaded by nobody."""
    return not re.fullmatch(r"(//.*|/\*[^*]*(\*(?!/)[^*]*)*\*/|export \{\};?|\s+)*", file.read_text())


def check_published(folder: Path) -> None:
    """Code, types, sources, how to use it and under which terms, and nothing else; each entry leads to a file that is there."""
    told = json.loads(run(folder, "npm", "pack", "--dry-run", "--json", "--ignore-scripts").stdout)
    files = {each["path"] for each in told[0]["files"]}
    assert {"LICENSE", "README.md", "package.json", "dist/index.js", "dist/index.d.ts", "src/index.ts"} <= files
    assert all(re.match(r"(dist|src)/[\w.]+\.(ts|js|map)$", each) for each in files - {"LICENSE", "README.md", "package.json"})
    package = json.loads((folder / "package.json").read_text())
    entries = [path for entry in package["exports"].values() if isinstance(entry, dict) for path in entry.values()]
    assert {path.removeprefix("./") for path in entries} <= files
