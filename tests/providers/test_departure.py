"""Orders that broke off on their way: each wire knows them from orders whose answer was lost."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable, Generator
from typing import Any

import httpx2
import pytest
from google.oauth2.credentials import Credentials

from shared.providers.departure import Departure, broke_off
from shared.providers.interface import MaybeSent, Order, OrderRefused, Picture, Provider
from shared.providers.omni import gemini_api, vertex_global
from shared.providers.outcomes import Code, Outcome
from tests.providers import omni_stage, openai_wire
from tests.providers.conftest import Oddity, Simulator

Odd = Callable[[bytes], Oddity]
Sent = tuple[Provider, Order]
WIRES = ("vertex", "gemini-api", "vertex-global", "openai-videos")
LARGE = 16 * 1024 * 1024  # more than two sockets hold
EVERY = pytest.mark.parametrize("wire", WIRES)


def sender(simulator: Simulator, wire: str, secret: str, address: str = "", timeout_s: float = 10.0, size: int = LARGE) -> Sent:
    """A provider with a credential of its own, and an order of so many bytes."""
    usual: dict[str, Any] = {"base_url": address or simulator.url, "timeout_s": timeout_s}
    long = "x" * size
    match wire:
        case "vertex":
            return simulator.veo(**usual, credentials=Credentials(secret)), simulator.order(prompt=long)
        case "vertex-global":
            provider = vertex_global(simulator.system.project, simulator.system.clock, **usual, credentials=Credentials(secret))
            return provider, omni_stage.order(simulator, prompt=long)
        case "gemini-api":
            picture = Picture("gs://demo/a.jpg", "image/jpeg")
            provider = gemini_api(secret, simulator.system.clock, **usual, read=lambda _: long.encode())
            return provider, omni_stage.order(simulator, first_frame=picture)
        case _:
            order = openai_wire.order(simulator, first_frame=openai_wire.picture(simulator, long.encode()))
            return openai_wire.wire(simulator, f"{address}/v1" if address else None, key=secret, timeout_s=timeout_s), order


@EVERY
def test_an_order_that_broke_off_is_refused_for_certain(simulator: Simulator, wire: str) -> None:
    """V4, M3: the provider closes before it has read all of it; nobody has an order, and it may be sent again."""
    secret = f"secret-{secrets.token_hex(8)}"
    header = {"x-goog-api-key" if wire == "gemini-api" else "authorization": secret}
    simulator.fault({"drop_unread": True}, header=header)
    provider, order = sender(simulator, wire, secret)
    with pytest.raises(OrderRefused) as refused:
        provider.submit(order)
    assert (refused.value.outcome, refused.value.rule.code) == (Outcome.PROVIDER_ERROR, Code.NETWORK)
    assert refused.value.rule.we_retry
    assert simulator.accepted == 0


@pytest.fixture
def deaf() -> Generator[str]:
    """A server that takes the connection and reads nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        kept: list[socket.socket] = []
        threading.Thread(target=lambda: kept.append(listener.accept()[0]), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        for each in kept:
            each.close()


@EVERY
def test_an_order_that_nobody_takes_off_us_is_refused_for_certain(simulator: Simulator, wire: str, deaf: str) -> None:
    """V4: time is up while it is still being sent."""
    provider, order = sender(simulator, wire, "secret", deaf, timeout_s=0.5)
    with pytest.raises(OrderRefused) as refused:
        provider.submit(order)
    assert refused.value.rule.code is Code.NETWORK


@EVERY
def test_an_order_that_left_whole_may_have_arrived(simulator: Simulator, wire: str, odd: Odd) -> None:
    """V4, invariant 6: its last byte was taken, and then the connection was dropped."""
    server = odd(b"")
    provider, order = sender(simulator, wire, "secret", server.address, size=1000)
    with pytest.raises(MaybeSent):
        provider.submit(order)
    assert server.asked == 1


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (["send_request_headers.started", "send_request_headers.failed"], True),
        (["send_request_headers.started", "send_request_body.failed", "receive_response_headers.failed"], True),
        (["send_request_body.failed", "send_request_headers.started", "send_request_body.complete"], False),
        (["receive_response_headers.failed"], False),
        ([], False),
    ],
)
def test_only_what_was_seen_to_break_off_is_certain(steps: list[str], expected: bool) -> None:
    """V4: also where an answer came all the same; what nobody watched may have arrived."""
    heard = Departure()
    for step in steps:
        heard(f"http11.{step}", {})
    request = httpx2.Request("POST", "http://provider.example/", extensions={"trace": heard})
    assert broke_off(httpx2.Response(503, request=request)) is expected
    assert not broke_off(httpx2.Response(503))
    assert not broke_off(ValueError("no request belongs to it"))
