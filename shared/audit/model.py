"""Where it is written down what operators did: `audit_log/{id}`, one for each call of theirs."""

from __future__ import annotations

AUDIT = "audit_log"
