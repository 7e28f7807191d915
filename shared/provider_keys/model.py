"""The rules of users' own provider keys: what is stored of one, and whom it serves. No Google here.

    provider_keys/{uid}.{provider}            the key in use, or switched off
    provider_keys/{uid}.{provider}.{version}  one that was replaced or deleted, until the last of its jobs has ended

A job names the version that it was admitted with, and keeps that key alive: `hold` in the commit that admits it, `release`
in the commit that ends it. A second release of the same job changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.platform.errors import NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Create, Delete, Document, Seen, Update, Write
from shared.platform.sealed_secrets import Sealed
from shared.provider_keys.errors import OwnKeyInactive, OwnKeyInvalid, OwnKeyMissing
from shared.providers.key_check import KeyProvider

if TYPE_CHECKING:
    from shared.provider_keys import views


_LONGEST_JOB = timedelta(
    days=39
)  # until its time, waiting, making and fetching, at their longest; a superseded key is gone by then
TAKES_PROJECT = frozenset({KeyProvider.OPENAI_VIDEOS})  # a Gemini key belongs to one project by itself


_SHOWN = ("provider", "last_four", "project", "created_at", "last_used_at", "active", "valid", "verified_at")


class KeyGone(Exception):
    """There is no such key any more: whoever was to be served by it ended, or was never admitted with it."""


@dataclass(frozen=True)
class Key(codec.Record):
    """One version of a user's key for a provider, sealed."""

    user_id: str
    provider: str
    version: str
    sealed: Sealed
    last_four: str
    project: str | None
    created_at: datetime
    active: bool = True
    valid: bool | None = None  # None: not asked yet, or the provider did not say
    verified_at: datetime | None = None
    last_used_at: datetime | None = None
    serves: tuple[str, ...] = ()  # ids of the jobs that live on it

    def fields(self) -> dict[str, Any]:
        return {name: value for name, value in super().fields().items() if name != "sealed"} | self.sealed.fields()

    def shown(self) -> views.ProviderKey:
        """All that its owner may see of it."""
        return codec.told(self, _SHOWN)


class Held(NamedTuple):
    """The key that new jobs will be served by, and what their admission has to write for it."""

    version: str
    project: str | None
    writes: Sequence[Write]


def provider_of(name: str) -> KeyProvider:
    try:
        return KeyProvider(name)
    except ValueError:
        raise NotFound(kind="provider") from None


def key_path(user_id: str, provider: str) -> str:
    return f"provider_keys/{user_id}.{provider}"


def superseded_path(user_id: str, provider: str, version: str) -> str:
    return f"{key_path(user_id, provider)}.{version}"


def places(user_id: str, provider: str, version: str) -> tuple[str, str]:
    """Where this version may lie; both are to be read before `release`."""
    return key_path(user_id, provider), superseded_path(user_id, provider, version)


read = codec.reader(Key, sealed=Sealed.read)


def find(seen: Seen, user_id: str, provider: str, version: str) -> tuple[Document, Key] | None:
    """This version wherever it lies now."""
    for where in places(user_id, provider, version):
        key = read(seen[where])
        if key is not None and key.version == version:
            return seen[where], key
    return None


def hold(seen: Seen, user_id: str, provider: str, job_ids: Collection[str], now: datetime) -> Held:
    """Let the user's key serve these jobs too; `key_path` must have been read. Its writes go after the caller's own."""
    document = seen[key_path(user_id, provider)]
    key = read(document)
    if key is None:
        raise OwnKeyMissing(provider=provider)
    if not key.active:
        raise OwnKeyInactive(provider=provider)
    if key.valid is False:
        raise OwnKeyInvalid(provider=provider)
    serves = list(dict.fromkeys([*key.serves, *job_ids]))
    return Held(key.version, key.project, [Update(document, {"serves": serves, "last_used_at": now})])


def release(seen: Seen, user_id: str, provider: str, version: str, job_ids: Collection[str]) -> Sequence[Write]:
    """These jobs have ended: a superseded key that serves nobody any more is destroyed. `places` must have been read."""
    found = find(seen, user_id, provider, version)
    if found is None or not set(job_ids) & set(found[1].serves):
        return ()
    document, key = found
    left = [job_id for job_id in key.serves if job_id not in set(job_ids)]
    if not left and document.path != key_path(user_id, provider):
        return (Delete(document),)
    return (Update(document, {"serves": left}),)


def superseded(key: Key, now: datetime) -> Sequence[Write]:
    """Where a key goes that was replaced or deleted: nowhere, unless jobs live on it."""
    if not key.serves:
        return ()
    kept = replace(key, active=False).fields()
    return (Create(superseded_path(key.user_id, key.provider, key.version), {**kept, "expires_at": now + _LONGEST_JOB}),)
