"""Runs that prove over all data what must always hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import REASON, act
from shared.admin import reconcile
from shared.platform.web.door import Call, Reply, Routes

if TYPE_CHECKING:
    from shared.reconcile import views as reconcile_views

routes = Routes("functions.forms.operators.reconcile")


@routes.route("POST", "/reconcile", body=REASON, status=202)
def start_reconcile_run(call: Call) -> Reply[reconcile_views.ReconcileRun]:
    """Start a reconciliation run.

    It proves over all data what must always hold. One that is under way goes on.
    """
    return Reply(202, reconcile.reconcile_now(act(call), call.language))


@routes.get("/reconcile", query="ReconcileRunQuery")
def list_reconcile_runs(call: Call) -> Reply[reconcile_views.ReconcileRunList]:
    """List the reconciliation runs of the last 90 days."""
    return Reply(body={"runs": reconcile.list_reconcile_runs(act(call), call.query.limit, call.language)})


@routes.get("/reconcile/{run_id}", query=REASON)
def get_reconcile_run(call: Call) -> Reply[reconcile_views.ReconcileRun]:
    """Get a reconciliation run.

    With the first of its breaches: where, what was expected, what was found.
    """
    return Reply(body=reconcile.look_at_reconcile_run(act(call), call.path["run_id"], call.language))


@routes.route("POST", "/reconcile/{run_id}/mend", body="MendRequest")
def mend_reconcile_run(call: Call) -> Reply[reconcile_views.MendResult]:
    """Correct what a run found miscounted.

    Slots and counts alone, never money; without `dry_run` set to false it only says what it would do.
    """
    return Reply(body=reconcile.mend_reconcile_run(act(call), call.path["run_id"], dry_run=call.body.dry_run))


@routes.get("/users/{user_id}/reconcile", query=REASON)
def reconcile_user(call: Call) -> Reply[reconcile_views.UserReconciliation]:
    """Reconcile one user at once.

    Proves what must always hold, over this user's data alone.
    """
    return Reply(body=reconcile.reconcile_user(act(call), call.path["user_id"], call.language))
