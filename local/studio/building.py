"""web/dist out of web/: made once for what it is made from, by one at a time, and put in place when it is whole.

What builds it is installed first, so that a first film waits for neither.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Self

from local.setup import install_npm_packages
from local.studio import DIST, WEB, WORK
from local.tools import ROOT, CannotSetUp

_MADE_FROM = (WEB, ROOT / "clients" / "typescript" / "src")
_NOT_OURS = {"node_modules", "dist", "coverage", "test-results", "playwright-report", "tests"}
LOG = WORK / "build.log"
_LOCK, _FAILED, _FRESH, _OLD = WORK / "lock", WORK / "failed", WORK / "fresh", WORK / "old"
_ERROR = re.compile(r"\berror\b|_ERROR\]", re.IGNORECASE)  # a line that says one; not where in the builder it was
_STAMP = ".made-from"  # not published: its name begins with a dot
_PLAIN = {"NO_COLOR": "1", "NODE_ENV": "production"}
_ENDS_S = 2.0


class State(StrEnum):
    READY = "ready"  # dist is there; whether of these sources, a start looks
    BUILDING = "building"  # somebody holds the lock
    FAILED = "failed"  # the last build; its log says why
    MISSING = "missing"  # nobody has built it yet


class BuildFailed(CannotSetUp):
    """What the build said last of an error, and where the rest is."""


def state() -> State:
    if _is_locked():
        return State.BUILDING
    if _FAILED.exists():
        return State.FAILED
    return State.READY if (DIST / "index.html").is_file() else State.MISSING


def build() -> bool:
    """Whether there was anything to do. Who comes while somebody builds waits for it, and then has nothing to do."""
    with _locked():
        wanted = sources()
        if not _FAILED.exists() and _made_from() == wanted:
            return False
        _FAILED.touch()  # until it has not
        LOG.write_text("")
        try:
            install_npm_packages(WEB, to_build=True)
            _make()
        except CannotSetUp as failure:
            with LOG.open("a") as log:
                log.write(f"\n{failure}\n")
            raise
        (_FRESH / _STAMP).write_text(wanted)
        shutil.rmtree(_OLD, ignore_errors=True)
        with suppress(FileNotFoundError):
            DIST.rename(_OLD)
        _FRESH.rename(DIST)
        shutil.rmtree(_OLD, ignore_errors=True)
        _FAILED.unlink()
        return True


def _make() -> None:
    command = ["npm", "run", "build", "--silent", "--", "--outDir", str(_FRESH), "--emptyOutDir"]
    with LOG.open("a") as log:
        told = {**os.environ, **_PLAIN}
        done = subprocess.run(command, cwd=WEB, env=told, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False)
    if done.returncode:
        said = [line for line in LOG.read_text(errors="replace").splitlines() if _ERROR.search(line)]
        raise BuildFailed(f"The studio cannot be built: {said[-1].strip() if said else f'exit code {done.returncode}'} ({LOG})")


def sources() -> str:
    """A digest of all that the studio is made from; its packages by their lock."""
    whole = hashlib.sha256()
    for file in sorted(_sources()):
        whole.update(f"{file.relative_to(ROOT)}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


def _sources() -> Iterator[Path]:
    for place in _MADE_FROM:
        for folder, within, names in os.walk(place):
            within[:] = [name for name in within if name not in _NOT_OURS]
            yield from (Path(folder) / name for name in names)


def _made_from() -> str:
    try:
        return (DIST / _STAMP).read_text()
    except OSError:
        return ""


@contextmanager
def _locked() -> Generator[None]:
    WORK.mkdir(parents=True, exist_ok=True)
    with _LOCK.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _is_locked() -> bool:
    try:
        with _LOCK.open("r+") as looked_at:
            fcntl.flock(looked_at, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True


class Beside:
    """A build in a process of its own while the context is open, which whatever else runs goes before; none outlives it."""

    def __init__(self, command: Sequence[str] = (sys.executable, "-m", "local.studio", "--last")) -> None:
        self._command = command

    def __enter__(self) -> Self:
        silent = subprocess.DEVNULL
        self._process = subprocess.Popen(
            self._command, cwd=ROOT, stdin=silent, stdout=silent, stderr=silent, process_group=0
        )  # a group, so that npm and what it starts end with it; no session, to which a system may give a share of its own
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_ENDS_S)
