"""An account as a document: read, written, new."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from shared.accounts.ledger import Account
from shared.platform.firestore.documents import Create, Document, Update, Write
from shared.platform.web import sessions
from shared.platform.web.tokens import User


def read(document: Document) -> Account | None:
    """The account in this document, or None where none was opened yet."""
    stored = document.fields
    if stored is None:
        return None
    known: Mapping[str, Any] = {name: stored[name] for name in Account.__dataclass_fields__ if name in stored}
    return Account(**known)


def new_account(user_id: str, now: datetime) -> Account:
    return Account(user_id, created_at=now, updated_at=now, stored_bytes=0)


def write(document: Document, account: Account) -> Write:
    """The write that puts this account where `document` was seen."""
    return Update(document, account.fields()) if document.fields is not None else Create(account.path, account.fields())


def require_current(account: Account, user: User) -> None:
    """Refuse who was signed out or shut out meanwhile: for each try of a commit that reads the account."""
    sessions.require_current(user, account.tokens_valid_after, disabled=account.disabled)
