"""An operator's act: who calls, and why."""

from __future__ import annotations

from shared.admin import model
from shared.platform.web.door import Call

REASON = "functions.forms.operators.acts.ReasonRequest"  # where nothing else is asked


def act(call: Call) -> model.Act:
    reason = (call.body or call.query).reason
    return model.act(call.caller.id, reason, call.request_id)
