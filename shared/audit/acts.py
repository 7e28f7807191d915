"""An act of an operator, and the entry that it leaves in the audit log."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shared.audit.model import AUDIT
from shared.config import retention
from shared.platform import logs
from shared.platform.clients import clock, store
from shared.platform.firestore.documents import Create, Plan


@dataclass(frozen=True)
class Act:
    """Who does what, and why."""

    actor: str
    reason: str
    request_id: str
    now: datetime

    def audit(self, action: str, on: str, **details: Any) -> Create:
        logs.info("admin action", action=action, on=on, actor=self.actor)
        return Create(
            f"{AUDIT}/{secrets.token_hex(12)}",
            {
                "actor": self.actor,
                "action": action,
                "on": on,
                "reason": self.reason,
                "details": details,
                "request_id": self.request_id,
                "at": self.now,
                "expires_at": retention.ends("audit_days", self.now),
            },
        )


def act(actor: str, reason: str, request_id: str) -> Act:
    return Act(actor, reason, request_id, clock().now())


def write_down(audit: Create) -> None:
    """For an act that changes nothing else."""
    store().settle([], lambda _seen: Plan(None, [audit]))
