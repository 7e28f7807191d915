"""What operators set when and why, one document for each change: to be looked at, and gone back to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from shared.config import sections
from shared.config.model import SECTIONS, RetentionSection, SectionName
from shared.platform.clients import store
from shared.platform.errors import NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document, Fields
from shared.platform.web.cursors import Page, newest_first, page_of, place_of

if TYPE_CHECKING:
    from shared.config import views

VERSIONS = "config_versions"


@dataclass(frozen=True)
class ConfigChange(codec.Record):
    id: str
    section: SectionName
    version: int
    by: str
    reason: str
    request_id: str
    created_at: datetime
    expires_at: datetime  # with the audit log's entry of the same act
    before: dict[str, Any] = field(default_factory=dict[str, Any])
    after: dict[str, Any] = field(default_factory=dict[str, Any])
    users: tuple[str, ...] = ()  # whom any of it names: by this they are found when they are forgotten

    @property
    def path(self) -> str:
        return f"{VERSIONS}/{self.id}"


_stored = codec.reader(ConfigChange)


def change(
    name: SectionName, version: int, before: Fields, after: Fields, by: str, reason: str, request_id: str, now: datetime
) -> ConfigChange:
    expires_at = now + timedelta(days=sections.get(RetentionSection).audit_days)
    users = tuple(dict.fromkeys([*_beta_users(before), *_beta_users(after)]))
    told = dict(before), dict(after)
    return ConfigChange(f"{name}v{version}", name, version, by, reason, request_id, now, expires_at, *told, users)


def version_of(document: Document) -> int:
    """How often operators have changed it; 0 before they ever did."""
    return int((document.fields or {}).get("version", 0))


def listed(name: SectionName, *, limit: int, cursor: str | None) -> Page[ConfigChange]:
    rows = store().find(
        VERSIONS, where=[("section", "==", name)], order=newest_first("created_at"), after=place_of(cursor), limit=limit
    )
    return page_of(rows, limit, _stored)


def values_at(name: SectionName, version: int) -> Mapping[str, Any]:
    """As it was set by that change; at 0 what the first one found."""
    found = _stored(store().get(f"{VERSIONS}/{name}v{version or 1}"))
    if found is None:
        raise NotFound(kind="version", id=f"{name} {version}")
    return found.after if version else found.before


def shown(change: ConfigChange) -> views.ConfigChange:
    names = [each for each in SECTIONS[change.section].model_fields if change.before.get(each) != change.after.get(each)]
    before, after = ({each: told.get(each) for each in names} for told in (change.before, change.after))
    told = ("section", "version", "by", "reason", "request_id")
    return codec.told(change, told, at=change.created_at, before=before, after=after)


def _beta_users(values: Any) -> Iterator[str]:
    if isinstance(values, Mapping):
        for name, value in cast("Mapping[str, Any]", values).items():
            yield from map(str, value) if name == "beta_users" else _beta_users(value)
