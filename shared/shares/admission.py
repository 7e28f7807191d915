"""Asking for a share: what its owner has finished, for whoever gets the link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from shared.accounts import limits, usage
from shared.accounts.ledger import account_path
from shared.accounts.usage import NO_END, usage_path
from shared.config import sections
from shared.lifecycle.admission import current, keys_live
from shared.platform.clients import clock, store
from shared.platform.errors import NotFound
from shared.platform.firestore import idempotency
from shared.platform.firestore.documents import Create, Plan, Seen
from shared.platform.web.tokens import User
from shared.shares import passes
from shared.shares.commands import erase
from shared.shares.errors import TooManyShares
from shared.shares.model import KEPT, Share, new_token, own, share_path
from shared.shares.reads import work_of

if TYPE_CHECKING:
    from shared.shares.sets import SharedKind


@dataclass(frozen=True)
class ShareWish:
    kind: SharedKind
    work_id: str
    download: bool = False
    days: int | None = None
    password: str | None = None
    name: str = ""
    title: str = ""

    @property
    def digest(self) -> str:
        told = {**vars(self), "password": passes.told_apart(self.password)}
        return idempotency.digest("share", told)


class Made(NamedTuple):
    share: Share
    replayed: bool


def create(user: User, key: str, wish: ShareWish) -> Made:
    """A link to what its owner has finished; the same key brings the same link."""
    account_where, usage_where, key_where = account_path(user.uid), usage_path(user.uid), idempotency.path(user.uid, key)
    token, password = new_token(), passes.kept(wish.password) if wish.password else None

    def decide(seen: Seen) -> Plan[Made]:
        now, account = clock().now(), current(seen, user)
        if (before := idempotency.made_before(seen[key_where], wish.digest, now)) is not None:
            return Plan(Made(own(seen[share_path(before["share"])], user.uid, now), replayed=True))
        sections.require_feature(user.uid, "shares")
        work_of(wish.kind, user.uid, wish.work_id)
        kept = usage.read(seen[usage_where])
        if len(kept.open_places("shares", now)) >= (most := limits.of(account, "shares")):
            raise TooManyShares(limit=most)
        ends_at = now + timedelta(days=wish.days) if wish.days else None
        share = Share(
            token,
            user.uid,
            wish.kind,
            wish.work_id,
            wish.download,
            created_at=now,
            title=wish.title,
            name=wish.name,
            password=password,
            ends_at=ends_at,
            expires_at=ends_at and ends_at + KEPT,
        )
        writes = [
            Create(share.path, share.fields()),
            idempotency.remember(seen[key_where], user.uid, wish.digest, {"share": token}, now, keys_live()),
            usage.write(seen[usage_where], kept.with_place("shares", token, ends_at or NO_END, now)),
        ]
        return Plan(Made(share, replayed=False), writes)

    made = store().settle([account_where, key_where, usage_where], decide)
    if not made.replayed:
        _let_go_if_erased(made.share)
    return made


def _let_go_if_erased(share: Share) -> None:
    """Whoever erases a video looks for its shares after it: either they find this one, or the video is seen to be gone here."""
    try:
        work_of(share.kind, share.user_id, share.work_id)
    except NotFound:
        erase(share.id)
        raise
