"""The real client at the simulator of the running stack, and at a server that answers what no provider should."""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import pytest

from shared.providers.interface import Operation, Order
from shared.providers.simulated import simulated_credentials
from shared.providers.veo import Veo
from tests.fixtures import http_client
from tests.fixtures.fakes import NOON
from tests.fixtures.system import System

MODEL = "veo-3.1-lite-generate-001"


def in_turn(
    name: str,
    values: Sequence[str],
    names: str | tuple[str, ...],
    cases: Iterable[Any],
    ids: Callable[[Any], object] = str,
) -> pytest.MarkDecorator:
    """Each of these cases with one of the values, the next case with the next one: no branch of the code knows them both."""
    rows = [(case,) if isinstance(names, str) else case for case in cases]
    params = [
        pytest.param(*row, value, id="-".join([*(str(ids(each)) for each in row), value]))
        for row, value in zip(rows, cycle(values), strict=False)
    ]
    return pytest.mark.parametrize((*((names,) if isinstance(names, str) else names), name), params)


@dataclass
class Simulator:
    """What a test can do to the provider, and see of it."""

    system: System
    job: str
    faults: list[str] = field(default_factory=list[str])

    @property
    def url(self) -> str:
        return self.system.environment["GOOGLE_VERTEX_BASE_URL"]

    @property
    def prefix(self) -> str:
        return f"gs://{self.system.environment['RUSHES_BUCKET_PROVIDER_OUT']}/{self.job}/1/"

    def order(self, **changes: Any) -> Order:
        usual: dict[str, Any] = {
            "job_id": self.job,
            "attempt": 1,
            "model": MODEL,
            "prompt": "A boat at dawn",
            "seconds": 4,
            "aspect_ratio": "16:9",
            "resolution": "720p",
            "audio": True,
            "output_prefix": self.prefix,
        }
        return Order(**{**usual, **changes})

    def veo(self, **changes: Any) -> Veo:
        usual: dict[str, Any] = {"base_url": self.url, "credentials": simulated_credentials(), "timeout_s": 10.0}
        return Veo(self.system.project, "us-central1", self.system.clock, **{**usual, **changes})

    def fault(self, do: dict[str, Any], **match: Any) -> None:
        rule = {"match": match or {"job": self.job}, "do": do}
        answer = self.system.http.post(f"{self.url}/_local/faults", json=rule)
        assert answer.status_code == 200, answer.text
        self.faults.append(answer.json()["id"])

    def clear(self) -> None:
        for name in self.faults:
            self.system.http.delete(f"{self.url}/_local/faults/{name}")

    def journal(self) -> list[dict[str, Any]]:
        """Every create that was asked for this test's job."""
        return self.system.http.get(f"{self.url}/_local/journal", params={"job": self.job}).json()["entries"]

    @property
    def accepted(self) -> int:
        return sum(line["billed"] for line in self.journal())

    def render(self) -> None:
        self.system.clock.move(60)


@pytest.fixture
def simulator(system: System) -> Generator[Simulator]:
    found = Simulator(system, f"job-{secrets.token_hex(6)}")
    yield found
    found.clear()


@pytest.fixture
def veo(simulator: Simulator) -> Veo:
    return simulator.veo()


@pytest.fixture
def operation(simulator: Simulator, veo: Veo) -> Operation:
    return veo.submit(simulator.order())


@dataclass
class Oddity:
    """A server that gives one raw answer to whatever it is asked, and keeps how often and with which heads that was."""

    answer: bytes
    asked: int = 0
    address: str = ""
    heads: list[bytes] = field(default_factory=list[bytes])

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                self._read(connection)
                self.asked += 1
                connection.sendall(self.answer)

    def _read(self, connection: socket.socket) -> None:
        head, _, body = self._until(connection, b"\r\n\r\n").partition(b"\r\n\r\n")
        self.heads.append(head)
        length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
        while len(body) < length:
            body += connection.recv(65_536)

    def _until(self, connection: socket.socket, mark: bytes) -> bytes:
        read = b""
        while mark not in read:
            piece = connection.recv(65_536)
            if not piece:
                return read + mark
            read += piece
        return read


@pytest.fixture
def odd() -> Generator[Callable[[bytes], Oddity]]:
    listeners: list[socket.socket] = []

    def start(answer: bytes) -> Oddity:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        oddity = Oddity(answer, address=f"http://127.0.0.1:{listener.getsockname()[1]}")
        threading.Thread(target=oddity.serve, args=(listener,), daemon=True).start()
        return oddity

    yield start
    for listener in listeners:
        listener.close()


def http_answer(status: str, body: str, kind: str = "application/json", length: int | None = None) -> bytes:
    size = len(body.encode()) if length is None else length
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {size}\r\nConnection: close\r\n\r\n{body}".encode()


def some_operation(simulator: Simulator) -> Operation:
    """One that the simulator has never heard of."""
    name = (
        f"projects/{simulator.system.project}/locations/us-central1/publishers/google/models/{MODEL}/operations/{simulator.job}"
    )
    return Operation(name, MODEL, "vertex", NOON, simulator.prefix)


def stored(system: System, prefix: str) -> list[str]:
    bucket, _, name = prefix.removeprefix("gs://").partition("/")
    url = f"{system.environment['STORAGE_EMULATOR_HOST']}/storage/v1/b/{bucket}/o"
    items: list[dict[str, Any]] = http_client.get(url, params={"prefix": name}, timeout=10).json().get("items", [])
    return [f"gs://{bucket}/{item['name']}" for item in items]
