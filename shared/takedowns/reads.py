"""What is taken down, and looks at what there is: addresses for an operator's eyes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from shared.lifecycle.links import signed
from shared.lifecycle.takedown import TAKEDOWNS, away, takedown_path
from shared.platform.clients import store
from shared.platform.web.cursors import Page, newest_first, page_of, place_of
from shared.takedowns.commands import Name
from shared.takedowns.errors import NoFile, TakedownUnderWay
from shared.takedowns.model import KINDS, Media, Takedown, media, media_path, read

if TYPE_CHECKING:
    from shared.takedowns import views
    from shared.takedowns.sets import MediaKind

_LIVES = timedelta(minutes=5)


def listed(*, limit: int, cursor: str | None, kind: MediaKind | None = None, user_id: str | None = None) -> Page[Takedown]:
    """The newest first."""
    where: list[tuple[str, Literal["=="], Any]] = [("kind", "==", kind)] if kind else []
    if user_id:
        where.append(("user_id", "==", user_id))
    rows = store().find(TAKEDOWNS, where=where, order=newest_first("created_at"), after=place_of(cursor), limit=limit)
    return page_of(rows, limit, read)


def look(name: Name) -> views.MediaLook:
    """Anybody's, in the trash or taken down."""
    seen = store().read([where := media_path(*name), record := takedown_path(name.id)])
    work, takedown = media(name.kind, seen[where]), read(seen[record])
    if not KINDS[name.kind].has_file(work):
        raise NoFile
    if work.taken_down and takedown is not None and takedown.due_at is not None:
        raise TakedownUnderWay
    file, still = _names(work)
    names = [away(each) if work.taken_down and each else each for each in (file, still)]
    there, beside = signed(str(names[0]), lives=_LIVES), signed(names[1], lives=_LIVES) if names[1] else None
    return {
        "kind": name.kind,
        "id": name.id,
        "user_id": work.user_id,
        "taken_down_at": work.taken_down_at,
        "file": there.url,
        "still": beside and beside.url,
        "expires_at": there.expires_at,
    }


def _names(work: Media) -> tuple[str, str | None]:
    """The file's, and of the still that it has."""
    facts = getattr(work, "video", None) or getattr(work, "film", None)
    return work.file_names[0], work.file_names[1] if facts is None or facts.get("poster") else None
