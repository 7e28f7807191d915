"""The catalog's rows in an operator's hands: how each stands, and whether it is suspended."""

from __future__ import annotations

from typing import Any

from shared import catalog, config
from shared.admin.acts import Act, write_down
from shared.catalog import in_force, overlay, suspending
from shared.config.model import ModelSetting, ModelsSection, Suspension
from shared.platform.clients import store
from shared.platform.errors import InvalidRequest, NotFound


def list_models(act: Act) -> list[dict[str, Any]]:
    write_down(act.audit("list_models", "all"))
    return _as_they_stand(act)


def suspend_model(act: Act, model: str, *, suspended: bool) -> dict[str, Any]:
    """Take a model out of the offer, or put it back, whoever took it out; twice the same changes nothing and is audited."""
    if model not in {catalog.key(row) for row in catalog.rows()}:
        raise NotFound(kind="model", id=model)
    audit = act.audit("suspend_model" if suspended else "lift_suspension", model)
    suspension = Suspension(since=act.now, reason="operator", note=act.reason) if suspended else None
    suspending.set_suspension(model, suspension, act.actor, act.now, [audit])
    return next(row for row in _as_they_stand(act) if row["id"] == model)


def _as_they_stand(act: Act) -> list[dict[str, Any]]:
    document = store().get(config.path("models"))
    section, held = suspending.stored({document.path: document}), in_force.read(document.fields)
    today = act.now.date()
    return [
        {
            "id": catalog.key(row),
            "availability": catalog.availability(row, today, held.get(catalog.key(row), overlay.AS_WRITTEN)).value,
            **section.rows.get(catalog.key(row), ModelSetting()).model_dump(mode="json"),
            "row": row,
        }
        for row in catalog.rows()
    ]


def require_known(section: ModelsSection) -> None:
    """A setting for what the catalog does not have would hold for nothing, and nobody would notice."""
    known = {
        catalog.key(row): {(price["resolution"], price["audio"]) for price in row["credits_per_second"]} for row in catalog.rows()
    }
    wrong = [
        (f"rows.{model}.credits_per_second.{place}" if place is not None else f"rows.{model}")
        for model, setting in section.rows.items()
        for place, pair in [
            (None, None),
            *((at, (price.resolution, price.audio)) for at, price in enumerate(setting.credits_per_second)),
        ]
        if model not in known or (pair is not None and pair not in known[model])
    ]
    if wrong:
        fields = [{"field": field, "problem": "not in the catalog", "code": "unknown"} for field in wrong[:20]]
        raise InvalidRequest(summary="; ".join(wrong[:5]), fields=fields)


def with_suspensions_of(before: ModelsSection, section: ModelsSection) -> ModelsSection:
    """What is suspended stays so, and nothing else becomes it: an operator's form may be older than the provider's word."""
    held = {model: setting.suspended for model, setting in before.rows.items() if setting.suspended}
    models = [*section.rows, *(model for model in held if model not in section.rows)]
    rows = {model: section.rows.get(model, ModelSetting()).model_copy(update={"suspended": held.get(model)}) for model in models}
    return section.model_copy(update={"rows": rows})
