"""Images that are being deleted: each is looked after, and none stays for a day that no video needs any more (4).

A page costs at most 100 images, and for each that was deleted a day ago a query and the image once more.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.images.model import IMAGES
from shared.images.states import ImageStatus
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Document
from shared.reconcile import checks
from shared.reconcile.breaches import Breach, BreachKind, breach
from shared.reconcile.findings import Findings, Place
from shared.reconcile.reading import next_page
from shared.videos.reads import needs_image

_LONGEST = timedelta(days=1)


def read(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    """One page; answers where the next begins, None at the end."""
    deleting = ImageStatus.DELETING.value
    rows, following = next_page(IMAGES, place, user_id, findings, where=[("status", "==", deleting)])
    for row in rows:
        findings.checked["4"] += 1
        findings.add(findings.judge(row.path, lambda each=row: _wrong(each)))
    return following


def _wrong(row: Document) -> list[Breach]:
    fields, now = row.fields or {}, clock().now()
    found = checks.watched(row.path, fields["due_at"], now)
    deleted_at: datetime = fields["updated_at"]
    if now > deleted_at + _LONGEST and not needs_image(row.id) and store().get(row.path).fields is not None:
        found.append(breach(BreachKind.PICTURE_LEFT, row.path, deleted_at + _LONGEST, now))
    return found
