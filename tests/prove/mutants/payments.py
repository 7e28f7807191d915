"""The care that bought credits take: each posted once, no more taken than was given, and the soonest to expire spent first."""

from __future__ import annotations

from tests.prove.mutants.edits import Mutant, drop, swap

_LOTS, _LOTS_TESTS = "shared.accounts.lots", ("tests/unit/accounts/test_lots.py",)
_TRUTH, _TRUTH_TESTS = "shared.payments.truth", ("tests/unit/payments/test_truth.py",)
_EVENTS, _EVENTS_TESTS = "shared.payments.events", ("tests/unit/payments/test_events.py",)

MUTANTS = (
    Mutant("what expires last is spent first", swap(f"{_LOTS}:taken", "sorted(lots)", "sorted(lots)[::-1]"), tests=_LOTS_TESTS),
    Mutant("lots hold more than the balance", swap(f"{_LOTS}:given", "max(0, min(A, B))", "A"), tests=_LOTS_TESTS),
    Mutant("what has expired takes back for ever", swap(f"{_LOTS}:given", "A if A > now else late", "A"), tests=_LOTS_TESTS),
    Mutant("there may be any number of lots", swap(f"{_LOTS}:_merged", "len(A) > MOST", "False"), tests=_LOTS_TESTS),
    Mutant(
        "what has expired is spent all the same",
        swap("shared.lifecycle.admission:_charged", "A, B = C.expired(now)", "pass"),
        ("expiry, as something is bought",),
    ),
    Mutant(
        "an expiry without its entry",
        swap("shared.payments.sweep:_expire", "[*A, B]", "[B]"),
        ("expiry",),
    ),
    Mutant("an entry is posted again", swap(f"{_TRUTH}:postings", "entry_id not in there", "True"), tests=_TRUTH_TESTS),
    Mutant(
        "refunds add up to too much", swap(f"{_TRUTH}:postings", "-min(left(), max(0, A - B))", "-max(0, A)"), tests=_TRUTH_TESTS
    ),
    Mutant("refunds are counted in no order", swap(f"{_TRUTH}:postings", "sorted(good, key=A)", "good"), tests=_TRUTH_TESTS),
    Mutant("a refund counts before it succeeded", drop(f"{_TRUTH}:postings", "A.status == 'succeeded'"), tests=_TRUTH_TESTS),
    Mutant("what was not paid is posted", drop(f"{_TRUTH}:postings", "if not A.paid: ..."), tests=_TRUTH_TESTS),
    Mutant("any secret signs an event", drop(f"{_EVENTS}:require_trusted", "if not any(A): ..."), tests=_EVENTS_TESTS),
    Mutant("an event of any age is believed", drop(f"{_EVENTS}:require_trusted", "A > B"), tests=_EVENTS_TESTS),
    Mutant(
        "a purchase that was paid and is not written down",
        swap("shared.payments.worker:_settle", "replace(A, **B)", "A"),
        ("purchase",),
    ),
    Mutant(
        "an entry without its account",
        drop("shared.payments.worker:_settle", "if entries: ..."),
        ("purchase",),
    ),
    Mutant(
        "money is claimed from an account that has moved",
        swap("shared.payments.worker:_account", "A not in (None, B)", "False"),
        ("account, erased as money is claimed",),
        at="POST /account-tasks/erase",
    ),
    Mutant(
        "nobody asks about a purchase whose news were lost",
        swap("shared.payments.sweep:_ask", "shared.payments.tasks.look(A)", "pass"),
        ("purchase, by the sweep",),
    ),
)
