"""The reaper outlives the supervisor by a moment: it ends whatever a killed supervisor would leave behind.

It is told on standard input, one JSON object a line, and only standard input closing wakes it:
  {"watch": pid}     the leader of a process group to end
  {"forget": pid}    that group is gone
  {"rescue": [...], "of": pid}  run this once all others are gone, for at most RESCUE_SECONDS, so that what this group holds
                     survives; what somebody could still write while it runs would be lost though it was acknowledged
  {"done": true}     the supervisor ended everything by itself
It runs without site-packages and imports nothing of this project, so that it costs almost nothing.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time

RESCUE_SECONDS = 30.0
GRACE_SECONDS = 2.0


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    groups: set[int] = set()
    rescue: list[str] = []
    holder: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        if order.get("done"):
            return
        if "rescue" in order:
            rescue, holder = order["rescue"], {order["of"]} if order["rescue"] else set()
        groups |= {order["watch"]} if "watch" in order else set()
        groups -= {order.get("forget")}
    end(groups - holder)
    _rescue(rescue)
    end(groups)


def _rescue(command: list[str]) -> None:
    if not command:
        return
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        quiet = subprocess.DEVNULL
        subprocess.run(command, timeout=RESCUE_SECONDS, stdin=quiet, stdout=quiet, stderr=quiet, check=False)


def end(groups: set[int]) -> None:
    """SIGTERM to every group, SIGKILL to those that are still there after the grace; they and their ports are gone then."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        _signal(groups, number)
        until = time.monotonic() + GRACE_SECONDS
        while any(alive(group) for group in groups) and time.monotonic() < until:
            time.sleep(0.02)


def alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return not _is_corpse(group)


def _is_corpse(pid: int) -> bool:
    """Ended, and only waiting for a parent to notice: after the supervisor's death that may take its time.

    While one of its threads is still ending, so is all that they share, ports and files.
    """
    try:
        if len(os.listdir(f"/proc/{pid}/task")) > 1:
            return False
        with open(f"/proc/{pid}/stat") as status:
            return status.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def _signal(groups: set[int], number: int) -> None:
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)


if __name__ == "__main__":
    main()
