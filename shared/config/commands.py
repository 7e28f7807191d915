"""Taking a model out of the offer, and putting it back: beside operators who change the same section, so never blindly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from shared.catalog import effective
from shared.config import sections
from shared.config.model import ModelSetting, ModelsSection, Suspension
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.errors import Contended, Unavailable
from shared.platform.firestore.documents import Create, Plan, Seen, Update, Write


def set_suspension(model: str, suspension: Suspension | None, by: str, now: datetime, also: Sequence[Write] = ()) -> bool:
    """False when it was that way already; `also` is written in any case."""
    where = sections.path("models")

    def decide(seen: Seen) -> Plan[bool]:
        section = stored(seen)
        setting = section.rows.get(model, ModelSetting())
        if (setting.suspended is None) is (suspension is None):
            return Plan(False, also)
        changed = setting.model_copy(update={"suspended": suspension})
        after = section.model_copy(update={"rows": {**section.rows, model: changed}})
        fields = {**after.model_dump(mode="json"), "updated_at": now, "updated_by": by}
        return Plan(True, [*also, Create(where, fields) if seen[where].fields is None else Update(seen[where], fields)])

    changed = store().settle([where], decide)
    sections.forget()
    effective.forget()
    return changed


def stored(seen: Seen) -> ModelsSection:
    return cast("ModelsSection", sections.parse("models", seen[sections.path("models")]))


def gone_at_provider(model: str, message: str) -> None:
    """Its provider no longer knows it: nobody else shall pay for finding that out. Until an operator lifts it."""
    now = clock().now()
    try:
        changed = set_suspension(model, Suspension(since=now, reason="gone", note=message[:500]), "provider", now)
    except (Unavailable, Contended) as trouble:
        logs.warning("a model was not suspended, left to the next refusal", model=model, reason=trouble.code)
        return
    if changed:
        logs.alert("a model is gone at its provider and was suspended", model=model, reason=message)
