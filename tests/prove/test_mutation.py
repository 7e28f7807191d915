"""The list of what is taken away is kept true here; `make prove` takes all of it away, this only one piece."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.prove.gate import Step
from tests.prove.matrix import Case
from tests.prove.mutants import Mutant
from tests.prove.mutation import BY_NAME, MUTANTS, Copy, caught_by, mutated
from tests.prove.stage import Stage


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_what_is_taken_away_is_still_there(mutant: Mutant) -> None:
    """Q1: each edit meets exactly one place, leaves Python, and has a workflow that must notice or a reason why none can."""
    for file in {edit.file for edit in mutant.edits}:
        ast.parse(mutated(mutant, file))
    assert set(mutant.workflows) <= BY_NAME.keys()
    assert bool(mutant.workflows) is not bool(mutant.second_wall)


def test_every_piece_has_a_name_of_its_own() -> None:
    """Q1: the report names each once."""
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


@pytest.fixture
def whole_again(stage: Stage) -> Iterator[None]:
    yield
    stage.functions.begin()


@pytest.mark.usefixtures("whole_again")
def test_a_step_without_its_precondition_is_noticed(stage: Stage, tmp_path: Path) -> None:
    """C2, V4: two workers then send the same order."""
    (mutant,) = [each for each in MUTANTS if each.name == "a job's step without precondition"]
    lease = Case(BY_NAME["video, Veo"], Step("POST /video-tasks/start", 1, "firestore Commit", 1), "duplicate")
    caught = caught_by(stage, Copy(tmp_path / "product"), mutant, [lease])
    assert caught, mutant
    assert "'wire': 'veo'" in caught  # the provider's journal
