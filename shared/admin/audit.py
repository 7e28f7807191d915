"""The audit log in an operator's hands; that somebody looked comes after what they see."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shared.audit import formats, reads
from shared.audit.acts import Act, write_down
from shared.audit.reads import Asked
from shared.platform.web.cursors import Page
from shared.prompts.formats import CSV_TYPE

if TYPE_CHECKING:
    from shared.audit import views
    from shared.audit.sets import AuditFormat


class File(NamedTuple):
    content: bytes
    content_type: str
    next_cursor: str | None


def list_entries(act: Act, asked: Asked, *, limit: int, cursor: str | None) -> Page[views.AuditEntry]:
    page = reads.found(asked, limit=limit, cursor=cursor)
    write_down(act.audit("list_audit", asked.user_id or asked.on or "all", shown=len(page.rows)))
    return page


def export(act: Act, asked: Asked, form: AuditFormat, *, limit: int, cursor: str | None) -> File:
    """One page of it as a file; who wants all of it asks on by the cursor."""
    page = reads.found(asked, limit=limit, cursor=cursor)
    write_down(act.audit("export_audit", asked.user_id or asked.on or "all", shown=len(page.rows), format=form))
    if form == "csv":
        return File(b"".join(formats.csv(page.rows)), CSV_TYPE, page.next_cursor)
    return File(b"".join(formats.ndjson(page.rows)), formats.NDJSON_TYPE, page.next_cursor)
