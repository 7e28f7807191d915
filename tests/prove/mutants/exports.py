"""The care that exports take: one at a time, counted, each by one worker."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop

MUTANTS = (
    Mutant(
        "an export that is not counted",
        drop("shared.exports.commands:create", "shared.accounts.usage.write(...)"),
        ("export",),
    ),
    Mutant(
        "an export beside one that is made",
        drop("shared.exports.commands:create", "if live: ..."),
        ("two exports",),
    ),
)
