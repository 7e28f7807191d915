from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.accounts import lots
from shared.accounts.errors import CreditsOwed
from shared.accounts.ledger import Account, Entry, EntryType, require_credits
from shared.reconcile.ledger import Ledger
from tests.fixtures.fakes import NOON

DAY = timedelta(days=1)
SOON, LATER = (lots.midnight_after(NOON + days * DAY) for days in (10, 90))


def account(balance: int = 0, **fields: object) -> Account:
    return Account("ada", created_at=NOON, updated_at=NOON, balance=balance, **fields)  # pyright: ignore[reportArgumentType]


def bought(of: Account, credits: int, until: datetime, name: str = "cs.purchase", now: datetime = NOON) -> Account:
    return of.post(name, EntryType.PURCHASE, credits, "", now, lots_of={until: credits})[0]


def left(of: Account) -> dict[datetime, int]:
    return dict(lots.read(of.lots))


def test_the_soonest_to_expire_is_spent_first_and_what_never_expires_last() -> None:
    """C11: and the entry says from which lots it was paid."""
    having = bought(bought(account(50), 100, LATER), 30, SOON)
    having, charge = having.post("j.charge", EntryType.CHARGE, -40, "", NOON, "j")
    assert (having.balance, left(having), having.lots_due_at) == (140, {LATER: 90}, LATER)
    assert lots.spent(charge.lots) == [{"expires_at": SOON, "credits": 30}, {"expires_at": LATER, "credits": 10}]
    having, last = having.post("k.charge", EntryType.CHARGE, -120, "", NOON, "k")
    assert (having.balance, left(having), having.lots_due_at) == (20, {}, None)
    assert sum(each["credits"] for each in lots.spent(last.lots)) == 90


def test_a_refund_goes_back_to_where_it_came_from_and_to_an_expired_lot_for_seven_days() -> None:
    """C11"""
    having, charge = bought(account(50), 30, SOON).post("j.charge", EntryType.CHARGE, -40, "", NOON, "j")
    back = having.post("j.refund", EntryType.REFUND, 40, "", NOON + DAY, "j", lots.read(lots.spent(charge.lots)))[0]
    assert (back.balance, left(back)) == (80, {SOON: 30})
    after = SOON + timedelta(hours=5)
    late = having.post("j.refund", EntryType.REFUND, 40, "", after, "j", lots.read(lots.spent(charge.lots)))[0]
    assert left(late) == {lots.midnight_after(after + timedelta(days=7)): 30}


def test_what_has_expired_is_an_entry_of_its_own_and_cannot_be_spent() -> None:
    """C11: all that is over goes by one entry, whose id tells it once."""
    having = bought(bought(account(5), 30, SOON), 100, LATER)
    assert (having.spendable(SOON - DAY), having.spendable(SOON)) == (135, 105)
    assert having.expired(SOON - DAY) == (having, [])
    gone, entries = having.expired(LATER + DAY)
    assert [(each.type, each.amount, each.balance_after) for each in entries] == [(EntryType.EXPIRY, -130, 5)]
    assert (left(gone), gone.lots_due_at, gone.expired(LATER + DAY)) == ({}, None, (gone, []))
    assert having.expired(SOON)[1][0].id != entries[0].id


def test_who_owes_has_no_lots_and_new_ones_pay_the_debt_first() -> None:
    """C10: a chargeback goes below zero, which blocks spending, and says so."""
    having = bought(account(), 100, LATER).post("j.charge", EntryType.CHARGE, -70, "", NOON, "j")[0]
    owing = having.post("dp.chargeback", EntryType.CHARGEBACK, -100, "", NOON, lots_of={LATER: 100})[0]
    assert (owing.balance, left(owing)) == (-70, {})
    with pytest.raises(CreditsOwed) as refused:
        require_credits(owing, 1)
    assert "a payment was taken back" in refused.value.text("en")
    assert (refused.value.code, refused.value.details["deficit"]) == ("INSUFFICIENT_CREDITS", 71)
    paid = bought(owing, 100, LATER)
    assert (paid.balance, left(paid)) == (30, {LATER: 30})


def test_money_that_is_given_back_takes_the_lot_that_it_had_bought() -> None:
    """C11: not the one that is used up first."""
    having = bought(bought(account(), 100, LATER), 30, SOON)
    back = having.post("re.purchase_refund", EntryType.PURCHASE_REFUND, -100, "", NOON, lots_of={LATER: 100})[0]
    assert left(back) == {SOON: 30}


def test_there_are_never_more_than_forty_lots_and_none_of_a_day_is_apart() -> None:
    """C11: the two that lie nearest together become one, which lives as long as the later."""
    having = account()
    for nth in range(60):
        having = bought(having, 1, SOON + nth * DAY + nth * nth * timedelta(hours=24), f"{nth}")
    assert (len(having.lots), sum(left(having).values())) == (lots.MOST, 60)
    assert lots.midnight_after(NOON) == lots.midnight_after(NOON + timedelta(hours=11)) == lots.midnight_after(SOON - 10 * DAY)


_MOVES = st.tuples(st.sampled_from(list(EntryType)), st.integers(0, 300), st.integers(1, 60), st.integers(0, 5))


@given(st.lists(_MOVES, max_size=40))
def test_lots_are_what_the_entries_say_whatever_is_posted(moves: list[tuple[EntryType, int, int, int]]) -> None:
    """C3, C11: held by the nightly reconciliation's own rule, lots that expire meanwhile among them."""
    having, now, ledger, charges = account(), NOON, Ledger("ada"), list[Entry]()
    for number, (kind, size, days, pause) in enumerate(moves):
        now += pause * DAY
        having, entries = having.expired(now)
        for each in entries:
            assert ledger.add(each.id, each.fields(), None) == []
        amount = -size if kind.goes(-1) else size
        into = {lots.midnight_after(now + days * DAY): size}
        if kind is EntryType.REFUND:
            charge = charges.pop() if charges else None
            amount, into = (-charge.amount, lots.read(lots.spent(charge.lots))) if charge else (0, lots.NO_LOTS)
        if kind is EntryType.EXPIRY or (having.balance + amount < 0 and not kind.may_go_below):
            continue
        having, entry = having.post(str(number), kind, amount, "", now, lots_of=into)
        charges += [entry] if kind is EntryType.CHARGE else []
        assert ledger.add(entry.id, entry.fields(), None) == []
        assert ledger.close(having.fields()) == []
        assert sum(left(having).values()) <= max(0, having.balance)
