"""The rules of the reconciliation, over plain documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.accounts.ledger import Account, Entry, EntryType
from shared.providers.outcomes import RULES, Outcome, Refund
from shared.reconcile import checks
from shared.reconcile.breaches import INVARIANTS, Breach, BreachKind
from shared.reconcile.checks import Money
from shared.reconcile.ledger import Ledger, ledger_of
from shared.videos.states import LIVE, JobState
from tests.fixtures.fakes import NOON
from tests.fixtures.invariant_data import Planted

CHARGE, REFUND = {"amount": -40, "created_at": NOON}, {"amount": 40, "created_at": NOON}


def job(**changes: Any) -> dict[str, Any]:
    return {**Planted(NOON).of("done"), "ended_at": NOON, **changes}


def kinds(found: list[Breach]) -> list[BreachKind]:
    return [each.kind for each in found]


def of_job(fields: Mapping[str, Any], charge: Any = None, refund: Any = None, minutes: float = 0) -> list[BreachKind]:
    money = Money(CHARGE if charge is None else charge, refund)
    return kinds(checks.job("video_jobs/j", fields, money, NOON + timedelta(minutes=minutes)))


def test_every_kind_of_breach_has_its_invariant_and_its_words() -> None:
    """O3: in both languages; and no invariant is without one."""
    assert {kind.invariant for kind in BreachKind} == set(INVARIANTS)
    assert all(kind.words.en and kind.words.de for kind in BreachKind)


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.COMPLETED])
@pytest.mark.parametrize("refunded", [True, False])
def test_each_end_is_refunded_as_its_outcome_asks(outcome: Outcome, refunded: bool) -> None:
    """C2: only what an operator ends may go either way."""
    state = "cancelled" if outcome is Outcome.CANCELLED else "failed"
    fields = job(state=state, outcome=outcome.value, charged=not refunded, ended_at=NOON)
    found = of_job(fields, refund=REFUND if refunded else None)
    may = RULES[outcome].refund is Refund.AS_OPERATOR_SAYS or refunded
    assert found == ([] if may else [BreachKind.REFUND_MISSING])


def test_who_pays_no_fee_for_an_own_key_gets_nothing_back() -> None:
    """C2: a charge of 0 stands in the ledger all the same."""
    free = job(state="failed", outcome="quota", credits=0, charged=False)
    assert of_job(free, charge={**CHARGE, "amount": 0}) == []
    assert of_job(free, charge={**CHARGE, "amount": 0}, refund={**REFUND, "amount": 0}) == [BreachKind.REFUND_NOT_DUE]
    assert kinds(checks.job("video_jobs/j", free, Money(None, None), NOON)) == [BreachKind.CHARGE_MISSING]


@pytest.mark.parametrize(("credits", "kind"), [(40, BreachKind.CHARGE_AMOUNT), (0, BreachKind.CHARGE_NOT_DUE)])
def test_what_is_charged_is_the_price(credits: int, kind: BreachKind) -> None:
    """C2: also where there is none."""
    assert kind in of_job(job(credits=credits, charged=credits > 0), charge={**CHARGE, "amount": -39})


def test_no_more_comes_back_than_was_paid() -> None:
    """C2: of what delivered less than was paid for a part, beside a refund nothing."""
    part: dict[str, Any] = {"amount": 40, "created_at": NOON}
    assert checks.returned("video_jobs/j", Money(CHARGE, None, part)) == []
    assert kinds(checks.returned("video_jobs/j", Money(CHARGE, None, {**part, "amount": 41}))) == [BreachKind.RETURNED_TOO_MUCH]
    assert kinds(checks.job("video_jobs/j", job(charged=False), Money(CHARGE, REFUND, {**part, "amount": 1}), NOON)) == [
        BreachKind.RETURNED_TOO_MUCH,
        BreachKind.REFUND_NOT_DUE,
    ]


@pytest.mark.parametrize("state", sorted(LIVE))
def test_a_live_job_is_overdue_only_after_its_last_look(state: JobState) -> None:
    """V7: by its deadline, what a last look takes, and two sweeps; a job that is stored has a day."""
    fields = job(state=state.value, outcome=None, ended_at=None, slot_at=NOON, due_at=NOON + timedelta(days=9), deadline_at=NOON)
    allowed = {
        "following": 7,
        "scheduled": 2,
        "waiting": 2,
        "queued": 2,
        "submitting": 5,
        "unconfirmed": 12,
        "processing": 22,
        "storing": 24 * 60 + 17,
    }[state]
    assert of_job(fields, minutes=allowed) == []
    assert of_job(fields, minutes=allowed + 1) == [BreachKind.OVERDUE]


def test_a_job_that_nobody_looks_after_is_told() -> None:
    """V7: without a time, or with one that has long passed."""
    live: dict[str, Any] = {"state": "queued", "outcome": None, "ended_at": None, "deadline_at": NOON + timedelta(hours=1)}
    assert of_job(job(**live, due_at=NOON), minutes=10) == []
    assert of_job(job(**live, due_at=NOON), minutes=11) == [BreachKind.UNWATCHED]


def test_an_end_says_when_and_how() -> None:
    """C2, invariant 7."""
    assert of_job(job()) == []
    assert of_job(job(outcome="quota")) == [BreachKind.END_UNMARKED]
    assert of_job(job(due_at=NOON)) == [BreachKind.END_WITH_WORK]
    assert of_job(job(ended_at=NOON - timedelta(seconds=5))) == []
    assert of_job(job(ended_at=NOON - timedelta(seconds=6))) == [BreachKind.ENTRY_AFTER_END]


def test_a_film_that_is_being_erased_keeps_what_its_end_said() -> None:
    """C2: refunded if it came to nothing, and not if it was finished."""
    film = {**Planted(NOON).of("film"), "status": "deleting", "due_at": NOON}
    charge = {"amount": -5, "created_at": NOON - timedelta(hours=2)}
    assert checks.film("films/f", film, Money(charge, None), NOON) == []
    gone = {**film, "outcome": "cancelled", "charged": False}
    assert kinds(checks.film("films/f", gone, Money(charge, None), NOON)) == [BreachKind.REFUND_MISSING, BreachKind.CHARGED_MARK]


def test_a_second_attempt_follows_a_refusal_only() -> None:
    """C2, invariant 6: one whose operation is known might be alive."""
    began: dict[str, Any] = {"began_at": NOON}
    later: dict[str, Any] = {"began_at": NOON + timedelta(seconds=2), "operation": "o"}
    assert checks.attempts("j", 2, {"attempts": {"a1": began, "a2": later}}) == []
    assert kinds(checks.attempts("j", 2, {"attempts": {"a1": later, "a2": later}})) == [BreachKind.SECOND_ATTEMPT]
    assert kinds(checks.attempts("j", 2, {"attempts": {"a1": later, "a2": began}})) == [BreachKind.SECOND_ATTEMPT]
    assert kinds(checks.attempts("j", 2, {})) == [BreachKind.ATTEMPT_UNRECORDED] * 2


@pytest.mark.parametrize(
    ("minutes", "marked", "limit", "found"),
    [(3, None, 2, []), (4, None, 2, [BreachKind.IDLE_SLOT]), (9, NOON + timedelta(minutes=8), 2, []), (9, None, 1, [])],
)
def test_nobody_waits_beside_a_free_slot_for_long(minutes: int, marked: Any, limit: int, found: list[BreachKind]) -> None:
    """V11: longer than two sweeps after somebody should have let them in; also where nobody marked it."""
    account = {**Planted(NOON).account, "turn_due_at": marked, "updated_at": NOON}
    now = NOON + timedelta(minutes=minutes)
    assert kinds(checks.slots(account, ["queued", "waiting"], limit, NOON, now)) == found


def posted(moves: list[tuple[EntryType, int]]) -> tuple[Account, list[Entry]]:
    account, entries = Account("ada", created_at=NOON, updated_at=NOON, balance=0), list[Entry]()
    for number, (kind, size) in enumerate(moves):
        amount = size if kind.goes(size) else -size
        if account.balance + amount >= 0 or amount >= 0 or kind.may_go_below:
            account, entry = account.post(f"e{number}", kind, amount, "", NOON)
            entries.append(entry)
    return account, entries


_POSTED = [kind for kind in EntryType if kind is not EntryType.EXPIRY]  # which the account posts by itself, of its lots
MOVES = st.lists(st.tuples(st.sampled_from(_POSTED), st.integers(-500, 500)), min_size=1, max_size=20)


@settings(deadline=None)
@given(MOVES, st.integers(0, 20))
def test_a_ledger_that_was_posted_is_clean_also_while_it_grows(moves: list[tuple[EntryType, int]], early: int) -> None:
    """C3: held against an account that was read before the last entries came, in one piece or two."""
    account, entries = posted(moves[:early])
    _, later = posted(moves)
    ledger = Ledger("ada")
    for entry in later:
        ledger = Ledger.of(ledger.fields())
        assert ledger.add(entry.id, entry.fields(), account.seq) == []
    assert ledger.close(account.fields()) == []
    assert ledger.beyond == (len(later) if len(later) > len(entries) else 0)


_CHANGES: list[Callable[[dict[str, Any]], Any]] = [
    lambda entry: entry.update(amount=entry["amount"] + 1),
    lambda entry: entry.update(balance_after=entry["balance_after"] + 1),
    lambda entry: entry.update(seq=entry["seq"] + 1),
]


@settings(deadline=None)
@given(MOVES, st.data())
def test_whatever_is_changed_in_a_ledger_is_found(moves: list[tuple[EntryType, int]], data: st.DataObject) -> None:
    """C3: an amount, a balance or a number of any entry, or one that is gone."""
    account, entries = posted(moves)
    rows = {entry.id: entry.fields() for entry in entries}
    assert ledger_of(account.fields(), rows) == []
    if not rows:
        return
    change, spoilt = data.draw(st.sampled_from([*_CHANGES, None])), data.draw(st.sampled_from(list(rows)))
    if change is None:
        del rows[spoilt]
    else:
        change(rows[spoilt])
    assert ledger_of(account.fields(), rows) != []
