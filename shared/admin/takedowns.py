"""Videos, films and pictures in a moderator's hands: looked at, taken down with what was made of them, put back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shared.audit.acts import Act, write_down
from shared.platform.errors import AppError
from shared.platform.firestore.documents import Write
from shared.takedowns import commands, reads
from shared.takedowns.commands import MOST_COPIES, Name
from shared.takedowns.model import Takedown, shown

if TYPE_CHECKING:
    from shared.platform.web.cursors import Page
    from shared.takedowns import views
    from shared.takedowns.sets import MediaKind


def look(act: Act, kind: MediaKind, id_: str) -> views.MediaLook:
    """The address is given out after the entry is there."""
    found = reads.look(Name(kind, id_))
    write_down(act.audit("look_at_media", id_, kind=kind, user_id=found["user_id"]))
    return found


def listed(act: Act, *, limit: int, cursor: str | None, kind: MediaKind | None, user_id: str | None) -> Page[Takedown]:
    page = reads.listed(limit=limit, cursor=cursor, kind=kind, user_id=user_id)
    write_down(act.audit("list_takedowns", user_id or "all", kind=kind, shown=len(page.rows)))
    return page


def take_down(
    act: Act, kind: MediaKind, id_: str, *, give_back: bool = False, copies: bool = False, dry_run: bool = False
) -> views.TakedownResult:
    """This, and with `copies` what was made of it. Called again it goes on where a call before ended."""
    name = Name(kind, id_)
    found = commands.copies_of(name) if copies or dry_run else []
    told: list[views.MediaName] = [{"kind": each.kind, "id": each.id} for each in found]
    more = len(found) == MOST_COPIES
    if dry_run:
        write_down(act.audit("take_down_dry_run", id_, kind=kind, copies=len(found)))
        return {"takedown": None, "changed": False, "copies": told, "more": more}
    done = _taken_down(act, name, give_back=give_back)
    for each in found:
        try:
            _taken_down(act, each, give_back=give_back)
        except AppError as refused:  # it was deleted, or is being put back
            if refused.status >= 500:
                raise
    return {"takedown": shown(done.takedown), "changed": done.changed, "copies": told, "more": more}


def _taken_down(act: Act, name: Name, *, give_back: bool) -> commands.Done:
    return commands.take_down(name, act.actor, act.reason, act.now, partial(_entry, act, "take_down"), give_back=give_back)


def put_back(act: Act, kind: MediaKind, id_: str) -> views.Takedown:
    return shown(commands.put_back(Name(kind, id_), act.now, partial(_entry, act, "put_back")))


def _entry(act: Act, action: str, takedown: Takedown) -> Write:
    details = {"kind": takedown.kind, "user_id": takedown.user_id, "credits": takedown.credits}
    return act.audit(action, takedown.id, **details)
