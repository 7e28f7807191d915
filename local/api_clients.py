"""Whether others can work with the API document: its validator, two linters, and three generators whose clients must compile.

    python -m local.api_clients        when the document or what looks at it has changed since all were content (local/green.py)
    ALL=1 python -m local.api_clients  in any case

A warning is a failure: what a generator warns of, it leaves out.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from local import green
from local.openapi import TARGET
from local.setup import CHECKS
from local.tools import LOCAL, ROOT

_SUITE = "API clients"
_CONFIG = CHECKS / "openapi-python-client.yaml"
_QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
_WARNING = re.compile(r"\bwarn|⚠|\berror", re.IGNORECASE)
_IMPORT_ALL = """
import importlib, pkgutil, sys
sys.path.insert(0, sys.argv[1])
for module in pkgutil.walk_packages([sys.argv[1]]):
    importlib.import_module(module.name)
"""


def main() -> int:
    due = green.behind({_SUITE: green.SUITES[_SUITE]})
    if not due:
        return 0
    began = time.monotonic()
    with tempfile.TemporaryDirectory(dir=LOCAL) as folder:
        problems = [*look(TARGET), *generate(TARGET, Path(folder))]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    green.record(due)
    print(f"openapi: valid, linted, three clients generated and compiled ({time.monotonic() - began:.1f} s)", flush=True)
    return 0


def look(document: Path) -> list[str]:
    valid = _run([sys.executable, "-m", "openapi_spec_validator", str(document)])
    told = _run(
        [_npm("redocly"), "lint", f"--config={CHECKS / 'redocly.yaml'}", "--format=json", str(document)], only_stdout=True
    )
    options = ["--format=json", "--quiet", "--fail-severity=hint", f"--ruleset={CHECKS / 'spectral.yaml'}"]
    also = _run([_npm("spectral"), "lint", *options, str(document)], only_stdout=True)
    return [*_failed("openapi-spec-validator", valid), *_redocly(told), *_spectral(also)]


def _spectral(told: subprocess.CompletedProcess[str]) -> list[str]:
    try:
        report = json.loads(told.stdout)
    except ValueError:
        return [f"spectral says nothing that can be read: {told.stdout[-2000:]}"]
    return [f"spectral: {each['code']}: {each['message']} ({'/'.join(map(str, each['path']))})" for each in report]


def _redocly(told: subprocess.CompletedProcess[str]) -> list[str]:
    try:
        report = json.loads(told.stdout)
    except ValueError:
        return [f"redocly says nothing that can be read: {told.stdout[-2000:]}"]
    return [f"redocly: {each['ruleId']}: {each['message']} ({each['location'][0]['pointer']})" for each in report["problems"]]


def generate(document: Path, into: Path) -> list[str]:
    """What the generators, and the compilers of what they make, say against it."""
    types, client, package = into / "types.ts", into / "client", into / "python" / "rushes_client"
    package.parent.mkdir()
    python = ["generate", "--path", str(document), "--output-path", str(package), "--config", str(_CONFIG)]
    made = {
        "openapi-typescript": [_npm("openapi-typescript"), str(document), "-o", str(types), "--default-non-nullable=false"],
        "openapi-ts": [_npm("openapi-ts"), "-i", str(document), "-o", str(client), "--no-log-file"],
        "openapi-python-client": [_python("openapi-python-client"), *python, "--meta", "none", "--fail-on-warning"],
    }
    problems = [problem for name, command in made.items() for problem in _failed(name, _run(command), silent=True)]
    if problems:
        return problems
    strict = ["--noEmit", "--strict", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"]
    typescript = _run([_npm("tsc"), *strict, "--lib", "es2022,dom,dom.iterable", str(types), str(client / "index.ts")])
    imported = _run([sys.executable, "-c", _IMPORT_ALL, str(package.parent)])
    return [*_failed("tsc on the generated clients", typescript), *_failed("import of the generated client", imported)]


def _failed(name: str, done: subprocess.CompletedProcess[str], *, silent: bool = False) -> list[str]:
    """`silent`: also a word of warning is too much."""
    if done.returncode or (silent and _WARNING.search(done.stdout)):
        return [f"{name} (exit code {done.returncode}):\n{done.stdout.strip()}"]
    return []


def _run(command: Sequence[str], *, only_stdout: bool = False) -> subprocess.CompletedProcess[str]:
    errors = subprocess.DEVNULL if only_stdout else subprocess.STDOUT
    told = {**os.environ, **_QUIET}
    return subprocess.run(command, cwd=ROOT, env=told, text=True, stdout=subprocess.PIPE, stderr=errors, check=False)


def _npm(name: str) -> str:
    return str(CHECKS / "node_modules" / ".bin" / name)


def _python(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


if __name__ == "__main__":
    raise SystemExit(main())
