"""What a page of the reconciliation found, and where the next one begins. No Google here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from shared.reconcile.breaches import Breach, BreachKind, breach

Part = Literal[
    "accounts",
    "jobs",
    "films",
    "images",
    "batches",
    "usage",
    "purchases",
    "keys",
    "agent_keys",
    "shares",
    "takedowns",
    "reports",
    "cases",
    "canaries",
    "webhooks",
    "versions",
    "trash",
    "deletions",
    "exports",
    "objects",
]
_PARTS: tuple[Part, ...] = get_args(Part)
_NEXT: Mapping[Part, Part | None] = dict(zip(_PARTS, (*_PARTS[1:], None), strict=True))


class Place(NamedTuple):
    """Where a page begins: after which row of its part, and for a user whose entries fill pages what was read of them."""

    part: Part = "accounts"
    after: tuple[Any, ...] = ()
    ledger: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Place:
        return cls(stored.get("part", "accounts"), tuple(stored.get("after", ())), stored.get("ledger"))

    def fields(self) -> dict[str, Any]:
        return {"part": self.part, "after": list(self.after), "ledger": self.ledger}

    @property
    def next_part(self) -> Place | None:
        part = _NEXT[self.part]
        return None if part is None else Place(part)


@dataclass
class Findings:
    """Counted so that pages can be added up: documents read, things checked by invariant, breaches by kind."""

    read: Counter[str] = field(default_factory=Counter[str])
    checked: Counter[str] = field(default_factory=Counter[str])
    breaches: list[Breach] = field(default_factory=list[Breach])
    stored_bytes: int = 0  # of all users whose files were counted
    left: list[Mapping[str, Any]] = field(default_factory=list[Mapping[str, Any]])  # objects that may be deleted by now
    busy: set[str] = field(default_factory=set[str])  # paths that kept changing while they were looked at

    def judge(self, path: str, rule: Callable[[], Iterable[Breach]]) -> list[Breach]:
        """What the rule says; a document that it cannot read is a breach of its own, and stops nobody."""
        try:
            return list(rule())
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            lacks = f": {error.args[0]}" if isinstance(error, KeyError) else ""
            return [breach(BreachKind.UNREADABLE, path, None, f"{type(error).__name__}{lacks}")]

    def add(self, found: Iterable[Breach] | None, busy: str = "") -> None:
        """None stands for what could not be said, because `busy` changed each time."""
        if found is None:
            self.busy.add(busy)
        else:
            self.breaches.extend(found)
