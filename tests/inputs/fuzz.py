"""Every operation of the served document by everybody, with what it describes, what it forbids and what it never thought of."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import nullcontext
from zlib import crc32

from hypothesis import strategies as st

from tests.fixtures.hostile_pictures import hostile
from tests.fixtures.system import System
from tests.inputs.by_bytes import mutated
from tests.inputs.by_schema import BySchema, about_real_things
from tests.inputs.contract import Contract, Operation
from tests.inputs.hunt import Hunt
from tests.inputs.unasked import round_of_events
from tests.inputs.uploading import upload_hostile
from tests.inputs.wire import Ask
from tests.inputs.world import World, config_kept, made

_LAST = ("DELETE", "/sign-out", "/cancel", "/fail", "/disable", "/deletion")  # what others would miss


def contract_of(system: System) -> Contract:
    """As the function serves it."""
    return Contract(system.call("GET", "/catalog/openapi.json").raise_for_status().json())


def run(system: System, *, seconds: float, seed: int = 0) -> dict[str, int]:
    """Fuzz for that long; counts by function, and an AssertionError with the smallest request that breaks a promise."""
    first = seed or random.SystemRandom().randrange(1, 10**9)
    print(f"inputs: seed {first}", flush=True)  # noqa: T201 - whoever repeats a failed run needs it
    hunt, until, number = Hunt(system, contract_of(system)), time.monotonic() + seconds, first
    by_schema, world, files = BySchema(hunt.contract), made(system), upload_hostile(system, hostile())
    while number == first or time.monotonic() < until:
        world = world if number == first else made(system)
        for operation in in_order(hunt.contract):
            try_operation(hunt, world, by_schema, operation, 30, number)
            if time.monotonic() > until:
                break
        round_of_events(hunt, world, 30, number)
        number += 1
    return {**counts(hunt), "hostile files": files}


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
        "sent again": hunt.again.total(),
        **by_function,
        **by_status,
    }


def in_order(contract: Contract) -> list[Operation]:
    """What takes things away comes last."""
    return sorted(contract.operations, key=lambda each: each.method in _LAST or each.path.endswith(_LAST))


def try_operation(hunt: Hunt, world: World, by_schema: BySchema, operation: Operation, examples: int, number: int) -> None:
    """So many requests of all kinds; the first is always the plainest there is."""
    with config_kept(hunt.system) if operation.audience == "admins" and operation.method != "GET" else nullcontext():
        asks = st.one_of(*_kinds(world, by_schema, operation))
        hunt.through(asks, examples, number + crc32(f"{operation.method} {operation.path}".encode()))


def _kinds(world: World, by_schema: BySchema, operation: Operation) -> Iterator[st.SearchStrategy[Ask]]:
    """With the right token as described, as forbidden and spoiled on the wire; and with a wrong token."""
    token, good = world.token(operation), about_real_things(by_schema.asks(operation, good=True), world.ids)
    names = [each["name"] for each in operation.facts["parameters"] if each["in"] == "query"]

    def signed(asks: st.SearchStrategy[Ask]) -> st.SearchStrategy[Ask]:
        return asks.map(lambda ask: ask.with_headers(token))

    yield signed(good)
    yield st.builds(lambda ask, other: ask.with_headers(other), good, world.tokens(operation))
    yield signed(mutated(good, names))
    if operation.has_input:
        yield signed(about_real_things(by_schema.asks(operation, good=False), world.ids))
        yield signed(mutated(good, names))
