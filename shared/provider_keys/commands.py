"""Users' own provider keys: stored sealed, shown never, proven by a free call, destroyed when nothing lives on them.

For jobs: `hold` and `release` go into the commits that admit and end them (see `model`); workers ask `secret_for`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from shared.accounts import limits, signup
from shared.accounts import model as account_model
from shared.accounts.ledger import Account, account_path
from shared.platform import logs
from shared.platform.clients import clock, once, store, vault
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Create, Delete, Document, Plan, Seen, Update, Write
from shared.platform.sealed_secrets import Secret
from shared.platform.web.rates import Rate
from shared.platform.web.tokens import User
from shared.provider_keys import model
from shared.provider_keys.errors import KeyExists, ProjectNotTaken
from shared.provider_keys.model import Key, KeyGone, key_path, places, release
from shared.provider_keys.secret_cache import Memory
from shared.providers import key_check
from shared.providers.key_check import KeyProvider, Verdict

T = TypeVar("T")
_SKEW = timedelta(seconds=1)  # by which instances' clocks may differ
_RATE = "keys"
_Change = Callable[[Document, Key | None, datetime], Plan[T]]


class Deleted(NamedTuple):
    serving_jobs: int  # live jobs that it serves until they end


def add(user: User, provider: str, secret: Secret, project: str | None) -> Key:
    """Store a key for a provider that the user has none for."""
    make = _sealing(user, provider, secret, project)

    def change(document: Document, known: Key | None, now: datetime) -> Plan[Key]:
        if known is not None:
            raise KeyExists(provider=provider)
        key = make(now)
        return Plan(key, [Create(document.path, key.fields())])

    return _change(user, provider, change)


def replace_key(user: User, provider: str, secret: Secret, project: str | None) -> Key:
    """From now on this key serves; jobs that live on the one before keep it until they end."""
    make = _sealing(user, provider, secret, project)

    def change(document: Document, known: Key | None, now: datetime) -> Plan[Key]:
        before, key = _existing(known), make(now)
        return Plan(key, [*model.superseded(before, now), Update(document, key.fields())])

    return _change(user, provider, change)


def switch(user: User, provider: str, *, active: bool) -> Key:
    """Switch a key on or off for new jobs; those that live on it go on."""

    def change(document: Document, known: Key | None, _now: datetime) -> Plan[Key]:
        key = replace(_existing(known), active=active)
        return Plan(key, [Update(document, {"active": active})])

    return _change(user, provider, change)


def delete(user: User, provider: str) -> Deleted:
    """Destroy a key, or, where jobs live on it, see to it that the end of the last one does."""

    def change(document: Document, known: Key | None, now: datetime) -> Plan[Deleted]:
        key = _existing(known)
        return Plan(Deleted(len(key.serves)), [*model.superseded(key, now), Delete(document)])

    return _change(user, provider, change)


def list_keys(user: User) -> list[Key]:
    signup.open_account(user)
    found = store().read(key_path(user.uid, provider) for provider in KeyProvider)
    return [key for document in found.values() if (key := model.read(document))]


def verify(user: User, provider: str) -> tuple[Verdict, Key]:
    """Ask the provider, by a call that costs nothing, whether it accepts the key."""

    def counted(_document: Document, known: Key | None, _now: datetime) -> Plan[Key]:
        return Plan(_existing(known))

    key = _change(user, provider, counted)
    verdict = key_check.check(provider, vault().open(key.sealed, *_bound(key)), key.project)
    logs.info("own key checked", provider=provider, verdict=verdict.value)
    return verdict, judge(user.uid, provider, key.version, verdict) or key


def judge(user_id: str, provider: str, version: str, verdict: Verdict) -> Key | None:
    """What a provider said of a key, kept with it: here, and when it refuses a job. Silence changes nothing."""
    paths = places(user_id, provider, version)

    def decide(seen: Seen) -> Plan[Key | None]:
        found = model.find(seen, user_id, provider, version)
        if found is None or verdict is Verdict.UNKNOWN:
            return Plan(found[1] if found else None)
        document, key = found
        key = replace(key, valid=verdict is Verdict.VALID, verified_at=clock().now())
        return Plan(key, [Update(document, {"valid": key.valid, "verified_at": key.verified_at})])

    return store().settle(paths, decide)


def secret_for(user_id: str, provider: str, version: str) -> Secret:
    """The key that a job was admitted with, for workers; raises KeyGone. At most a minute old, and kept no longer."""
    name = (user_id, provider, version)
    kept = _memory().find(name)
    if kept is None:
        found = model.find(store().read(places(*name)), *name)
        if found is None or found[0].expired(clock().now()):
            raise KeyGone(provider)
        kept = vault().open(found[1].sealed, *_bound(found[1]))
        _memory().keep(name, kept)
    return kept


def let_go(where: str, works: Collection[str], in_vain: Callable[[Seen], Collection[str]]) -> None:
    """For who finds a key that is kept for works which have ended: `works` are their documents, `in_vain` says which."""
    known = model.read(store().get(where))
    if known is None:
        return
    name = (known.user_id, known.provider, known.version)

    def decide(seen: Seen) -> Plan[None]:
        key = model.read(seen[where])
        if key is None or key.version != known.version:
            return Plan(None)
        if not key.serves and where != key_path(key.user_id, key.provider):
            return Plan(None, [Delete(seen[where])])
        return Plan(None, release(seen, *name, in_vain(seen)))

    store().settle([where, *places(*name), *works], decide)


def rewrap(retired: str, *, limit: int = 100) -> int:
    """Put keys that this version of the wrapping key wraps under today's primary one; how many were.

    At 0 nothing hangs on the version any more, unless it is the primary one still.
    """
    rows = store().find("provider_keys", where=[("wrapped_by", "==", retired)], limit=limit)
    return sum(_rewrapped(row.path, key, retired) for row in rows if (key := model.read(row)))


def _rewrapped(where: str, known: Key, retired: str) -> bool:
    sealed = vault().rewrap(known.sealed, *_bound(known))

    def decide(seen: Seen) -> Plan[bool]:
        now = model.read(seen[where])
        if now is None or now.sealed != known.sealed or sealed.wrapped_by == retired:
            return Plan(answer=False)  # it is gone, or another one by now, or there is no newer primary version
        return Plan(answer=True, writes=[Update(seen[where], sealed.fields())])

    return store().settle([where], decide)


@once
def _memory() -> Memory:
    return Memory(clock())


def _bound(key: Key) -> tuple[str, str, str]:
    return "provider_keys", key.user_id, key.provider


def _existing(key: Key | None) -> Key:
    if key is None:
        raise NotFound(kind="provider key")
    return key


def _sealing(user: User, provider: str, secret: Secret, project: str | None) -> Callable[[datetime], Key]:
    """Sealed once, before the commit and whatever it has to repeat; who is over their rate costs the key service nothing."""
    known = model.provider_of(provider)
    if project is not None and known not in model.TAKES_PROJECT:
        raise ProjectNotTaken(provider=provider)
    account = signup.open_account(user)
    _rate(account).take(account.limits.get(_RATE), clock().now(), _SKEW)
    sealed = vault().seal(secret, "provider_keys", user.uid, provider)
    version, last_four = secrets.token_hex(6), secret.reveal()[-4:]
    return lambda now: Key(user.uid, provider, version, sealed, last_four, project, created_at=now)


def _change(user: User, provider: str, change: _Change[T]) -> T:
    """One change of the key beside the account, which counts the calls and knows whether the session still is."""
    where, account_where = key_path(user.uid, model.provider_of(provider)), account_path(user.uid)
    signup.open_account(user)

    def decide(seen: Seen) -> Plan[T]:
        now = clock().now()
        account = account_model.read(seen[account_where]) or account_model.new_account(user.uid, now)
        account_model.require_current(account, user)
        due = _rate(account).take(account.limits.get(_RATE), now, _SKEW)
        plan = change(seen[where], model.read(seen[where]), now)
        account = replace(account, limits={**account.limits, _RATE: due}, updated_at=now)
        writes: Sequence[Write] = [*plan.writes, account_model.write(seen[account_where], account)]
        return Plan(plan.answer, writes)

    return store().settle([where, account_where], decide)


def _rate(account: Account) -> Rate:
    return Rate(limits.of(account, "keys_per_minute"))
