"""What is settable while the system runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.operators.acts import REASON, act
from shared.admin import accounts, config
from shared.config.model import SECTIONS, SectionName
from shared.platform.errors import NotFound
from shared.platform.web.door import Call, Reply, Routes
from shared.platform.web.validation import value

if TYPE_CHECKING:
    from shared.admin import views

routes = Routes("functions.forms.operators.configuration")


@routes.route("POST", "/keys/rewrap", body="RewrapKeysRequest")
def rewrap_provider_keys(call: Call) -> Reply[views.RewrapKeysResult]:
    """Rewrap users' keys under the newest version.

    With the secrets of their webhook endpoints. Those that a retired version of the wrapping key wraps; call it again until it
    answers 0.
    """
    return Reply(body={"rewrapped": accounts.rewrap_keys(act(call), call.body.version)})


@routes.get("/config/{section}", query=REASON)
def get_config_section(call: Call) -> Reply[views.ConfigSection]:
    """Get a section of the configuration in force."""
    name = _section(call)
    return Reply(body={"section": name, "values": config.show_config(act(call), name).model_dump(mode="json")})


@routes.route("PUT", "/config/{section}", body="ConfigSectionRequest")
def set_config_section(call: Call) -> Reply[views.ConfigSection]:
    """Replace a section of the configuration.

    Of `intake` only what is named changes. Instances notice within a minute.
    """
    name = _section(call)
    section = config.set_config(act(call), value(SECTIONS[name], call.body.values, call.language))
    return Reply(body={"section": name, "values": section.model_dump(mode="json")})


def _section(call: Call) -> SectionName:
    for name in SECTIONS:
        if name == call.path["section"]:
            return name
    raise NotFound(kind="section", known=sorted(SECTIONS))
