"""The care that accounts and their ledger take, and operators who change them."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, before, drop, swap, unguarded

_LEDGER = ("tests/unit/accounts/test_ledger.py",)
_READS = ("tests/unit/reconcile/test_reads.py",)
_RULES = ("tests/unit/reconcile/test_checks.py",)

MUTANTS = (
    Mutant(
        "every type of entry moves credits either way",
        before("shared.accounts.ledger:EntryType.goes", "return A", "return True"),
        tests=_LEDGER,
    ),
    Mutant(
        "an entry that goes the wrong way is posted",
        drop("shared.accounts.ledger:Account.post", "if not A.goes(B): ..."),
        tests=_LEDGER,
    ),
    Mutant(
        "every type of entry may leave less than nothing",
        before("shared.accounts.ledger:EntryType.may_go_below", "return A", "return True"),
        tests=_LEDGER,
    ),
    Mutant(
        "an adjustment is no job's own",
        swap("shared.accounts.ledger:_OF_JOBS", "{A, B, C}", "{A, B}"),
        tests=_READS,
    ),
    Mutant(
        "the nightly run minds no way",
        drop("shared.reconcile.ledger:Ledger.add", "if not A.goes(B): ..."),
        tests=_READS,
    ),
    Mutant(
        "the nightly run lets more come back than was paid",
        before("shared.reconcile.checks:returned", "return A", "return []"),
        tests=_RULES,
    ),
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
