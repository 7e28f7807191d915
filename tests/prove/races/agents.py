"""A program that spends by its user's agent key, as often as it may have to ask, beside another and as the key is revoked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local.people import Person
from tests.fixtures.videos import WISH, key
from tests.prove.races.videos import LITE, Racing

PRICE = 8  # of LITE
_BODY = {**WISH, "model": LITE}


class Spending(Racing):
    """A charge by a key counts on it in the same commit, once, and never over its cap."""

    cap = 100

    def begin(self) -> None:
        wish = {"name": "A proof", "daily_cap": self.cap}
        made = self.stage.prepare("POST", "/account/agent-keys", self.person, json=wish)
        self.key_id, self.agent = made["agent_key"]["id"], Person(self.person.uid, made["token"])

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos", self.agent, json=_BODY)
        assert answer.status_code in (202, 401, 429), answer.text

    def check(self) -> None:
        super().check()
        charged = -sum(each["amount"] for each in self.own("credit_transactions") if each.get("agent_key_id") == self.key_id)
        kept = self.system.document(f"agent_keys/{self.key_id}")
        assert charged == sum(job["credits"] for job in self.own("video_jobs")), charged
        assert charged <= self.cap, charged
        assert kept is None or (kept["spent_today"] or {"credits": 0})["credits"] == charged, (kept, charged)


class BoughtByPlan(Spending):
    """Bought by MCP, and executed again by an agent that has not heard of it: one purchase."""

    def begin(self) -> None:
        super().begin()
        told = self.stage.prepare("POST", "/mcp", self.agent, json=_call("plan_video", _BODY))
        self.plan = told["result"]["structuredContent"]["plan"]

    def act(self) -> None:
        told = [self.stage.ask("POST", "/mcp", self.agent, json=_call("execute_plan", self._bought)) for _ in range(2)]
        assert {each.status_code for each in told} == {200}, told
        bought = [each.json()["result"]["structuredContent"] for each in told]
        late = [each.get("error") == "PLAN_EXPIRED" for each in bought]  # held up for longer than a plan is good for
        assert all(late) or (not any(late) and len({each["video"]["id"] for each in bought}) == 1), bought

    @property
    def _bought(self) -> dict[str, Any]:
        return {"plan": self.plan, "request": _BODY}


def _call(tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}


class TwoByOneKey(Spending):
    """Two at once, and room for one under the key's cap."""

    cap, jobs_at_most = PRICE, 1

    def rivals(self) -> list[Mapping[str, Any]]:
        return [{"method": "POST", "path": "/videos", "json": _BODY, "headers": {**self.agent.headers, **key()}}]

    def act(self) -> None:
        answer = self.stage.ask("POST", "/videos", self.agent, json=_BODY)
        assert answer.status_code in (202, 429), answer.text


class RevokedAsItSpends(Spending):
    """Its owner revokes it meanwhile: either it was charged before that, or nothing is made."""

    def rivals(self) -> list[Mapping[str, Any]]:
        return [self.call("DELETE", f"/account/agent-keys/{self.key_id}")]
