"""What owners do with shares that are there; and what follows when that which one shows is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from shared.accounts import usage
from shared.accounts.usage import usage_path
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Delete, Plan, Seen, Update
from shared.shares import counts
from shared.shares.model import KEPT, SHARES, Share, own, read, share_path

if TYPE_CHECKING:
    from shared.shares.sets import SharedKind

_PAGE = 100


def revoke(user_id: str, token: str) -> Share:
    """From now on its page says that it has ended. Said twice, it is done once."""
    where, usage_where = share_path(token), usage_path(user_id)

    def decide(seen: Seen) -> Plan[Share]:
        now = clock().now()
        share = own(seen[where], user_id, now)
        if share.revoked_at is not None:
            return Plan(share)
        ended: dict[str, Any] = {"revoked_at": now, "expires_at": now + KEPT}
        kept = usage.read(seen[usage_where]).without_place("shares", token, now)
        return Plan(Share(**{**vars(share), **ended}), [Update(seen[where], ended), usage.write(seen[usage_where], kept)])

    return store().settle([where, usage_where], decide)


def revoke_of(kind: SharedKind, work_id: str) -> int:
    """All links to a work that can still be opened, on an operator's word; called twice it finds none."""
    where: list[tuple[str, Literal["=="], Any]] = [("work_id", "==", work_id), ("kind", "==", kind), ("revoked_at", "==", None)]
    revoked = 0
    while rows := store().find(SHARES, where=where, limit=_PAGE, only=["user_id"]):
        for row in rows:
            revoke((row.fields or {})["user_id"], row.id)
            revoked += 1
        if len(rows) < _PAGE:
            break
    return revoked


def erase_of(kind: SharedKind, work_id: str) -> None:
    """All links to what is erased, once nobody can share it any more; called twice it does nothing."""
    where: list[tuple[str, Literal["=="], Any]] = [("work_id", "==", work_id), ("kind", "==", kind)]
    while rows := store().find(SHARES, where=where, limit=_PAGE):
        for row in rows:
            erase(row.id)


def erase(token: str) -> None:
    where = share_path(token)

    def decide(seen: Seen) -> Plan[None]:
        now = clock().now()
        share = read(seen[where], now)
        if seen[where].fields is None:
            return Plan(None)
        if share is None:
            return Plan(None, [Delete(seen[where])])
        kept = seen[usage_path(share.user_id)]
        return Plan(None, [Delete(seen[where]), usage.write(kept, usage.read(kept).without_place("shares", token, now))])

    counts.erase(token)
    store().settle([where], decide)
