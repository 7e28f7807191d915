"""The care that the backfill takes beside all else that goes on."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap, unguarded

_TESTS = ("tests/unit/upgrade/test_backfill.py",)
_AT = "shared.upgrade.backfill"

MUTANTS = (
    Mutant("the backfill writes over what is there", swap(f"{_AT}:_is_lacking", "A or B", "True"), tests=_TESTS),
    Mutant("the backfill without precondition", unguarded(f"{_AT}:_completed"), tests=_TESTS),
    Mutant("the backfill names no payer", swap(f"{_AT}:_payer", "A if B else C", "C"), tests=_TESTS),
    Mutant(
        "the backfill writes over a storyboard's images",
        drop(f"{_AT}:_with_images", "'images' in A.fields"),
        tests=_TESTS,
    ),
    Mutant("a storyboard's images without precondition", unguarded(f"{_AT}:_with_images"), tests=_TESTS),
    Mutant("a storyboard's images are not marked", drop(f"{_AT}:_with_images", "*marks"), tests=_TESTS),
)
