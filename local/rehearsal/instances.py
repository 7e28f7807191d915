"""Functions of the image as processes, as Cloud Run starts instances: the framework under gunicorn, told what is given alone."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import psutil

from local.rehearsal.image import Image
from local.stack import lock
from local.stack.ports import choose_ports
from local.stack.process import tail
from local.stack.reaper import alive
from local.stack.reaper_client import ReaperClient
from local.tools import ROOT
from standins.common.process import LOCALHOST

STARTS_S = 60.0  # what the startup probe of infra/terraform/services.tf waits
ENDS_S = 10.0  # what Cloud Run waits between SIGTERM and SIGKILL
_STEP_S = 0.02


class DidNotStart(Exception):
    """It ended, or never answered; the message has the last thing that it said."""


class Instance(NamedTuple):
    name: str
    port: int
    log: Path
    process: subprocess.Popen[bytes]
    began: float

    def memory(self) -> int:
        """Bytes of all its processes, what they share counted once; where the system does not tell that, more than once."""
        leader = psutil.Process(self.process.pid)
        told = [each.memory_full_info() for each in (leader, *leader.children(recursive=True))]
        return sum(int(getattr(each, "pss", each.rss)) for each in told)

    def said(self) -> str:
        """Its last line."""
        return next((line for line in reversed(tail(self.log, 30).splitlines()) if line.strip()), f"nothing ({self.log})")

    def wait_until_ready(self) -> float:
        """Seconds until its port answers."""
        until = self.began + STARTS_S
        while not self._answers():
            if self.process.poll() is not None:
                raise DidNotStart(f"{self.name} ended while starting (exit code {self.process.returncode}): {self.said()}")
            if time.monotonic() > until:
                raise DidNotStart(f"{self.name} does not answer after {STARTS_S:.0f} s: {self.said()}")
            time.sleep(_STEP_S)
        return time.monotonic() - self.began

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(LOCALHOST, self.port, timeout=STARTS_S)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True


class Instances:
    """Each has a process group of its own; none is left behind, not even if this process is killed."""

    def __init__(self, image: Image, folder: Path) -> None:
        self._image, self._folder, self._running = image, folder, dict[int, Instance]()
        self._ends = contextlib.ExitStack()

    def __enter__(self) -> Self:
        descriptor = lock.take(self._folder)
        self._ends.callback(os.close, descriptor)
        self._reaper = ReaperClient(descriptor)
        self._ends.callback(self._reaper.dismiss)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._ends:
            for instance in list(self._running.values()):
                self.end(instance)

    def start(self, name: str, environment: Mapping[str, str]) -> Instance:
        """It begins; nobody waits."""
        port = choose_ports([name], {}, {})[name]
        log = self._folder / "logs" / f"{name}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        told = {"PATH": self._image.path, "HOME": str(self._folder), "PYTHONUNBUFFERED": "TRUE", **environment, "PORT": str(port)}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [self._image.framework, "--host", LOCALHOST],
                cwd=self._image.files,
                env=told,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
            )
        self._reaper.watch(process.pid)
        instance = self._running[process.pid] = Instance(name, port, log, process, time.monotonic())
        return instance

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> int:
        """A program of ours beside them, before everybody's eyes; it ends with us, too. Its exit code."""
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, process_group=0) as process:
            self._reaper.watch(process.pid)
            try:
                return process.wait()
            finally:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                self._reaper.forget(process.pid)

    def end(self, instance: Instance) -> bool:
        """As Cloud Run ends it; whether it went by itself."""
        went = True
        for number, patience in ((signal.SIGTERM, ENDS_S), (signal.SIGKILL, ENDS_S)):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(instance.process.pid, number)
            if _gone(instance.process, patience):
                break
            went = False
        self._reaper.forget(instance.process.pid)
        self._running.pop(instance.process.pid, None)
        return went


def _gone(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """The whole group, not only its leader."""
    until = time.monotonic() + seconds
    while process.poll() is None or alive(process.pid):
        if time.monotonic() > until:
            return False
        time.sleep(_STEP_S)
    return True
