"""The care that storyboards take: one version after the other, each scene shot once, all of them counted."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap, unguarded

MUTANTS = (
    Mutant(
        "a storyboard is saved over a newer one",
        (
            *unguarded("shared.storyboards.commands:_changed"),
            *drop("shared.storyboards.commands:_changed", "shared.storyboards.commands._as_version(A)"),
        ),
        ("two edits",),
    ),
    Mutant(
        "a change that was made on an older version",
        swap("shared.storyboards.editing:require_version", "A is not None and A != B.version", "B is None"),
        ("two edits",),
    ),
    Mutant(
        "a storyboard's shots without precondition",
        unguarded("shared.storyboards.admission:_shoot"),
        ("storyboard, shot and edited",),
    ),
    Mutant(
        "scenes are shot while they are being shot",
        swap("shared.storyboards.admission:_shoot", "if live: ...", "if live and not now: ..."),
        ("storyboard, shot twice",),
    ),
    Mutant(
        "a picture is planned with unnoticed",
        drop("shared.storyboards.commands:_changed", "*there"),
        ("picture, deleted as it is planned with",),
        at="PATCH /storyboards",
    ),
    Mutant(
        "a storyboard that is not counted",
        drop("shared.storyboards.commands:_kept", "shared.accounts.usage.write(...)"),
        ("two edits",),
    ),
    Mutant(
        "one storyboard more than there is room for",
        swap("shared.storyboards.commands:_kept", "(after := A) > B", "(after := A) > B + 1"),
        ("the last storyboard",),
    ),
    Mutant(
        "a deleted storyboard that counts on",
        drop("shared.storyboards.trash:purge", "shared.accounts.usage.write(...)"),
        ("storyboard, deleted",),
    ),
)
