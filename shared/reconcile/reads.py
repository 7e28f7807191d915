"""Runs of the reconciliation as operators see them, and one user's data looked at now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from shared.platform.clients import store
from shared.platform.errors import Language, NotFound
from shared.platform.web.cursors import newest_first
from shared.reconcile import (
    accounts,
    agent_keys,
    canaries,
    images,
    leaving,
    objects,
    prompts,
    provider_keys,
    purchases,
    reports,
    shares,
    takedowns,
    trash,
    usage,
    versions,
    videos_and_films,
    webhooks,
)
from shared.reconcile.findings import Findings, Part, Place
from shared.reconcile.model import COLLECTION, MOST_SHOWN, Run, counts, read, run_path, shown, told

if TYPE_CHECKING:
    from shared.reconcile import views

_ONE_USERS_PAGES = 20  # for an answer at once; who fills more is left to a run over all


def runs(*, limit: int, language: Language) -> list[views.ReconcileRun]:
    """The latest first."""
    rows = store().find(COLLECTION, order=newest_first("started_at"), limit=limit)
    return [shown(run, language) for row in rows if (run := read(row))]


def show(run_id: str, language: Language) -> views.ReconcileRun:
    return shown(stored(run_id), language)


def look_at(user_id: str, language: Language) -> views.UserReconciliation:
    """One user's data, at once."""
    findings, pages = Findings(), 0
    place: Place | None = Place()
    while place is not None and pages < _ONE_USERS_PAGES:
        place, pages = read_page(place, user_id, findings), pages + 1
    kinds = [each.kind.value for each in findings.breaches]
    return {
        "user_id": user_id,
        "complete": place is None,
        **counts(findings.read, findings.checked, {kind: kinds.count(kind) for kind in kinds}),
        "first": [told(each.fields(), language) for each in findings.breaches[:MOST_SHOWN]],
        "busy": sorted(findings.busy),
    }


def stored(run_id: str) -> Run:
    run = read(store().get(run_path(run_id)))
    if run is None:
        raise NotFound(kind="reconcile run", id=run_id)
    return run


_PARTS: Mapping[Part, Any] = {
    "accounts": accounts,
    "jobs": videos_and_films,
    "films": videos_and_films,
    "images": images,
    "batches": prompts,
    "usage": usage,
    "purchases": purchases,
    "keys": provider_keys,
    "agent_keys": agent_keys,
    "shares": shares,
    "takedowns": takedowns,
    "reports": reports,
    "cases": reports,
    "canaries": canaries,
    "webhooks": webhooks,
    "versions": versions,
    "trash": trash,
    "deletions": leaving,
    "exports": leaving,
    "objects": objects,
}


def read_page(place: Place, user_id: str | None, findings: Findings) -> Place | None:
    return _PARTS[place.part].read(place, user_id, findings) or place.next_part
