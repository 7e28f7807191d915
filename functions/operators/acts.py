"""An operator's act: who calls, and why."""

from __future__ import annotations

from shared.audit import acts
from shared.platform.web.door import Call

REASON = "functions.forms.operators.acts.ReasonRequest"  # where nothing else is asked


def act(call: Call) -> acts.Act:
    reason = (call.body or call.query).reason
    return acts.act(call.caller.id, reason, call.request_id)
