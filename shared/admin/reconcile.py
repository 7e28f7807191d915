"""Whether the data are as they must be: asked for by an operator, and looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.audit.acts import Act, write_down
from shared.platform.errors import Language
from shared.reconcile import mending
from shared.reconcile import reads as reconcile_reads
from shared.reconcile import worker as reconcile_worker
from shared.reconcile.breaches import BreachKind
from shared.reconcile.model import shown

if TYPE_CHECKING:
    from shared.reconcile import views


def reconcile_now(act: Act, language: Language) -> views.ReconcileRun:
    return shown(reconcile_worker.start(act.actor, [act.audit("reconcile", "all")]), language)


def list_reconcile_runs(act: Act, limit: int, language: Language) -> list[views.ReconcileRun]:
    found = reconcile_reads.runs(limit=limit, language=language)
    write_down(act.audit("list_reconcile_runs", "all", shown=len(found)))
    return found


def look_at_reconcile_run(act: Act, run_id: str, language: Language) -> views.ReconcileRun:
    found = reconcile_reads.show(run_id, language)
    write_down(act.audit("look_at_reconcile_run", run_id))
    return found


def reconcile_user(act: Act, user_id: str, language: Language) -> views.UserReconciliation:
    """Also for one whom Auth no longer knows: their data may be what is wrong."""
    write_down(act.audit("reconcile_user", user_id))
    return reconcile_reads.look_at(user_id, language)


def mend_reconcile_run(act: Act, run_id: str, *, dry_run: bool) -> views.MendResult:
    """What of a run's breaches can be counted anew; each mend leaves an entry of its own, in its commit."""
    run = reconcile_reads.stored(run_id)
    write_down(act.audit("look_at_mends" if dry_run else "mend_reconcile_run", run_id))
    mends = mending.of_run(
        run,
        lambda path, before, after: act.audit("mend", path, run=run_id, before=dict(before), after=dict(after)),
        dry_run=dry_run,
    )
    kinds = {BreachKind(kind): count for kind, count in (run.found or {}).items()}
    left = {kind: count for kind, count in kinds.items() if kind not in mending.MENDABLE}
    return {"run_id": run_id, "dry_run": dry_run, "mends": mends, "left": left}
