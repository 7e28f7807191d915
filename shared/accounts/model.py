"""An account as a document: read, written, new."""

from __future__ import annotations

from datetime import datetime

from shared.accounts.ledger import Account
from shared.platform.firestore import codec
from shared.platform.web import sessions
from shared.platform.web.tokens import User

read, write = codec.reader(Account), codec.write


def new_account(user_id: str, now: datetime) -> Account:
    return Account(user_id, created_at=now, updated_at=now, stored_bytes=0)


def reopened(user_id: str, now: datetime) -> Account:
    """For what comes back to who has none any more. What they kept is not known now, and counted with the next video."""
    return Account(user_id, created_at=now, updated_at=now)


def require_current(account: Account, user: User) -> None:
    """Refuse who was signed out or shut out meanwhile: for each try of a commit that reads the account."""
    sessions.require_current(user, account.tokens_valid_after, disabled=account.disabled)
