"""account: a user's credits, keys of their agents and for providers, what they are told, and all that is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.account_deletion import commands as deletion_commands
from shared.accounts import commands, limits, reads, signup
from shared.accounts import model as account_model
from shared.agent_keys import commands as agent_key_commands
from shared.agent_keys import model as agent_key_model
from shared.config.call_rate import calls_per_minute
from shared.exports import commands as export_commands
from shared.exports import model as export_model
from shared.notices import commands as notices
from shared.notices import model as notice_model
from shared.platform.sealed_secrets import Secret
from shared.platform.settings import settings
from shared.platform.web.callers import user
from shared.platform.web.door import Call, Reply, page
from shared.platform.web.flask_door import FlaskDoor
from shared.provider_keys import commands as provider_key_commands

if TYPE_CHECKING:
    from functions.forms import account as forms
    from shared.accounts import views
    from shared.agent_keys import views as agent_key_views
    from shared.exports import views as export_views
    from shared.notices import views as notice_views
    from shared.provider_keys import views as key_views

door = FlaskDoor(
    "account", caller=user, newcomer=signup.open_account, forms="functions.forms.account", calls_per_minute=calls_per_minute
)
_RECENT = 10


@door.get("/")
def get_account(call: Call) -> Reply[views.Account]:
    """Get your account, balance, limits and latest entries.

    The first call opens the account.
    """
    account = signup.open_account(call.caller.signed_in)
    recent = reads.transactions(account.user_id, limit=_RECENT).rows if account.seq else []
    return Reply(
        body={
            "user_id": account.user_id,
            "balance": account.balance,
            "expiring": [{"expires_at": each["expires_at"], "credits": each["credits"]} for each in account.lots],
            "active_jobs": account.active_jobs,
            "waiting_jobs": account.waiting_jobs,
            "active_films": account.active_films,
            "waiting_films": account.waiting_films,
            "signup_grant": signup.signup_grant(account, call.caller.signed_in),
            "guest": call.caller.signed_in.guest,
            "deletion": account_model.pending_deletion(account),
            "created_at": account.created_at,
            "limits": limits.in_force(account, call.caller.signed_in, call.now),
            "recent_transactions": [entry.shown() for entry in recent],
        }
    )


@door.get("/transactions", query="TransactionQuery", reads=page)
def list_transactions(call: Call) -> Reply[views.CreditTransactionList]:
    """List your credit transactions, newest first."""
    account = signup.open_account(call.caller.signed_in)
    page: forms.TransactionQuery = call.query
    found = reads.transactions(
        account.user_id,
        limit=page.limit,
        before=page.cursor,
        kind=page.type,
        job_id=page.job_id,
        since=page.since,
        until=page.until,
    )
    return Reply(body={"transactions": [entry.shown() for entry in found.rows], "next_cursor": found.next_cursor})


@door.route("POST", "/sign-out", in_person=True)
def sign_out_everywhere(call: Call) -> Reply[views.SignOutResult]:
    """Sign out on all your devices."""
    commands.sign_out_everywhere(signup.open_account(call.caller.signed_in).user_id)
    return Reply(body={"signed_out": True})


# -- keys of agents


@door.route("POST", "/agent-keys", body="AgentKeyRequest", status=201, in_person=True, at_once=True)
def create_agent_key(call: Call) -> Reply[agent_key_views.AgentKeyMade]:
    """Create a key for a program that acts for you.

    Only for who has signed in within the last quarter of an hour. The key is told this once.
    """
    form: forms.AgentKeyRequest = call.body
    made = agent_key_commands.create(
        call.caller.signed_in, name=form.name, scopes=form.scopes, daily_cap=form.daily_cap, days=form.expires_in_days
    )
    return Reply(201, {"agent_key": agent_key_model.shown(made.key, call.now), "token": made.text})


@door.get("/agent-keys", in_person=True)
def list_agent_keys(call: Call) -> Reply[agent_key_views.AgentKeyList]:
    """List your agent keys.

    What each may do and has spent today; never the key itself.
    """
    return Reply(body={"agent_keys": [agent_key_model.shown(key, call.now) for key in agent_key_commands.listed(call.caller.id)]})


@door.route("DELETE", "/agent-keys/{key_id}", status=204, in_person=True)
def revoke_agent_key(call: Call) -> None:
    """End an agent key.

    It opens nothing any more, at once; what it has begun goes on.
    """
    agent_key_commands.revoke(call.caller.id, call.path["key_id"])


# -- what they are told


@door.get("/notices")
def get_notice_settings(call: Call) -> Reply[notice_views.NoticeSettings]:
    """Get what you are told by mail and on your devices."""
    return Reply(body=_notices(notices.show(call.caller.signed_in)))


@door.route("PUT", "/notices", body="NoticeSettingsRequest", in_person=True)
def set_notice_settings(call: Call) -> Reply[notice_views.NoticeSettings]:
    """Set what you are told by mail and on your devices.

    All of it: what is not named is not sent. Mail goes to your verified address.
    """
    form: forms.NoticeSettingsRequest = call.body
    choice = notices.Choice(
        form.mail, form.push, form.language or call.language, form.quiet and form.quiet.model_dump(), form.credits_low_at
    )
    return Reply(body=_notices(notices.choose(call.caller.signed_in, choice)))


@door.route("POST", "/devices", body="DeviceRequest", status=201, in_person=True)
def register_device(call: Call) -> Reply[notice_views.DeviceRegistered]:
    """Add a device for push messages.

    By its token of Firebase Cloud Messaging. Registered again it is the same device; of more than twenty the oldest is
    forgotten, and so is one whose token is good no more.
    """
    form: forms.DeviceRequest = call.body
    return Reply(201, {"id": notices.register(call.caller.signed_in, form.token, form.platform)})


@door.route("DELETE", "/devices/{device_id}", status=204, in_person=True)
def unregister_device(call: Call) -> None:
    """Remove a device.

    It gets no more push messages.
    """
    notices.unregister(call.caller.id, call.path["device_id"])


def _notices(chosen: notices.Chosen) -> notice_views.NoticeSettings:
    return notice_model.shown(chosen.known, chosen.account, mail_available=settings().smtp_host is not None)


# -- own keys


@door.get("/keys", in_person=True)
def list_provider_keys(call: Call) -> Reply[key_views.ProviderKeyList]:
    """List your provider keys.

    Of each only its last four characters are shown.
    """
    return Reply(body={"keys": [key.shown() for key in provider_key_commands.list_keys(call.caller.signed_in)]})


@door.route("POST", "/keys", body="ProviderKeyRequest", status=201, in_person=True)
def create_provider_key(call: Call) -> Reply[key_views.ProviderKey]:
    """Add a provider key of your own.

    It is encrypted and never shown again.
    """
    form: forms.ProviderKeyRequest = call.body
    key = provider_key_commands.add(call.caller.signed_in, form.provider, Secret(form.key.get_secret_value()), form.project)
    return Reply(201, key.shown())


@door.route("PUT", "/keys/{provider}", body="ProviderKeyUpdate", in_person=True)
def replace_provider_key(call: Call) -> Reply[key_views.ProviderKey]:
    """Replace a provider key.

    Jobs that live on the one before keep it until they end.
    """
    form: forms.ProviderKeyUpdate = call.body
    secret = Secret(form.key.get_secret_value())
    return Reply(
        body=provider_key_commands.replace_key(call.caller.signed_in, call.path["provider"], secret, form.project).shown()
    )


@door.route("POST", "/keys/{provider}/verify", in_person=True)
def verify_provider_key(call: Call) -> Reply[key_views.ProviderKeyVerification]:
    """Verify a provider key.

    Asks the provider whether it accepts the key, by a call that costs nothing.
    """
    verdict, key = provider_key_commands.verify(call.caller.signed_in, call.path["provider"])
    return Reply(body={"result": verdict.value, "key": key.shown()})


@door.route("POST", "/keys/{provider}/deactivate", in_person=True)
def deactivate_provider_key(call: Call) -> Reply[key_views.ProviderKey]:
    """Deactivate a provider key.

    No new job uses it; those that live on it go on.
    """
    return Reply(body=provider_key_commands.switch(call.caller.signed_in, call.path["provider"], active=False).shown())


@door.route("POST", "/keys/{provider}/activate", in_person=True)
def activate_provider_key(call: Call) -> Reply[key_views.ProviderKey]:
    """Activate a provider key again."""
    return Reply(body=provider_key_commands.switch(call.caller.signed_in, call.path["provider"], active=True).shown())


@door.route("DELETE", "/keys/{provider}", in_person=True)
def delete_provider_key(call: Call) -> Reply[key_views.ProviderKeyDeletion]:
    """Delete a provider key.

    Live jobs that it serves keep it until they end, then it is destroyed.
    """
    deleted = provider_key_commands.delete(call.caller.signed_in, call.path["provider"])
    return Reply(body={"deleted": True, "serving_jobs": deleted.serving_jobs})


# -- what is theirs: taken along, or deleted


@door.route("POST", "/exports", status=202, in_person=True, at_once=True)
def create_export(call: Call) -> Reply[export_views.Export]:
    """Export all that is yours as one file.

    Only for who has signed in within the last quarter of an hour. While one is being made, that one is answered.
    """
    return Reply(202, export_model.shown(export_commands.create(call.caller.signed_in), call.now))


@door.get("/exports", in_person=True)
def list_exports(call: Call) -> Reply[export_views.ExportList]:
    """List your exports, newest first.

    Each can be had for a few days; its address opens without a sign-in.
    """
    return Reply(body={"exports": [export_model.shown(each, call.now) for each in export_commands.listed(call.caller.id)]})


@door.get("/exports/{export_id}", in_person=True)
def get_export(call: Call) -> Reply[export_views.Export]:
    """Get an export, and how far it is."""
    return Reply(body=export_model.shown(export_commands.show(call.caller.id, call.path["export_id"]), call.now))


@door.route("DELETE", "/exports/{export_id}", status=204, in_person=True)
def delete_export(call: Call) -> None:
    """Delete an export with its file.

    Its address is closed at once; a download that has begun may go on for a quarter of an hour.
    """
    export_commands.delete(call.caller.id, call.path["export_id"])


@door.route("POST", "/deletion", status=202, in_person=True, at_once=True)
def delete_account(call: Call) -> Reply[views.AccountDeletion]:
    """Delete your account with all that is in it.

    Only for who has signed in within the last quarter of an hour. Until the time in the answer it can be taken back, and
    nothing new is made; then everything goes, and credits that are left with it.
    """
    return Reply(202, deletion_commands.request(call.caller.signed_in, call.language))


@door.route("DELETE", "/deletion", status=204, in_person=True)
def keep_account(call: Call) -> None:
    """Cancel the deletion of your account.

    All is as it was.
    """
    deletion_commands.take_back(call.caller.signed_in)
