"""shares: links to finished videos and films, for anybody whom their owner sends them to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.accounts import signup
from shared.config.call_rate import calls_per_minute
from shared.platform.clients import clock
from shared.platform.web import plain_queries
from shared.platform.web.callers import user
from shared.platform.web.door import Call, Reply, page
from shared.platform.web.flask_door import FlaskDoor
from shared.shares import admission, commands, counts, reads
from shared.shares.model import shown

if TYPE_CHECKING:
    from functions.forms import shares as forms
    from shared.shares import views

door = FlaskDoor(
    "shares", caller=user, newcomer=signup.open_account, forms="functions.forms.shares", calls_per_minute=calls_per_minute
)


@door.route("POST", "/", body="ShareRequest", status=201, keyed=True, at_once=True)
def create_share(call: Call) -> Reply[views.ShareAccepted]:
    """Create a link to a finished video or film.

    Whoever has it sees it without signing in, until it ends or is revoked.
    """
    asked: forms.ShareRequest = call.body
    wish = admission.ShareWish(
        asked.kind,
        asked.id,
        download=asked.download,
        days=asked.expires_in_days,
        password=asked.password.get_secret_value() if asked.password else None,
        name=asked.name,
        title=asked.title,
    )
    made = admission.create(call.caller.signed_in, str(call.idempotency_key), wish)
    headers = {"Idempotency-Replayed": "true"} if made.replayed else {}
    return Reply(201, {"share": shown(made.share, clock().now())}, headers)


@door.get("/", query="PageQuery", plainly=plain_queries.first_page, reads=page)
def list_shares(call: Call) -> Reply[views.ShareList]:
    """List your links, newest first.

    Those that have ended too, for ninety days.
    """
    page = reads.listed(call.caller.id, limit=call.query.limit, cursor=call.query.cursor)
    return Reply(body={"shares": [shown(row, call.now) for row in page.rows], "next_cursor": page.next_cursor})


@door.get("/{token}", query="VisitsQuery", reads=lambda call: counts.SHARDS * call.query.days)
def get_share(call: Call) -> Reply[views.ShareVisits]:
    """Get a link and how often it was visited.

    Opened, played and watched to the end, by day; nothing is known of who came.
    """
    asked: forms.VisitsQuery = call.query
    share = reads.show(call.caller.id, call.path["token"])
    return Reply(body={"share": shown(share, call.now), "days": counts.by_day(share.id, asked.days, call.now)})


@door.route("POST", "/{token}/revoke", at_once=True)
def revoke_share(call: Call) -> Reply[views.Share]:
    """Revoke a link.

    Its page is closed at once. Whoever is watching may go on for half an hour, or for three times its length.
    """
    return Reply(body=shown(commands.revoke(call.caller.id, call.path["token"]), clock().now()))
