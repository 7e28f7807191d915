"""The care that links take: one for each key, each counted while it can be opened."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap

MUTANTS = (
    Mutant(
        "a link of which its key knows nothing",
        drop("shared.shares.admission:create", "shared.platform.firestore.idempotency.remember(...)"),
        ("share",),
    ),
    Mutant(
        "a link that is not counted",
        drop("shared.shares.admission:create", "shared.accounts.usage.write(...)"),
        ("two links, room for one",),
    ),
    Mutant(
        "one link more than there is room for",
        swap("shared.shares.admission:create", "len(A) >= B", "len(A) > B"),
        ("two links, room for one",),
    ),
    Mutant(
        "a link that is made as its video goes",
        drop("shared.shares.admission:create", "if not A.replayed: ..."),
        ("video, purged as it is shared",),
    ),
    Mutant(
        "a link that has ended and takes a place",
        drop("shared.shares.commands:revoke", "shared.accounts.usage.write(...)"),
        ("share",),
    ),
)
