"""Batches of prompts that are not over: each is looked after, and its user's account counts what it holds (3).

A page costs at most 100 batches, and for each of their users the account twice and a query.
"""

from __future__ import annotations

from shared.lifecycle import payers
from shared.platform.clients import clock
from shared.platform.user_ids import is_id
from shared.prompts.model import BATCHES
from shared.reconcile import checks
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import check_prompt_slots, next_page


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end. Those of an account that counts some were seen with it."""
    rows, following = next_page(BATCHES, place, user_id, findings, where=[("live", "==", True)])
    for row in rows:
        findings.checked["5"] += 1
        findings.add(
            findings.judge(row.path, lambda each=row: checks.watched(each.path, (each.fields or {})["due_at"], clock().now()))
        )
    for user in sorted({payers.of(row.fields or {}) for row in rows}):
        if is_id(user):
            check_prompt_slots(user, findings, counted=False)
    return following
