"""Our own care taken away, piece by piece: a copy of the product without one piece runs on a stack, and the matrix must notice.

python -m tests.prove.mutation [--only NAME] [--stacks 2]
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from tests.prove.gate import Step
from tests.prove.matrix import NOT_REACHED, Case, cases, recorded, tried
from tests.prove.mutants import (
    account_deletion,
    accounts,
    agents,
    by_hand,
    comparisons,
    exports,
    films,
    images,
    lifecycle,
    marks,
    payments,
    platform,
    prompts,
    provider_keys,
    shares,
    storyboards,
    takedowns,
    trash,
    upgrade,
    videos,
    webhooks,
)
from tests.prove.mutants.edits import ROOT, Mutant
from tests.prove.report import Proof, table
from tests.prove.stacks import on_stacks
from tests.prove.stage import Stage
from tests.prove.workflows import RACES, WORKFLOWS, Workflow

_DOMAINS = (
    platform,
    lifecycle,
    accounts,
    agents,
    videos,
    by_hand,
    comparisons,
    films,
    prompts,
    images,
    provider_keys,
    storyboards,
    takedowns,
    marks,
    payments,
    shares,
    trash,
    exports,
    account_deletion,
    webhooks,
    upgrade,
)
MUTANTS: tuple[Mutant, ...] = tuple(mutant for domain in _DOMAINS for mutant in domain.MUTANTS)
BY_NAME = {each.name: each for each in (*WORKFLOWS, *RACES)}
_MUTABLE = ("shared", "functions")  # what is copied; all else is read where it is
_LINKED = ("main.py", "infra", "standins", "local", "tests", "pyproject.toml")
_TELLING = (
    "rival",
    "duplicate",
    "reordered",
    "delayed",
    "answer lost",
    "dies after",
    "dies before",
    "error after",
    "error before",
)
_MOST = 60  # cases of one workflow: what the most telling do not show, the others do not


class Outcome(NamedTuple):
    mutant: str
    caught_by: str | None  # the case, and what was wrong in it
    seconds: float
    second_wall: str = ""


class Copy:
    """The product in a folder of its own, for as long as one piece of it is missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        for name in _MUTABLE:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in _LINKED:
            (folder / name).symlink_to(ROOT / name)

    def without(self, mutant: Mutant) -> None:
        for file, text in mutant.texts().items():
            (self.folder / file).write_text(text, encoding="utf-8")

    def whole_again(self, mutant: Mutant) -> None:
        for edit in mutant.edits:
            shutil.copyfile(ROOT / edit.file, self.folder / edit.file)


def caught_by(stage: Stage, copy: Copy, mutant: Mutant, known: Sequence[Case] = ()) -> str | None:
    """The first case in which something is wrong without this piece of care: of those that are known, or of all."""
    copy.without(mutant)
    try:
        if mutant.tests:
            return _by_tests(copy, mutant)
        stage.functions.begin(copy.folder)
        return next(_wrong(stage, known) if known else _any_wrong(stage, mutant), None)
    finally:
        copy.whole_again(mutant)


def _by_tests(copy: Copy, mutant: Mutant) -> str | None:
    """The first of its tests that fails; that they cannot be run at all shows nothing."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "--tb=no", *mutant.tests]
    told = subprocess.run(command, cwd=copy.folder, capture_output=True, text=True, check=False)
    failed = [line for line in told.stdout.splitlines() if line.startswith("FAILED ")]
    assert told.returncode == 0 or failed, told.stdout
    return failed[0].removeprefix("FAILED ") if failed else None


def _any_wrong(stage: Stage, mutant: Mutant) -> Iterator[str]:
    for name in mutant.workflows:
        workflow = BY_NAME[name]
        try:
            found = cases(workflow, _recorded(stage, workflow))
        except Exception as error:  # noqa: BLE001 - it went wrong without any trouble
            yield f"{name}, without trouble: {type(error).__name__}: {str(error)[:200]}"
            return
        yield from _wrong(stage, _by_telling(mutant.at, found)[:_MOST])


def _wrong(stage: Stage, found: Iterable[Case]) -> Iterator[str]:
    for case in found:
        verdict = tried(stage, case)
        if verdict.wrong and NOT_REACHED not in verdict.wrong:
            yield f"{verdict.name}: {verdict.wrong[:200]}"


def _recorded(stage: Stage, workflow: Workflow) -> list[Step]:
    """Twice, before it counts as wrong: a process that has just begun on a busy machine may be too slow for a first call."""
    try:
        return recorded(stage, workflow)
    except Exception:  # noqa: BLE001 - whatever it is, it has to happen again
        return recorded(stage, workflow)


def _by_telling(at: str, found: Sequence[Case]) -> list[Case]:
    """Those at the named handler first; of these commits, and faults by what they are likely to show."""

    def place(case: Case) -> tuple[bool, bool, int]:
        return not case.step.handler.startswith(at), case.step.kind != "firestore Commit", _TELLING.index(case.fault)

    return sorted(found, key=place)


def share(stage: Stage, number: int, count: int, only: Sequence[str] = ()) -> Iterator[Outcome]:
    """Every so manieth mutant of all, once it is known that nothing goes wrong while nothing is missing."""
    mine = [each for each in chosen(only) if not each.second_wall][number::count]
    for name in sorted({name for mutant in mine for name in mutant.workflows}):
        _recorded(stage, BY_NAME[name])
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Copy(Path(folder) / "product")
        for mutant in mine:
            began = time.monotonic()
            caught = caught_by(stage, copy, mutant)
            yield Outcome(mutant.name, caught, round(time.monotonic() - began, 1))


def chosen(only: Sequence[str]) -> list[Mutant]:
    return [each for each in MUTANTS if not only or any(name in each.name for name in only)]


def run(stacks: int, only: Sequence[str] = ()) -> Iterator[Outcome]:
    """All that must be caught, as it is; then those behind which another wall stands."""
    yield from on_stacks(stacks, partial(share, only=tuple(only)))
    for mutant in chosen(only):
        if mutant.second_wall:
            yield Outcome(mutant.name, None, 0.0, mutant.second_wall)


def prove(stacks: int, only: Sequence[str] = ()) -> dict[str, Proof]:
    """Each piece of our own care, taken away by itself."""
    began, removed, caught = time.monotonic(), 0, 0
    for each in run(stacks, only):
        if each.second_wall:
            print(f"  second wall  {each.mutant}: {each.second_wall}", flush=True)
            continue
        removed, caught = removed + 1, caught + bool(each.caught_by)
        said = f"caught by {each.caught_by}" if each.caught_by else "SURVIVED"
        print(f"  {each.seconds:6.1f} s  {each.mutant}: {said}", flush=True)
    return {"mutation": Proof(removed, caught, round(time.monotonic() - began, 1))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", default=[], help="part of a mutant's name; may come several times")
    parser.add_argument("--stacks", type=int, default=2)
    asked = parser.parse_args()
    proofs = prove(asked.stacks, asked.only)
    print(table(proofs))
    return 0 if all(each.holds for each in proofs.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
