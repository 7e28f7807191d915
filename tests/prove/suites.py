"""Proofs that stand in the tests, counted; and inputs made at random for a while."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from pathlib import Path

from local.stack import Stack
from tests.fixtures.system import System
from tests.inputs import fuzz
from tests.inputs.growth import MOST, PARSERS, growth
from tests.prove.report import Proof

ROOT = Path(__file__).resolve().parents[2]
_FUZZED_S = 150.0


def counted(name: str, paths: Sequence[str]) -> dict[str, Proof]:
    """Every test under these paths."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.xml"
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", *paths, f"--junitxml={told}"]
        subprocess.run(command, cwd=ROOT, check=False)
        suites = list(ElementTree.parse(told).getroot().iter("testsuite")) if told.exists() else []
    tried = sum(int(suite.get("tests", 0)) - int(suite.get("skipped", 0)) for suite in suites)
    failed = sum(int(suite.get("failures", 0)) + int(suite.get("errors", 0)) for suite in suites)
    return {name: Proof(tried, tried - failed, round(time.monotonic() - began, 1))}


def inputs(_stacks: int) -> dict[str, Proof]:
    """Requests made from the served OpenAPI document and bent in every way."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Stack(Path(folder), keep=False) as stack, System(stack.environment) as system:
        try:
            found = fuzz.run(system, seconds=_FUZZED_S)
        except AssertionError as broken:
            print(f"  {broken}", flush=True)
            return {"inputs": Proof(1, 0, round(time.monotonic() - began, 1))}
    seconds, bad = round(time.monotonic() - began, 1), found["5xx"] + found["breaches"]
    proofs = {"inputs": Proof(found["requests"], found["requests"] - bad, seconds)}
    for name, count in found.items():
        if name.startswith("requests."):
            proofs[f"inputs.{name.removeprefix('requests.')}"] = Proof(count, count, seconds)
    proofs["inputs.growth"] = _growth()
    return {**proofs, "inputs.hostile files": Proof(found["hostile files"], found["hostile files"], seconds)}


def _growth() -> Proof:
    """No parser's work grows faster than what it is given."""
    began, found = time.monotonic(), {name: growth(parser) for name, parser in PARSERS.items()}
    for name, times in found.items():
        if times >= MOST:
            print(f"  {name}: {times:.0f} times the work for four times the size", flush=True)
    return Proof(len(found), sum(times < MOST for times in found.values()), round(time.monotonic() - began, 1))
