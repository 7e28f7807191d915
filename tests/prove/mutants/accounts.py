"""The care that accounts and their ledger take, and operators who change them."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap, unguarded

MUTANTS = (
    Mutant(
        "an account without precondition",
        unguarded("shared.platform.firestore.codec:write"),
        ("two wishes, one slot", "a grant, twice"),
    ),
    Mutant(
        "a grant that waits for another call",
        drop("shared.accounts.signup:opened", "shared.accounts.signup._grant_is_due(A, B)"),
        ("video, just verified",),
        at="POST /videos",
    ),
    Mutant(
        "a grant to whoever asks again",
        swap("shared.accounts.signup:_settle_signup", "unused = A", "unused = True"),
        ("a second grant",),
    ),
    Mutant(
        "credits below nothing",
        (
            *swap("shared.accounts.ledger:Account.post", "A < 0 and B < 0 and C", "not A and C"),
            *swap("shared.accounts.ledger:require_credits", "A > 0 and A > B", "A < 0"),
        ),
        ("two wishes, credits for one",),
    ),
    Mutant(
        "an operator's grant counts again",
        (
            *swap("shared.admin.accounts:post_credits", "before is not None", "before is not None and not amount"),
            *swap("shared.admin.accounts:post_credits", 'A.post(f"grant.{B}", ...)', 'A.post(f"grant.{B}.{A.seq}", ...)'),
        ),
        ("a grant, twice",),
    ),
    Mutant(
        "a dead letter is sent again without a name",
        drop("shared.dead_letters.commands:replay", "name = name"),
        ("a dead letter, twice",),
    ),
    Mutant(
        "a dead letter is sent again after it was",
        swap("shared.dead_letters.commands:replay", 'A.fields["sent_at"]', 'A.fields["sent_at"] and not now'),
        second_wall="its task has a name, which the queue remembers for an hour",
    ),
)
