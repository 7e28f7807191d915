"""Guests who do not come back: erased like an account that was given up, without a grace, for nobody could take it back.

Our account says when one was here last; Firebase Auth is asked before, for it also knows who only refreshed a token, and who
has a sign-in by now. Who has bought something is no guest any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from shared.account_deletion.model import Deletion, deletion_path
from shared.account_deletion.states import DeletionState
from shared.account_deletion.tasks import enqueue
from shared.accounts import model as account_model
from shared.accounts.ledger import Account, account_path
from shared.config import sections
from shared.config.model import GuestsSection
from shared.payments.model import customer_path
from shared.platform import logs
from shared.platform.clients import auth_users, clock, store
from shared.platform.firestore.documents import Create, Document, Operator, Plan, Seen
from shared.platform.user_ids import new_pseudonym
from shared.platform.web import presence

if TYPE_CHECKING:
    from shared.platform.google.auth_users import Person

_AT_ONCE = 100  # as many does Auth tell by one call


def sweep(page: int) -> int:
    """One page of those who were away for too long, the longest first."""
    if not (days := sections.get(GuestsSection).kept_days):
        return 0
    now = clock().now()
    since = now - timedelta(days=days)
    rows = _away(since, min(page, _AT_ONCE))
    known = auth_users().find_all([row.id for row in rows]) if rows else {}
    for row in rows:
        if _settle(row.id, known.get(row.id), since, now):
            logs.info("a guest who did not come back is being erased", user_id=row.id, away_days=days)
            enqueue(row.id)
    return len(rows)


def _away(since: datetime, limit: int) -> list[Document]:
    where: list[tuple[str, Operator, Any]] = [("guest", "==", True), ("seen_at", "<=", since)]
    return store().find("accounts", where=where, order=[("seen_at", "asc")], limit=limit, only=["user_id"])


def _settle(user_id: str, person: Person | None, since: datetime, now: datetime) -> bool:
    """Whether this guest goes; else the account learns what Auth knows better."""
    home, where, customer = account_path(user_id), deletion_path(user_id), customer_path(user_id)
    pseudonym = new_pseudonym()

    def decide(seen: Seen) -> Plan[bool]:
        account = account_model.read(seen[home])
        if account is None or not account.guest or account.seen_at is None or account.seen_at > since:
            return Plan(False)
        if news := _news(account, person, since, bought=seen[customer].fields is not None):
            return Plan(False, [account_model.write(seen[home], replace(account, **news, updated_at=now))])
        if seen[where].fields is not None:
            marked = replace(account, guest=None, updated_at=now)  # on its way already
            return Plan(False, [account_model.write(seen[home], marked)])
        going = Deletion(user_id, DeletionState.REQUESTED, pseudonym, now, now, now)
        marked = replace(account, guest=None, deletion={"requested_at": now, "deletes_at": now}, updated_at=now)
        return Plan(True, [Create(where, going.fields()), account_model.write(seen[home], marked)])

    return store().settle([home, where, customer], decide)


def _news(account: Account, person: Person | None, since: datetime, *, bought: bool) -> Mapping[str, Any]:
    if person is not None and not person.guest:
        return {"guest": False, "terms": presence.terms_of(person.name, person.email)}
    if bought:
        return {"guest": False}
    if person is not None and person.seen_at is not None and person.seen_at > since:
        return {"seen_at": max(person.seen_at, account.seen_at or person.seen_at)}
    return {}
