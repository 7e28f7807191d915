"""The configuration in an operator's hands."""

from __future__ import annotations

from typing import cast

from shared.admin import catalog
from shared.admin.model import Act, write_down
from shared.catalog import effective
from shared.config import commands as config_commands
from shared.config import sections
from shared.config.model import IntakeSection, ModelsSection, Section, SectionName
from shared.platform.clients import store
from shared.platform.firestore.documents import Create, Plan, Seen, Update


def show_config(act: Act, name: SectionName) -> Section:
    write_down(act.audit("show_config", name))
    return sections.parse(name, store().get(sections.path(name)))


def set_config(act: Act, section: Section) -> Section:
    """Put this section in force; instances notice within a minute. What is not named gets its default, but for the intake's:
    whoever closes it in a hurry must not lose its ceiling."""
    if isinstance(section, ModelsSection):
        catalog.require_known(section)
    name = sections.name_of(type(section))
    values = section.model_dump(mode="json", exclude_unset=isinstance(section, IntakeSection))
    where, audit = sections.path(name), act.audit("set_config", name, values=values)

    def decide(seen: Seen) -> Plan[Section]:
        known, after = seen[where], section
        if isinstance(section, ModelsSection):
            before = config_commands.stored(seen)
            after = catalog.with_suspensions_of(before, section)
            catalog.require_default_on_offer(before, after, act.now.date())
        if isinstance(section, IntakeSection):
            after = _intake(cast("IntakeSection", sections.parse("intake", known)), section)
        fields = {**after.model_dump(mode="json"), "updated_at": act.now, "updated_by": act.actor}
        return Plan(after, [audit, Create(where, fields) if known.fields is None else Update(known, fields)])

    written = store().settle([where], decide)
    sections.forget()
    effective.forget()
    return written


def _intake(before: IntakeSection, given: IntakeSection) -> IntakeSection:
    """What was named, over what was there. That the day's ceiling was reached is the sweep's mark: it goes only with a new
    ceiling, against which the sweep looks again within a minute."""
    named = given.model_fields_set - {"ceiling_reached_on"}
    changes = {name: getattr(given, name) for name in named}
    if "usd_ceiling_per_day" in named and given.usd_ceiling_per_day != before.usd_ceiling_per_day:
        changes["ceiling_reached_on"] = None
    return before.model_copy(update=changes)
