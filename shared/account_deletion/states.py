"""How an account goes: its states, and what may follow what. No Google here.

–         → requested   asked for by who has just signed in            the account says when; nothing new is made
requested → –           taken back in time
requested → erasing     its grace is over                              shut out; the pseudonym is drawn, accounts/{pseudonym}
erasing   → moving      nothing of its user's is left but money and audit   these go on under the pseudonym
moving    → –           all of that is there                           account gone, and noted in erasures/{pseudonym}
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum


class DeletionState(StrEnum):
    REQUESTED = "requested"  # it can be taken back
    ERASING = "erasing"  # nobody comes in any more; works end, documents and objects go
    MOVING = "moving"  # the ledger and what names its user there are renamed


TOKENS_LIVE = timedelta(minutes=65)  # a token from before is refused by the account alone: so long that must be there
WORKS_LOOK = timedelta(minutes=2)  # how often it is looked whether works have ended that nobody can stop
LOST_TASK = timedelta(minutes=15)  # longer than a task can take: one that was lost is sent again by the sweep after this

STEPS: Mapping[DeletionState, frozenset[DeletionState]] = {
    DeletionState.REQUESTED: frozenset({DeletionState.ERASING}),
    DeletionState.ERASING: frozenset({DeletionState.MOVING}),
}
