"""account: the signed-in user's credits and what moved them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import accounts
from shared.pace import calls_per_minute
from shared.platform.callers import user
from shared.platform.http import Call, Door, Reply

if TYPE_CHECKING:
    from functions import forms

door = Door("account", caller=user, forms="functions.forms", calls_per_minute=calls_per_minute)
_RECENT = 10


@door.get("/", answers="Account")
def show(call: Call) -> Reply:
    """Show the balance and the latest entries; the first call opens the account."""
    account = accounts.open_account(call.caller.signed_in)
    recent = accounts.transactions(account.user_id, limit=_RECENT) if account.seq else []
    return Reply(
        body={
            "user_id": account.user_id,
            "balance": account.balance,
            "active_jobs": account.active_jobs,
            "waiting_jobs": account.waiting_jobs,
            "guest": call.caller.signed_in.guest,
            "created_at": account.created_at,
            "recent_transactions": [{"id": entry.id, **entry.fields()} for entry in recent],
        }
    )


@door.get("/transactions", query="Page", answers="Transactions")
def transactions(call: Call) -> Reply:
    """List what moved the credits, the newest first."""
    account = accounts.open_account(call.caller.signed_in)
    page: forms.Page = call.query
    rows = accounts.transactions(account.user_id, limit=page.limit, before=page.cursor)
    return Reply(
        body={
            "transactions": [{"id": entry.id, **entry.fields()} for entry in rows],
            "next_cursor": rows[-1].seq if len(rows) == page.limit and rows[-1].seq > 1 else None,
        }
    )


@door.route("POST", "/sign-out", answers="SignedOut")
def sign_out(call: Call) -> Reply:
    """End every session of this user, on all devices."""
    accounts.sign_out_everywhere(accounts.open_account(call.caller.signed_in).user_id)
    return Reply(body={"signed_out": True})
