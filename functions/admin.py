"""admin: what operators do, each call with its reason and audited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.accounts.ledger import EntryType
from shared.admin import accounts, catalog, config, model, reconcile, stats, videos
from shared.config.model import SECTIONS, SectionName
from shared.platform.errors import NotFound
from shared.platform.web import callers
from shared.platform.web.cursors import cursor_of
from shared.platform.web.door import Call, Reply
from shared.platform.web.flask_door import FlaskDoor
from shared.platform.web.validation import value
from shared.videos.admin import record

if TYPE_CHECKING:
    from functions.forms import admin as forms
    from shared.accounts import views as account_views
    from shared.admin import views
    from shared.dead_letters import views as dead_letter_views
    from shared.reconcile import views as reconcile_views
    from shared.videos import views as video_views

door = FlaskDoor("admin", caller=callers.admin, forms="functions.forms.admin")


@door.route("POST", "/grants", body="CreditGrantRequest")
def grant_credits(call: Call) -> Reply[views.CreditPosting]:
    """Give credits to a user."""
    given: forms.CreditGrantRequest = call.body
    posted = accounts.post_credits(_act(call), given.user_id, given.grant_id, EntryType.ADMIN_GRANT, given.credits)
    return Reply(body=posted)


@door.route("POST", "/corrections", body="CreditCorrectionRequest")
def correct_credits(call: Call) -> Reply[views.CreditPosting]:
    """Correct a user's balance, never below zero."""
    given: forms.CreditCorrectionRequest = call.body
    posted = accounts.post_credits(_act(call), given.user_id, given.grant_id, EntryType.CORRECTION, given.credits)
    return Reply(body=posted)


@door.get("/users/{user_id}", query="ReasonRequest")
def get_user(call: Call) -> Reply[views.UserRecord]:
    """Get a user's account, latest entries and active jobs."""
    return Reply(body=accounts.look_at_user(_act(call), call.path["user_id"]))


@door.route("PUT", "/users/{user_id}/overrides", body="UserOverridesRequest")
def set_user_overrides(call: Call) -> Reply[views.UserOverrides]:
    """Set a user's own limits.

    What is left out falls back to the configuration.
    """
    given: dict[str, int | None] = call.body.model_dump(exclude={"reason"})
    account = accounts.set_overrides(_act(call), call.path["user_id"], given)
    return Reply(body={"user_id": account.user_id, "overrides": account.overrides})


@door.route("POST", "/users/{user_id}/sign-out", body="ReasonRequest")
def sign_out_user(call: Call) -> Reply[account_views.SignOutResult]:
    """Sign a user out everywhere."""
    accounts.sign_out_user(_act(call), call.path["user_id"])
    return Reply(body={"signed_out": True})


@door.route("POST", "/users/{user_id}/disable", body="ReasonRequest")
def disable_user(call: Call) -> Reply[account_views.SignOutResult]:
    """Disable a user.

    No new sign-in, and the tokens that are out stop working.
    """
    accounts.set_disabled(_act(call), call.path["user_id"], disabled=True)
    return Reply(body={"signed_out": True})


@door.route("POST", "/users/{user_id}/enable", body="ReasonRequest")
def enable_user(call: Call) -> Reply[account_views.SignOutResult]:
    """Enable a disabled user again."""
    accounts.set_disabled(_act(call), call.path["user_id"], disabled=False)
    return Reply(body={"signed_out": True})


@door.get("/jobs", query="JobQuery")
def list_jobs(call: Call) -> Reply[video_views.JobList]:
    """List jobs of all users or one, newest first."""
    asked: forms.JobQuery = call.query
    page = videos.list_jobs(_act(call), limit=asked.limit, cursor=asked.cursor, state=asked.state, user_id=asked.user_id)
    return Reply(body={"jobs": [record(job, call.language) for job in page.rows], "next_cursor": page.next_cursor})


@door.get("/jobs/{job_id}", query="ReasonRequest")
def get_job(call: Call) -> Reply[views.JobTrail]:
    """Get a job with its whole trail.

    Attempts, list price, ledger entries, late results, dead letters.
    """
    return Reply(body=videos.look_at_job(_act(call), call.path["job_id"], call.language))


@door.route("POST", "/jobs/{job_id}/fail", body="FailJobRequest")
def fail_job(call: Call) -> Reply[views.FailJobResult]:
    """End a live job, with or without a refund.

    One that has ended stays as it is.
    """
    job, changed = videos.fail_job(_act(call), call.path["job_id"], refund=call.body.refund)
    return Reply(body={"job": record(job, call.language), "changed": changed})


@door.get("/dead-letters", query="DeadLetterQuery")
def list_dead_letters(call: Call) -> Reply[dead_letter_views.DeadLetterList]:
    """List dead letters: tasks that were given up."""
    asked: forms.DeadLetterQuery = call.query
    found = videos.list_dead_letters(_act(call), limit=asked.limit, cursor=asked.cursor)
    return Reply(
        body={
            "dead_letters": found,
            "next_cursor": cursor_of(found[-1]["last_at"], found[-1]["id"]) if len(found) == asked.limit else None,
        }
    )


@door.route("POST", "/dead-letters/{letter_id}/replay", body="ReasonRequest")
def replay_dead_letter(call: Call) -> Reply[dead_letter_views.DeadLetter]:
    """Replay a dead letter, once."""
    return Reply(body=videos.replay_dead_letter(_act(call), call.path["letter_id"]))


@door.get("/stats", query="StatsQuery")
def get_stats(call: Call) -> Reply[views.DayStats]:
    """Get a day's jobs, credits and margin by model."""
    return Reply(body=stats.day_in_numbers(_act(call), call.query.day or call.now.date()))


@door.route("POST", "/reconcile", body="ReasonRequest", status=202)
def start_reconcile_run(call: Call) -> Reply[reconcile_views.ReconcileRun]:
    """Start a reconciliation run.

    It proves over all data what must always hold. One that is under way goes on.
    """
    return Reply(202, reconcile.reconcile_now(_act(call), call.language))


@door.get("/reconcile", query="ReconcileRunQuery")
def list_reconcile_runs(call: Call) -> Reply[reconcile_views.ReconcileRunList]:
    """List the reconciliation runs of the last 90 days."""
    return Reply(body={"runs": reconcile.list_reconcile_runs(_act(call), call.query.limit, call.language)})


@door.get("/reconcile/{run_id}", query="ReasonRequest")
def get_reconcile_run(call: Call) -> Reply[reconcile_views.ReconcileRun]:
    """Get a reconciliation run.

    With the first of its breaches: where, what was expected, what was found.
    """
    return Reply(body=reconcile.look_at_reconcile_run(_act(call), call.path["run_id"], call.language))


@door.get("/users/{user_id}/reconcile", query="ReasonRequest")
def reconcile_user(call: Call) -> Reply[reconcile_views.UserReconciliation]:
    """Reconcile one user at once.

    Proves what must always hold, over this user's data alone.
    """
    return Reply(body=reconcile.reconcile_user(_act(call), call.path["user_id"], call.language))


@door.get("/models", query="ReasonRequest")
def list_catalog_rows(call: Call) -> Reply[views.CatalogRowList]:
    """List the catalog's rows, as written and as in force."""
    return Reply(body={"models": catalog.list_models(_act(call), call.language)})


@door.route("PUT", "/models/{surface}/{model}/suspension", body="ModelSuspensionRequest")
def set_model_suspension(call: Call) -> Reply[views.CatalogRow]:
    """Suspend a model, or end its suspension.

    In force with the next submit.
    """
    key = f"{call.path['surface']}/{call.path['model']}"
    return Reply(body=catalog.suspend_model(_act(call), key, call.language, suspended=call.body.suspended))


@door.route("POST", "/keys/rewrap", body="RewrapKeysRequest")
def rewrap_provider_keys(call: Call) -> Reply[views.RewrapKeysResult]:
    """Rewrap users' keys under the newest version.

    With the secrets of their webhook endpoints. Those that a retired version of the wrapping key wraps; call it again until it
    answers 0.
    """
    return Reply(body={"rewrapped": accounts.rewrap_keys(_act(call), call.body.version)})


@door.get("/config/{section}", query="ReasonRequest")
def get_config_section(call: Call) -> Reply[views.ConfigSection]:
    """Get a section of the configuration in force."""
    name = _section(call)
    return Reply(body={"section": name, "values": config.show_config(_act(call), name).model_dump(mode="json")})


@door.route("PUT", "/config/{section}", body="ConfigSectionRequest")
def set_config_section(call: Call) -> Reply[views.ConfigSection]:
    """Replace a section of the configuration.

    Of `intake` only what is named changes. Instances notice within a minute.
    """
    name = _section(call)
    section = config.set_config(_act(call), value(SECTIONS[name], call.body.values, call.language))
    return Reply(body={"section": name, "values": section.model_dump(mode="json")})


def _section(call: Call) -> SectionName:
    for name in SECTIONS:
        if name == call.path["section"]:
            return name
    raise NotFound(kind="section", known=sorted(SECTIONS))


def _act(call: Call) -> model.Act:
    reason = (call.body or call.query).reason
    return model.act(call.caller.id, reason, call.request_id)
