"""Videos, films and pictures of users, in a moderator's hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import REASON, act
from shared.admin import takedowns
from shared.platform.errors import NotFound
from shared.platform.web.door import Call, Reply, Routes
from shared.takedowns.model import shown

if TYPE_CHECKING:
    from functions.forms.operators import media as forms
    from shared.takedowns import views
    from shared.takedowns.sets import MediaKind

routes = Routes("functions.forms.operators.media")

_KINDS: dict[str, MediaKind] = {"videos": "video", "films": "film", "images": "image"}


@routes.route("POST", "/{kinds}/{media_id}/look", body=REASON)
def look_at_media(call: Call) -> Reply[views.MediaLook]:
    """Get addresses of a user's file, for moderation.

    Good for five minutes; who looked and why is audited. Also of what lies in the trash or is taken down.
    """
    return Reply(body=takedowns.look(act(call), _kind(call), call.path["media_id"]))


@routes.route("POST", "/{kinds}/{media_id}/take-down", body="TakeDownRequest")
def take_down_media(call: Call) -> Reply[views.TakedownResult]:
    """Take a user's file down.

    At once nobody is given an address of it any more, its owner neither, and links to it are closed; within seconds its objects
    are where no address leads. `copies` takes down what was made of it as well. Called again it goes on.
    """
    asked: forms.TakeDownRequest = call.body
    done = takedowns.take_down(
        act(call),
        _kind(call),
        call.path["media_id"],
        give_back=asked.give_back,
        copies=asked.copies,
        dry_run=asked.dry_run,
    )
    return Reply(body=done)


@routes.route("POST", "/{kinds}/{media_id}/put-back", body=REASON, status=202)
def put_back_media(call: Call) -> Reply[views.Takedown]:
    """Restore what was taken down.

    It is there again once its objects are, within seconds; links that were not revoked open it again.
    """
    return Reply(202, takedowns.put_back(act(call), _kind(call), call.path["media_id"]))


@routes.get("/takedowns", query="TakedownQuery")
def list_takedowns(call: Call) -> Reply[views.TakedownList]:
    """List what is taken down, the latest first."""
    asked: forms.TakedownQuery = call.query
    page = takedowns.listed(act(call), limit=asked.limit, cursor=asked.cursor, kind=asked.kind, user_id=asked.user_id)
    return Reply(body={"takedowns": [shown(each) for each in page.rows], "next_cursor": page.next_cursor})


def _kind(call: Call) -> MediaKind:
    if (kind := _KINDS.get(call.path["kinds"])) is None:
        raise NotFound(kind="kind", known=sorted(_KINDS))
    return kind
