"""The care with which an account goes: not while anything lives or anybody can come in, and never half."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap

_AT = "shared.account_deletion"
_WAITS, _UNIT = f"{_AT}.worker:_waits", ("tests/unit/account_deletion/test_waits.py",)

MUTANTS = (
    Mutant(
        "an account leaves no balance",
        drop(f"{_AT}.transitions:move", "shared.accounts.model.write(seen[new], kept)"),
        ("account, deleted",),
    ),
    Mutant(
        "an account goes before its works",
        swap(_WAITS, "not shared.account_deletion.works.ended(A)", "False"),
        tests=_UNIT,
    ),
    Mutant("an account goes before its tokens", swap(_WAITS, "A if B < A else None", "None"), tests=_UNIT),
)
