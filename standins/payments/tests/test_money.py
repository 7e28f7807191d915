"""Refunds, disputes and what is told of them: signed, again and again, until somebody takes it."""

from __future__ import annotations

import json

import stripe

from standins.payments.tests.conftest import SECRET, Stage
from standins.payments.tests.orders import refusal, wish
from standins.testing import eventually, http


def paid(stage: Stage, way: str = "card") -> tuple[str, str]:
    session = stage.client.v1.checkout.sessions.create(wish())
    return session.id, stage.order("pay", session=session.id, way=way)["payment_intent"]


def held(stage: Stage, session: str) -> int:
    [row] = [each for each in http.get(f"{stage.process.url}/_local/journal").json()["held"] if each["session"] == session]
    return row["held"]


def test_refunds_take_no_more_than_was_paid(stage: Stage) -> None:
    """C11: in parts, and never twice."""
    session, intent = paid(stage)
    part = stage.client.v1.refunds.create({"payment_intent": intent, "amount": 400})
    assert refusal(stage.client.v1.refunds.create, {"payment_intent": intent, "amount": 700}).http_status == 400
    rest = stage.client.v1.refunds.create({"payment_intent": intent})
    assert (part.amount, rest.amount, held(stage, session)) == (400, 600, 0)
    assert refusal(stage.client.v1.refunds.create, {"payment_intent": intent}).code == "charge_already_refunded"
    listed = stage.client.v1.refunds.list({"payment_intent": intent, "limit": 1})
    assert [each.id for each in listed.auto_paging_iter()] == [rest.id, part.id]
    stage.order("fail-refund", refund=rest.id)
    assert (held(stage, session), stage.client.v1.refunds.retrieve(rest.id).status) == (600, "failed")


def test_a_bank_has_the_money_until_it_is_decided(stage: Stage) -> None:
    """C11: won, lost, or asked only."""
    for status, left in (("won", 1000), ("lost", 0)):
        session, intent = paid(stage)
        dispute = stage.order("dispute", payment_intent=intent)
        assert held(stage, session) == 0
        assert refusal(stage.client.v1.refunds.create, {"payment_intent": intent}).code == "charge_disputed"
        stage.order("decide", dispute=dispute["id"], status="under_review")
        stage.order("decide", dispute=dispute["id"], status=status)
        assert (held(stage, session), stage.client.v1.disputes.retrieve(dispute["id"]).status) == (left, status)
        assert (
            http.post(f"{stage.process.url}/_local/decide", json={"dispute": dispute["id"], "status": "won"}).status_code == 400
        )
    session, intent = paid(stage)
    asked = stage.order("dispute", payment_intent=intent, status="warning_needs_response")
    stage.order("decide", dispute=asked["id"], status="warning_closed")
    assert held(stage, session) == 1000


def test_a_debit_takes_days(stage: Stage) -> None:
    """C11: completed and not paid, until it arrives or does not."""
    for good in (True, False):
        session, intent = paid(stage, "debit")
        assert stage.client.v1.checkout.sessions.retrieve(session).payment_status == "unpaid"
        assert stage.client.v1.payment_intents.retrieve(intent).status == "processing"
        stage.order("settle", session=session, good=good)
        assert stage.client.v1.checkout.sessions.retrieve(session).payment_status == ("paid" if good else "unpaid")


def test_events_are_signed_as_the_library_wants_them(stage: Stage) -> None:
    """C11: `construct_event` takes each, and none with another body."""
    session, _ = paid(stage)
    eventually(
        lambda: [each for each in stage.door.told("checkout.session.completed") if each["data"]["object"]["id"] == session]
    )
    signature, body = stage.door.arrived[-1]
    moment = int(signature.partition(",")[0].removeprefix("t="))
    ahead = int(abs(moment - stage.clock.now().timestamp()) + abs(stage.clock.offset.total_seconds())) + 300
    event = stage.client.construct_event(body, signature, SECRET, tolerance=ahead)
    assert event.id == json.loads(body)["id"]
    try:
        stage.client.construct_event(body + b" ", signature, SECRET, tolerance=ahead)
    except stripe.SignatureVerificationError:
        pass
    else:
        raise AssertionError("it was believed")


def test_what_is_not_taken_comes_again_and_what_was_held_comes_late(stage: Stage) -> None:
    """C11: at least once, late, and once more when somebody wants it."""
    stage.door.refusing = True
    session, _ = paid(stage)
    kind = "checkout.session.completed"

    def told() -> list[dict[str, object]]:
        return [each for each in stage.door.told(kind) if each["data"]["object"]["id"] == session]

    eventually(lambda: len(told()) == 1)
    stage.door.refusing = False
    eventually(lambda: len(told()) == 2 or stage.clock.move(2))
    http.post(f"{stage.process.url}/_local/events", json={"event": told()[0]["id"]})
    eventually(lambda: len(told()) == 3)
    stage.order("hold")
    late, _ = paid(stage)
    stage.order("release")
    assert not [each for each in stage.door.told(kind) if each["data"]["object"]["id"] == late]
    assert http.post(f"{stage.process.url}/_local/events", json={}).json()["sent"] > 0
    eventually(lambda: [each for each in stage.door.told(kind) if each["data"]["object"]["id"] == late])


def test_its_list_of_events_is_asked_by_types_and_time(stage: Stage) -> None:
    """C11: the newest first, page by page, whether anybody took them or not."""
    _, intent = paid(stage)
    refunds = [stage.client.v1.refunds.create({"payment_intent": intent, "amount": amount}).id for amount in (100, 200)]
    since = int(stage.clock.now().timestamp()) - 3600
    events, kinds = stage.client.v1.events, ["refund.created", "charge.dispute.created"]
    page = events.list({"types": kinds, "created": {"gte": since}, "limit": 1})
    rest = events.list({"types": kinds, "limit": 1, "starting_after": page.data[-1].id})
    assert [each.data.object["id"] for each in (*page.data, *rest.data)] == refunds[::-1]
    assert events.list({"types": kinds, "created": {"gte": since + 3 * 3600}}).data == []
    assert refusal(events.list, {"types": kinds, "type": "refund.created"}).http_status == 400
