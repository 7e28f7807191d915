"""The care with which things come back from the trash, or go for good."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, swap, unguarded

MUTANTS = (
    Mutant("a restore without precondition", unguarded("shared.lifecycle.trash:restore"), ("restored as it is purged",)),
    Mutant(
        "bytes of a purged video are counted on",
        swap("shared.videos.trash:purge", "kept - int(A)", "kept"),
        ("purge",),
    ),
)
