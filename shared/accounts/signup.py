"""Accounts: opened by the first call of a user, with the sign-up grant that an identity gets once."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from shared.accounts.errors import CreditsOnceLinked, CreditsOnceVerified, InsufficientCredits
from shared.accounts.ledger import ENTRIES, Account, EntryType, account_path
from shared.accounts.mailboxes import mailbox
from shared.accounts.model import met, new_account, read, require_current, write
from shared.config import model as config_model
from shared.config import sections
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Create, Plan, Seen, Write
from shared.platform.settings import settings
from shared.platform.web import sessions
from shared.platform.web.tokens import User

if TYPE_CHECKING:
    from shared.accounts import views
    from shared.config.model import CreditsSection

T = TypeVar("T")


class SignupGrantReason(StrEnum):
    """Why the sign-up grant is not there; the set is closed."""

    VERIFY_EMAIL = "verify_email"  # it waits for a token that says so
    LINK_SIGN_IN = "link_sign_in"  # a guest's: it waits for a sign-in that somebody vouches for
    GIVEN_BEFORE = "given_before"  # this identity had it, with an account that was deleted
    NONE_CONFIGURED = "none_configured"  # signing up brought nothing


_WAITING: Mapping[SignupGrantReason | None, type[CreditsOnceVerified | CreditsOnceLinked]] = {
    SignupGrantReason.VERIFY_EMAIL: CreditsOnceVerified,
    SignupGrantReason.LINK_SIGN_IN: CreditsOnceLinked,
}


class NotOpened(Exception):
    """There is no account yet, or its grant is due: a commit that needs one is tried again after that (see `opening`)."""


def opened(account: Account | None, user: User) -> Account:
    """The account for a commit that spends: what is due to the user is theirs before."""
    if account is None or _grant_is_due(account, user):
        raise NotOpened
    return account


def with_account(user: User, act: Callable[[], T]) -> T:
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
    return met(found, user, clock().now())


def signup_grant(account: Account, user: User) -> views.SignupGrant:
    """What signing up brings: how much, whether it is given, else what is missing or why there is none."""
    if account.signup is not None:
        return {
            "credits": account.signup["credits"],
            "reason": account.signup["reason"],
            "given": account.signup["reason"] is None,
        }
    if account.signup_settled:  # before that was written down
        entry = store().get(f"{ENTRIES}/{_signup_entry(user.uid)}").fields
        reason = None if entry else SignupGrantReason.NONE_CONFIGURED
        return {"credits": entry["amount"] if entry else 0, "given": entry is not None, "reason": reason}
    if (grant := _grants().signup_grant - account.guest_grant) <= 0:
        return {"credits": 0, "given": False, "reason": SignupGrantReason.NONE_CONFIGURED}
    missing = SignupGrantReason.LINK_SIGN_IN if user.guest else SignupGrantReason.VERIFY_EMAIL
    return {"credits": grant, "given": False, "reason": missing}


def _refused(user: User, refused: InsufficientCredits) -> InsufficientCredits:
    """The refusal as this user can best act on it: a grant may be waiting for them."""
    account = None if user.verified else read(store().get(account_path(user.uid)))
    if account is None or (reason := (grant := signup_grant(account, user))["reason"]) not in _WAITING:
        return refused
    return _WAITING[reason](refused, grant)


def _grant_is_due(account: Account, user: User) -> bool:
    return user.verified and not account.signup_settled


def _grants() -> CreditsSection:
    return sections.get(config_model.CreditsSection)


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
        account = met(replace(account, signup_settled=user.verified, updated_at=now), user, now)
        if not user.verified:
            return Plan(account, [*given, write(seen[where], account)])
        grant = max(0, grants.signup_grant - account.guest_grant)
        unused = bool(records) and all(seen[record].fields is None for record in (*records, *as_before))
        marks = [Create(record, {"granted_at": now}) for record in records if seen[record].fields is None]
        if not unused:  # and by whatever else they are known now, they have had it as well
            account = replace(account, signup={"credits": 0, "reason": SignupGrantReason.GIVEN_BEFORE.value})
            return Plan(account, [write(seen[where], account), *marks])
        if not grants.signup_grant:
            account = replace(account, signup={"credits": 0, "reason": SignupGrantReason.NONE_CONFIGURED.value})
            return Plan(account, [write(seen[where], account)])
        account = replace(account, signup={"credits": grant, "reason": None})
        if grant:  # else all of it was given to them as a guest
            account, entry = account.post(_signup_entry(user.uid), EntryType.SIGNUP_GRANT, grant, "Sign-up grant", now)
            given = [Create(entry.path, entry.fields())]
        return Plan(account, [*given, write(seen[where], account), *marks])

    account = store().settle([where, *records, *as_before], decide)
    sessions.presence_was_written()
    logs.info("sign-up settled" if account.signup_settled else "account opened", balance=account.balance)
    return account


def _opened(user: User, guest_grant: int, now: datetime) -> tuple[Account, list[Write]]:
    """A new account, and the entry of what a guest begins with: never again, for only what is not there is opened."""
    account = new_account(user.uid, now)
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
