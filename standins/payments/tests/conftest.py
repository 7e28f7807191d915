"""One stand-in for all tests here, before it the unmodified library; with STRIPE_TEST_KEY the same calls go to Stripe itself."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import stripe

from standins.common.clock import MovableClock
from standins.testing import Process, free_ports, http

REAL_KEY = os.environ.get("STRIPE_TEST_KEY", "")
SECRET = "whsec_standinstandinstandin"
KEY = "sk_test_standin0000"


@dataclass
class Door:
    """Where events arrive: each body with its signature, in the order of their coming."""

    arrived: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])
    refusing: bool = False

    def told(self, kind: str) -> list[dict[str, Any]]:
        return [event for _, body in self.arrived if (event := json.loads(body))["type"] == kind]


@dataclass
class Stage:
    process: Process
    clock: MovableClock
    door: Door
    client: stripe.StripeClient

    def order(self, what: str, **told: Any) -> dict[str, Any]:
        answer = http.post(f"{self.process.url}/_local/{what}", json=told)
        assert answer.status_code == 200, answer.text
        return answer.json()


def _doors(door: Door) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            door.arrived.append((self.headers["Stripe-Signature"], body))
            self.send_response(500 if door.refusing else 204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None: ...

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    if REAL_KEY:
        pytest.skip("needs the stand-in's powers: a movable clock, buyers and banks")
    folder, door, [port] = tmp_path_factory.mktemp("payments"), Door(), free_ports(1)
    server = _doors(door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    environment = {
        "PORT": str(port),
        "DATA_DIR": str(folder / "data"),
        "CLOCK_FILE": str(folder / "clock"),
        "RUSHES_FUNCTIONS_URL": f"http://127.0.0.1:{server.server_port}",
        "RUSHES_HOOK_SECRETS_STRIPE": SECRET,
    }
    process = Process("standins.payments", folder, environment, http_port=port).start()
    yield Stage(process, MovableClock(Path(folder / "clock")), door, client_at(process.url))
    process.stop()
    server.shutdown()


def client_at(url: str | None, key: str = KEY) -> stripe.StripeClient:
    addresses: Any = {"api": url} if url else {}
    return stripe.StripeClient(
        key, base_addresses=addresses, max_network_retries=0, http_client=stripe.RequestsClient(timeout=20)
    )


@pytest.fixture
def client(request: pytest.FixtureRequest) -> stripe.StripeClient:
    """What both can be asked."""
    return client_at(None, REAL_KEY) if REAL_KEY else request.getfixturevalue("stage").client
