"""What users keep, counted in `usage/{uid}`, against what is there.

A page costs at most 50 of these documents, and for each it once more and four numbers that Firestore counts and adds up.
"""

from __future__ import annotations

from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import check_usage, next_page

PAGE = 50


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end."""
    if user_id is not None:
        check_usage(user_id, findings)
        return None
    rows, following = next_page("usage", place, None, findings, only=["user_id"], most=PAGE)
    for row in rows:
        check_usage(row.id, findings)
    return following
