"""What is settable while the system runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from functions.operators.acts import REASON, act
from shared.admin import accounts, config
from shared.config import history
from shared.config.model import SECTIONS, SectionName
from shared.platform.errors import NotFound
from shared.platform.web.door import Call, Reply, Routes
from shared.platform.web.validation import value

if TYPE_CHECKING:
    from functions.forms.operators import configuration as forms
    from shared.admin import views as admin_views
    from shared.config import views

routes = Routes("functions.forms.operators.configuration")


@routes.route("POST", "/keys/rewrap", body="RewrapKeysRequest")
def rewrap_provider_keys(call: Call) -> Reply[admin_views.RewrapKeysResult]:
    """Rewrap users' keys under the newest version.

    With the secrets of their webhook endpoints. Those that a retired version of the wrapping key wraps; call it again until it
    answers 0.
    """
    return Reply(body={"rewrapped": accounts.rewrap_keys(act(call), call.body.version)})


@routes.get("/config", query=REASON)
def list_config_sections(call: Call) -> Reply[views.ConfigSectionList]:
    """List all sections of the configuration in force."""
    return Reply(body={"sections": config.list_config(act(call))})


@routes.get("/config/{section}", query=REASON)
def get_config_section(call: Call) -> Reply[views.ConfigSection]:
    """Get a section of the configuration in force."""
    return Reply(body=config.show_config(act(call), _section(call)))


@routes.route("PUT", "/config/{section}", body="ConfigSectionRequest")
def set_config_section(call: Call) -> Reply[views.ConfigSection]:
    """Replace a section of the configuration.

    Of `intake` only what is named changes. Instances notice within a minute.
    """
    given: forms.ConfigSectionRequest = call.body
    section = value(SECTIONS[_section(call)], given.values, call.language)
    return Reply(body=config.set_config(act(call), section, given.version))


@routes.route("PATCH", "/config/{section}", body="ConfigPatchRequest")
def change_config_section(call: Call) -> Reply[views.ConfigSection]:
    """Set some values of a section.

    All others stay as they are. Instances notice within a minute.
    """
    given: forms.ConfigPatchRequest = call.body
    return Reply(body=config.patch_config(act(call), _section(call), given.values, given.version, call.language))


@routes.get("/config/{section}/schema", query=REASON)
def get_config_schema(call: Call) -> Reply[views.ConfigSchema]:
    """Get what a section may hold, as JSON Schema.

    With the bounds and the defaults of each value: enough to make a form of it.
    """
    return Reply(body=config.show_schema(act(call), _section(call)))


@routes.get("/config/{section}/history", query="ConfigHistoryQuery")
def list_config_changes(call: Call) -> Reply[views.ConfigHistory]:
    """List the changes of a section, newest first.

    By whom, when and why, and each value before and after it.
    """
    asked: forms.ConfigHistoryQuery = call.query
    page = config.list_history(act(call), _section(call), limit=asked.limit, cursor=asked.cursor)
    return Reply(body={"changes": [history.shown(row) for row in page.rows], "next_cursor": page.next_cursor})


@routes.route("POST", "/config/{section}/history/{number}/restore", body="ConfigRestoreRequest")
def restore_config_section(call: Call) -> Reply[views.ConfigSection]:
    """Restore an earlier version of a section.

    Its values are put in force again as a change of their own; 0 is what the first change found.
    """
    name, wanted = _section(call), call.path["number"]
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", wanted):
        raise NotFound(kind="version", id=wanted)
    return Reply(body=config.restore_config(act(call), name, int(wanted), call.body.version, call.language))


def _section(call: Call) -> SectionName:
    for name in SECTIONS:
        if name == call.path["section"]:
            return name
    raise NotFound(kind="section", known=sorted(SECTIONS))
