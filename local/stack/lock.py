"""One stack per folder: a file lock that the supervisor and its reaper hold together."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

import psutil

from local.stack import reaper
from local.stack.errors import StackError


def take(folder: Path) -> int:
    """The descriptor that holds the lock; waits only for the reaper of a supervisor that was killed."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _wait_for(descriptor, folder)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _wait_for(descriptor: int, folder: Path) -> None:
    until = time.monotonic() + reaper.RESCUE_SECONDS + 4 * reaper.GRACE_SECONDS + 1
    while not _locked(descriptor):
        holder = _written(descriptor)
        if _lives(holder) or time.monotonic() > until:
            raise StackError(f"A stack already runs in {folder} (process {holder}): stop it, or take another folder.")
        time.sleep(0.05)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _written(descriptor: int) -> int:
    text = os.pread(descriptor, 20, 0)
    return int(text) if text.isdigit() else 0


def _lives(pid: int) -> bool:
    try:
        return pid > 0 and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
