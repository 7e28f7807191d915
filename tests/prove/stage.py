"""A stack whose functions meet faults, and the client that meets it: it repeats what got no answer, as an app does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

import httpx

from local.people import Person
from local.stack import Stack
from local.stack.parts import PARTS
from tests.fixtures import http_client
from tests.fixtures.system import System
from tests.fixtures.videos import key
from tests.prove.gate import Step
from tests.prove.world import World

_PATIENCE_S = 30.0
_CALM_S = 60.0
_TRIES = 4
_CREDITS = 200
BEYOND = {"X-Beyond-The-Gate": "1"}


class Stage:
    def __init__(self, system: System, functions: Functions) -> None:
        self.system, self.world, self.functions = system, World(system), functions
        self.rival: Sequence[Mapping[str, Any]] = ()  # what somebody else does at the step that is ordered with a rival
        self._http, self._trash_days = httpx.Client(timeout=120), -1

    def keep_deleted(self, days: int) -> None:
        """How long what is deleted lies in the trash, from now on."""
        if days != self._trash_days:
            body = {"values": {"trash_days": days}, "reason": "a proof"}
            self.prepare("PUT", "/admin/config/advanced", self.system.admin, json=body)
            self.world.move(61)  # by then every instance knows
            self._trash_days = days

    # -- as the harness

    def order(self, step: Step | None = None, fault: str = "") -> None:
        body = {"step": asdict(step) if step else None, "fault": fault, "rival": list(self.rival)}
        self._http.post(f"{self.system.url}/_gate", json=body).raise_for_status()

    def order_next(self, fault: str = "", at: int = 0) -> list[str]:
        """Whatever the functions are asked next, its so-manieth step goes wrong. Answers what did since the last order."""
        body = {"next": {"fault": fault, "at": at}}
        return self._http.post(f"{self.system.url}/_gate", json=body).raise_for_status().json()["strikes"]

    def told(self) -> tuple[bool, list[Step]]:
        told = self._http.get(f"{self.system.url}/_gate").raise_for_status().json()
        return told["struck"], [Step(**step) for step in told["steps"]]

    def calmed(self) -> bool:
        """Whether somebody was still at work: a queue gives up a handler that is delayed beyond its deadline, and it goes on."""
        until, worked = time.monotonic() + _CALM_S, False
        while self._http.get(f"{self.system.url}/_gate").raise_for_status().json()["busy"]:
            assert time.monotonic() < until, "a handler does not end"
            worked = True
            time.sleep(0.02)
        return worked

    def answers(self) -> list[int]:
        """What the rival was told, if it came."""
        return self._http.get(f"{self.system.url}/_gate").raise_for_status().json()["answers"]

    # -- as a user

    def prepare(self, method: str, path: str, person: Person, **options: Any) -> Any:
        """What is there before the story begins; nothing goes wrong yet."""
        answer = self.system.call(method, path, person, headers={**BEYOND, **options.pop("headers", key())}, **options)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def ask(self, method: str, path: str, person: Person, **options: Any) -> httpx.Response:
        """What an app does: the same call with the same key, until there is an answer."""
        return self._until_answered(method, path, person, headers={**key(), **options.pop("headers", {})}, **options)

    def visit(self, method: str, path: str, **options: Any) -> httpx.Response:
        """The same by somebody who has not signed in."""
        return self._until_answered(method, path, None, **options)

    def _until_answered(self, method: str, path: str, person: Person | None, **options: Any) -> httpx.Response:
        answer: httpx.Response | None = None
        for _ in range(_TRIES):
            answer = self.system.call(method, path, person, **options)
            if answer.status_code < 500 and answer.status_code != 429:
                return answer
            self.world.move(5)
        assert answer is not None
        return answer

    def _opened(self, person: Person) -> Any:
        """Their account; on a busy machine a stack that has just begun may not answer its first call in time."""
        for _ in range(_TRIES):
            answer = self.system.http.get(f"{self.system.url}/account", headers=person.headers)
            if answer.status_code == 200:
                return answer.json()
        raise AssertionError("an account cannot be opened")

    def person(self) -> Person:
        """Somebody new with two hundred credits."""
        person = self.system.person()
        if missing := _CREDITS - self._opened(person)["balance"]:  # a story may have changed the grant at sign-up
            body = {"user_id": person.uid, "credits": missing, "reason": "for a proof", "grant_id": f"proof-{person.uid}"}
            self.prepare("POST", "/admin/corrections", self.system.admin, json=body)
        return person


@contextmanager
def staged(folder: Path) -> Generator[Stage]:
    """The local stack without its functions, and its functions with faults injected in their place."""
    with Stack(folder, keep=False, parts=[part for part in PARTS if part != "functions"]) as stack:
        port = stack.ports["functions"]
        environment = {**stack.environment, "RUSHES_FUNCTIONS_URL": f"http://127.0.0.1:{port}", "PORT": str(port)}
        with Functions(environment, folder / "logs" / "functions.log") as functions, System(environment) as system:
            stage = Stage(system, functions)
            stage.world.hold()
            stage.prepare(
                "PUT", "/admin/config/credits", system.admin, json={"values": {"signup_grant": _CREDITS}, "reason": "a proof"}
            )
            stage.world.move(61)  # by then every instance knows
            yield stage


class Functions:
    """The process of these functions. `source` is the folder whose code it runs; it may be begun anew from another."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        self._environment, self._log = environment, log
        self._program: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def begin(self, source: Path | None = None) -> None:
        self.end()
        command = [sys.executable, "-m", "tests.prove.fault_injection"]
        environment = {**os.environ, **self._environment}
        with self._log.open("ab") as output:
            self._program = subprocess.Popen(command, cwd=source, env=environment, stdout=output, stderr=output)
        until = time.monotonic() + _PATIENCE_S
        while not _answers(self._environment["RUSHES_FUNCTIONS_URL"]):
            if self._program.poll() is not None or time.monotonic() > until:
                self.end()
                raise RuntimeError(f"the functions with faults injected did not start: see {self._log}")
            time.sleep(0.05)

    def end(self) -> None:
        if self._program is not None:
            self._program.terminate()
            self._program.wait(10)
            self._program = None


def _answers(url: str) -> bool:
    try:
        return http_client.get(f"{url}/health", timeout=2).status_code == 200
    except httpx.TransportError:
        return False
