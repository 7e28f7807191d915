"""library: what was deleted, and how it comes back or goes for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.accounts import signup
from shared.config.call_rate import calls_per_minute
from shared.platform.web import plain_queries
from shared.platform.web.callers import user
from shared.platform.web.door import Call, Reply, page
from shared.platform.web.flask_door import FlaskDoor
from shared.trash import commands, reads

if TYPE_CHECKING:
    from functions.forms import library as forms
    from shared.trash import views

door = FlaskDoor(
    "library", caller=user, newcomer=signup.open_account, forms="functions.forms.library", calls_per_minute=calls_per_minute
)


@door.get("/trash", query="PageQuery", plainly=plain_queries.first_page, reads=page)
def list_trash(call: Call) -> Reply[views.TrashList]:
    """List what is in your trash.

    What was deleted last comes first. A page may be short, and yet another may follow.
    """
    page = reads.listed(call.caller.id, limit=call.query.limit, cursor=call.query.cursor)
    return Reply(body={"entries": list(page.rows), "next_cursor": page.next_cursor})


@door.route("POST", "/trash/restore", body="TrashRestoreRequest", reads=100)
def restore_trash(call: Call) -> Reply[views.TrashRestoration]:
    """Restore up to 100 things from your trash.

    Each is as it was. Of each that cannot come back, the answer says why.
    """
    asked: forms.TrashRestoreRequest = call.body
    told = commands.restore(call.caller.id, [commands.Item(each.kind, each.id) for each in asked.items])
    refused: list[views.TrashRefusal] = [
        {"kind": item.kind, "id": item.id, "error": refusal.code, "message": refusal.text(call.language)}
        for item, refusal in told.items()
        if refusal is not None
    ]
    return Reply(body={"restored": len(told) - len(refused), "refused": refused})


@door.route("POST", "/trash/purge", body="TrashPurgeRequest", reads=100, at_once=True, in_person=True)
def purge_trash(call: Call) -> Reply[views.TrashPurge]:
    """Erase things in your trash for good.

    Up to 100 of them, or all. It cannot be taken back; asked for twice, it is done once.
    """
    asked: forms.TrashPurgeRequest = call.body
    if asked.all:
        return Reply(body={"purged": commands.empty(call.caller.id, call.now)})
    items = [commands.Item(each.kind, each.id) for each in asked.items or ()]
    return Reply(body={"purged": commands.purge(call.caller.id, items)})
