"""MCP by the official client library, over HTTP and on stdio, against the running stack."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, MCPError, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from local.people import Person
from tests.fixtures.picture_files import JPEG
from tests.fixtures.system import System
from tests.fixtures.videos import WISH, ended, rich
from tests.flows.test_agent_keys import PRICE, agent, listed

MODERN, EARLIER = "2026-07-28", "2025-11-25"
META = "io.modelcontextprotocol/"
Told = dict[str, Any]


@asynccontextmanager
async def connected(people: System, program: Person, mode: Any = "auto") -> AsyncGenerator[Client]:
    async with httpx2.AsyncClient(headers=program.headers, timeout=60) as http:
        transport = streamable_http_client(f"{people.url}/mcp", http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


def by_client(people: System, program: Person, act: Callable[[Client], Coroutine[Any, Any, Any]], mode: Any = "auto") -> Any:
    async def run() -> Any:
        async with connected(people, program, mode) as client:
            return await act(client)

    return asyncio.run(run())


async def done(client: Client, tool: str, **arguments: Any) -> Told:
    """What a tool brings, which is not refused."""
    told = await client.call_tool(tool, arguments)
    assert not told.is_error, told.content
    assert json.loads(told.content[0].text) == told.structured_content  # type: ignore[union-attr]
    return told.structured_content  # type: ignore[return-value]


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    told = await client.call_tool(tool, arguments)
    assert told.is_error, told
    body: Any = told.structured_content
    assert body["message"]
    assert body["suggestedAction"]
    return body["error"]


def posted(
    people: System, program: Person | None, method: str, params: Told | None = None, headers: dict[str, str] | None = None
) -> httpx2.Response:
    """One message as a client of today's revision sends it, without any library."""
    meta = {f"{META}protocolVersion": MODERN, f"{META}clientCapabilities": {"extensions": {f"{META}tasks": {}}}}
    body = {"jsonrpc": "2.0", "id": 7, "method": method, "params": {**(params or {}), "_meta": meta}}
    sent = {"MCP-Protocol-Version": MODERN, "Mcp-Method": method, **(program.headers if program else {})}
    if name := (params or {}).get("name") or (params or {}).get("uri"):
        sent["Mcp-Name"] = name
    return httpx2.post(f"{people.url}/mcp", json=body, headers={**sent, **(headers or {})}, timeout=60)


@pytest.mark.parametrize(("mode", "version"), [("auto", MODERN), ("legacy", EARLIER)])
def test_an_agent_finds_its_tools_in_both_revisions(people: System, mode: Any, version: str) -> None:
    """E3: today's stateless protocol, and the handshake before it; each tool has a schema of the door's own form."""
    program = agent(people, people.person())

    async def look(client: Client) -> tuple[str, dict[str, Any], str]:
        found = (await client.list_tools()).tools
        return client.protocol_version, {each.name: each for each in found}, client.instructions or ""

    spoken, found, instructions = by_client(people, program, look, mode)
    assert (spoken, "execute_plan" in instructions) == (version, True)
    assert {"get_credits", "upload_image", "plan_video", "execute_plan", "wait_for_video", "get_video_links"} <= found.keys()
    schema = found["plan_video"].input_schema
    assert schema["properties"]["prompt_id"]["anyOf"][0]["pattern"] == "^[0-9a-f]{24}$"
    assert "own_key" not in schema["properties"]
    assert all(each.description and each.input_schema["type"] == "object" for each in found.values())
    assert not any({"cap", "daily_cap"} & {*each.input_schema.get("properties", ())} for each in found.values())


def test_an_agent_goes_the_whole_way(people: System) -> None:
    """E3: credits, picture, prompt, plan, purchase, waiting, links, film; each purchase by its plan."""
    ada = rich(people)
    program = agent(people, ada, daily_cap=100)

    async def go(client: Client) -> tuple[Told, Told, Told]:
        before = await done(client, "get_credits")
        collection = await done(client, "create_collection", name="Foxes")
        place = await done(client, "upload_image", collection_id=collection["id"], content_type="image/jpeg", title="Fox")
        async with httpx2.AsyncClient() as http:
            sent = await http.put(place["upload"]["url"], content=JPEG, headers=place["upload"]["headers"])
            assert sent.status_code == 200
        picture = place["image"]["id"]
        while (await done(client, "get_image", image_id=picture))["status"] not in ("ready", "rejected"):
            await asyncio.sleep(0.1)
        wish: Told = {"image_id": picture, "config": {"language": "en"}}
        written = await bought(client, "plan_prompt", wish)
        prompt = await ended_by(client, "prompt", written["prompt"])
        wish = {"prompt_id": prompt["id"], "first_frame": picture, "seconds": 4}
        made = await bought(client, "plan_video", wish)
        video = await ended_by(client, "video", made["video"])
        film = await bought(client, "plan_film", {"scenes": [{"video_id": video["id"], "end": 2.0}]})
        await ended_by(client, "film", film["film"])
        scenes = [{"title": "Snow", "action": "A fox runs.", "duration": 4}]
        board = await done(client, "create_storyboard", name="The fox", scenes=scenes)
        shot = await bought(client, "plan_shoot", {"storyboard_id": board["id"], "scenes": "all"})
        assert [each["scene_id"] for each in shot["videos"]] == [each["id"] for each in board["scenes"]]
        await ended_by(client, "video", await done(client, "get_video", job_id=shot["videos"][0]["id"]))
        links = await done(client, "get_video_links", job_id=video["id"])
        read = await client.read_resource(f"rushes://videos/{video['id']}")
        told = json.loads(read.contents[0].text)  # type: ignore[union-attr]
        assert (told["state"], told["links"].keys()) == ("completed", links.keys())
        found = (await client.list_resources()).resources
        assert f"rushes://videos/{video['id']}" in [each.uri for each in found]
        return before, links, await done(client, "get_credits")

    with people.passing():
        before, links, after = by_client(people, program, go)
    assert httpx2.get(links["playback"]).content[4:8] == b"ftyp"
    assert (before["agent_key"]["spent_today"], after["agent_key"]["spent_today"]) == (0, before["balance"] - after["balance"])
    assert (before["agent_key"]["daily_cap"], after["balance"] < before["balance"]) == (100, True)


async def bought(client: Client, tool: str, wish: Told) -> Told:
    plan = await done(client, tool, **wish)
    made = await done(client, "execute_plan", plan=plan["plan"], request=wish)
    assert not made["replayed"]
    return made


async def ended_by(client: Client, kind: str, work: Told) -> Told:
    """By the tool that waits, which is told the state that is known."""
    piece, state = {"video": "job_id", "film": "film_id", "prompt": "prompt_id"}[kind], "state" if kind == "video" else "status"
    while work[state] not in ("completed", "failed", "cancelled", "draft"):
        work = await done(client, f"wait_for_{kind}", **{piece: work["id"], "state": work[state]})
    assert work[state] == "completed", work
    return work


def test_a_plan_is_one_purchase_of_one_wish_by_one_key(people: System) -> None:
    """E3: carried out twice it is charged once; another wish, key, user or text buys nothing; late it is over."""
    ada, bob = rich(people), rich(people)
    program, other, stranger = agent(people, ada), agent(people, ada), agent(people, bob)

    async def buy(client: Client) -> tuple[str, list[Told]]:
        plan = await done(client, "plan_video", **WISH)
        assert (plan["credits"], plan["price"]["credits"]) == (PRICE, PRICE)
        wrong = {**WISH, "seconds": 6}
        assert await refused(client, "execute_plan", plan=plan["plan"], request=wrong) == "PLAN_INVALID"
        assert await refused(client, "execute_plan", plan=plan["plan"].replace("_40_", "_1_"), request=WISH) == "PLAN_INVALID"
        assert await refused(client, "execute_plan", plan="plan", request=WISH) == "PLAN_INVALID"
        assert await refused(client, "execute_plan", plan=plan["plan"]) == "PLAN_INVALID"
        made = await asyncio.gather(*(done(client, "execute_plan", plan=plan["plan"], request=WISH) for _ in range(3)))
        return plan["plan"], list(made)

    text, made = by_client(people, program, buy)
    assert len({each["video"]["id"] for each in made}) == 1
    assert sorted(each["replayed"] for each in made) == [False, True, True]
    assert people.call("GET", "/account", ada).json()["balance"] == 200 - PRICE

    def again(client: Client) -> Coroutine[Any, Any, str]:
        return refused(client, "execute_plan", plan=text, request=WISH)

    assert {by_client(people, each, again) for each in (other, stranger)} == {"PLAN_INVALID"}
    unused = by_client(people, program, lambda client: done(client, "plan_video", **WISH))["plan"]
    ended(people, ada, made[0]["video"]["id"])
    people.clock.move(16 * 60)

    async def late(client: Client) -> tuple[Told, str]:
        repeated = await done(client, "execute_plan", plan=text, request=WISH)
        return repeated, await refused(client, "execute_plan", plan=unused, request=WISH)

    repeated, over = by_client(people, program, late)
    assert (repeated["video"]["id"], repeated["replayed"], over) == (made[0]["video"]["id"], True, "PLAN_EXPIRED")
    assert people.call("GET", "/account", ada).json()["balance"] == 200 - PRICE


def test_a_cap_and_scopes_hold_for_tools(people: System) -> None:
    """E3: what is refused is told to the model by its code, with what to do; nothing is made."""
    ada = rich(people)
    capped, reader = agent(people, ada, daily_cap=PRICE - 1), agent(people, ada, scopes=["read"])

    async def spend(client: Client) -> tuple[str, str, str, str]:
        plan = (await done(client, "plan_video", **WISH))["plan"]
        return (
            await refused(client, "execute_plan", plan=plan, request=WISH),
            await refused(client, "plan_video", seconds=4),
            await refused(client, "get_video", job_id="../keys"),
            await refused(client, "get_video", job_id="0" * 24, more=1),
        )

    told = by_client(people, capped, spend)
    assert told == ("AGENT_KEY_CAP", "INVALID_REQUEST", "NOT_FOUND", "INVALID_REQUEST")

    async def read(client: Client) -> tuple[str, str]:
        plan = (await done(client, "plan_video", **WISH))["plan"]
        spent = await refused(client, "execute_plan", plan=plan, request=WISH)
        return spent, await refused(client, "create_collection", name="Foxes")

    assert by_client(people, reader, read) == ("AGENT_KEY_SCOPE", "AGENT_KEY_SCOPE")
    assert [each["spent_today"] for each in listed(people, ada)] == [0, 0]
    assert people.documents("video_jobs", "user_id", ada.uid) == []


def test_long_work_is_a_task_where_the_client_knows_them(people: System) -> None:
    """E3: named after what is made, so any instance tells how far it is; cancelled, its credits come back."""
    ada = rich(people)
    program = agent(people, ada)
    plan = by_client(people, program, lambda client: done(client, "plan_video", **WISH))["plan"]
    bought = {"name": "execute_plan", "arguments": {"plan": plan, "request": WISH}}
    task = posted(people, program, "tools/call", bought).json()["result"]
    assert (task["resultType"], task["status"], task["pollIntervalMs"] > 0) == ("task", "working", True)
    where = {"taskId": task["taskId"]}
    assert posted(people, program, "tasks/get", where).json()["result"]["resultType"] == "complete"
    ended(people, ada, task["taskId"].removeprefix("video-"))
    over = posted(people, program, "tasks/get", where).json()["result"]
    assert (over["status"], over["result"]["structuredContent"]["video"]["state"]) == ("completed", "completed")
    assert over["result"]["content"][1]["uri"] == f"rushes://videos/{task['taskId'].removeprefix('video-')}"
    assert posted(people, agent(people, people.person()), "tasks/get", where).json()["error"]["code"] == -32602
    assert posted(people, program, "tasks/get", {"taskId": "video-1"}).json()["error"]["code"] == -32602
    assert posted(people, program, "tasks/cancel", where).json()["error"]["data"]["error"] == "CANNOT_CANCEL"


def test_only_an_agent_key_opens_it(people: System) -> None:
    """E3, A1: no token of a person's, no key that is over; 401 says how to come in."""
    ada = people.person()
    for program in (None, ada, Person(ada.uid, "rk_made_up")):
        answer = posted(people, program, "tools/list")
        assert (answer.status_code, answer.json()["error"]["data"]["error"]) == (401, "AGENT_KEY_INVALID")
        assert answer.headers["WWW-Authenticate"].startswith('Bearer realm="rushes"')
        assert answer.json()["error"]["data"]["requestId"] == answer.headers["X-Request-Id"]
    assert httpx2.get(f"{people.url}/mcp", headers=agent(people, ada).headers).status_code == 405

    async def look(client: Client) -> None:
        await client.list_tools()

    with pytest.raises((MCPError, ExceptionGroup)):
        by_client(people, ada, look)


def test_a_page_may_speak_it(people: System) -> None:
    """E3: what the protocol says in headers is asked for beforehand by a browser, and the refusal's way in can be read."""
    page = {"Origin": "https://inspector.example", "Access-Control-Request-Method": "POST"}
    asked = httpx2.request("OPTIONS", f"{people.url}/mcp", headers=page)
    assert {"Mcp-Method", "Mcp-Name", "MCP-Protocol-Version"} <= {*asked.headers["Access-Control-Allow-Headers"].split(", ")}
    refused = posted(people, None, "tools/list", headers=page)
    assert "WWW-Authenticate" in refused.headers["Access-Control-Expose-Headers"]


def test_what_is_no_message_is_told_by_its_code(people: System) -> None:
    """E3: as the protocol names it, with the status that it wants."""
    program, url = agent(people, people.person()), f"{people.url}/mcp"

    def told(answer: httpx2.Response) -> tuple[int, int]:
        return answer.status_code, answer.json()["error"]["code"]

    assert told(posted(people, program, "no/such")) == (404, -32601)
    assert told(posted(people, program, "tools/list", headers={"Mcp-Method": "tools/call"})) == (400, -32020)
    assert told(posted(people, program, "tools/call", {"name": "get_credits"}, {"Mcp-Name": "other"})) == (400, -32020)
    assert told(posted(people, program, "tools/list", headers={"MCP-Protocol-Version": EARLIER})) == (400, -32020)
    assert told(posted(people, program, "tools/call", {"name": "buy_all"})) == (400, -32602)
    assert told(posted(people, program, "resources/read", {"uri": "rushes://videos/" + "0" * 24})) == (400, -32602)
    encoded = {"Mcp-Name": "=?base64?Z2V0X2NyZWRpdHM=?="}
    assert posted(people, program, "tools/call", {"name": "get_credits"}, encoded).status_code == 200
    wrong = {"{": -32700, "[]": -32600, '{"id": 1}': -32600, '{"jsonrpc": "2.0", "id": true, "method": "x"}': -32600}
    for body, code in wrong.items():
        assert told(httpx2.post(url, content=body, headers=program.headers)) == (400, code), body
    newer = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": {f"{META}protocolVersion": "2099-01-01"}}}
    answer = httpx2.post(url, json=newer, headers={**program.headers, "MCP-Protocol-Version": "2099-01-01"})
    assert (told(answer), answer.json()["error"]["data"]["supported"][0]) == ((400, -32022), MODERN)
    note = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    assert httpx2.post(url, json=note, headers=program.headers).status_code == 202


def test_on_stdio_it_is_the_same(people: System, tmp_path: Path) -> None:
    """E3, E2: `rushes mcp`, by a key from the environment."""
    program = agent(people, rich(people))
    told = {"RUSHES_CONFIG": str(tmp_path), "RUSHES_URL": people.url, "RUSHES_TOKEN": program.token}
    server = StdioServerParameters(command=sys.executable, args=["-m", "rushes.cli", "mcp"], env=told)

    async def run() -> tuple[str, int, str]:
        async with Client(server) as client:
            plan = await done(client, "plan_video", **WISH)
            credits = await done(client, "get_credits")
            return client.protocol_version, credits["balance"], plan["plan"]

    version, balance, plan = asyncio.run(run())
    assert (version, balance, plan.startswith("plan_video_40_")) == (MODERN, 200, True)
