"""Credits that are bought: by Stripe's own library, at its stand-in, whose events are hints and whose answers are the truth."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from local.stack.environment import PAYMENT_SERVER
from shared.accounts.lots import midnight_after
from tests.fixtures.payments import (
    balance,
    became,
    bought,
    checkout,
    held_at_stripe,
    moved,
    opened,
    order,
    packages,
    stored,
)
from tests.fixtures.queues import MODEL, PRICE, held
from tests.fixtures.system import System
from tests.fixtures.videos import ended, eventually, submit
from tests.flows.test_reconcile import looked_at

DAYS = {"id": "days", "expires_after_days": 30}


@pytest.fixture(autouse=True)
def _offered(people: System) -> Iterator[None]:
    if (people.document("system_configs/credits") or {}).get("signup_grant"):  # of an earlier file
        people.configure("credits").raise_for_status()
        people.clock.move(61)
    packages(people, {"id": "small"}, DAYS, {"id": "swiss", "regions": ["CH"], "currency": "chf"})
    yield
    order(people, "release")
    people.http.delete(f"{people.environment['RUSHES_STRIPE_URL']}/_local/faults")


def test_a_package_is_bought_and_its_credits_are_there_once(people: System) -> None:
    """C11: Checkout's page, the signed event, what Stripe says, a receipt; told again it changes nothing."""
    ada = people.person()
    offered = people.call("GET", "/payments/packages", ada, headers={"Accept-Language": "de"}).json()["packages"]
    assert [(each["id"], each["name"], each["amount"]) for each in offered] == [
        ("small", "Ein Paket", 1000),
        ("days", "Ein Paket", 1000),
    ]
    made, again = (checkout(people, ada, key="one-purchase-of-ada") for _ in range(2))
    purchase = made.json()["purchase"]
    assert (made.status_code, again.status_code, again.headers["Idempotency-Replayed"]) == (201, 201, "true")
    assert (again.json()["purchase"]["url"], purchase["status"]) == (purchase["url"], "open")
    page = people.http.post(purchase["url"], data={"way": "card"})
    assert (page.status_code, page.headers["location"]) == (303, f"{people.url}/?purchase={purchase['id']}")
    became(people, purchase["id"], "paid")
    [told] = people.call("GET", "/payments", ada).json()["purchases"]
    assert (told["taken_back"], told["url"], told["receipt_url"].startswith("http")) == (0, None, True)
    assert people.call("GET", f"/payments/{told['id']}", ada).json() == told
    for event in people.http.get(f"{people.environment['RUSHES_STRIPE_URL']}/_local/events").json()["events"]:
        order(people, "events", event=event["id"])
    eventually(people.rests)
    assert (balance(people, ada), moved(people, ada)) == (100, [("purchase", 100)])
    assert people.call("POST", "/payments/portal", ada, json={}).json()["url"].startswith("http")
    assert looked_at(people, ada.uid)["breaches"] == 0


def test_news_that_are_lost_are_asked_for(people: System) -> None:
    """C11: nobody tells, and within minutes the sweep has asked."""
    ada = people.person()
    purchase = opened(people, ada)
    order(people, "hold")
    order(people, "pay", session=purchase["session"])
    became(people, purchase["id"], "paid", seconds=30)
    assert moved(people, ada) == [("purchase", 100)]


def test_what_nobody_pays_ends(people: System) -> None:
    """C11: and is paid by nobody any more."""
    ada = people.person()
    purchase = opened(people, ada)
    order(people, "hold")
    order(people, "expire", session=purchase["session"])
    ended_at_last = became(people, purchase["id"], "ended", seconds=30)
    assert (ended_at_last["due_at"], ended_at_last["url"], balance(people, ada)) == (None, None, 0)


def test_a_debit_brings_credits_when_it_has_arrived(people: System) -> None:
    """C11: completed is not paid."""
    ada, bob = people.person(), people.person()
    for person, good in ((ada, True), (bob, False)):
        purchase = opened(people, person)
        order(people, "pay", session=purchase["session"], way="debit")
        eventually(lambda purchase=purchase: stored(people, purchase["id"])["url"] is None or people.rests())
        assert balance(people, person) == 0
        order(people, "settle", session=purchase["session"], good=good)
        became(people, purchase["id"], "paid" if good else "ended")
    assert (balance(people, ada), balance(people, bob)) == (100, 0)


def test_refunds_take_their_share_of_the_credits(people: System) -> None:
    """C11: in parts that add up to the whole, and one that did not arrive is given back."""
    ada = people.person()
    packages(people, {"id": "small", "credits": 100, "amount": 999})
    purchase = bought(people, ada)
    intent = purchase["payment_intent"]
    refunds = [order(people, "refund", payment_intent=intent, amount=333) for _ in range(2)]
    eventually(lambda: balance(people, ada) == 100 - 66)
    order(people, "fail-refund", refund=refunds[0]["id"])
    eventually(lambda: balance(people, ada) == 100 - 33)
    order(people, "refund", payment_intent=intent)
    became(people, purchase["id"], "refunded")
    assert balance(people, ada) == 0
    assert sum(credits for _, credits in moved(people, ada)) == 0
    assert held_at_stripe(people)[purchase["id"]] == 0
    assert looked_at(people, ada.uid)["breaches"] == 0


def test_a_bank_that_claims_the_money_may_leave_less_than_nothing(people: System) -> None:
    """C10, C11: which blocks spending and says why, until it is won; lost it stays, and what comes is owed first."""
    ada, bob = people.person(), people.person()
    for person, end in ((ada, "won"), (bob, "lost")):
        purchase = bought(people, person)
        with held(people):
            assert submit(people, person, model=MODEL).status_code == 202
        dispute = order(people, "dispute", payment_intent=purchase["payment_intent"])
        became(people, purchase["id"], "disputed")
        assert balance(people, person) == -PRICE
        refused = submit(people, person, model=MODEL)
        assert (refused.status_code, refused.json()["error"]) == (402, "INSUFFICIENT_CREDITS")
        assert "a payment was taken back" in refused.json()["message"]
        order(people, "decide", dispute=dispute["id"], status=end)
        became(people, purchase["id"], "paid" if end == "won" else "refunded")
        assert balance(people, person) == (100 if end == "won" else 0) - PRICE
    assert [kind for kind, _ in moved(people, ada)] == ["purchase", "charge", "chargeback", "chargeback_reversal"]
    bought(people, bob)
    assert balance(people, bob) == 100 - PRICE
    assert looked_at(people, bob.uid)["breaches"] == 0


def test_whatever_order_news_come_in_the_ledger_is_the_same(people: System) -> None:
    """C11: all of it was held back, and is told last first, each twice."""
    ada = people.person()
    purchase = opened(people, ada)
    order(people, "hold")
    intent = order(people, "pay", session=purchase["session"])["payment_intent"]
    order(people, "refund", payment_intent=intent, amount=500)
    dispute = order(people, "dispute", payment_intent=intent)
    order(people, "decide", dispute=dispute["id"], status="lost")
    events = people.http.get(f"{people.environment['RUSHES_STRIPE_URL']}/_local/events").json()["events"]
    untold = [each["id"] for each in events if each["delivered"] is None and each["due"] is None]
    for event in [*untold, *untold]:
        order(people, "events", event=event)
        eventually(people.rests)
    became(people, purchase["id"], "refunded")
    assert moved(people, ada) == [("purchase", 100), ("purchase_refund", -50), ("chargeback", -50)]


def test_money_that_goes_back_is_found_in_stripes_own_list_where_its_events_never_came(people: System) -> None:
    """C11: once a day, page by page; a refund and a dispute, each posted once, also where their events come after all."""
    ada, bob = people.person(), people.person()
    refunded, disputed = bought(people, ada), bought(people, bob)
    eventually(people.rests)
    before = (people.document("stripe_books/events") or {})["looked_until"]
    order(people, "hold")
    try:
        dispute = order(people, "dispute", payment_intent=disputed["payment_intent"])
        for _ in range(60):  # more events than a page has
            order(people, "refund", payment_intent=refunded["payment_intent"], amount=10)
        people.clock.move(timedelta(hours=25).total_seconds())
        eventually(lambda: balance(people, bob) == 0 or people.hurry(30))
        eventually(lambda: balance(people, ada) == 40 or people.hurry(30))
        eventually(lambda: (people.document("stripe_books/events") or {})["looked_until"] > before or people.hurry(30))
        order(people, "decide", dispute=dispute["id"], status="won")
        people.clock.move(timedelta(hours=25).total_seconds())
        eventually(lambda: balance(people, bob) == 100 or people.hurry(30))
    finally:
        order(people, "release")
    eventually(people.rests)
    assert (balance(people, ada), balance(people, bob)) == (40, 100)
    assert moved(people, bob) == [("purchase", 100), ("chargeback", -100), ("chargeback_reversal", 100)]


def test_credits_that_expire_are_spent_first_and_a_refund_returns_to_them(people: System) -> None:
    """C11: and what is left when their day is over goes by an entry of its own."""
    ada = people.person()
    bought(people, ada)
    until = bought(people, ada, "days")["lot"]
    assert until == midnight_after(people.clock.now() + timedelta(days=30))
    with held(people):
        job = submit(people, ada, model=MODEL).json()["video"]["id"]
        assert _expiring(people, ada) == [100 - PRICE]
        paid_from = (people.document(f"video_jobs/{job}") or {})["paid_from"]
        assert [(each["expires_at"], each["credits"]) for each in paid_from] == [(until, PRICE)]
        assert people.call("POST", f"/videos/{job}/cancel", ada).status_code == 200
    assert (_expiring(people, ada), balance(people, ada)) == ([100], 200)
    people.clock.move((until - people.clock.now()).total_seconds() + 1)
    eventually(lambda: balance(people, ada) == 100 or people.hurry(10))
    assert moved(people, ada)[-1] == ("expiry", -100)
    assert looked_at(people, ada.uid)["breaches"] == 0


def test_whoever_spends_next_pays_with_nothing_that_has_expired(people: System) -> None:
    """C11: it goes in the commit that charges, before anybody swept; where too little is left, nothing is made."""
    ada = people.person()
    until = bought(people, ada, "days")["lot"]
    with people.unswept():
        people.clock.move((until - people.clock.now()).total_seconds() + 1)
        refused = submit(people, ada, model=MODEL)
        assert (refused.status_code, refused.json()["details"]["available"]) == (402, 0), refused.text
        people.grant(ada.uid, PRICE)
        with held(people):
            assert submit(people, ada, model=MODEL).status_code == 202
        assert moved(people, ada)[1:] == [("admin_grant", PRICE), ("expiry", -100), ("charge", -PRICE)]
    assert balance(people, ada) == 0


def test_what_comes_back_to_expired_credits_is_good_for_a_week(people: System) -> None:
    """C11: a video that was paid with them fails after their end."""
    ada = people.person()
    until = bought(people, ada, "days")["lot"]
    with held(people):
        job = submit(people, ada, model=MODEL).json()["video"]["id"]
        people.clock.move((until - people.clock.now()).total_seconds() + 1)
        eventually(lambda: (people.document(f"video_jobs/{job}") or {})["ended_at"] or people.hurry(10))
        eventually(lambda: balance(people, ada) == PRICE or people.hurry(10))
    [lot] = people.call("GET", "/account", ada).json()["expiring"]
    assert lot["credits"] == PRICE
    people.clock.move(timedelta(days=9).total_seconds())
    eventually(lambda: balance(people, ada) == 0 or people.hurry(10))
    assert sorted(moved(people, ada)[2:]) == [("expiry", PRICE - 100), ("expiry", -PRICE), ("refund", PRICE)]


def _expiring(people: System, person: Any) -> list[int]:
    return [each["credits"] for each in people.call("GET", "/account", person).json()["expiring"]]


@pytest.mark.parametrize("kind", ["unavailable_before", "unavailable_after", "drop_answer"])
def test_a_checkout_that_stripe_does_not_answer_is_made_once(people: System, kind: str) -> None:
    """C11: the same key brings one page, whatever became of the calls before."""
    ada, key = people.person(), secrets.token_hex(8)
    order(people, "faults", kind=kind, call="POST /v1/checkout/sessions", count=2)  # the library tries once more by itself
    refused = checkout(people, ada, key=key)
    assert (refused.status_code, refused.json()["error"], refused.json()["details"]["part"]) == (503, "UNAVAILABLE", "payments")
    made = checkout(people, ada, key=key).json()["purchase"]
    sessions = [each for each in _held(people) if each["purchase_id"] == made["id"]]
    assert [each["session"] for each in sessions] == [stored(people, made["id"])["session"]]


def _held(people: System) -> list[dict[str, Any]]:
    return people.http.get(f"{people.environment['RUSHES_STRIPE_URL']}/_local/journal").json()["held"]


def test_who_buys_is_told_what_is_wrong(people: System) -> None:
    """C11, P3: no such package, one of another country, an address of somebody else, a key of another wish, and no agent buys."""
    ada, key = people.person(), secrets.token_hex(8)
    assert checkout(people, ada, "nothing").json()["error"] == "NOT_FOUND"
    assert checkout(people, ada, "swiss").json()["error"] == "NOT_FOUND"
    assert checkout(people, ada, "swiss", country="CH").status_code == 201
    for nowhere in ("http://elsewhere.example/", "https://["):
        assert checkout(people, ada, return_to=nowhere).json()["error"] == "RETURN_ADDRESS"
    assert checkout(people, ada, key=key).status_code == 201
    assert checkout(people, ada, "days", key=key).json()["error"] == "IDEMPOTENCY_KEY_REUSED"
    bob = people.person()
    assert people.call("POST", "/payments/portal", bob, json={}).json()["error"] == "NOTHING_BOUGHT"
    [mine, *_] = people.call("GET", "/payments", ada).json()["purchases"]
    assert people.call("GET", f"/payments/{mine['id']}", bob).status_code == 404


def test_what_stripe_refuses_is_no_fault_of_the_buyers(people: System) -> None:
    """C11, Q3: somebody has deleted the customer there: a 503 that wakes operators, and nothing is bought."""
    ada = people.person()
    customer = opened(people, ada)["customer"]
    stripe, key = people.environment["RUSHES_STRIPE_URL"], people.environment["STRIPE_API_KEY"]
    people.http.delete(f"{stripe}/v1/customers/{customer}", headers={"Authorization": f"Bearer {key}"}).raise_for_status()
    for refused in (checkout(people, ada), people.call("POST", "/payments/portal", ada, json={})):
        assert (refused.status_code, refused.json()["error"]) == (503, "UNAVAILABLE"), refused.text
    assert balance(people, ada) == 0


def test_only_what_stripe_has_signed_is_believed(people: System) -> None:
    """C11: and then it is a hint: an event that lies brings nothing."""
    forged = json.dumps({"id": "evt_1", "type": "x", "data": {"object": {"object": "charge", "id": "ch_1"}}})
    for headers in (
        {},
        {"Stripe-Signature": "t=1,v1=00"},
        {"Stripe-Signature": f"t={int(people.clock.now().timestamp())},v1=00"},
    ):
        answer = people.http.post(f"{people.url}/hooks/stripe", content=forged, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (401, "UNTRUSTED_WEBHOOK")


# -- another payment server


def posting(people: System, uid: str, email: str = PAYMENT_SERVER, **told: Any) -> Any:
    token = people.identity.oidc_token(email, f"{people.url}/hooks", people.clock.now())
    body = {"user_id": uid, "credits": 50, "description": "Bought elsewhere", **told}
    return people.http.post(f"{people.url}/hooks/payments", json=body, headers={"Authorization": f"Bearer {token}"})


def test_another_payment_server_posts_what_was_paid_there_once(people: System) -> None:
    """C10: by its service account alone; a chargeback may go below zero, a reversal comes back."""
    ada, one = people.person(), secrets.token_hex(6)
    first, again = (posting(people, ada.uid, id=one, type="purchase") for _ in range(2))
    assert [(each.status_code, each.json()["replayed"], each.json()["balance"]) for each in (first, again)] == [
        (200, False, 50),
        (200, True, 50),
    ]
    assert posting(people, ada.uid, id=one, type="purchase", credits=51).json()["error"] == "PAYMENT_ID_TAKEN"
    people.call("POST", "/admin/corrections", people.admin, json=_correction(ada.uid, -30))
    taken = posting(people, ada.uid, id=f"{one}-back", type="chargeback", payment_id=one)
    assert taken.json()["balance"] == -30
    returned = posting(people, ada.uid, id=f"{one}-back", type="chargeback_reversal", payment_id=one)
    assert returned.json()["balance"] == 20
    assert posting(people, ada.uid, id="none-such", type="chargeback", payment_id="none-such").status_code == 404
    assert (
        posting(people, ada.uid, id=f"{one}-2", type="chargeback", payment_id=one, credits=51).json()["error"] == "MORE_THAN_PAID"
    )
    assert posting(people, ada.uid, id=one, type="chargeback").json()["error"] == "INVALID_REQUEST"
    assert looked_at(people, ada.uid)["breaches"] == 0


def test_nobody_else_posts_payments(people: System) -> None:
    """C10, A1: no user, no other service account; and for nobody who is not there."""
    ada = people.person()
    body = {"user_id": ada.uid, "credits": 5, "description": "mine", "id": "mine", "type": "purchase"}
    assert people.call("POST", "/hooks/payments", ada, json=body).status_code == 401
    assert posting(people, ada.uid, "somebody@example.com", id="mine", type="purchase").status_code == 401
    assert posting(people, "nobody-at-all", id=secrets.token_hex(4), type="purchase").status_code == 404


def test_credits_bought_elsewhere_may_expire(people: System) -> None:
    """C10, C11"""
    ada = people.person()
    until = people.clock.now() + timedelta(days=3)
    posting(people, ada.uid, id=secrets.token_hex(6), type="purchase", expires_at=until.isoformat())
    [lot] = people.call("GET", "/account", ada).json()["expiring"]
    assert (lot["credits"], lot["expires_at"][:10]) == (50, midnight_after(until).date().isoformat())


def _correction(uid: str, credits: int) -> dict[str, Any]:
    return {"user_id": uid, "credits": credits, "grant_id": secrets.token_hex(6), "reason": "for a test"}


def test_a_video_is_made_with_bought_credits(people: System) -> None:
    """C11, C2"""
    ada = people.person()
    bought(people, ada)
    done = ended(people, ada, submit(people, ada, model=MODEL).json()["video"]["id"])
    assert (done["state"], balance(people, ada)) == ("completed", 100 - PRICE)
