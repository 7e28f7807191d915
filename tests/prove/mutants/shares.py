"""The care that links take: one for each key, each counted while it can be opened."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap

_OPEN, _MODEL = "shared.shares.model:Share.is_open", ("tests/unit/shares/test_model.py",)
_VISITS, _PASSES = "shared.shares.visits", ("tests/unit/shares/test_passes.py",)

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
    Mutant("another's link is one's own", drop("shared.shares.model:own", "A.user_id != B"), ("share",)),
    Mutant("a link that was revoked opens", drop(_OPEN, "self.revoked_at is None"), tests=_MODEL),
    Mutant("a link past its end opens", drop(_OPEN, "self.ends_at is None or A < self.ends_at"), tests=_MODEL),
    Mutant("a link that is over is read", swap("shared.shares.model:read", "None if A.expired(B) else C", "C"), tests=_MODEL),
    Mutant("a link shows what is closed", drop("shared.shares.reads:look", "if not A.is_open(now): ..."), ("share",)),
    Mutant(
        "any password opens a link", drop(f"{_VISITS}:try_password", "if not shared.shares.passes.opens(A, B): ..."), ("share",)
    ),
    Mutant(
        "tries of a password have no end",
        swap(f"{_VISITS}:try_password", "shared.shares.passes.attempts.take(...)", "None"),
        tests=("tests/unit/shares/test_visits.py",),
    ),
    Mutant(
        "a file is sent without the password",
        drop(f"{_VISITS}:open_to", "if A.share.password is not None and B.page is None: ..."),
        ("share",),
    ),
    Mutant("whoever may look may save", drop(f"{_VISITS}:play", "if save and not A.download: ..."), ("share",)),
    Mutant(
        "a ticket opens other links",
        (
            *swap("shared.shares.passes:ticket", 'f"share:{token}:{A}"', 'f"share:{A}"'),
            *swap("shared.shares.passes:visit_of", 'f"share:{token}:{A}.{B}"', 'f"share:{A}.{B}"'),
        ),
        tests=_PASSES,
    ),
    Mutant(
        "a ticket lasts for ever",
        swap("shared.shares.passes:visit_of", "A if B else None", "A"),
        tests=_PASSES,
    ),
)
