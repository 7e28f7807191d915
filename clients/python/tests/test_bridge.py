"""`rushes mcp`: what an agent's program writes goes to the endpoint, what comes back is written, and nothing is lost silently."""

from __future__ import annotations

import json
from typing import Any

from .conftest import Cli
from .server import Lost, Received, Server, Told, refusal


def request(number: int, method: str, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def lines(*messages: Any) -> str:
    return "".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in messages)


def answered(text: str) -> dict[Any, Any]:
    return {each.get("id", each.get("method")): each for each in map(json.loads, text.splitlines())}


def test_messages_pass_both_ways(cli: Cli, server: Server) -> None:
    """E3: by the profile's key; JSON, events and silence, the protocol's version once it is agreed on."""

    def endpoint(received: Received) -> Told:
        message = received.json
        if "id" not in message:
            return Told(202)
        if message["method"] == "initialize":
            return Told(200, {"jsonrpc": "2.0", "id": 1, "result": {"protocolVersion": "2025-11-25"}})
        events = [{"jsonrpc": "2.0", "method": "notifications/progress"}, {"jsonrpc": "2.0", "id": message["id"], "result": {}}]
        body = "".join(f": hello\nevent: message\ndata: {json.dumps(each)}\n\n" for each in events)
        return Told(200, body.encode(), {"Content-Type": "text/event-stream"})

    server.on("POST", "/mcp", endpoint)
    sent = (request(1, "initialize"), "", {"jsonrpc": "2.0", "method": "notifications/initialized"}, request(2, "tools/call"))
    done = cli("mcp", stdin=lines(*sent))
    assert (done.code, set(answered(done.out))) == (0, {1, 2, "notifications/progress"})
    heads = [call.headers for call in server.received]
    assert {head["authorization"] for head in heads} == {"Bearer rk_a"}
    versions = {call.json["method"]: call.headers.get("mcp-protocol-version") for call in server.received}
    assert versions == {"initialize": None, "notifications/initialized": "2025-11-25", "tools/call": "2025-11-25"}


def test_what_fails_on_the_way_is_answered(cli: Cli, server: Server) -> None:
    """E3: a refusal of the API, a lost answer, no JSON: each request gets an error, notifications get none."""
    server.on("POST", "/mcp", refusal("UNAUTHENTICATED", 401, retryable=False), Lost(), Told(502, b"<html>"), Told(500, []))
    for said in ("UNAUTHENTICATED happened", "No answer", "502"):
        told = answered(cli("mcp", stdin=lines(request(1, "tools/list"))).out)
        assert said in told[1]["error"]["message"]
    assert cli("mcp", stdin=lines({"jsonrpc": "2.0", "method": "notifications/cancelled"})).out == ""
    server.on("POST", "/mcp", Told(401, {"jsonrpc": "2.0", "id": None, "error": {"code": -32000, "message": "No such key"}}))
    assert answered(cli("mcp", stdin=lines(request(7, "tools/list"))).out)[7]["error"]["message"] == "No such key"
    assert answered(cli("mcp", stdin=lines("{")).out)[None]["error"]["code"] == -32700


def test_a_message_that_says_its_version_says_it_in_headers_too(cli: Cli, server: Server) -> None:
    """E3: as the stateless protocol wants it over HTTP, names in a form that a header can have; nothing is agreed on before."""
    server.on("POST", "/mcp", lambda received: Told(200, {"jsonrpc": "2.0", "id": received.json["id"], "result": {}}))
    meta = {"_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28"}}
    sent = (
        request(1, "server/discover", **meta),
        request(2, "tools/call", name="plan_video", **meta),
        request(3, "resources/read", uri="rushes://videos/ü", **meta),
        request(4, "tasks/get", taskId="video-1", **meta),
    )
    assert cli("mcp", stdin=lines(*sent)).code == 0
    heads = {call.json["id"]: call.headers for call in server.received}
    assert {head["mcp-protocol-version"] for head in heads.values()} == {"2026-07-28"}
    told = [(heads[each]["mcp-method"], heads[each].get("mcp-name")) for each in (1, 2, 3, 4)]
    assert told == [
        ("server/discover", None),
        ("tools/call", "plan_video"),
        ("resources/read", "=?base64?cnVzaGVzOi8vdmlkZW9zL8O8?="),
        ("tasks/get", "video-1"),
    ]
