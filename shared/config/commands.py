"""Taking a model out of the offer, and putting it back: beside operators who change the same section, so never blindly."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
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
        held = setting.suspended
        stronger = held and suspension and suspension.reason == "operator" != held.reason  # nobody else lifts that one
        if (held is None) is (suspension is None) and not stronger:
            return Plan(False, also)
        changed = setting.model_copy(update={"suspended": suspension})
        after = section.model_copy(update={"rows": {**section.rows, model: changed}})
        fields = {**after.model_dump(mode="json"), "updated_at": now, "updated_by": by}
        return Plan(True, [*also, Create(where, fields) if seen[where].fields is None else Update(seen[where], fields)])

    changed = store().settle([where], decide)
    sections.forget()
    effective.forget()
    return changed


def lift_suspension(model: str, reasons: Collection[str], by: str, now: datetime) -> bool:
    """Only one of these; an operator's word stands."""
    held = stored(store().read([sections.path("models")])).rows.get(model, ModelSetting()).suspended
    if held is None or held.reason not in reasons:
        return False
    return _change(lambda section: _lifted(section, model, reasons), by, now)


def _lifted(section: ModelsSection, model: str, reasons: Collection[str]) -> ModelsSection | None:
    setting = section.rows.get(model, ModelSetting())
    if setting.suspended is None or setting.suspended.reason not in reasons:
        return None
    return section.model_copy(update={"rows": {**section.rows, model: setting.model_copy(update={"suspended": None})}})


def set_writer(model: str | None, by: str, now: datetime) -> bool:
    """Who writes prompts from now on; None: the catalog's own. False where that was so."""
    return _change(lambda section: section.model_copy(update={"writer": model}) if section.writer != model else None, by, now)


def set_usual_seconds(measured: Mapping[str, int], now: datetime) -> bool:
    """How long models take, as it was measured; others keep what was known of them. False where nothing is new."""

    def measure(section: ModelsSection) -> ModelsSection | None:
        known = dict(sorted({**section.usual_seconds, **measured}.items())[:200])
        return section.model_copy(update={"usual_seconds": known}) if known != section.usual_seconds else None

    return _change(measure, "figures", now)


def _change(how: Callable[[ModelsSection], ModelsSection | None], by: str, now: datetime) -> bool:
    """None where nothing is to change."""
    where = sections.path("models")

    def decide(seen: Seen) -> Plan[bool]:
        after = how(stored(seen))
        if after is None:
            return Plan(False)
        fields = {**after.model_dump(mode="json"), "updated_at": now, "updated_by": by}
        return Plan(True, [Create(where, fields) if seen[where].fields is None else Update(seen[where], fields)])

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
