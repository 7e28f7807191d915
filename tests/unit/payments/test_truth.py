from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from shared.accounts.ledger import EntryType
from shared.payments.model import PurchaseStatus
from shared.payments.truth import Dispute, Payment, Posting, Refund, postings, status

CREDITS = 100


def paid(refunds: Sequence[Refund] = (), disputes: Sequence[Dispute] = (), amount: int = 999) -> Payment:
    return Payment("cs", open=False, payment_intent="pi", paid=amount, refunds=refunds, disputes=disputes)


def posted(*looks: Payment) -> dict[str, int]:
    """What stands in the ledger after these were seen, one after the other."""
    there: dict[str, int] = {}
    for payment in looks:
        for each in postings(payment, CREDITS, there):
            assert each.id not in there
            there[each.id] = each.credits
    return there


def test_nothing_is_posted_of_what_is_not_paid() -> None:
    """C11: a session that can be paid, one that pends, one that is over."""
    for payment, wanted in (
        (Payment("cs", open=True), PurchaseStatus.OPEN),
        (Payment("cs", open=False, pending=True), PurchaseStatus.OPEN),
        (Payment("cs", open=False), PurchaseStatus.ENDED),
    ):
        assert posted(payment) == {}
        assert status(payment, CREDITS, {}) is wanted


def test_refunds_in_parts_add_up_to_the_whole_and_no_more() -> None:
    """C11: each takes its share of the sum so far, rounded down."""
    thirds = [Refund(f"re{number}", 333, "succeeded") for number in range(3)]
    there = posted(*(paid(thirds[:count]) for count in range(4)))
    assert there == {"cs.purchase": 100, "re0.purchase_refund": -33, "re1.purchase_refund": -33, "re2.purchase_refund": -34}
    assert there == posted(paid(thirds))
    assert status(paid(thirds), CREDITS, there) is PurchaseStatus.REFUNDED


def test_two_refunds_of_one_second_take_all_whichever_is_told_first() -> None:
    """C11: their order is known to nobody."""
    first, second = Refund("b", 300, "succeeded"), Refund("a", 699, "succeeded")
    assert sum(posted(paid([first]), paid([second, first])).values()) == 0


def test_a_refund_counts_when_it_has_succeeded_and_comes_back_when_it_failed() -> None:
    """C11"""
    pending, good, failed = (Refund("re", 999, each) for each in ("pending", "succeeded", "failed"))
    assert posted(paid([pending])) == posted(paid([failed])) == {"cs.purchase": 100}
    there = posted(paid([good]), paid([failed]), paid([failed, Refund("re2", 999, "succeeded")]))
    assert there == {"cs.purchase": 100, "re.purchase_refund": -100, "re.purchase": 100, "re2.purchase_refund": -100}
    assert next(postings(paid([failed]), CREDITS, posted(paid([good])))) == Posting(
        "re.purchase", EntryType.PURCHASE, 100, "re.purchase_refund"
    )


def test_a_dispute_takes_what_is_left_while_the_bank_has_the_money() -> None:
    """C10, C11: an inquiry takes nothing; won, the same credits come back to where they were."""
    refund = Refund("re", 500, "succeeded")
    for asked in ("warning_needs_response", "warning_under_review", "warning_closed", "prevented"):
        assert posted(paid(disputes=[Dispute("du", 999, asked)])) == {"cs.purchase": 100}
    taken = posted(paid([refund], [Dispute("du", 999, "needs_response")]))
    assert taken == {"cs.purchase": 100, "re.purchase_refund": -50, "du.chargeback": -50}
    won = paid([refund], [Dispute("du", 999, "won")])
    assert posted(won) == {**taken, "du.chargeback_reversal": 50}
    assert status(won, CREDITS, posted(won)) is PurchaseStatus.PAID
    live = paid(disputes=[Dispute("du", 999, "under_review")])
    assert status(live, CREDITS, posted(live)) is PurchaseStatus.DISPUTED


_REFUNDS = st.lists(st.tuples(st.integers(1, 400), st.sampled_from(("pending", "succeeded", "failed", "canceled"))), max_size=5)
_DISPUTES = st.lists(
    st.tuples(st.integers(1, 999), st.sampled_from(("needs_response", "won", "lost", "warning_closed"))), max_size=2
)


@given(_REFUNDS, _DISPUTES, st.lists(st.integers(0, 5), max_size=6))
def test_credits_stay_between_none_and_all_whatever_was_seen_before(
    refunds: list[tuple[int, str]], disputes: list[tuple[int, str]], seen: list[int]
) -> None:
    """C11: looked at in any state on the way, and at last twice."""
    whole = paid(
        [Refund(f"re{number}", *each) for number, each in enumerate(refunds)],
        [Dispute(f"du{number}", *each) for number, each in enumerate(disputes)],
    )
    looks = [paid(whole.refunds[:count], whole.disputes[:count]) for count in sorted(seen)]
    there = posted(*looks, whole)
    assert 0 <= sum(there.values()) <= CREDITS
    assert list(postings(whole, CREDITS, there)) == []
    back = sum(amount for amount, state in refunds if state == "succeeded")
    assert back < whole.paid or not sum(there.values()) or any(state == "won" for _, state in disputes)
