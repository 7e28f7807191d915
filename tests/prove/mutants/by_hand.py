"""The care that edits take: one worker at a time, one end, and no step that only they may take for any other video."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap
from tests.prove.mutants.lifecycle import ANY_STATE

_STATES = "shared.videos.states.JobState"

MUTANTS = (
    Mutant(
        "an edit goes by the table of videos",
        swap("shared.videos.steps:_Machine.followers", "A if B.edit is None else C", "A"),
        ("edit",),
        at="POST /film-tasks",
    ),
    Mutant(
        "an edit begins in any state",
        (*ANY_STATE, *swap("shared.edits.worker:_begun", "(A.state, A.attempt) != (B, C)", "A.attempt != C")),
        ("edit, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "an older task of an edit begins it",
        swap("shared.edits.worker:_begun", "(A.state, A.attempt) != (B, C)", "A.state != B"),
        second_wall="it takes the turn that is next by its own number, and the newer task then finds nothing that waits for it",
    ),
    Mutant(
        "an edit's worker has no lease",
        swap("shared.videos.states:EDIT_LEASE", "timedelta(minutes=2)", "timedelta(microseconds=1)"),
        ("edit, under the sweep",),
        at="POST /film-tasks",
    ),
    Mutant(
        "the file of an edit that ended meanwhile is kept",
        drop("shared.edits.worker:_take_back", "for A in B: ..."),
        ("edit, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "an edit that was cancelled is made all the same",
        (
            *ANY_STATE,
            *drop("shared.edits.worker:EditLease._held", "A.state in B"),
            *swap(
                "shared.edits.worker:EditLease.stores",
                f"shared.videos.steps.if_still(A, B, {_STATES}.PROCESSING)",
                "lambda _a, _b: A",
            ),
        ),
        ("edit, cancelled",),
        at="POST /film-tasks",
    ),
    Mutant(
        "an edit costs nothing",
        swap("shared.edits.pricing:offered", "shared.films.pricing.credits_section(A).edit", "0"),
        ("edit",),
        at="POST /videos",
    ),
    Mutant(
        "another's video is edited",
        drop("shared.edits.pricing:_finished", "A.user_id != B"),
        ("edit",),
        at="POST /videos",
    ),
    Mutant(
        "what lies in the trash is edited",
        drop("shared.edits.pricing:_finished", "A.deleted"),
        ("trash",),
    ),
    Mutant(
        "the sweep begins an edit that went on",
        swap("shared.videos.sweep:_edited", "A if (B.attempt, B.due_at) == C else None", "A"),
        second_wall="an edit that ended has no way back in its table; a worker that lives finds its turn taken and gives up",
    ),
)
