"""Trouble that is ordered over HTTP and used up as it strikes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Step = Literal["connect", "ehlo", "mail", "rcpt", "data", "body", "push"]
STEPS: tuple[Step, ...] = ("connect", "ehlo", "mail", "rcpt", "data", "body", "push")


class BadOrder(Exception):
    """An order that means nothing; its text says why."""


@dataclass
class Fault:
    """`reply` is a line of SMTP, or of `push` the status and Google's name for it; without one the connection is dropped."""

    at: Step
    reply: str | None
    times: int
    about: str | None  # only where this address or token is meant


class Faults:
    def __init__(self) -> None:
        self._ordered: list[Fault] = []

    def order(self, asked: Any) -> Fault:
        if not isinstance(asked, dict) or set(asked) - {"at", "reply", "times", "about"} or asked.get("at") not in STEPS:
            raise BadOrder(f"an order has `at` ({', '.join(STEPS)}), and may have `reply`, `times`, `about`")
        told: dict[str, Any] = dict(asked)  # pyright: ignore[reportUnknownArgumentType] - JSON
        times, reply = told.get("times", 1), told.get("reply")
        if not isinstance(times, int) or times < 1 or not isinstance(reply, str | None):
            raise BadOrder("`times` is a number from 1 on, `reply` a text")
        if reply is not None and not reply[:3].isdigit():
            raise BadOrder("`reply` begins with three digits")
        self._ordered.append(fault := Fault(told["at"], reply, times, told.get("about")))
        return fault

    def clear(self) -> None:
        self._ordered.clear()

    def strikes(self, at: Step, about: str = "") -> Fault | None:
        for fault in self._ordered:
            if fault.at == at and fault.about in (None, about):
                fault.times -= 1
                if not fault.times:
                    self._ordered.remove(fault)
                return fault
        return None
