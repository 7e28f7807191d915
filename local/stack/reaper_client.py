"""The supervisor's end of the reaper: start it first, tell it every process, dismiss it when all is ended."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from typing import Any

from local.stack import reaper
from local.stack.topology import ROOT


class ReaperClient:
    def __init__(self, lock_descriptor: int) -> None:
        """The reaper shares the lock, so that nobody starts in this folder while it is still clearing up."""
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-S", "-E", reaper.__file__],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[lock_descriptor],
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def watch(self, pid: int) -> None:
        self._tell({"watch": pid})

    def forget(self, pid: int) -> None:
        self._tell({"forget": pid})

    def rescue_by(self, command: list[str], of: int = 0) -> None:
        """What the reaper runs before it ends the process `of` of a supervisor that was killed, after all others.

        An empty list for nothing.
        """
        self._tell({"rescue": command, "of": of})

    def dismiss(self) -> None:
        self._tell({"done": True})
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        try:
            self._process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _tell(self, order: dict[str, Any]) -> None:
        pipe = self._process.stdin
        with self._lock, contextlib.suppress(OSError, ValueError):
            if pipe:
                pipe.write(json.dumps(order).encode() + b"\n")
                pipe.flush()
