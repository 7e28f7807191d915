"""Omni at the simulator of the running stack, on either surface, and a server that sends what it is told to."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from shared.providers.interface import Order, Picture
from shared.providers.omni import Omni, gemini_api, vertex_global
from shared.providers.simulated import simulated_credentials
from tests.providers.conftest import Simulator

MODEL = "gemini-omni-1.2-flash"
KEY = "AIza-omni-tests-0123456789"
SURFACES = ("gemini-api", "vertex-global")
WIRES = {"gemini-api": "omni", "vertex-global": "omni-vertex"}


def omni(simulator: Simulator, surface: str = "gemini-api", **changes: Any) -> Omni:
    usual: dict[str, Any] = {"base_url": simulator.url, "timeout_s": 10.0, **changes}
    if surface == "vertex-global":
        usual.setdefault("credentials", simulated_credentials())
        return vertex_global(simulator.system.project, simulator.system.clock, **usual)
    picture = simulator.system.http.get(f"{simulator.url}/_local/picture.jpg", params={"text": "a", "w": 64, "h": 64}).content

    def read(asked: Picture) -> bytes:
        assert asked.uri.startswith("gs://")
        return picture

    usual.setdefault("read", read)
    return gemini_api(usual.pop("key", KEY), simulator.system.clock, **usual)


def at_the_simulator(simulator: Simulator) -> dict[str, str]:
    """The environment of a process that reaches the simulator even where a real key stands in ours."""
    ours = {name: value for name, value in os.environ.items() if name != "GEMINI_API_KEY"}
    return ours | simulator.system.environment | {"GOOGLE_GEMINI_BASE_URL": simulator.url}


def order(simulator: Simulator, **changes: Any) -> Order:
    return simulator.order(**{"model": MODEL, "seconds": 3, "resolution": "360p", **changes})


@dataclass
class Sender:
    """Answers whatever it is asked with what stands in `answers`, the last of them for ever, and keeps what it was asked."""

    answers: list[bytes]
    hold: threading.Event = field(default_factory=threading.Event)
    stay: bool = False  # keep the connection open after the answer until `hold` is set
    heads: list[str] = field(default_factory=list[str])
    url: str = ""

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            read = b""
            while b"\r\n\r\n" not in read:
                piece = connection.recv(65_536)
                if not piece:
                    return
                read += piece
            self.heads.append(read.partition(b"\r\n\r\n")[0].decode())
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            connection.sendall(answer)
            if self.stay:
                self.hold.wait(10)


Send = Callable[..., Sender]


def head(status: str, **headers: str) -> bytes:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", "Connection: close", *lines, "", ""]).encode()
