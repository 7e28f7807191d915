"""The care that comparisons take: tied to their videos in one commit, rated once these have ended, and by nobody else."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap

_RATE = "shared.comparisons.commands:rate"

MUTANTS = (
    Mutant("compared videos that nothing ties", drop("shared.comparisons.commands:compare", "also = tied"), ("comparison",)),
    Mutant(
        "compared videos that go their own ways",
        drop("shared.comparisons.commands:compare", "waits = True"),
        ("comparison",),
    ),
    Mutant(
        "no record of a comparison's key",
        swap("shared.videos.admission:_terms", '{"ids": A, "place": B}', "None"),
        ("comparison",),
        at="POST /videos/comparisons",
    ),
    Mutant(
        "another's comparison is one's own",
        drop("shared.comparisons.model:own", "A.user_id != B"),
        ("comparison",),
        at="PUT /videos/comparisons",
    ),
    Mutant(
        "a comparison is rated before its videos have ended",
        drop(_RATE, "if A is not None and not A.ended: ..."),
        ("comparison",),
        at="PUT /videos/comparisons",
    ),
    Mutant(
        "what was not compared wins",
        drop(_RATE, "if winner is not None and winner not in A.prompt_ids: ..."),
        ("comparison",),
        at="PUT /videos/comparisons",
    ),
    Mutant(
        "a prompt in the trash is rated",
        drop(_RATE, "not A.deleted"),
        ("comparison, rated as a prompt goes",),
        at="PUT /videos/comparisons",
    ),
    Mutant(
        "a prompt is rated without precondition",
        swap(
            _RATE,
            "shared.platform.firestore.documents.Update(seen[A.path], B)",
            "shared.platform.firestore.documents.Patch(A.path, B)",
        ),
        ("comparison, rated as a prompt goes",),
        at="PUT /videos/comparisons",
    ),
    Mutant(
        "a comparison is rated without precondition",
        swap(
            _RATE,
            "shared.platform.firestore.documents.Update(seen[where], A)",
            "shared.platform.firestore.documents.Patch(where, A)",
        ),
        second_wall="of two who rate it the second writes all of it anew, and of one that is gone nothing can be written",
    ),
)
