"""Users' own provider keys, as their owners see them. Only types and the OpenAPI document need it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from typing_extensions import TypeAliasType, TypedDict

from shared.providers.key_check import KeyProvider

KeyValidity = TypeAliasType("KeyValidity", Literal["valid", "invalid", "unknown"])


class ProviderKey(TypedDict):
    """A user's own key for a provider, without the key itself."""

    provider: KeyProvider
    last_four: str
    project: str | None
    created_at: datetime
    last_used_at: datetime | None
    active: bool
    valid: bool | None
    verified_at: datetime | None


class ProviderKeyList(TypedDict):
    keys: list[ProviderKey]


class ProviderKeyVerification(TypedDict):
    """`unknown`: the provider could not be asked, or did not say; what was known before stays."""

    result: KeyValidity
    key: ProviderKey


class ProviderKeyDeletion(TypedDict):
    deleted: bool
    serving_jobs: int
