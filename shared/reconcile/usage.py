"""What users keep, counted in `usage/{uid}`, against what is there.

A page costs at most 50 of these documents, and for each it once more and four numbers that Firestore counts and adds up.
"""

from __future__ import annotations

from shared.accounts.usage import usage_path
from shared.platform.clients import store
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import check_usage

PAGE = 50


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end."""
    if user_id is not None:
        check_usage(usage_path(user_id), findings)
        return None
    rows = store().find("usage", order=[("__name__", "asc")], after=list(place.after) or None, limit=PAGE, only=["user_id"])
    findings.read["usage"] += len(rows)
    for row in rows:
        check_usage(row.path, findings)
    return Place("usage", (rows[-1].id,)) if len(rows) == PAGE else None
