"""The care that every step of everything takes: by its table, under its precondition."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap, unguarded

ANY_STEP = drop("shared.lifecycle.transitions:transition", "A.to not in B")
ANY_STATE = (*ANY_STEP, *swap("shared.lifecycle.transitions:transition", "A is not None and B.followers(A)", "A is not None"))

MUTANTS = (
    Mutant(
        "a step without precondition",
        unguarded("shared.lifecycle.transitions:Machine.update"),
        ("video, Veo",),
        at="POST /video-tasks/start",
    ),
    Mutant(
        "the table of steps is not asked",
        ANY_STEP,
        second_wall="whoever takes a step names the states that it goes from, and what has ended is asked about no step",
    ),
)
