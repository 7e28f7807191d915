"""The gate that every call to the outside passes of the functions: it counts the steps, and lets one of them go wrong.

A step is named by its handler, which delivery of it this is, the kind of call and its number of that kind. A process that dies
is a BaseException that no handler catches, and whatever that handler still tries afterwards dies too.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

RIVAL = "rival"  # somebody else's call comes in between; the story says which
FAULTS = ("dies before", "dies after", "answer lost", "error before", "error after", "duplicate", "delayed", "reordered")


class Died(BaseException):
    """The process that ran this handler is gone."""


@dataclass(frozen=True)
class Step:
    handler: str
    delivery: int  # 1 is the first
    kind: str
    number: int

    def __str__(self) -> str:
        return f"{self.handler} (delivery {self.delivery}), {self.kind} {self.number}"


@dataclass
class Visit:
    """One delivery of one message, as its handler works on it."""

    handler: str
    delivery: int
    again: Callable[[], None]  # the same message once more, to its end
    message: str = ""  # the task or event that it is, by name
    dead: bool = False
    fault: str = ""  # what is to go wrong
    at: int = 0  # and at which of its steps, whatever that is
    counts: Counter[str] = field(default_factory=Counter[str])


class Trouble:
    """How one kind of client would see it."""

    def __init__(self, unsent: Callable[[], Exception], lost: Callable[[], Exception], after: Callable[[], Any]) -> None:
        self.unsent, self.lost, self.after = unsent, lost, after


class Gate:
    def __init__(self) -> None:
        self.visit: ContextVar[Visit | None] = ContextVar("visit", default=None)
        self.steps: list[Step] = []
        self.struck = False
        self.late: Callable[[str], None] = lambda _but: None
        self.others: Callable[[str], None] = lambda _but: None
        self.rival: Callable[[], None] = lambda: None
        self.answers: list[int] = []  # what the rival was told
        self._busy = 0
        self._step: Step | None = None
        self._fault = ""
        self._next = ("", 0)
        self._strikes: list[str] = []
        self._deliveries: Counter[str] = Counter()
        self._lock = threading.Lock()

    def order(self, step: Step | None, fault: str = "") -> None:
        """A new case begins: nothing is counted yet."""
        with self._lock:
            self._step, self._fault, self.struck = step, fault, False
            self.steps, self.answers, self._deliveries = [], [], Counter()

    def order_next(self, fault: str, at: int) -> list[str]:
        """The next visit has this fault at its so-manieth step; none is taken back. Answers what struck since the last order."""
        with self._lock:
            self._next, strikes, self._strikes = (fault, at), self._strikes, []
            return strikes

    def begin(self, handler: str, again: Callable[[], None], message: str = "") -> Visit:
        with self._lock:
            self._deliveries[handler] += 1
            self._busy += 1
            (fault, at), self._next = self._next, ("", 0)
            return Visit(handler, self._deliveries[handler], again, message, fault=fault, at=at)

    def end(self) -> None:
        with self._lock:
            self._busy -= 1

    def told(self) -> dict[str, Any]:
        return {
            "struck": self.struck,
            "busy": self._busy,
            "answers": self.answers,
            "steps": [asdict(step) for step in self.steps],
        }

    def passes(self, kind: str, call: Callable[[], T], trouble: Trouble) -> T:
        """The call itself, unless this is the step at which something was to happen."""
        visit = self.visit.get()
        if visit is None:
            return call()
        if visit.dead:
            raise Died
        fault = self._fault_here(visit, kind)
        return self._strike(fault, visit, call, trouble) if fault else call()

    def _fault_here(self, visit: Visit, kind: str) -> str:
        with self._lock:
            visit.counts[kind] += 1
            step = Step(visit.handler, visit.delivery, kind, visit.counts[kind])
            self.steps.append(step)
            if visit.fault and visit.counts.total() == visit.at:
                self._strikes.append(f"{visit.fault} at {step}")
                return visit.fault
            if self.struck or step != self._step:
                return ""
            self.struck = True
            return self._fault

    def _strike(self, fault: str, visit: Visit, call: Callable[[], T], trouble: Trouble) -> T:
        match fault:
            case "dies before":
                visit.dead = True
                raise Died
            case "dies after":
                call()
                visit.dead = True
                raise Died
            case "error before":
                raise trouble.unsent()
            case "answer lost":
                call()
                raise trouble.lost()
            case "error after":
                call()
                return trouble.after()
            case "duplicate":
                self._aside(visit.again)
            case "delayed":
                self._aside(lambda: self.late(visit.message))
            case "reordered":
                self._aside(lambda: self.others(visit.message))
            case "rival":
                self._aside(self.rival)
            case other:
                raise AssertionError(other)
        return call()

    def _aside(self, what: Callable[[], None]) -> None:
        """Meanwhile the world goes on, in a visit of nobody's."""
        token = self.visit.set(None)
        try:
            what()
        finally:
            self.visit.reset(token)
