"""The configuration in an operator's hands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from shared.admin import catalog
from shared.admin.errors import ConfigChanged
from shared.audit.acts import Act, write_down
from shared.catalog import effective
from shared.config import history, sections
from shared.config.history import ConfigChange
from shared.config.model import SECTIONS, CanarySection, IntakeSection, ModelsSection, Section, SectionName
from shared.platform.clients import store
from shared.platform.errors import Language
from shared.platform.firestore import codec
from shared.platform.firestore.documents import AlsoNeeds, Create, Document, Plan, Seen, Update
from shared.platform.web.cursors import Page
from shared.platform.web.validation import value

if TYPE_CHECKING:
    from shared.config import views

_Becomes = Callable[[Section, Document], Section]


def show_config(act: Act, name: SectionName) -> views.ConfigSection:
    document = store().get(sections.path(name))
    write_down(act.audit("show_config", name))
    return _shown(name, document)


def list_config(act: Act) -> list[views.ConfigSection]:
    seen = store().read([sections.path(name) for name in SECTIONS])
    write_down(act.audit("list_config", "all"))
    return [_shown(name, seen[sections.path(name)]) for name in SECTIONS]


def show_schema(act: Act, name: SectionName) -> views.ConfigSchema:
    write_down(act.audit("show_config_schema", name))
    return {"section": name, "form": SECTIONS[name].model_json_schema()}


def set_config(act: Act, section: Section, version: int | None) -> views.ConfigSection:
    """Put this section in force; instances notice within a minute. What is not named gets its default, but for the intake's:
    whoever closes it in a hurry must not lose its ceiling."""

    def whole(before: Section, _document: Document) -> Section:
        if not isinstance(section, IntakeSection):
            return section
        return before.model_copy(update={each: getattr(section, each) for each in section.model_fields_set})

    return _settle(act, "set_config", sections.name_of(type(section)), version, whole)


def patch_config(
    act: Act, name: SectionName, values: Mapping[str, Any], version: int | None, language: Language
) -> views.ConfigSection:
    """What is named, over what is there (RFC 7396): objects value by value, and null for a default."""

    def over(_before: Section, document: Document) -> Section:
        return value(SECTIONS[name], _merged(sections.settable(document.fields or {}), values), language)

    return _settle(act, "patch_config", name, version, over)


def restore_config(act: Act, name: SectionName, to: int, version: int | None, language: Language) -> views.ConfigSection:
    """Back to this version's values, as a change like any other."""
    values = history.values_at(name, to)
    return _settle(act, "restore_config", name, version, lambda *_: value(SECTIONS[name], dict(values), language), to=to)


def list_history(act: Act, name: SectionName, *, limit: int, cursor: str | None) -> Page[ConfigChange]:
    page = history.listed(name, limit=limit, cursor=cursor)
    write_down(act.audit("show_config_history", name, shown=len(page.rows)))
    return page


def _settle(
    act: Act, action: str, name: SectionName, version: int | None, becomes: _Becomes, **details: Any
) -> views.ConfigSection:
    """What changes nothing is no version, and is audited all the same."""
    where, audit = sections.path(name), act.audit(action, name)

    def audited(version: int, changed: list[str]) -> Create:
        return audit._replace(fields={**audit.fields, "details": {**details, "version": version, "changed": changed}})

    def decide(seen: Seen) -> Plan[Document]:
        known, current = seen[where], history.version_of(seen[where])
        if version is not None and version != current:
            raise ConfigChanged(section=name, current_version=current, expected_version=version)
        before = sections.parse(name, known)
        after = _guarded(act, before, becomes(before, known)).model_dump(mode="json")
        if known.fields is not None and sections.settable(known.fields) == after:
            return Plan(known, [audited(current, [])])
        was = before.model_dump(mode="json")
        told = history.change(name, current + 1, was, after, act.actor, act.reason, act.request_id, act.now)
        if told.path not in seen:  # where somebody deleted the section itself, its versions begin anew, over those of before
            raise AlsoNeeds(told.path)
        fields = {**after, "version": current + 1, "updated_at": act.now, "updated_by": act.actor}
        written = Create(where, fields) if known.fields is None else Update(known, fields)
        changed = [each for each in after if was[each] != after[each]]
        return Plan(Document(where, fields), [audited(current + 1, changed), codec.write(seen[told.path], told), written])

    written = store().settle([where], decide)
    sections.forget()
    effective.forget()
    return _shown(name, written)


def _guarded(act: Act, before: Section, after: Section) -> Section:
    """What only the machinery marks stays as it was: suspensions, and that the day's ceiling was reached. The latter goes with
    a new ceiling alone, against which the sweep looks again within a minute."""
    if isinstance(after, CanarySection):
        catalog.require_known_canaries(after)
    if isinstance(after, ModelsSection):
        catalog.require_known(after)
        after = catalog.with_suspensions_of(cast("ModelsSection", before), after)
        catalog.require_default_on_offer(cast("ModelsSection", before), after, act.now.date())
    if isinstance(after, IntakeSection):
        had = cast("IntakeSection", before)
        same = after.usd_ceiling_per_day == had.usd_ceiling_per_day
        after = after.model_copy(update={"ceiling_reached_on": had.ceiling_reached_on if same else None})
    return after


def _merged(before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    after = dict(before)
    for name, told in given.items():
        if isinstance(told, Mapping):
            had = before.get(name)
            after[name] = _merged(
                cast("Mapping[str, Any]", had) if isinstance(had, Mapping) else {}, cast("Mapping[str, Any]", told)
            )
        elif told is None:
            after.pop(name, None)
        else:
            after[name] = told
    return after


def _shown(name: SectionName, document: Document) -> views.ConfigSection:
    known = document.fields or {}
    return {
        "section": name,
        "version": history.version_of(document),
        "values": sections.parse(name, document).model_dump(mode="json"),
        "updated_at": known.get("updated_at"),
        "updated_by": known.get("updated_by"),
    }
