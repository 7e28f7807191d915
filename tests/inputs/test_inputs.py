"""The fixed part of the fuzzing, small enough for every run; `fuzz.run` goes on for as long as it is given."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import main
from tests.fixtures.invariants import check_money
from tests.fixtures.system import System
from tests.inputs.by_schema import BySchema
from tests.inputs.contract import Contract
from tests.inputs.fuzz import contract_of, in_order, try_operation
from tests.inputs.hunt import Hunt
from tests.inputs.unasked import round_of_events
from tests.inputs.wire import Answer, Ask, send
from tests.inputs.world import World, made

_SEED, _EXAMPLES = 20_261_121, 2


@pytest.fixture(scope="module")
def hunt(system: System) -> Hunt:
    return Hunt(system, contract_of(system))


@pytest.fixture(scope="module")
def world(system: System) -> World:
    return made(system)


def test_whatever_an_operation_is_asked_it_answers_as_documented(hunt: Hunt, world: World) -> None:
    """A1 A3 Q3: every operation, described, forbidden and spoiled, by everybody: no 5xx, and each answer within its schema."""
    by_schema, operations = BySchema(hunt.contract), in_order(hunt.contract)
    for operation in operations:
        try_operation(hunt, world, by_schema, operation, _EXAMPLES, _SEED)
    assert set(hunt.requests) >= {operation.function for operation in operations}
    assert {200, 201, 204, 400, 401, 404} <= set(hunt.statuses)  # what was tried went in, and was refused at each step
    check_money(hunt.system, world.user.uid)


def test_what_comes_unasked_is_taken_refused_or_given_up(hunt: Hunt, world: World) -> None:
    """A4 V7 Q3: webhooks with and without a signature, events in both forms, and every task, spoiled."""
    before = hunt.requests.copy(), hunt.statuses.copy()
    round_of_events(hunt, world, 6, _SEED)
    asked, answered = hunt.requests - before[0], hunt.statuses - before[1]
    assert set(asked) >= {"hooks", *(name.replace("_", "-") for name in main.FUNCTIONS if name.endswith(("_tasks", "_events")))}
    assert {204, 400, 401} <= set(answered)  # taken, given up, refused


# -- the judge itself


@pytest.fixture(scope="module")
def asked(hunt: Hunt) -> tuple[Contract, Ask, Answer]:
    ask = Ask("GET", "/account").with_headers(hunt.system.person().headers)
    answer = send(hunt.system.url, ask)
    assert answer is not None
    assert answer.status == 200
    return hunt.contract, ask, answer


@pytest.mark.parametrize(
    ("status", "change"),
    [
        (500, lambda body: body),
        (201, lambda body: body),
        (204, lambda body: body),
        (200, lambda body: body.replace(b'"balance"', b'"balanced"')),
        (200, lambda body: body.replace(b'"guest":false', b'"guest":"no"')),
        (200, lambda body: body.replace(b'"balance":', b'"balance":NaN,"x":')),
        (200, lambda body: body[:-1]),
        (404, lambda body: body),
        (404, lambda _body: b"<!doctype html>"),
    ],
)
def test_an_answer_that_breaks_the_promise_is_noticed(
    asked: tuple[Contract, Ask, Answer], status: int, change: Callable[[bytes], bytes]
) -> None:
    """Q3: a judge that takes everything would have found nothing."""
    contract, ask, answer = asked
    assert contract.breaches(ask, answer) == []
    assert contract.breaches(ask, Answer(status, answer.headers, change(answer.body)))
    assert contract.breaches(ask, None)
