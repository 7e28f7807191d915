"""What users do about exports: ask for one, see how far it is, have it deleted."""

from __future__ import annotations

import secrets
from datetime import timedelta

from shared.accounts import limits, signup, usage
from shared.accounts import model as account_model
from shared.accounts.ledger import account_path
from shared.accounts.usage import usage_path
from shared.config import sections
from shared.config.model import RetentionSection
from shared.exports.errors import TooManyExports
from shared.exports.model import Export, export_path, read
from shared.exports.states import LOST_TASK, ExportStatus
from shared.exports.tasks import enqueue, enqueue_erasing
from shared.exports.transitions import step
from shared.lifecycle.transitions import Change
from shared.platform.clients import clock, store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import AlsoNeeds, Create, Plan, Seen
from shared.platform.web.tokens import User


def create(user: User) -> Export:
    """For who has just signed in. Asked for while one is being made, it is that one."""
    now, export_id = clock().now(), secrets.token_hex(12)
    account_model.require_recent_sign_in(user, now)
    sections.require_feature(user.uid, "exports")
    signup.open_account(user)
    home, usage_where = account_path(user.uid), usage_path(user.uid)
    until = now + timedelta(days=sections.get(RetentionSection).export_days)

    def decide(seen: Seen) -> Plan[Export]:
        account, kept = account_model.read(seen[home]), usage.read(seen[usage_where])
        if account is not None:
            account_model.require_current(account, user)
        places = kept.open_places("exports", now)
        if unseen := [where for each in places if (where := export_path(each)) not in seen]:
            raise AlsoNeeds(*unseen)
        live = [export for each in places if (export := read(seen[export_path(each)])) and export.live]
        if live:
            return Plan(live[0])
        if len(places) >= (limit := limits.of(account, "exports")):
            raise TooManyExports(limit, min(places.values()), now)
        export = Export(export_id, user.uid, ExportStatus.QUEUED, now, due_at=now + LOST_TASK)
        counted = kept.with_place("exports", export_id, until, now)
        return Plan(export, [Create(export.path, export.fields()), usage.write(seen[usage_where], counted)])

    export = store().settle([home, usage_where], decide)
    if export.id == export_id:
        enqueue(export)
    return export


def listed(user_id: str) -> list[Export]:
    """Those of the last days, the newest first; no query."""
    now = clock().now()
    kept = usage.read(store().get(usage_path(user_id))).open_places("exports", now)
    found = [export for row in store().read(map(export_path, kept)).values() if (export := read(row))] if kept else []
    return sorted((each for each in found if not each.gone(now)), key=lambda export: export.created_at, reverse=True)


def show(user_id: str, export_id: str) -> Export:
    export = read(store().get(export_path(export_id)))
    if export is None or export.user_id != user_id or export.gone(clock().now()):
        raise NotFound(kind="export", id=export_id)
    return export


def delete(user_id: str, export_id: str) -> None:
    """Gone for its owner at once, its file in a task; it counts among those that were asked for until its time is over."""
    export, now = show(user_id, export_id), clock().now()
    over = {"ends_at": now, "due_at": now}
    if not (export.live and step(export, Change(ExportStatus.FAILED, over)).moved):
        store().change(export.path, lambda _row: over)
    enqueue_erasing(export)
