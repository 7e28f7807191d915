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
