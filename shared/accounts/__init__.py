"""Accounts: opened by the first call of a user, with the sign-up grant that an identity gets once."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from shared.accounts.ledger import (
    Account,
    CreditsOnceLinked,
    CreditsOnceVerified,
    Entry,
    EntryType,
    InsufficientCredits,
    account_path,
)
from shared.accounts.mailboxes import mailbox
from shared.platform import logs, sessions
from shared.platform.clients import clock, directory, store
from shared.platform.documents import Create, Document, Plan, Seen, Update, Write
from shared.platform.settings import settings
from shared.platform.tokens import User

if TYPE_CHECKING:
    from shared.config.model import CreditsSection

T = TypeVar("T")
_LEDGER = "credit_transactions"


class NoGrant(StrEnum):
    """Why the sign-up grant is not there; the set is closed."""

    VERIFY_EMAIL = "verify_email"  # it waits for a token that says so
    LINK_SIGN_IN = "link_sign_in"  # a guest's: it waits for a sign-in that somebody vouches for
    GIVEN_BEFORE = "given_before"  # this identity had it, with an account that was deleted
    NONE_CONFIGURED = "none_configured"  # signing up brought nothing


_WAITING = {NoGrant.VERIFY_EMAIL: CreditsOnceVerified, NoGrant.LINK_SIGN_IN: CreditsOnceLinked}


def read(document: Document) -> Account | None:
    """The account in this document, or None where none was opened yet."""
    stored = document.fields
    if stored is None:
        return None
    known: Mapping[str, Any] = {name: stored[name] for name in Account.__dataclass_fields__ if name in stored}
    return Account(**known)


def fresh(user_id: str, now: datetime) -> Account:
    return Account(user_id, created_at=now, updated_at=now, stored_bytes=0)


def write(document: Document, account: Account) -> Write:
    """The write that puts this account where `document` was seen."""
    return Update(document, account.fields()) if document.fields is not None else Create(account.path, account.fields())


def require_current(account: Account, user: User) -> None:
    """Refuse who was signed out or shut out meanwhile: for each try of a commit that reads the account."""
    sessions.require_current(user, account.tokens_valid_after, disabled=account.disabled)


class NotOpened(Exception):
    """There is no account yet, or its grant is due: a commit that needs one is tried again after that (see `opening`)."""


def opened(account: Account | None, user: User) -> Account:
    """The account for a commit that spends: what is due to the user is theirs before."""
    if account is None or _grant_is_due(account, user):
        raise NotOpened
    return account


def opening(user: User, act: Callable[[], T]) -> T:
    """Do what needs an account; the first call of a user opens it before, and their first verified one books the grant."""
    try:
        try:
            return act()
        except NotOpened:
            open_account(user)
            return act()
    except InsufficientCredits as refused:
        raise _refused(user, refused) from None


def open_account(user: User) -> Account:
    """The user's account; their first call makes it, and the first verified one settles the sign-up grant."""
    found = read(store().get(account_path(user.uid)))
    if found is None or _grant_is_due(found, user):
        found = _settle_signup(user)
    require_current(found, user)
    return found


def signup_grant(account: Account, user: User) -> dict[str, Any]:
    """What signing up brings: how much, whether it is given, else what is missing or why there is none."""
    if account.signup is not None:
        return {**account.signup, "given": account.signup["reason"] is None}
    if account.signup_settled:  # before that was written down
        entry = store().get(f"{_LEDGER}/{_signup_entry(user.uid)}").fields
        reason = None if entry else NoGrant.NONE_CONFIGURED.value
        return {"credits": entry["amount"] if entry else 0, "given": entry is not None, "reason": reason}
    if (grant := _grants().signup_grant - account.guest_grant) <= 0:
        return {"credits": 0, "given": False, "reason": NoGrant.NONE_CONFIGURED.value}
    missing = NoGrant.LINK_SIGN_IN if user.guest else NoGrant.VERIFY_EMAIL
    return {"credits": grant, "given": False, "reason": missing.value}


def _refused(user: User, refused: InsufficientCredits) -> InsufficientCredits:
    """The refusal as this user can best act on it: a grant may be waiting for them."""
    account = None if user.verified else read(store().get(account_path(user.uid)))
    if account is None or (grant := signup_grant(account, user))["reason"] not in _WAITING:
        return refused
    return _WAITING[grant["reason"]](refused, grant)


def _grant_is_due(account: Account, user: User) -> bool:
    return user.verified and not account.signup_settled


def _grants() -> CreditsSection:
    from shared import config  # validators are not worth importing for the calls after the first
    from shared.config.model import CreditsSection

    return config.get(CreditsSection)


def _signup_entry(user_id: str) -> str:
    return f"signup.{user_id}"


def _settle_signup(user: User) -> Account:
    grants = _grants()
    records, as_before = _records(user) if user.verified else ([], [])
    where, now = account_path(user.uid), clock().now()

    def decide(seen: Seen) -> Plan[Account]:
        account = read(seen[where])
        if account is not None and (account.signup_settled or not user.verified):
            return Plan(account)
        account, given = (account, []) if account is not None else _opened(user, grants.guest_grant, now)
        account = replace(account, signup_settled=user.verified, updated_at=now)
        if not user.verified:
            return Plan(account, [*given, write(seen[where], account)])
        grant = max(0, grants.signup_grant - account.guest_grant)
        unused = bool(records) and all(seen[record].fields is None for record in (*records, *as_before))
        marks = [Create(record, {"granted_at": now}) for record in records if seen[record].fields is None]
        if not unused:  # and by whatever else they are known now, they have had it as well
            account = replace(account, signup={"credits": 0, "reason": NoGrant.GIVEN_BEFORE.value})
            return Plan(account, [write(seen[where], account), *marks])
        if not grants.signup_grant:
            account = replace(account, signup={"credits": 0, "reason": NoGrant.NONE_CONFIGURED.value})
            return Plan(account, [write(seen[where], account)])
        account = replace(account, signup={"credits": grant, "reason": None})
        if grant:  # else all of it was given to them as a guest
            account, entry = account.post(_signup_entry(user.uid), EntryType.SIGNUP_GRANT, grant, "Sign-up grant", now)
            given = [Create(entry.path, entry.fields())]
        return Plan(account, [*given, write(seen[where], account), *marks])

    account = store().settle([where, *records, *as_before], decide)
    logs.info("sign-up settled" if account.signup_settled else "account opened", balance=account.balance)
    return account


def _opened(user: User, guest_grant: int, now: datetime) -> tuple[Account, list[Write]]:
    """A new account, and the entry of what a guest begins with: never again, for only what is not there is opened."""
    account = fresh(user.uid, now)
    if not (user.guest and guest_grant):
        return account, []
    account, entry = account.post(f"guest.{user.uid}", EntryType.GUEST_GRANT, guest_grant, "A guest's beginning", now)
    return replace(account, guest_grant=guest_grant), [Create(entry.path, entry.fields())]


def _records(user: User) -> tuple[list[str], list[str]]:
    """What remembers all by which this person could be known again, so that another account earns no second grant.

    Those that are written, and those that earlier releases wrote: of an address as it was given, not of its mailbox.
    """
    found = {(kind, value) for kind, values in user.identities.items() if kind != "email" for value in values}
    before = set[tuple[str, str]]()
    if user.email and user.email_verified:
        found.add(("email", mailbox(user.email)))
        before.add(("email", user.email))
    written = {_record(*identity) for identity in found}
    return sorted(written), sorted({_record(*identity) for identity in before} - written)


def _record(kind: str, value: str) -> str:
    text = f"{kind}:{value.strip().lower()}"
    hashed = hmac.new(settings().identity_key.encode(), text.encode(errors="replace"), hashlib.sha256).hexdigest()
    return f"signup_grants/{hashed}"


def transactions(user_id: str, *, limit: int, before: int | None = None) -> list[Entry]:
    """The newest entries first; `before` is the `seq` of the last one already seen."""
    rows = store().find(
        _LEDGER,
        where=[("user_id", "==", user_id)],
        order=[("seq", "desc")],
        after=None if before is None else [before],
        limit=limit,
    )
    return [_entry(row) for row in rows]


def entries_of_job(job_id: str) -> list[Entry]:
    """What a job moved: its charge, and its refund if there was one."""
    rows = store().find(_LEDGER, where=[("job_id", "==", job_id)], limit=10)
    return sorted((_entry(row) for row in rows), key=lambda entry: entry.seq)


def _entry(row: Document) -> Entry:
    stored: dict[str, Any] = {name: value for name, value in (row.fields or {}).items() if name in Entry._fields}
    stored.update(id=row.id, type=EntryType(stored["type"]))
    return Entry(**stored)


def sign_out_everywhere(user_id: str, *writes: Write, disabled: bool | None = None) -> None:
    """End every session: in Auth, and in the account that every call looks at; for good, if `disabled`."""
    where, now = account_path(user_id), clock().now().replace(microsecond=0)
    directory().end_sessions(user_id, now, disabled=disabled)

    def decide(seen: Seen) -> Plan[None]:
        account = read(seen[where]) or fresh(user_id, now)
        account = replace(account, tokens_valid_after=now, updated_at=now)
        if disabled is not None:
            account = replace(account, disabled=disabled)
        return Plan(None, [*writes, write(seen[where], account)])

    store().settle([where], decide)
    if disabled:
        sessions.memory().forget(user_id)
    else:
        sessions.memory().end(user_id, now)


def set_overrides(user_id: str, overrides: Mapping[str, int], *writes: Write) -> Account:
    """Give this user limits of their own, in place of all that they had; the configuration serves for the rest."""
    where, now = account_path(user_id), clock().now()

    def decide(seen: Seen) -> Plan[Account]:
        account = replace(read(seen[where]) or fresh(user_id, now), overrides=dict(overrides), updated_at=now)
        return Plan(account, [*writes, write(seen[where], account)])

    return store().settle([where], decide)
