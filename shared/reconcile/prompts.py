"""Batches of prompts that are not over: each is looked after, and its user's account counts what it holds (3).

A page costs at most 100 batches, and for each of their users the account twice and a query.
"""

from __future__ import annotations

from typing import Any, Literal

from shared.lifecycle import payers
from shared.platform.clients import clock, store
from shared.platform.user_ids import is_id
from shared.prompts.model import BATCHES
from shared.reconcile import checks
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import check_prompt_slots

PAGE = 100


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end. Those of an account that counts some were seen with it."""
    where: list[tuple[str, Literal["=="], Any]] = [("live", "==", True)]
    if user_id is not None:
        where.append(("user_id", "==", user_id))
    rows = store().find(BATCHES, where=where, order=[("__name__", "asc")], after=list(place.after) or None, limit=PAGE)
    findings.read["batches"] += len(rows)
    for row in rows:
        findings.checked["5"] += 1
        findings.add(
            findings.judge(row.path, lambda each=row: checks.watched(each.path, (each.fields or {})["due_at"], clock().now()))
        )
    for user in sorted({payers.of(row.fields or {}) for row in rows}):
        if is_id(user):
            check_prompt_slots(user, findings, counted=False)
    return Place("batches", (rows[-1].id,)) if len(rows) == PAGE else None
