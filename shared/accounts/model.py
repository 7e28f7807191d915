"""An account as a document: read, written, new."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.accounts.errors import AccountDeletionPending, RecentSignInRequired
from shared.accounts.ledger import Account
from shared.platform.clients import clock
from shared.platform.firestore import codec
from shared.platform.web import presence, sessions
from shared.platform.web.tokens import User

if TYPE_CHECKING:
    from shared.accounts.views import AccountDeletion

read, write = codec.reader(Account), codec.write
_RECENT = timedelta(minutes=15)


def new_account(user_id: str, now: datetime) -> Account:
    return Account(user_id, created_at=now, updated_at=now, stored_bytes=0)


def reopened(user_id: str, now: datetime) -> Account:
    """For what comes back to who has none any more. What they kept is not known now, and counted with the next video."""
    return Account(user_id, created_at=now, updated_at=now)


def met(account: Account, user: User, now: datetime) -> Account:
    """With what is known of its user since this call; for commits that write the account anyway."""
    marks = presence.marks(vars(account), user, now)
    return replace(account, **marks) if marks else account


def require_current(account: Account, user: User) -> None:
    """Refuse who was signed out or shut out meanwhile: for each try of a commit that reads the account."""
    sessions.require_current(user, vars(account), clock().now())


def require_recent_sign_in(user: User, now: datetime) -> None:
    """A token that lies about for an hour is not enough for what cannot be undone, or lives longer than it."""
    if now - user.signed_in_at > _RECENT:
        raise RecentSignInRequired(most_minutes=int(_RECENT.total_seconds() // 60))


def require_staying(account: Account) -> None:
    """Refuse to make or sell anything to who has asked to be forgotten."""
    if account.deletion is not None:
        raise AccountDeletionPending(deletes_at=account.deletion["deletes_at"].isoformat(timespec="seconds"))


def pending_deletion(account: Account) -> AccountDeletion | None:
    """As the account tells of it."""
    if (told := account.deletion) is None:
        return None
    return {"requested_at": told["requested_at"], "deletes_at": told["deletes_at"]}
