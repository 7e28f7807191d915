"""A supervisor as its own program, so that tests can end it in every way a machine can."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from standins.testing import eventually

ROOT = Path(__file__).resolve().parents[2]


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def is_closed(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


class Program:
    """`python -m local.stack` in a folder; `record` is its stack.json at the moment it was ready."""

    def __init__(self, folder: Path, parts: str, **variables: str) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "local.stack", "--folder", str(folder), "--parts", parts, "--until-stdin-closes"],
            cwd=ROOT,
            env={**os.environ, **variables},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        self.said = self._process.stdout.readline()
        self.record: dict[str, Any] = json.loads((folder / "stack.json").read_text()) if self.said else {}

    def url(self, part: str) -> str:
        return self.record["urls"][part]

    def pid(self, part: str) -> int:
        return self.record["processes"][part]["pid"]

    @property
    def everything(self) -> set[int]:
        """Every process that this stack consists of."""
        parts = {each["pid"] for each in self.record["processes"].values()}
        return parts | {self.record["supervisor"], self.record["reaper"]}

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def close_stdin(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()

    def ended(self, seconds: float = 60) -> tuple[int, str]:
        """Its exit code and what it wrote to standard error."""
        code = self._process.wait(seconds)
        assert self._process.stderr
        return code, self._process.stderr.read()

    def leaves_nothing(self) -> bool:
        def nothing() -> bool:
            ports = self.record["ports"].values()
            return all(is_gone(pid) for pid in self.everything) and all(is_closed(port) for port in ports)

        return eventually(nothing)

    def close(self) -> None:
        if self._process.poll() is None:
            self.signal(signal.SIGTERM)
        self._process.wait(20)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()


@pytest.fixture
def program() -> Iterator[Callable[..., Program]]:
    started: list[Program] = []

    def start(folder: Path, parts: str = "auth", **variables: str) -> Program:
        started.append(Program(folder, parts, **variables))
        return started[-1]

    yield start
    for each in started:
        each.close()
