"""Who pays for a work: the account of its slot, its charge and its refund. Its user, unless it names another. No Google here.

Works from before payers were named are their users' own. Once the backfill has been run everywhere there are none of these, and
the second query goes (docs/decisions/036-schema.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.platform.firestore.codec import Record
from shared.platform.firestore.documents import Document

FIELD = "payer_id"


@dataclass(frozen=True)
class Paid(Record):
    """A work that somebody pays for: its user, unless it names another. So do those from before there were payers."""

    id: str
    user_id: str
    payer_id: str = field(default="", kw_only=True)  # whose account its slot, its charge and its refund are
    paid_from: tuple[Mapping[str, Any], ...] = field(default=(), kw_only=True)  # lots that expire: a refund goes back to them

    def __post_init__(self) -> None:
        if not self.payer_id:
            object.__setattr__(self, "payer_id", self.user_id)


def of(work: Mapping[str, Any]) -> str:
    """By a work's document."""
    return str(work.get(FIELD) or work.get("user_id"))


def paid_by(ask: Callable[[str], list[Document]], known: int | None = None) -> list[Document]:
    """The works of one payer, by a query on a field: those from before first, unless all that are `known` were found."""
    rows = ask(FIELD)
    if known is not None and len(rows) >= known:
        return rows
    return [*(row for row in ask("user_id") if FIELD not in (row.fields or {})), *rows]
