"""What operators see of people and do for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import REASON, act
from shared.accounts.ledger import EntryType
from shared.admin import accounts
from shared.people import commands, model, reads, record
from shared.platform.web.door import Call, Reply, Routes

if TYPE_CHECKING:
    from functions.forms.operators import people as forms
    from shared.accounts import views as account_views
    from shared.admin import views as admin_views
    from shared.audit import views as audit_views
    from shared.people import views
    from shared.people.sets import BelongingKind

routes = Routes("functions.forms.operators.people")


@routes.route("POST", "/grants", body="CreditGrantRequest")
def grant_credits(call: Call) -> Reply[admin_views.CreditPosting]:
    """Give credits to a user."""
    given: forms.CreditGrantRequest = call.body
    posted = accounts.post_credits(act(call), given.user_id, given.grant_id, EntryType.ADMIN_GRANT, given.credits)
    return Reply(body=posted)


@routes.route("POST", "/corrections", body="CreditCorrectionRequest")
def correct_credits(call: Call) -> Reply[admin_views.CreditPosting]:
    """Correct a user's balance, never below zero."""
    given: forms.CreditCorrectionRequest = call.body
    posted = accounts.post_credits(act(call), given.user_id, given.grant_id, EntryType.CORRECTION, given.credits)
    return Reply(body=posted)


@routes.get("/users", query="UserQuery")
def list_users(call: Call) -> Reply[views.UserSummaryList]:
    """List users, or those who are known by something.

    `find` takes an e-mail address, a phone number, an id, an id at a provider (`google.com:1234`), or words of a name or
    address: whole ones, or beginnings of three letters and more. A page may be empty and still have a `next_cursor`.
    """
    asked: forms.UserQuery = call.query
    if asked.find is not None:
        return Reply(body=reads.sought_by(act(call), asked.find, limit=asked.limit, cursor=asked.cursor))
    return Reply(body=reads.listed(act(call), asked.filter or "new", limit=asked.limit, cursor=asked.cursor))


@routes.get("/users/{user_id}", query=REASON)
def get_user(call: Call) -> Reply[views.UserRecord]:
    """Get all that is kept of a user.

    Of each list its first entries; its own route goes on from there.
    """
    return Reply(body=record.look_at(act(call), call.path["user_id"]))


@routes.get("/users/{user_id}/transactions", query="UserTransactionQuery")
def list_user_transactions(call: Call) -> Reply[views.UserTransactionList]:
    """List a user's ledger entries, newest first."""
    asked: forms.UserTransactionQuery = call.query
    return Reply(body=record.list_transactions(act(call), call.path["user_id"], limit=asked.limit, cursor=asked.cursor))


@routes.get("/users/{user_id}/jobs", query="UserPageQuery")
def list_user_jobs(call: Call) -> Reply[views.UserBelongingList]:
    """List a user's videos, deleted ones among them."""
    return _belongings(call, "jobs")


@routes.get("/users/{user_id}/prompts", query="UserPageQuery")
def list_user_prompts(call: Call) -> Reply[views.UserBelongingList]:
    """List a user's prompts, deleted ones among them."""
    return _belongings(call, "prompts")


@routes.get("/users/{user_id}/films", query="UserPageQuery")
def list_user_films(call: Call) -> Reply[views.UserBelongingList]:
    """List a user's films, deleted ones among them."""
    return _belongings(call, "films")


@routes.get("/users/{user_id}/images", query="UserPageQuery")
def list_user_images(call: Call) -> Reply[views.UserBelongingList]:
    """List a user's pictures, deleted ones among them."""
    return _belongings(call, "images")


@routes.get("/users/{user_id}/storyboards", query="UserPageQuery")
def list_user_storyboards(call: Call) -> Reply[views.UserBelongingList]:
    """List a user's storyboards, deleted ones among them."""
    return _belongings(call, "storyboards")


@routes.get("/users/{user_id}/audit", query="UserPageQuery")
def list_user_audit(call: Call) -> Reply[audit_views.AuditEntryList]:
    """List what operators did about a user, newest first."""
    asked: forms.UserPageQuery = call.query
    return Reply(body=record.list_audit(act(call), call.path["user_id"], limit=asked.limit, cursor=asked.cursor))


def _belongings(call: Call, kind: BelongingKind) -> Reply[views.UserBelongingList]:
    asked: forms.UserPageQuery = call.query
    return Reply(body=record.list_belongings(act(call), kind, call.path["user_id"], limit=asked.limit, cursor=asked.cursor))


# -- notes


@routes.get("/users/{user_id}/notes", query="UserPageQuery")
def list_user_notes(call: Call) -> Reply[views.UserNoteList]:
    """List operators' notes on a user, newest first."""
    asked: forms.UserPageQuery = call.query
    return Reply(body=record.list_notes(act(call), call.path["user_id"], limit=asked.limit, cursor=asked.cursor))


@routes.route("POST", "/users/{user_id}/notes", body="UserNoteRequest", status=201)
def add_user_note(call: Call) -> Reply[views.UserNote]:
    """Add a note on a user.

    Only operators see it; it goes with the user.
    """
    reads.require(call.path["user_id"])
    return Reply(201, model.shown(commands.add_note(act(call), call.path["user_id"], call.body.text)))


@routes.route("DELETE", "/users/{user_id}/notes/{note_id}", query=REASON, status=204)
def delete_user_note(call: Call) -> None:
    """Delete a note on a user."""
    commands.delete_note(act(call), call.path["user_id"], call.path["note_id"])


# -- what is done to them


@routes.route("PUT", "/users/{user_id}/overrides", body="UserOverridesRequest")
def set_user_overrides(call: Call) -> Reply[admin_views.UserOverrides]:
    """Set a user's own limits.

    What is left out falls back to the configuration, and so does what `until` names, by itself, from then on.
    """
    form: forms.UserOverridesRequest = call.body
    account = accounts.set_overrides(act(call), call.path["user_id"], form.limits, form.ends)
    return Reply(body={"user_id": account.user_id, "overrides": account.overrides, "until": account.overrides_until})


@routes.route("POST", "/users/{user_id}/sign-out", body=REASON)
def sign_out_user(call: Call) -> Reply[account_views.SignOutResult]:
    """Sign a user out everywhere."""
    accounts.sign_out_user(act(call), call.path["user_id"])
    return Reply(body={"signed_out": True})


@routes.route("POST", "/users/{user_id}/disable", body="DisableUserRequest")
def disable_user(call: Call) -> Reply[account_views.SignOutResult]:
    """Disable a user.

    No new sign-in, and the tokens that are out stop working. With `until` they are let in again from then on, by themselves: so
    long every call of theirs is refused, whatever they sign in with.
    """
    form: forms.DisableUserRequest = call.body
    accounts.disable(act(call), call.path["user_id"], form.until, call.language)
    return Reply(body={"signed_out": True})


@routes.route("POST", "/users/{user_id}/enable", body=REASON)
def enable_user(call: Call) -> Reply[account_views.SignOutResult]:
    """Enable a disabled user again."""
    accounts.enable(act(call), call.path["user_id"])
    return Reply(body={"signed_out": True})
