"""One part as a running program: its own process group, its log file, its end."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from local.stack.errors import PartDied
from local.stack.parts import Start
from local.stack.reaper import alive
from local.stack.topology import ROOT

_TAIL_BYTES = 16_384
_STEP = 0.05
_PATIENCE_S = 5.0  # with one answer
_OWNER = {"Authorization": "Bearer owner"}  # who may ask the emulators anything


def rotate(log: Path) -> None:
    """Begin a fresh log; the one of the run before is kept beside it."""
    if log.exists():
        log.replace(log.with_suffix(".previous.log"))


def tail(log: Path, lines: int) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - _TAIL_BYTES * max(1, lines // 50)))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-lines:])


@dataclass
class Running:
    """A started part. Its process group has the part's own process id."""

    name: str
    log: Path
    health: str
    process: subprocess.Popen[bytes]
    started: float
    ready: bool = False

    @classmethod
    def begin(cls, name: str, start: Start, log: Path, health: str) -> Running:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            process = subprocess.Popen(
                list(start.command),
                cwd=ROOT,
                env=dict(start.environment),
                stdin=subprocess.PIPE,  # never written: a part may end when it closes
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        return cls(name, log, health, process, time.time())

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def wait_until_ready(self, deadline: float, given_up: threading.Event) -> None:
        while not self._answers():
            if given_up.is_set():
                return
            if self.ended:
                raise PartDied(f"{self.name} ended while starting ({self.how_it_ended()}).{self.last_words()}")
            if time.monotonic() > deadline:
                raise PartDied(f"{self.name} did not become ready in time.{self.last_words()}")
            given_up.wait(_STEP)
        self.ready = True

    def _answers(self) -> bool:
        asked = urllib.request.Request(self.health, headers=_OWNER)
        try:
            with urllib.request.urlopen(asked, timeout=_PATIENCE_S) as answer:
                return 200 <= answer.status < 300
        except (OSError, urllib.error.URLError, ValueError):
            return False

    def how_it_ended(self) -> str:
        code = self.process.poll()
        if code is not None and code < 0:
            return f"by {signal.Signals(-code).name}"
        return f"exit code {code}"

    def last_words(self, lines: int = 12) -> str:
        said = tail(self.log, lines)
        where = f" The end of {self.log}:"
        return f"{where}\n{said}" if said else f" It wrote nothing to {self.log}."

    def signal(self, number: int) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def wait_until_gone(self, seconds: float) -> bool:
        """True once the whole group is gone, not only its leader."""
        until = time.monotonic() + seconds
        while not (self.ended and not alive(self.pid)):
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        if self.process.stdin:
            with contextlib.suppress(OSError):
                self.process.stdin.close()
        return True

    def facts(self) -> dict[str, Any]:
        """What the health page shows."""
        try:
            resident = psutil.Process(self.pid).memory_info().rss
        except psutil.Error:
            resident = 0
        return {"pid": self.pid, "uptime_s": round(time.time() - self.started, 1), "rss_mb": round(resident / 1e6, 1)}
