"""The supervisor: starts all parts at once, watches them, and ends them so that nothing is lost and nothing is left."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from datetime import timedelta
from http.client import HTTPException
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from local.stack import lock, record, snapshot
from local.stack.control import Control
from local.stack.environment import environment_of
from local.stack.errors import PartDied, StackError
from local.stack.parts import EXTRA_PORTS, PARTS, Site, starting
from local.stack.ports import choose_ports
from local.stack.process import Running, rotate
from local.stack.reaper_client import ReaperClient
from local.stack.time_to_live import delete_expired
from local.stack.topology import ROOT, read_topology
from standins.common.clock import MovableClock

READY_SECONDS = 60.0
STOP_SECONDS = 2.0
_LOOK_SECONDS = 0.1
_EXPIRY_LOOK_SECONDS = 5.0  # has an hour passed by the stack's clock?
_EXPIRY_PACE = timedelta(hours=1)
_SPEAKS_HTTP = {"tasks": "tasks_http"}  # where a part's own port speaks gRPC


class Stack:
    """All parts, or those asked for. Use it as a context, or call `start` and `stop`.

    With `keep`, the data in `folder` are there again at the next start; without, they are gone after `stop`.
    """

    def __init__(
        self,
        folder: Path = ROOT / ".local" / "data",
        *,
        keep: bool = True,
        parts: Iterable[str] = PARTS,
        ports: Mapping[str, int] | None = None,
        project: str = "demo-rushes",
        on_failure: Callable[[], None] | None = None,
    ) -> None:
        self.folder = folder.resolve()
        self.parts = tuple(part for part in PARTS if part in set(parts))
        self.project = project
        self.failure: PartDied | None = None
        self.on_failure = on_failure
        self._keep = keep
        self._given_ports = dict(ports or {})
        self._running: dict[str, Running] = {}
        self._changing = threading.RLock()  # one start, stop, restart or kill at a time
        self._down: set[str] = set()  # parts that are down because they were told to be
        self._loaded = False  # Firestore holds everything the last snapshot had, so the next one may replace it
        self._over = threading.Event()
        self._ends = contextlib.ExitStack()

    # -- what others need to know

    @property
    def site(self) -> Site:
        return self._site

    @property
    def ports(self) -> Mapping[str, int]:
        return self._site.ports

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that product code reads."""
        return self._site.environment

    @property
    def clock(self) -> MovableClock:
        """The time of all parts; `move(seconds)` moves it for them all."""
        return self._clock

    def url(self, part: str) -> str:
        return f"http://{self._site.host(part)}"

    def pids(self) -> dict[str, int]:
        return {name: running.pid for name, running in self._running.items()}

    def log(self, part: str) -> Path:
        return self.folder / "logs" / f"{part}.log"

    def health(self) -> dict[str, Any]:
        parts = {name: self._part_health(name) for name in self.parts}
        return {"ok": all(part["up"] for part in parts.values()), "project": self.project, "parts": parts}

    def _part_health(self, name: str) -> dict[str, Any]:
        running = self._running.get(name)
        where = {"port": self.ports[name], "url": self.url(_SPEAKS_HTTP.get(name, name))}
        if running is None or running.ended:
            return {"up": False, **where}
        return {"up": running.ready, **where, **running.facts()}

    # -- start

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self) -> None:
        with self._changing:
            try:
                self._prepare()
                self._begin(self.parts)
                self._write_record()
                self._watch()
            except BaseException:
                self.stop()
                raise

    def _prepare(self) -> None:
        descriptor = lock.take(self.folder)
        self._ends.callback(os.close, descriptor)
        last = record.read(self.folder)
        record.end_leftovers(last)
        if not self._keep:
            self._wipe()
            self._ends.callback(self._wipe)
        own = last.get("own_ports", last.get("ports", {}))
        self._site = self._choose_site(own)
        self._own_ports = {**own, **{name: port for name, port in self.ports.items() if name not in self._given_ports}}
        self._clock = MovableClock(self._site.data("clock"))
        self._reaper = ReaperClient(descriptor)
        self._ends.callback(self._reaper.dismiss)
        self._ends.enter_context(Control(self))
        for part in self.parts:
            self._site.data(part).mkdir(exist_ok=True)
            rotate(self.log(part))

    def _choose_site(self, last: Mapping[str, int]) -> Site:
        names = ["control", *self.parts, *(extra for part in self.parts for extra in EXTRA_PORTS.get(part, ()))]
        # without the functions part the topology still needs an address to send its events and tasks to
        ports = choose_ports(dict.fromkeys([*names, "functions"]), self._given_ports, last)
        topology = read_topology(self.project, f"http://127.0.0.1:{ports['functions']}")
        environment = environment_of(self.parts, ports, topology, self.folder, os.environ)
        return Site(self.folder, ports, topology, environment)

    def _begin(self, parts: Iterable[str]) -> None:
        """Start these at the same moment and wait until each is ready."""
        began = [self._begin_one(part) for part in parts]
        deadline, given_up = time.monotonic() + READY_SECONDS, threading.Event()
        with ThreadPoolExecutor(max(1, len(began))) as waiting:
            try:
                tries = [waiting.submit(running.wait_until_ready, deadline, given_up) for running in began]
                done, _ = wait(tries, return_when=FIRST_EXCEPTION)
            finally:
                given_up.set()
        for failed in (each for each in done if each.exception()):
            failed.result()
        if "firestore" in parts:
            self._loaded = True
            self._reaper.rescue_by(self._rescue() if self._keep else [], self._running["firestore"].pid)

    def _begin_one(self, part: str) -> Running:
        running = Running.begin(part, starting(part, self._site), self.log(part), self._site.health(part))
        self._reaper.watch(running.pid)
        self._running[part] = running
        return running

    def _write_record(self) -> None:
        up = bool(self._running)
        facts = {
            "running": up,
            "project": self.project,
            "supervisor": os.getpid() if up else None,
            "reaper": self._reaper.pid if up else None,
            "ports": dict(self._site.ports),
            "own_ports": self._own_ports,  # those that the next run takes again: one that was given was for this run
            "urls": {part: self.url(part) for part in ("control", *self.parts)},
            "environment": dict(self._site.environment),
        }
        record.write(self.folder, self.pids(), facts)

    # -- watch

    def _watch(self) -> None:
        threading.Thread(target=self._look_after_parts, name="stack-watch", daemon=True).start()
        if "firestore" in self.parts:
            threading.Thread(target=self._delete_expired, name="stack-ttl", daemon=True).start()

    def _look_after_parts(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            for name, running in list(self._running.items()):
                if running.ended and name not in self._down and not self._over.is_set():
                    self._fail(running)
                    return

    def _delete_expired(self) -> None:
        """As Firestore does: some time after a document's time is over."""
        last = self.clock.now()
        while not self._over.wait(_EXPIRY_LOOK_SECONDS):
            now = self.clock.now()
            if abs(now - last) < _EXPIRY_PACE or "firestore" in self._down:
                continue
            last = now
            with contextlib.suppress(OSError, HTTPException):  # it is going down: the next look finds the same
                delete_expired(self._site.host("firestore"), self.project, now)

    def _fail(self, running: Running) -> None:
        self.failure = PartDied(f"{running.name} died ({running.how_it_ended()}).{running.last_words()}")
        if self.on_failure:
            self.on_failure()
        else:
            print(self.failure, file=sys.stderr, flush=True)
        self.stop()

    def wait(self) -> None:
        """Until someone stops the stack; raises PartDied when a part did."""
        self._over.wait()
        if self.failure:
            raise self.failure

    # -- faults

    def down(self, part: str, *, hard: bool = False) -> None:
        """End one part and leave it down: by SIGTERM, or by SIGKILL. What Firestore holds is saved before."""
        with self._changing:
            self._down.add(part)
            if part == "firestore":
                self._save_firestore()
                self._reaper.rescue_by([])
                self._loaded = False
            self._end([part], signal.SIGKILL if hard else signal.SIGTERM)

    def up(self, part: str) -> None:
        """Start a part again that is down, on the same port."""
        with self._changing:
            self._begin([part])
            self._down.discard(part)
            self._write_record()

    def restart(self, part: str) -> None:
        with self._changing:
            self.down(part)
            self.up(part)

    def kill(self, part: str) -> None:
        """kill -9, then start again: what a crashed machine of the real service would look like to its callers."""
        with self._changing:
            self.down(part, hard=True)
            self.up(part)

    # -- stop

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End everything; those who write go first, then Firestore is saved, then it goes. May be called twice."""
        with self._changing:
            if self._over.is_set():
                return
            self._over.set()
            try:
                self._end([part for part in self._running if part != "firestore"], signal.SIGTERM)
                if self._keep and "firestore" in self._running:
                    self._save_firestore()
                self._end(list(self._running), signal.SIGKILL)
                if hasattr(self, "_site"):
                    self._write_record()
            finally:
                self._ends.close()

    def _end(self, parts: Iterable[str], number: int) -> None:
        ending = [self._running[part] for part in parts if part in self._running]
        for running in ending:
            running.signal(number)
        until = time.monotonic() + STOP_SECONDS
        for running in ending:
            if not running.wait_until_gone(until - time.monotonic()):
                running.signal(signal.SIGKILL)
                running.wait_until_gone(STOP_SECONDS)
            self._reaper.forget(running.pid)
            del self._running[running.name]

    def _save_firestore(self) -> None:
        running = self._running.get("firestore")
        if not self._loaded or running is None or running.ended:
            return
        try:
            snapshot.save(self._site.host("firestore"), self.project, self._site.data("firestore"))
        except StackError as error:
            print(error, file=sys.stderr, flush=True)

    def _rescue(self) -> list[str]:
        """How the reaper saves Firestore when this process was killed."""
        arguments = [self._site.host("firestore"), self.project, str(self._site.data("firestore"))]
        return [sys.executable, "-m", "local.stack.snapshot", *arguments]

    def _wipe(self) -> None:
        for name in (*PARTS, "identity"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        (self.folder / "clock").unlink(missing_ok=True)
