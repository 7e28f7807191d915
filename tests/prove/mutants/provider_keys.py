"""The care that users' own keys take."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, swap, unguarded

MUTANTS = (
    Mutant(
        "a key's jobs without precondition",
        unguarded("shared.provider_keys.model:release"),
        ("two prompts on a key",),
        at="POST /prompt-tasks",
    ),
    Mutant(
        "a key does not know whom it serves",
        swap("shared.provider_keys.model:hold", "list(dict.fromkeys([*A.serves, *B]))", "list(A.serves)"),
        ("video, own key",),
    ),
    Mutant(
        "a key is not let go of",
        swap("shared.provider_keys.model:release", "not set(A) & set(B)", "A"),
        ("video, own key",),
    ),
    Mutant(
        "a key that jobs live on is destroyed",
        swap("shared.provider_keys.model:superseded", "not A.serves", "A"),
        ("video, own key",),
    ),
    Mutant(
        "a second key is stored over the first",
        swap("shared.provider_keys.commands:add", "known is not None", "known and not make"),
        ("video, own key",),
        at="POST /account/keys",
    ),
)
