"""The configuration in an operator's hands."""

from __future__ import annotations

from shared import config
from shared.admin import models
from shared.admin.acts import Act, write_down
from shared.catalog import in_force, suspending
from shared.config.model import IntakeSection, ModelsSection, Section, SectionName
from shared.platform.clients import store
from shared.platform.documents import Create, Plan, Seen, Update


def show_config(act: Act, name: SectionName) -> Section:
    write_down(act.audit("show_config", name))
    return config.parse(name, store().get(config.path(name)))


def set_config(act: Act, section: Section) -> Section:
    """Put this section in force; instances notice within a minute. A new intake section opens a day that was at its ceiling."""
    if isinstance(section, IntakeSection):
        section = section.model_copy(update={"ceiling_reached_on": None})  # the sweep's mark, not an operator's
    if isinstance(section, ModelsSection):
        models.require_known(section)
    name = config.name_of(type(section))
    where, audit = config.path(name), act.audit("set_config", name, values=section.model_dump(mode="json"))

    def decide(seen: Seen) -> Plan[Section]:
        known, after = seen[where], section
        if isinstance(section, ModelsSection):
            before = suspending.stored(seen)
            after = models.with_suspensions_of(before, section)
            models.require_default_on_offer(before, after, act.now.date())
        fields = {**after.model_dump(mode="json"), "updated_at": act.now, "updated_by": act.actor}
        return Plan(after, [audit, Create(where, fields) if known.fields is None else Update(known, fields)])

    written = store().settle([where], decide)
    config.forget()
    in_force.forget()
    return written
