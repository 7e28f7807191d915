"""The list of what is taken away is kept true here; `make prove` takes all of it away, this only one piece."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.platform.firestore.documents import Update
from shared.videos.states import JobState
from tests.prove.gate import Step
from tests.prove.matrix import Case
from tests.prove.mutants.edits import ROOT, Edit, Mutant, drop, swap, unguarded
from tests.prove.mutants.patterns import Stale
from tests.prove.mutation import BY_NAME, MUTANTS, Copy, caught_by
from tests.prove.stage import Stage


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_what_is_taken_away_is_still_there(mutant: Mutant) -> None:
    """Q1: each edit meets exactly one place, leaves Python, and has what must notice or a reason why nothing can."""
    for text in mutant.texts().values():
        ast.parse(text)
    assert set(mutant.workflows) <= BY_NAME.keys()
    assert all((ROOT / each).is_file() for each in mutant.tests)
    assert [bool(each) for each in (mutant.workflows, mutant.tests, mutant.second_wall)].count(True) == 1


def test_every_piece_has_a_name_of_its_own() -> None:
    """Q1: the report names each once."""
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


def _edited(edits: tuple[Edit, ...], written: str) -> str:
    tree = ast.parse(textwrap.dedent(written))
    for edit in edits:
        assert edit.file
        edit.apply(tree)
    return ast.unparse(ast.fix_missing_locations(tree))


def test_neither_layout_nor_the_way_of_importing_matters() -> None:
    """Q1: what a formatter or a move of imports does to a function leaves a mutant what it was."""
    edits = (
        *unguarded("shared.videos.transitions:step"),
        *drop("shared.videos.transitions:step", "A.state is shared.videos.states.JobState.QUEUED", "late = late"),
        *swap("shared.videos.transitions:step", "if B: ...", "if not B: ..."),
    )
    documents, states = Update.__module__.rsplit(".", 1), JobState.__module__.rsplit(".", 1)
    plain = f"""
        from {Update.__module__} import Update
        from {JobState.__module__} import JobState
        def step(seen, job, *, late=()):
            if job.state is JobState.QUEUED and job.due:
                return write(Update(seen, {{"state": 1}}), late=late)
        """
    moved = f"""
        from {documents[0]} import {documents[1]} as written
        from {states[0]} import {states[1]} as of_jobs
        def step(its, one, *, late=()):
            if (
                one.state is of_jobs.JobState.QUEUED  # in line
                and one.due
            ):
                return write(
                    written.Update(its, {{'state': 1}}),
                    late=late,
                )
        """
    assert "if not job.due:\n        return write(Patch(seen.path, {'state': 1}))" in _edited(edits, plain)
    assert "if not one.due:\n        return write(written.Patch(its.path, {'state': 1}))" in _edited(edits, moved)


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (drop("shared.videos.transitions:step", "job.over"), "0 times: job.over\n  near it: job.ended"),
        (drop("shared.videos.transitions:step", "job.ended"), "2 times: job.ended"),
        (drop("shared.videos.transitions:stop", "job.ended"), "has no stop; near it: step"),
        (drop("shared.videos.nowhere:step", "job.ended"), "no module shared.videos.nowhere"),
        (swap("shared.videos.transitions:step", "job and A", "task"), "nothing there is called task"),
    ],
    ids=["not there", "twice", "no such function", "no such module", "unknown in the replacement"],
)
def test_what_is_gone_is_told_with_what_stands_near_it(edits: tuple[Edit, ...], told: str) -> None:
    """Q1: who renames or rewrites a guarded place reads which mutant has to follow."""
    with pytest.raises(Stale, match=re.escape(told)):
        _edited(edits, "def step(job):\n    return job and job.ended or not job.ended")


@pytest.fixture
def whole_again(stage: Stage) -> Iterator[None]:
    yield
    stage.functions.begin()


@pytest.mark.usefixtures("whole_again")
def test_a_step_without_its_precondition_is_noticed(stage: Stage, tmp_path: Path) -> None:
    """C2, V4: two workers then send the same order."""
    (mutant,) = [each for each in MUTANTS if each.name == "a step without precondition"]
    lease = Case(BY_NAME["video, Veo"], Step("POST /video-tasks/start", 1, "firestore Commit", 1), "duplicate")
    caught = caught_by(stage, Copy(tmp_path / "product"), mutant, [lease])
    assert caught, mutant
    assert "'wire': 'veo'" in caught  # the provider's journal
