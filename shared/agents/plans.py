"""What an agent may buy: a wish that was priced, signed for this key, this user and no other wish, for a quarter of an hour.

A plan is a text that its agent carries; nothing is kept of it here. Whoever carries it out gives the wish along, so that a
person who is asked sees what is bought. The idempotency key follows from the plan: twice is one purchase.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from shared.agents.errors import PlanExpired, PlanInvalid
from shared.platform.clients import store
from shared.platform.firestore import idempotency
from shared.platform.settings import settings
from shared.platform.web.tokens import User

_LIVES = timedelta(minutes=15)
_A_CALL = timedelta(minutes=1)  # takes no longer from its look at a record to its charge
_FORM = re.compile(r"plan_([a-z]+)_([0-9]+)_([0-9a-f]{8})_([0-9a-f]{8})_([0-9a-f]{40})")


class Plan(NamedTuple):
    text: str
    tool: str  # by which it was made, without its `plan_`
    credits: int
    expires_at: datetime

    @property
    def key(self) -> str:
        """The Idempotency-Key of its purchase."""
        return f"plan-{hashlib.sha256(self.text.encode()).hexdigest()[:40]}"


def made(user: User, tool: str, wish: Mapping[str, Any], credits: int, now: datetime) -> Plan:
    until = (now + _LIVES).replace(microsecond=0)
    facts = f"{tool}_{credits}_{int(until.timestamp()):08x}_{secrets.token_hex(4)}"
    return Plan(f"plan_{facts}_{_signed(user, facts, wish)}", tool, credits, until)


def opened(user: User, text: str, wish: Mapping[str, Any], now: datetime) -> Plan:
    """The plan, to be carried out now; refused where it is for anything or anybody else, or too late."""
    form = _FORM.fullmatch(text)
    if form is None or not hmac.compare_digest(form[5], _signed(user, "_".join(form.groups()[:4]), wish)):
        raise PlanInvalid
    plan = Plan(text, form[1], int(form[2]), datetime.fromtimestamp(int(form[3], 16), UTC))
    if now > plan.expires_at and not carried_out(user, plan, now):
        raise PlanExpired(expired_at=plan.expires_at.isoformat())
    return plan


def carried_out(user: User, plan: Plan, now: datetime) -> bool:
    """Whether its key still brings what it brought: a record whose time is over would let it buy anew."""
    record = store().get(idempotency.path(user.uid, plan.key))
    return record.fields is not None and not record.expired(now + _A_CALL)


def _signed(user: User, facts: str, wish: Mapping[str, Any]) -> str:
    key_id = user.agent.key_id if user.agent else ""
    told = json.dumps(["agent-plan", user.uid, key_id, facts, wish], sort_keys=True)
    return hmac.new(settings().identity_key.encode(), told.encode(), hashlib.sha256).hexdigest()[:40]
