"""One stand-in for the session, with trouble cleared after each test."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest

from standins.testing import Process, free_ports

PROJECT = "rushes-messages"


class StandIn(Process):
    def __init__(self, folder: Path) -> None:
        http_port, self.smtp_port = free_ports(2)
        told = {"PORT": str(http_port), "SMTP_PORT": str(self.smtp_port), "PROJECT": PROJECT, "DATA_DIR": str(folder / "data")}
        super().__init__("standins.messages", folder, told, http_port=http_port)

    def order(self, **fault: Any) -> httpx.Response:
        return httpx.post(f"{self.url}/_local/faults", json=fault)

    def mails(self, to: str) -> list[dict[str, Any]]:
        return httpx.get(f"{self.url}/_local/mails", params={"to": to}).json()["mails"]

    def install(self) -> str:
        return httpx.post(f"{self.url}/_local/devices").json()["token"]

    def messages(self, token: str) -> list[dict[str, Any]]:
        return httpx.get(f"{self.url}/_local/messages", params={"token": token}).json()["messages"]


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Generator[StandIn]:
    part = StandIn(tmp_path_factory.mktemp("messages"))
    part.start()
    yield part
    part.stop()


@pytest.fixture
def stand_in(running: StandIn) -> Generator[StandIn]:
    yield running
    httpx.delete(f"{running.url}/_local/faults")
