"""The deletion of an account as a document: `account_deletions/{uid}`, as long as it is under way. No Google here.

What stays of it is `erasures/{pseudonym}`: when, how much was renamed, and which of its works others had paid for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.account_deletion.states import STEPS, DeletionState
from shared.lifecycle.transitions import Machine
from shared.platform.errors import Language
from shared.platform.firestore import codec

DELETIONS, ERASURES = "account_deletions", "erasures"


@dataclass(frozen=True)
class Deletion(codec.Record):
    user_id: str
    state: DeletionState
    pseudonym: str
    requested_at: datetime
    deletes_at: datetime
    due_at: datetime  # when the sweep should look
    language: Language = "en"  # that they hear of it in
    began_at: datetime | None = None  # since when nobody comes in any more

    @property
    def path(self) -> str:
        return deletion_path(self.user_id)


def deletion_path(user_id: str) -> str:
    return f"{DELETIONS}/{user_id}"


def erasure_path(pseudonym: str) -> str:
    return f"{ERASURES}/{pseudonym}"


def noted(began_at: datetime) -> dict[str, Any]:
    """The note of an erasure as it begins."""
    return {"began_at": began_at, "ended_at": None, "entries": 0, "works": []}


read = codec.reader(Deletion, state=DeletionState)
MACHINE = Machine(read, "state", STEPS)
