"""A schedule of the topology, run now from the control page, through the real Cloud Scheduler client."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import jwt
import pytest

from local.stack import Stack, topology
from standins.testing import eventually
from tests.fixtures import http_client


class Target(BaseHTTPRequestHandler):
    """Stands where the functions would: keeps the path and the token of what it was sent."""

    heard: list[tuple[str, str]]

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.heard.append((self.path, self.headers.get("Authorization", "").removeprefix("Bearer ")))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    declared = json.loads(topology.TOPOLOGY.read_text())
    declared["schedules"] = {"tidy": {"schedule": "0 3 1 1 *", "function": "sweep"}}
    file = tmp_path / "topology.json"
    file.write_text(json.dumps(declared))
    monkeypatch.setattr(topology, "TOPOLOGY", file)
    with Stack(tmp_path / "stack", parts={"tasks"}, keep=False) as running:
        yield running


def test_a_schedule_can_be_run_now_and_reaches_its_function_with_the_schedulers_token(stack: Stack) -> None:
    """A4: the call carries a token of the scheduler's account for exactly this address."""
    target = type("Hearing", (Target,), {"heard": []})
    with HTTPServer(("127.0.0.1", stack.ports["functions"]), target) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        http_client.post(f"{stack.url('control')}/run/tidy", timeout=20).raise_for_status()
        eventually(lambda: bool(target.heard))
        server.shutdown()
    path, token = target.heard[0]
    address = f"http://127.0.0.1:{stack.ports['functions']}/sweep"
    key = jwt.PyJWKClient(f"{stack.url('control')}/oauth2/v3/certs").get_signing_key_from_jwt(token)
    assert path == "/sweep"
    assert jwt.decode(token, key, algorithms=["RS256"], audience=address)["email"] == (
        "rushes-scheduler@demo-rushes.iam.gserviceaccount.com"
    )
