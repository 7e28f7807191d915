"""What operators did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import act
from shared.admin import audit
from shared.audit.reads import Asked
from shared.platform.web.door import Call, Reply, Routes

if TYPE_CHECKING:
    from functions.forms.operators import audit as forms
    from shared.audit import views

routes = Routes("functions.forms.operators.audit")


@routes.get("/audit", query="AuditQuery")
def list_audit_entries(call: Call) -> Reply[views.AuditEntryList]:
    """List what operators did, newest first.

    By who, what, on what or whom, and when.
    """
    asked: forms.AuditQuery = call.query
    page = audit.list_entries(act(call), _asked(asked), limit=asked.limit, cursor=asked.cursor)
    return Reply(body={"entries": list(page.rows), "next_cursor": page.next_cursor})


@routes.get("/audit/export", query="AuditExportQuery")
def export_audit(call: Call) -> Reply:
    """Export a page of the audit log as CSV or NDJSON.

    `X-Next-Cursor` has the `cursor` of the next page, where there is one.
    """
    asked: forms.AuditExportQuery = call.query
    file = audit.export(act(call), _asked(asked), asked.format, limit=asked.limit, cursor=asked.cursor)
    headers = {"Content-Type": file.content_type, "Content-Disposition": f'attachment; filename="audit.{asked.format}"'}
    if file.next_cursor:
        headers["X-Next-Cursor"] = file.next_cursor
    return Reply(body=file.content, headers=headers)


def _asked(asked: forms.AuditQuery) -> Asked:
    return Asked(asked.actor, asked.action, asked.on, asked.user_id, asked.since, asked.until)
