"""The sections in force, read at most once a minute by each instance."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import TypeVar, cast

from pydantic import ValidationError

from shared.config.errors import CeilingReached, FeatureNotOpen, Maintenance, NotRolledOutYet
from shared.config.model import SECTIONS, Feature, IntakeSection, Rollout, RolloutSection, Section, SectionName
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import OUR_MARKS, Document, Fields

S = TypeVar("S", bound=Section)
MARKS = ("version", "updated_at", "updated_by")  # how often operators have changed it; when it was changed last, and by whom
_KEPT = timedelta(seconds=60)
_cache: dict[str, tuple[datetime, Section]] = {}


def path(name: SectionName) -> str:
    return f"system_configs/{name}"


def get(section: type[S]) -> S:
    """The section in force, at most a minute old."""
    name, now = name_of(section), clock().now()
    if _is_old(name, now):
        _cache[name] = (now, parse(name, store().get(path(name))))
    return cast("S", _cache[name][1])


def refresh(*wanted: SectionName) -> None:
    """Read those that are too old in one round, for who needs several."""
    now = clock().now()
    old: list[SectionName] = [name for name in wanted if _is_old(name, now)]
    seen = store().read([path(name) for name in old]) if old else {}
    _cache.update({name: (now, parse(name, seen[path(name)])) for name in old})


def _is_old(name: str, now: datetime) -> bool:
    kept = _cache.get(name)
    return kept is None or not timedelta(0) <= now - kept[0] < _KEPT


def parse(name: SectionName, document: Document) -> Section:
    """A stored section that is not valid was not written by us: the default serves, and somebody is told."""
    section = SECTIONS[name]
    try:
        return section.model_validate(settable(document.fields or {}))
    except ValidationError as error:
        logs.alert("stored config is not valid, the default serves", section=name, problems=error.error_count())
        return section()


def settable(fields: Fields) -> Fields:
    """What an operator set, without our marks on the document."""
    return {key: value for key, value in fields.items() if key not in (*OUR_MARKS, *MARKS)}


def name_of(section: type[Section]) -> SectionName:
    return next(name for name, known in SECTIONS.items() if known is section)


def forget() -> None:
    """Read afresh on the next call; after a write of our own."""
    _cache.clear()


def require_open(section: Section, now: datetime) -> None:
    """Refuse while an operator has closed intake, or when the day's ceiling of costs is reached."""
    assert isinstance(section, IntakeSection)
    if not section.open:
        raise Maintenance(en=section.message.en, de=section.message.de)
    if section.ceiling_reached_on == now.date().isoformat():
        raise CeilingReached(day=section.ceiling_reached_on)


def require_rolled_out(user_id: str) -> None:
    """Refuse whoever is not among those for whom the house is open: the same ones at every share, and more as it grows."""
    rollout = get(RolloutSection)
    if not _among(rollout, user_id, share_of(user_id)):
        raise NotRolledOutYet(percentage=rollout.percentage)


def require_feature(user_id: str, feature: Feature) -> None:
    """Refuse whoever may not begin with it yet; what they have of it stays theirs. Each feature draws users by itself."""
    rollout = get(RolloutSection).features.get(feature)
    if rollout is not None and not _among(rollout, user_id, share_of(f"{feature}:{user_id}")):
        raise FeatureNotOpen(feature=feature)


def _among(rollout: Rollout, user_id: str, share: int) -> bool:
    return share < rollout.percentage or user_id in rollout.beta_users


def share_of(name: str) -> int:
    """The whole percent that it belongs to, from 0 to 99."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) % 100
