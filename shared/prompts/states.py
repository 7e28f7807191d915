"""A prompt's life: its states, and the one table of what may follow what. No Google here.

–                        → draft       a person's own text
–                        → pending     asked of the model
pending                  → completed   written
                         → failed      it was not; the code says why
                         → draft       the model wrote nothing: a template text stands in
failed                   → draft       a person's own text in its place
draft, completed, failed → pending     asked for anew
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

WRITTEN_WITHIN = timedelta(minutes=10)
LOST_TASK = timedelta(minutes=2)  # a task that was lost is sent again by the sweep after this


class PromptStatus(StrEnum):
    DRAFT = "draft"
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"


STEPS: Mapping[PromptStatus, frozenset[PromptStatus]] = {
    PromptStatus.DRAFT: frozenset({PromptStatus.PENDING}),
    PromptStatus.PENDING: frozenset({PromptStatus.COMPLETED, PromptStatus.FAILED, PromptStatus.DRAFT}),
    PromptStatus.COMPLETED: frozenset({PromptStatus.PENDING}),
    PromptStatus.FAILED: frozenset({PromptStatus.PENDING, PromptStatus.DRAFT}),
}
