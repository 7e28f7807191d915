from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.accounts.errors import InsufficientCredits
from shared.accounts.ledger import Account, Entry, EntryType
from tests.fixtures.fakes import NOON


def account(balance: int = 0) -> Account:
    return Account("ada", created_at=NOON, updated_at=NOON, balance=balance)


def test_an_entry_carries_the_order_and_the_balance_after_it() -> None:
    """C3: seq without gap, balance_after continuing the one before."""
    first, granted = account().post("g", EntryType.ADMIN_GRANT, 200, "welcome", NOON)
    second, charged = first.post("j.charge", EntryType.CHARGE, -80, "video", NOON, job_id="j")
    assert [(entry.seq, entry.amount, entry.balance_after) for entry in (granted, charged)] == [(1, 200, 200), (2, -80, 120)]
    assert (second.balance, second.seq, charged.job_id) == (120, 2, "j")


def test_too_few_credits_are_told_with_the_deficit() -> None:
    """C4: required, available and deficit."""
    with pytest.raises(InsufficientCredits) as refused:
        account(30).post("j.charge", EntryType.CHARGE, -80, "video", NOON)
    assert (refused.value.status, refused.value.details) == (402, {"required": 80, "available": 30, "deficit": 50})


def test_only_what_was_paid_back_goes_below_zero() -> None:
    """C10: and a refund may still raise a negative balance that it does not settle."""
    owing, _ = account(10).post("c", EntryType.CHARGEBACK, -50, "card", NOON)
    assert owing.balance == -40
    assert owing.post("r", EntryType.REFUND, 20, "video", NOON)[0].balance == -20
    assert account(10).post("p", EntryType.PURCHASE_REFUND, -50, "card", NOON)[0].balance == -40
    for kind in (EntryType.CHARGE, EntryType.EXPIRY, EntryType.CORRECTION):
        with pytest.raises(InsufficientCredits):
            account(10).post("x", kind, -50, "", NOON)


@pytest.mark.parametrize("kind", EntryType)
def test_each_kind_of_entry_moves_credits_its_own_way(kind: EntryType) -> None:
    """C3: what takes never gives, and the other way round; a correction may do either, and 0 is an entry of any kind."""
    takes = kind in {"charge", "purchase_refund", "chargeback", "expiry"}
    assert account(9).post("x", kind, 0, "", NOON)[1].amount == 0
    assert (kind.goes(-1), kind.goes(1)) == ((True, True) if kind is EntryType.CORRECTION else (takes, not takes))
    for amount in (-1, 1):
        if not kind.goes(amount):
            with pytest.raises(ValueError, match="credits"):
                account(9).post("x", kind, amount, "", NOON)


@given(st.lists(st.tuples(st.sampled_from(list(EntryType)), st.integers(-500, 500)), max_size=30))
def test_the_balance_is_the_sum_of_the_entries_whatever_is_posted(moves: list[tuple[EntryType, int]]) -> None:
    """C3: at every moment, also after refused entries."""
    current, entries = account(), list[Entry]()
    for number, (kind, amount) in enumerate(moves):
        try:
            current, entry = current.post(str(number), kind, amount, "", NOON)
        except (InsufficientCredits, ValueError):
            continue
        entries.append(entry)
        assert current.balance == sum(row.amount for row in entries) == entry.balance_after
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
