"""The care that prompts take: known by their key, written once, in groups."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap, unguarded
from tests.prove.mutants.lifecycle import ANY_STATE

_ANY_ID = "shared.prompts.admission._id(A, str(shared.platform.clients.clock().now()))"

MUTANTS = (
    Mutant(
        "a prompt's id that does not follow from its key",
        (
            *swap("shared.prompts.admission:write", "shared.platform.firestore.idempotency.digest(...)", '""'),
            *swap("shared.prompts.admission:write", "shared.prompts.admission._id(A, B)", _ANY_ID),
        ),
        ("prompt",),
        at="POST /prompts",
    ),
    Mutant(
        "a prompt is not looked for before it is asked for",
        swap("shared.prompts.admission:_one", "shared.prompts.admission._same(A, B)", "None"),
        ("prompt",),
        at="POST /prompts",
    ),
    Mutant(
        "a batch's id that does not follow from its key",
        swap("shared.prompts.admission:write_all", "shared.prompts.admission._id(A, B)", _ANY_ID),
        ("prompts of a collection",),
        at="POST /prompts/collection",
    ),
    Mutant(
        "the key of a text that is written anew is not known again",
        swap(
            "shared.prompts.admission:regenerate",
            "shared.prompts.admission._terms(A, B, C, made=D)",
            "shared.prompts.admission._terms(A, B, C)",
        ),
        ("prompt, written anew",),
        at="POST /prompts",
    ),
    Mutant(
        "a text is written in any state",
        swap("shared.prompts.worker:write", "(A.status, A.attempt, A.epoch) != B", "not A"),
        second_wall="only a variant that waits for it keeps a text: asking twice costs a call of the model",
    ),
    Mutant(
        "a text is kept in any state",
        (*ANY_STATE, *swap("shared.prompts.steps:finish", "A if B.pending and B.attempt == C else None", "A")),
        ("prompts of a collection",),
        at="POST /prompt-tasks",
    ),
    Mutant(
        "a group's slots are not given back",
        swap("shared.prompts.waiting:_Line.let_in", "max(0, A - B.held)", "max(0, A)"),
        ("prompts in groups",),
        at="POST /prompt-tasks",
    ),
    Mutant(
        "a group ends without the next one",
        drop("shared.prompts.waiting:_Line.let_in", "if A.in_line and A.id not in B: ..."),
        ("prompts in groups",),
        at="POST /prompt-tasks",
    ),
    Mutant(
        "a batch without precondition",
        unguarded("shared.prompts.waiting:_changed_line"),
        second_wall="the sweep looks at a group that should be over, and counts what is over without a word",
    ),
    Mutant(
        "a deletion does not see that others came",
        swap("shared.prompts.trash:_taken_away", "A.prompt_count > B", "A.prompt_count < 0"),
        ("drafts, deleted",),
    ),
    Mutant(
        "an image's texts without precondition",
        unguarded("shared.images.model:with_prompts"),
        ("two drafts",),
    ),
)
