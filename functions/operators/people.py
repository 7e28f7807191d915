"""What operators see of people and do for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import REASON, act
from shared.accounts.ledger import EntryType
from shared.admin import accounts
from shared.platform.web.door import Call, Reply, Routes

if TYPE_CHECKING:
    from functions.forms.operators import people as forms
    from shared.accounts import views as account_views
    from shared.admin import views

routes = Routes("functions.forms.operators.people")


@routes.route("POST", "/grants", body="CreditGrantRequest")
def grant_credits(call: Call) -> Reply[views.CreditPosting]:
    """Give credits to a user."""
    given: forms.CreditGrantRequest = call.body
    posted = accounts.post_credits(act(call), given.user_id, given.grant_id, EntryType.ADMIN_GRANT, given.credits)
    return Reply(body=posted)


@routes.route("POST", "/corrections", body="CreditCorrectionRequest")
def correct_credits(call: Call) -> Reply[views.CreditPosting]:
    """Correct a user's balance, never below zero."""
    given: forms.CreditCorrectionRequest = call.body
    posted = accounts.post_credits(act(call), given.user_id, given.grant_id, EntryType.CORRECTION, given.credits)
    return Reply(body=posted)


@routes.get("/users/{user_id}", query=REASON)
def get_user(call: Call) -> Reply[views.UserRecord]:
    """Get a user's account, latest entries and active jobs."""
    return Reply(body=accounts.look_at_user(act(call), call.path["user_id"]))


@routes.route("PUT", "/users/{user_id}/overrides", body="UserOverridesRequest")
def set_user_overrides(call: Call) -> Reply[views.UserOverrides]:
    """Set a user's own limits.

    What is left out falls back to the configuration.
    """
    given: dict[str, int | None] = call.body.model_dump(exclude={"reason"})
    account = accounts.set_overrides(act(call), call.path["user_id"], given)
    return Reply(body={"user_id": account.user_id, "overrides": account.overrides})


@routes.route("POST", "/users/{user_id}/sign-out", body=REASON)
def sign_out_user(call: Call) -> Reply[account_views.SignOutResult]:
    """Sign a user out everywhere."""
    accounts.sign_out_user(act(call), call.path["user_id"])
    return Reply(body={"signed_out": True})


@routes.route("POST", "/users/{user_id}/disable", body=REASON)
def disable_user(call: Call) -> Reply[account_views.SignOutResult]:
    """Disable a user.

    No new sign-in, and the tokens that are out stop working.
    """
    accounts.set_disabled(act(call), call.path["user_id"], disabled=True)
    return Reply(body={"signed_out": True})


@routes.route("POST", "/users/{user_id}/enable", body=REASON)
def enable_user(call: Call) -> Reply[account_views.SignOutResult]:
    """Enable a disabled user again."""
    accounts.set_disabled(act(call), call.path["user_id"], disabled=False)
    return Reply(body={"signed_out": True})
