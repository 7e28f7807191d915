"""Every operation of the served document by everybody, with what it describes, what it forbids and what it never thought of."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Mapping
from contextlib import nullcontext

from hypothesis import strategies as st

from tests.inputs.by_bytes import mutated
from tests.inputs.by_schema import BySchema, about_real_things
from tests.inputs.contract import Contract, Operation
from tests.inputs.hunt import Hunt
from tests.inputs.unasked import round_of_events
from tests.inputs.wire import Ask
from tests.inputs.world import World, config_kept, made
from tests.system import System

_LAST = ("DELETE", "/sign-out", "/cancel", "/fail", "/disable")  # what others would miss


def contract_of(system: System) -> Contract:
    """As the function serves it."""
    return Contract(system.call("GET", "/catalog/openapi.json").raise_for_status().json())


def run(system: System, *, seconds: float, seed: int = 0) -> dict[str, int]:
    """Fuzz for that long; counts by function, and an AssertionError with the smallest request that breaks a promise."""
    first = seed or random.SystemRandom().randrange(1, 10**9)
    print(f"inputs: seed {first}", flush=True)  # noqa: T201 - whoever repeats a failed run needs it
    hunt, until, number = Hunt(system, contract_of(system)), time.monotonic() + seconds, first
    by_schema = BySchema(hunt.contract)
    while number == first or time.monotonic() < until:
        world = made(system)
        for operation in in_order(hunt.contract):
            try_operation(hunt, world, by_schema, operation, 8, number)
            if time.monotonic() > until:
                break
        round_of_events(hunt, world, 20, number)
        number += 1
    return counts(hunt)


def counts(hunt: Hunt) -> dict[str, int]:
    asked_again = hunt.retried.total()
    failed = sum(count for status, count in hunt.statuses.items() if status >= 500) - asked_again
    by_function = {f"requests.{name}": count for name, count in sorted(hunt.requests.items())}
    by_status = {f"answered.{status}": count for status, count in sorted(hunt.statuses.items())}
    return {
        "requests": hunt.requests.total(),
        "5xx": failed,
        "breaches": 0,
        "tasks asked for again": asked_again,
        **by_function,
        **by_status,
    }


def in_order(contract: Contract) -> list[Operation]:
    """What takes things away comes last."""
    return sorted(contract.operations, key=lambda each: each.method in _LAST or each.path.endswith(_LAST))


def try_operation(hunt: Hunt, world: World, by_schema: BySchema, operation: Operation, examples: int, number: int) -> None:
    """With the right token, with each wrong kind, and spoiled on the wire."""
    with config_kept(hunt.system) if operation.audience == "admins" and operation.method != "GET" else nullcontext():
        token = world.token(operation)
        for asks, count in _kinds(world, by_schema, operation, token, examples):
            hunt.through(asks, count, number)


def _kinds(
    world: World, by_schema: BySchema, operation: Operation, token: Mapping[str, str], examples: int
) -> Iterator[tuple[st.SearchStrategy[Ask], int]]:
    good = about_real_things(by_schema.asks(operation, good=True), world.ids)

    def signed(asks: st.SearchStrategy[Ask]) -> st.SearchStrategy[Ask]:
        return asks.map(lambda ask: ask.with_headers(token))

    yield signed(good), examples if operation.has_input else 1
    if operation.has_input:
        yield signed(about_real_things(by_schema.asks(operation, good=False), world.ids)), examples
    names = [each["name"] for each in operation.facts["parameters"] if each["in"] == "query"]
    yield signed(mutated(good, names)), 2 * examples if names else examples
    yield st.builds(lambda ask, other: ask.with_headers(other), good, world.tokens(operation)), examples // 2
