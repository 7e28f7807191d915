"""Trouble to order: what a distributed system does to tasks sooner or later, done on request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

Kind = Literal[
    "drop_answer",  # the handler ran, its answer is lost: the attempt counts as failed
    "deliver_twice",  # the same attempt arrives two times, at once
    "signature_removed",  # the attempt's token comes as Cloud Run's own check of invokers leaves it
    "delay_dispatch",  # the attempt leaves `seconds` late
    "reorder",  # due tasks of the queue are held until `count` have come together, then leave last first
    "create_unavailable_before",  # CreateTask answers UNAVAILABLE and has stored nothing
    "create_unavailable_after",  # CreateTask answers UNAVAILABLE but has stored the task
]
_KINDS = frozenset(get_args(Kind))


@dataclass(slots=True)
class Fault:
    kind: Kind
    queue: str = ""  # short name; empty: any queue
    count: int = 1  # how many times it strikes; for reorder, how many tasks it gathers
    seconds: float = 0.0

    @classmethod
    def ordered(cls, order: Mapping[str, Any]) -> Fault:
        """Raise ValueError unless the order is one of ours."""
        unknown = order.keys() - {"kind", "queue", "count", "seconds"}
        if unknown:
            raise ValueError(f"unknown fields: {', '.join(sorted(unknown))}")
        count, seconds = order.get("count", 1), order.get("seconds", 0)
        kind: Any = order.get("kind")
        if kind not in _KINDS:
            raise ValueError(f"kind must be one of {', '.join(sorted(_KINDS))}")
        if not isinstance(count, int) or count < 1:
            raise ValueError("count must be a whole number above zero")
        if not isinstance(seconds, int | float) or seconds < 0:
            raise ValueError("seconds must be a number, zero or above")
        return cls(kind, str(order.get("queue", "")), count, float(seconds))


class Faults:
    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def order(self, fault: Fault) -> None:
        self._faults.append(fault)

    def clear(self) -> None:
        self._faults.clear()

    def all(self) -> list[Fault]:
        return list(self._faults)

    def strike(self, kind: Kind, queue: str) -> Fault | None:
        """The fault that strikes this queue now, used up by one."""
        fault = self._find(kind, queue)
        if fault:
            fault.count -= 1
            if fault.count == 0:
                self._faults.remove(fault)
        return fault

    def gathering(self, queue: str) -> int:
        """How many due tasks must come together before any of them leaves; 0 when nothing is held."""
        fault = self._find("reorder", queue)
        return fault.count if fault else 0

    def gathered(self, queue: str) -> None:
        if fault := self._find("reorder", queue):
            self._faults.remove(fault)

    def _find(self, kind: Kind, queue: str) -> Fault | None:
        return next((fault for fault in self._faults if fault.kind == kind and fault.queue in ("", queue)), None)
