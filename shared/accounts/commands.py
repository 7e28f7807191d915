"""What is done to an account, apart from its credits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from shared.accounts.ledger import Account, account_path
from shared.accounts.model import new_account, read, write
from shared.platform.clients import auth_users, clock, store
from shared.platform.firestore.documents import Plan, Seen, Write
from shared.platform.web import sessions


def sign_out_everywhere(user_id: str, *writes: Write, disabled: bool | None = None, until: datetime | None = None) -> None:
    """End every session: in Auth, and in the account that every call looks at; for good, if `disabled`, or `until` then.

    Who is to come back by themselves is not shut out by Auth, which knows of no end: they may sign in, and every call is refused.
    """
    where, now = account_path(user_id), clock().now().replace(microsecond=0)
    auth_users().end_sessions(user_id, now, disabled=False if until else disabled)

    def decide(seen: Seen) -> Plan[None]:
        account = read(seen[where]) or new_account(user_id, now)
        account = replace(account, tokens_valid_after=now, updated_at=now)
        if disabled is not None:
            account = replace(account, disabled=disabled, disabled_until=until)
        return Plan(None, [*writes, write(seen[where], account)])

    store().settle([where], decide)
    if disabled:
        sessions.memory().forget(user_id)
    else:
        sessions.memory().end(user_id, now)


def set_overrides(user_id: str, overrides: Mapping[str, int], until: Mapping[str, datetime], *writes: Write) -> Account:
    """Give this user limits of their own, some until a moment, in place of all that they had; what is set serves for the rest."""
    where, now = account_path(user_id), clock().now()

    def decide(seen: Seen) -> Plan[Account]:
        account = read(seen[where]) or new_account(user_id, now)
        account = replace(account, overrides=dict(overrides), overrides_until=dict(until), updated_at=now)
        return Plan(account, [*writes, write(seen[where], account)])

    return store().settle([where], decide)


def log_words(user_id: str, until: datetime | None, *writes: Write) -> None:
    """What this user asks for stands in the log until then; None: no more."""
    where, now = account_path(user_id), clock().now()

    def decide(seen: Seen) -> Plan[None]:
        account = replace(read(seen[where]) or new_account(user_id, now), words_logged_until=until, updated_at=now)
        return Plan(None, [*writes, write(seen[where], account)])

    store().settle([where], decide)
