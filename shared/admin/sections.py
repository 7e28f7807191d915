"""The configuration in an operator's hands."""

from __future__ import annotations

from shared import config
from shared.admin.acts import Act, write_down
from shared.config.model import IntakeSection, Section, SectionName
from shared.platform.clients import store
from shared.platform.documents import Create, Plan, Seen, Update


def show_config(act: Act, name: SectionName) -> Section:
    write_down(act.audit("show_config", name))
    return config.parse(name, store().get(config.path(name)))


def set_config(act: Act, section: Section) -> Section:
    """Put this section in force; instances notice within a minute. A new intake section opens a day that was at its ceiling."""
    if isinstance(section, IntakeSection):
        section = section.model_copy(update={"ceiling_reached_on": None})  # the sweep's mark, not an operator's
    name = config.name_of(type(section))
    where, values = config.path(name), section.model_dump(mode="json")
    audit = act.audit("set_config", name, values=values)
    fields = {**values, "updated_at": act.now, "updated_by": act.actor}

    def decide(seen: Seen) -> Plan[None]:
        known = seen[where]
        return Plan(None, [audit, Create(where, fields) if known.fields is None else Update(known, fields)])

    store().settle([where], decide)
    config.forget()
    return section
