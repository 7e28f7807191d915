"""Messages of MCP as they are read, and the tools as data."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import jsonschema_rs
import pytest

from functions import mcp
from shared.agents import protocol, tools
from shared.agents.protocol import Message
from shared.platform.errors import Forbidden, NotFound, Unauthenticated, Unavailable
from shared.platform.settings import settings
from shared.platform.web.door import Reply


def told(method: str, act: Any, headers: dict[str, str] | None = None) -> Reply:
    async def answered(message: Message) -> dict[str, Any]:
        return act(message)

    raw = json.dumps({"jsonrpc": "2.0", "id": "a", "method": method}).encode()
    return asyncio.run(protocol.answer(raw, headers or {}, {"ping": answered}, "en", "request"))


def raising(error: Exception) -> Any:
    def act(_message: Message) -> Any:
        raise error

    return act


def test_a_refusal_is_an_error_of_the_protocol_that_carries_it() -> None:
    """E3: a caller's own as invalid parameters, ours as internal; who is not let in hears that from the door."""
    missing = told("ping", raising(NotFound(kind="video", id="x")))
    assert (missing.status, missing.body["error"]["code"], missing.body["id"]) == (400, -32602, "a")  # type: ignore[index]
    assert missing.body["error"]["data"]["error"] == "NOT_FOUND"  # type: ignore[index]
    assert told("ping", raising(Unavailable(part="database"))).body["error"]["code"] == -32603  # type: ignore[index]
    with pytest.raises(Unauthenticated):
        told("ping", raising(Unauthenticated(reason="revoked")))


def test_a_page_of_nobody_we_know_is_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """E3: as the protocol wants it, whatever the page could send."""
    monkeypatch.setattr(protocol, "settings", lambda: settings()._replace(cors_origins=("https://app.example.com",)))
    assert told("ping", lambda _: {}, {"Origin": "https://app.example.com"}).status == 200
    with pytest.raises(Forbidden):
        told("ping", lambda _: {}, {"Origin": "https://elsewhere.example"})


def test_each_tool_leads_to_a_route_and_what_spends_is_bought_by_a_plan_alone() -> None:
    """E3: no tool spends by itself, none reaches what no agent may, and each has words."""
    for tool in tools.TOOLS:
        for at in filter(None, (tool.at, tool.buys)):
            route = mcp._route(mcp._DOORS[at.door].door, at)  # pyright: ignore[reportPrivateUsage]
            assert route.scope, tool.name
            if at is tool.at and tool.buys != tool.at:
                assert not route.spends, tool.name
        assert len(tool.says) > 10
    bought = [tool.buys for tool in tools.TOOLS if tool.buys]
    assert all(mcp._route(mcp._DOORS[at.door].door, at).spends for at in bought)  # pyright: ignore[reportPrivateUsage]
    assert len(tools.BY_NAME) == len(tools.TOOLS)
    assert len(tools.BY_PLAN) == len(bought)


def test_what_a_tool_takes_is_a_whole_schema() -> None:
    """E3: of JSON Schema as the protocol means it, whose every reference leads somewhere; an agent's request fits."""
    told = {each["name"]: each["inputSchema"] for each in mcp._told()}  # pyright: ignore[reportPrivateUsage]
    for schema in told.values():
        jsonschema_rs.meta.validate(schema)
    board = jsonschema_rs.Draft202012Validator(told["create_storyboard"])
    assert board.is_valid({"name": "The fox", "scenes": [{"title": "Snow", "action": "It runs.", "duration": 4}]})
    assert not board.is_valid({"name": "The fox", "scenes": [{"colour": "red"}]})
    assert not board.is_valid({"scenes": []})
    plan_video = jsonschema_rs.Draft202012Validator(told["plan_video"])
    assert plan_video.is_valid({"prompt": "A fox.", "seconds": 4})
    assert not plan_video.is_valid({"prompt": "A fox.", "own_key": True})
    assert jsonschema_rs.Draft202012Validator(told["plan_film"]).is_valid({"scenes": [{"video_id": "0" * 24, "end": 2.0}]})
    assert jsonschema_rs.Draft202012Validator(told["plan_edit"]).is_valid({"job_id": "0" * 24, "crop": {"format": "1:1"}})
