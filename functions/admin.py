"""admin: what operators do, each call with its reason and audited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared import admin
from shared.accounts.ledger import EntryType
from shared.config.model import SECTIONS, SectionName
from shared.platform import callers
from shared.platform.errors import NotFound
from shared.platform.http import Call, Door, Reply
from shared.platform.validation import value

if TYPE_CHECKING:
    from functions import forms

door = Door("admin", caller=callers.admin, forms="functions.forms")


@door.route("POST", "/grants", body="Grant", answers="Posted")
def grant(call: Call) -> Reply:
    """Give credits to a user."""
    given: forms.Grant = call.body
    posted = admin.post_credits(_act(call), given.user_id, given.grant_id, EntryType.ADMIN_GRANT, given.credits)
    return Reply(body=vars(posted))


@door.route("POST", "/corrections", body="Correction", answers="Posted")
def correct(call: Call) -> Reply:
    """Put a balance right, either way; never below zero."""
    given: forms.Correction = call.body
    posted = admin.post_credits(_act(call), given.user_id, given.grant_id, EntryType.CORRECTION, given.credits)
    return Reply(body=vars(posted))


@door.get("/users/{user_id}", query="Reason", answers="User")
def look_at_user(call: Call) -> Reply:
    """Show a user's account and latest entries."""
    account, entries, person = admin.look_at_user(_act(call), call.path["user_id"])
    return Reply(
        body={
            "user": {"id": call.path["user_id"], **person},
            "account": account.fields() if account else None,
            "transactions": [{"id": entry.id, **entry.fields()} for entry in entries],
        }
    )


@door.route("POST", "/users/{user_id}/sign-out", body="Reason", answers="SignedOut")
def sign_out_user(call: Call) -> Reply:
    """End every session of a user."""
    admin.sign_out_user(_act(call), call.path["user_id"])
    return Reply(body={"signed_out": True})


@door.get("/config/{section}", query="Reason", answers="Section")
def show_config(call: Call) -> Reply:
    """Show a section of the configuration as it is in force."""
    name = _section(call)
    return Reply(body={"section": name, "values": admin.show_config(_act(call), name).model_dump(mode="json")})


@door.route("PUT", "/config/{section}", body="ConfigChange", answers="Section")
def set_config(call: Call) -> Reply:
    """Replace a section of the configuration; instances notice within a minute."""
    name = _section(call)
    section = admin.set_config(_act(call), value(SECTIONS[name], call.body.values, call.language))
    return Reply(body={"section": name, "values": section.model_dump(mode="json")})


def _section(call: Call) -> SectionName:
    for name in SECTIONS:
        if name == call.path["section"]:
            return name
    raise NotFound(kind="section", known=sorted(SECTIONS))


def _act(call: Call) -> admin.Act:
    reason = (call.body or call.query).reason
    return admin.act(call.caller.id, reason, call.request_id)
