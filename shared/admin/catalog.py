"""The catalog's rows in an operator's hands: how each stands, and whether it is suspended."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, cast

from shared.audit.acts import Act, write_down
from shared.canaries import model as canary_model
from shared.canaries import sweep as canary_sweep
from shared.catalog import effective
from shared.catalog import reads as catalog_reads
from shared.catalog.model import AS_WRITTEN, Overlay
from shared.config import commands as config_commands
from shared.config import sections
from shared.config.model import CanarySection, ModelSetting, ModelsSection, Suspension
from shared.platform.clients import store
from shared.platform.errors import InvalidRequest, Language, NotFound, Text

if TYPE_CHECKING:
    from shared.admin import views
    from shared.canaries import views as canary_views
    from shared.catalog.sets import Resolution


_MAY_HAVE_ENDED = Text(
    "Its earliest retirement, {date}, has passed. Ask its provider whether an end was announced, and write it into the catalog.",
    "Seine früheste Abschaltung, {date}, ist vorbei. Sieh beim Anbieter nach, ob ein Ende angekündigt ist, und trag es ein.",
)
_DEFAULT_IS_OFF = Text(
    "It is the default model and cannot be asked for: requests that name no model are refused. Choose another default.",
    "Es ist das Standardmodell und nicht verfügbar: Anfragen ohne Modell werden abgelehnt. Wähle ein anderes.",
)


def list_models(act: Act, language: Language) -> list[views.CatalogRow]:
    write_down(act.audit("list_models", "all"))
    return _as_they_stand(act, language)


def suspend_model(act: Act, model: str, language: Language, *, suspended: bool) -> views.CatalogRow:
    """Take a model out of the offer, or put it back, whoever took it out; twice the same changes nothing and is audited."""
    if model not in {catalog_reads.key(row) for row in catalog_reads.rows()}:
        raise NotFound(kind="model", id=model)
    audit = act.audit("suspend_model" if suspended else "lift_suspension", model)
    suspension = Suspension(since=act.now, reason="operator", note=act.reason) if suspended else None
    config_commands.set_suspension(model, suspension, act.actor, act.now, [audit])
    return next(row for row in _as_they_stand(act, language) if row["id"] == model)


def _as_they_stand(act: Act, language: Language) -> list[views.CatalogRow]:
    document = store().get(sections.path("models"))
    section, held = config_commands.stored({document.path: document}), effective.read(document.fields)
    return [_as_it_stands(row, section, held, act.now.date(), language) for row in catalog_reads.rows()]


def _as_it_stands(
    row: dict[str, Any], section: ModelsSection, held: Overlay, today: date, language: Language
) -> views.CatalogRow:
    model = catalog_reads.key(row)
    setting = section.rows.get(model, ModelSetting())
    suspended, prices = setting.suspended, setting.credits_per_second
    return {
        "id": model,
        "availability": catalog_reads.availability(row, today, held.get(model, AS_WRITTEN)),
        "default": model == section.default,
        "warning": _warning(row, today, held, section.default, language),
        "enabled": setting.enabled,
        "suspended": suspended and {"since": suspended.since, "reason": suspended.reason, "note": suspended.note},
        "credits_per_second": [
            {"resolution": cast("Resolution", each.resolution), "audio": each.audio, "credits": each.credits} for each in prices
        ],
        "row": row,
    }


def _warning(row: dict[str, Any], today: date, held: Overlay, default: str, language: Language) -> str | None:
    if catalog_reads.key(row) == default and not catalog_reads.can_be_asked_for(row, today, held):
        return _DEFAULT_IS_OFF.say(language, {})
    return _MAY_HAVE_ENDED.say(language, row["retirement"]) if catalog_reads.may_have_ended(row, today) else None


def require_default_on_offer(before: ModelsSection, section: ModelsSection, today: date) -> None:
    """A default that cannot be asked for would refuse everybody who names no model. One that fell out by itself may stay."""
    if not (why := _why_not(section, today)) or (before.default == section.default and _why_not(before, today)):
        return
    field = {"field": "default", "problem": f"{section.default}: {why}", "code": why}
    raise InvalidRequest(summary=f"default: {section.default}, {why}", fields=[field])


def _why_not(section: ModelsSection, today: date) -> str | None:
    """What stands against its default: unknown, retired, suspended or disabled."""
    row = next((row for row in catalog_reads.rows() if catalog_reads.key(row) == section.default), None)
    if row is None:
        return "unknown"
    held = effective.read(section.model_dump(mode="json"))
    found = catalog_reads.availability(row, today, held.get(section.default, AS_WRITTEN))
    return None if catalog_reads.can_be_asked_for(row, today, held) else found.value


def require_known_canaries(section: CanarySection) -> None:
    """The same of what is to be tried, and of who is to write instead."""
    models = {catalog_reads.key(row) for row in catalog_reads.rows()}
    wrong = [f"models.{place}" for place, model in enumerate(section.models) if model not in models]
    _refuse([*wrong, *_unknown_writer("writer_replacement", section.writer_replacement)])


def _unknown_writer(field: str, chosen: str | None) -> list[str]:
    return [field] if chosen is not None and chosen not in {row["model"] for row in catalog_reads.writers()} else []


def require_known(section: ModelsSection) -> None:
    """A setting for what the catalog does not have would hold for nothing, and nobody would notice."""
    known = {
        catalog_reads.key(row): {(price["resolution"], price["audio"]) for price in row["credits_per_second"]}
        for row in catalog_reads.rows()
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
    _refuse([*wrong, *_unknown_writer("writer", section.writer)])


def _refuse(wrong: list[str]) -> None:
    if wrong:
        fields = [{"field": field, "problem": "not in the catalog", "code": "unknown"} for field in wrong[:20]]
        raise InvalidRequest(summary="; ".join(wrong[:5]), fields=fields)


def with_suspensions_of(before: ModelsSection, section: ModelsSection) -> ModelsSection:
    """What is suspended stays so, and nothing else becomes it: an operator's form may be older than the provider's word."""
    held = {model: setting.suspended for model, setting in before.rows.items() if setting.suspended}
    models = [*section.rows, *(model for model in held if model not in section.rows)]
    rows = {model: section.rows.get(model, ModelSetting()).model_copy(update={"suspended": held.get(model)}) for model in models}
    return section.model_copy(update={"rows": rows, "usual_seconds": before.usual_seconds})


def list_canaries(act: Act) -> canary_views.CanaryList:
    write_down(act.audit("list_canaries", "all"))
    told = [canary_model.shown(each) for each in canary_sweep.listed()]
    return {"enabled": sections.get(CanarySection).enabled, "canaries": told}
