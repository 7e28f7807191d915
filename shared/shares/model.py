"""A link to a video or film that anybody may open, kept in `shares/{token}`; its visits are counted beside it. No Google here.

open → revoked   by its owner
     → ended     by its time
What it shows lies in the trash, or is gone: then it shows nothing meanwhile, whatever it is itself.
"""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shared.platform.errors import NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document
from shared.platform.settings import settings

if TYPE_CHECKING:
    from shared.shares import views
    from shared.shares.sets import SharedKind

SHARES = "shares"
KEPT = timedelta(days=90)  # once nobody can open it any more: so long its page says so, and its owner sees its visits
_LETTERS = string.digits + string.ascii_letters


@dataclass(frozen=True)
class Share(codec.Record):
    id: str  # the token in its address
    user_id: str
    kind: SharedKind
    work_id: str
    download: bool
    created_at: datetime
    title: str = ""
    name: str = ""  # whom its page says that it is from; nothing else of its owner is told
    password: str | None = None  # as `passes` keeps it
    ends_at: datetime | None = None
    revoked_at: datetime | None = None
    expires_at: datetime | None = None  # when Firestore deletes it

    @property
    def path(self) -> str:
        return share_path(self.id)

    @property
    def url(self) -> str:
        return f"{settings().pages_url}/s/{self.id}"

    def is_open(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.ends_at is None or now < self.ends_at)


def share_path(token: str) -> str:
    return f"{SHARES}/{token}"


def new_token() -> str:
    """Of 131 bits, in letters that any app takes for a part of a link."""
    return "".join(secrets.choice(_LETTERS) for _ in range(22))


_stored = codec.reader(Share)


def read(document: Document, now: datetime) -> Share | None:
    """One that Firestore has not deleted yet though its time is over counts for nothing."""
    return None if document.expired(now) else _stored(document)


def own(document: Document, user_id: str, now: datetime) -> Share:
    share = read(document, now)
    if share is None or share.user_id != user_id:
        raise NotFound(kind="share", id=document.id)
    return share


_SHOWN = ("kind", "title", "name", "download", "created_at", "ends_at", "revoked_at")


def shown(share: Share, now: datetime) -> views.Share:
    return codec.told(
        share,
        _SHOWN,
        token=share.id,
        id=share.work_id,
        url=share.url,
        protected=share.password is not None,
        open=share.is_open(now),
    )
