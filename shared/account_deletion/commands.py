"""What users do: have their account deleted, and take that back while there is time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from shared.account_deletion.errors import NoAccountDeletion
from shared.account_deletion.model import Deletion, deletion_path, read
from shared.account_deletion.states import DeletionState
from shared.account_deletion.tasks import enqueue
from shared.accounts import model as account_model
from shared.accounts import signup
from shared.accounts.ledger import account_path
from shared.config import sections
from shared.config.model import RetentionSection
from shared.platform.clients import clock, store
from shared.platform.errors import Language
from shared.platform.firestore.documents import Create, Delete, Plan, Seen, Write
from shared.platform.user_ids import new_pseudonym
from shared.platform.web.tokens import User

if TYPE_CHECKING:
    from shared.accounts import views


def request(user: User, language: Language) -> views.AccountDeletion:
    """After a while in which it can be taken back. Asked for again, it stays at the time of the first."""
    now = clock().now()
    account_model.require_recent_sign_in(user, now)
    signup.open_account(user)
    where, home, pseudonym = deletion_path(user.uid), account_path(user.uid), new_pseudonym()
    deletes_at = now + timedelta(days=sections.get(RetentionSection).deletion_grace_days)

    def decide(seen: Seen) -> Plan[views.AccountDeletion]:
        account = signup.opened(account_model.read(seen[home]), user)
        account_model.require_current(account, user)
        if (deletion := read(seen[where])) is not None:
            return Plan(_shown(deletion))
        deletion = Deletion(user.uid, DeletionState.REQUESTED, pseudonym, now, deletes_at, deletes_at, language)
        marked = replace(account, deletion={**_shown(deletion)}, updated_at=now)
        writes: list[Write] = [Create(where, deletion.fields()), account_model.write(seen[home], marked)]
        return Plan(_shown(deletion), writes)

    told = store().settle([where, home], decide)
    if told["deletes_at"] <= now:
        enqueue(user.uid)
    return told


def take_back(user: User) -> None:
    """All is as it was. Once it has begun there is nobody who could."""
    where, home = deletion_path(user.uid), account_path(user.uid)

    def decide(seen: Seen) -> Plan[None]:
        deletion, account = read(seen[where]), account_model.read(seen[home])
        if account is not None:
            account_model.require_current(account, user)
        if deletion is None or deletion.state is not DeletionState.REQUESTED:
            raise NoAccountDeletion
        writes: list[Write] = [Delete(seen[where])]
        if account is not None:
            kept = replace(account, deletion=None, updated_at=clock().now())
            writes.append(account_model.write(seen[home], kept))
        return Plan(None, writes)

    store().settle([where, home], decide)


def _shown(deletion: Deletion) -> views.AccountDeletion:
    return {"requested_at": deletion.requested_at, "deletes_at": deletion.deletes_at}
