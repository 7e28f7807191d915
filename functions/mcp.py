"""mcp: what agents do by MCP. A tool is a call of a door for users, which checks and does all as for anybody."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

from pydantic import BaseModel

from functions import catalog, films, images, prompts, storyboards, videos, watch
from shared.accounts import limits, signup
from shared.agent_keys import commands as agent_key_commands
from shared.agent_keys import model as agent_key_model
from shared.agents import plans, protocol, tools
from shared.agents.errors import PlanInvalid, PlanPriceChanged
from shared.agents.protocol import INVALID_PARAMS, Message, Wrong
from shared.agents.tools import BY_NAME, BY_PLAN, ENDED_BY, FOLLOWED, RESOURCES, TOOLS, At, Tool
from shared.catalog.reads import documented
from shared.config.call_rate import calls_per_minute
from shared.platform.errors import AppError, NotFound
from shared.platform.web import inner_calls, validation
from shared.platform.web.async_door import AsyncDoor
from shared.platform.web.callers import agent
from shared.platform.web.door import Call, Door, Reply, Route
from shared.platform.web.exchange import as_json
from shared.platform.web.inner_calls import Inner

door = AsyncDoor("mcp", caller=agent, forms="functions.forms.mcp", calls_per_minute=calls_per_minute, refusal=protocol.refusal)
_DOORS: Mapping[str, ModuleType] = {
    "catalog": catalog,
    "films": films,
    "images": images,
    "prompts": prompts,
    "storyboards": storyboards,
    "videos": videos,
    "watch": watch,
}
_CAPABILITIES = {"tools": {}, "resources": {}}
_PIECE = re.compile(r"[A-Za-z0-9_.~:@-]{1,128}")
_URI = re.compile(r"rushes://(\w+)/([A-Za-z0-9_-]{1,128})")
_TASK = re.compile(r"(\w+)-([0-9a-f]{24})")
_UNSEEN = ("own_key",)  # an agent's key pays by credits alone
_POLL_MS = 3000


@door.route("POST", "/", asks_only=True, body_limit=1024 * 1024)
async def exchange_message(call: Call) -> Reply:
    """Answer a message of MCP."""
    server = _Server(call)
    methods: protocol.Methods = {
        "server/discover": server.discover,
        "initialize": server.initialize,
        "ping": server.ping,
        "tools/list": server.list_tools,
        "tools/call": server.call_tool,
        "tasks/get": server.get_task,
        "tasks/cancel": server.cancel_task,
        "resources/list": server.list_resources,
        "resources/templates/list": server.list_templates,
        "resources/read": server.read_resource,
    }
    return await protocol.answer(call.raw, call.headers, methods, call.language, call.request_id)


class _Brought(NamedTuple):
    """What a door answered, as JSON has it."""

    body: Any
    replayed: bool


class _Server:
    """What one message can ask for, on behalf of its caller."""

    def __init__(self, call: Call) -> None:
        self._call, self._user = call, call.caller.signed_in

    async def discover(self, _message: Message) -> dict[str, Any]:
        return protocol.discovered(_CAPABILITIES, tools.INSTRUCTIONS)

    async def initialize(self, message: Message) -> dict[str, Any]:
        return protocol.initialized(message, _CAPABILITIES, tools.INSTRUCTIONS)

    async def ping(self, _message: Message) -> dict[str, Any]:
        return {}

    # -- tools

    async def list_tools(self, _message: Message) -> dict[str, Any]:
        return {"tools": await asyncio.to_thread(_told)}

    async def call_tool(self, message: Message) -> dict[str, Any]:
        name, arguments = message.params.get("name"), message.params.get("arguments") or {}
        if not isinstance(name, str) or name not in (*BY_NAME, tools.CREDITS, tools.EXECUTE):
            raise Wrong(INVALID_PARAMS, f"There is no tool {str(name)[:100]!r}.")
        if not isinstance(arguments, dict):
            raise Wrong(INVALID_PARAMS, "arguments must be an object.")
        try:
            if name == tools.EXECUTE:
                return await self._execute(message, arguments)
            if name == tools.CREDITS:
                return _shown(await asyncio.to_thread(self._credits, arguments))
            tool = BY_NAME[name]
            if tool.buys:
                return _shown(await self._plan(tool, arguments))
            return _shown((await self._ask(tool.at, {**tool.given, **arguments})).body)
        except AppError as refusal:
            if refusal.status == 401:
                raise
            return _refused(refusal.body(self._call.language, self._call.request_id))

    def _credits(self, arguments: Mapping[str, Any]) -> Any:
        """What the account's own door tells an agent, and its key beside that; that door has rights that no agent needs."""
        assert self._user.agent
        validation.value(door.form("Nothing"), arguments, self._call.language)
        account, key = signup.open_account(self._user), agent_key_commands.show(self._user.agent.key_id)
        now = self._call.now
        told = {"balance": account.balance, "limits": limits.in_force(account, self._user, now)}
        return json.loads(as_json({**told, "agent_key": agent_key_model.shown(key, now)}))

    async def _plan(self, tool: Tool, wish: Mapping[str, Any]) -> Any:
        """The price, and what buys it. Where nothing tells one, there is none, and the wish is held against its form alone."""
        assert tool.buys
        if tool.at == tool.buys:
            await asyncio.to_thread(self._require_form, tool.at, wish)
            price: Any = {"credits": 0}
        else:
            price = await self._price(tool, wish)
        plan = plans.made(self._user, tool.plan, wish, int(price["credits"]), self._call.now)
        return {"plan": plan.text, "credits": plan.credits, "expires_at": plan.expires_at.isoformat(), "price": price}

    async def _execute(self, message: Message, arguments: Mapping[str, Any]) -> dict[str, Any]:
        text, wish = arguments.get("plan"), arguments.get("request")
        if not isinstance(text, str) or not isinstance(wish, dict) or len(arguments) > 2:
            raise PlanInvalid
        plan = await asyncio.to_thread(plans.opened, self._user, text, cast("dict[str, Any]", wish), self._call.now)
        tool = BY_PLAN[plan.tool]
        assert tool.buys
        await self._require_price(tool, plan, wish)
        brought = await self._ask(tool.buys, wish, plan.key)
        made = {**brought.body, "replayed": brought.replayed}
        if tool.brings and protocol.TASKS in message.extensions:
            return {"resultType": "task", **self._task(tool.brings, brought.body[tool.brings])}
        return _shown(made)

    async def _require_price(self, tool: Tool, plan: plans.Plan, wish: Mapping[str, Any]) -> None:
        """Prices are the operators' to change; what was bought already is only told again, whatever it would cost by now."""
        if tool.at == tool.buys or await asyncio.to_thread(plans.carried_out, self._user, plan, self._call.now):
            return
        if (required := int((await self._price(tool, wish))["credits"])) > plan.credits:
            raise PlanPriceChanged(planned=plan.credits, required=required)

    async def _price(self, tool: Tool, wish: Mapping[str, Any]) -> Any:
        return (await self._ask(tool.at, wish)).body

    # -- what takes long

    async def get_task(self, message: Message) -> dict[str, Any]:
        kind, id_ = self._named(message)
        return self._task(kind, (await self._at(FOLLOWED[kind], id_)).body)

    async def cancel_task(self, message: Message) -> dict[str, Any]:
        kind, id_ = self._named(message)
        if kind not in ENDED_BY:
            raise Wrong(INVALID_PARAMS, "A prompt cannot be cancelled.")
        await self._at(ENDED_BY[kind], id_)
        return {}

    def _named(self, message: Message) -> tuple[str, str]:
        form = _TASK.fullmatch(str(message.params.get("taskId")))
        if form is None or form[1] not in FOLLOWED:
            raise Wrong(INVALID_PARAMS, "There is no such task.")
        return form[1], form[2]

    def _task(self, kind: str, work: Mapping[str, Any]) -> dict[str, Any]:
        """A work as a task: it is named after it, so nothing is kept of it, and any instance can tell."""
        state = str(work.get("state") or work["status"])
        over = {"cancelled": "cancelled"} | dict.fromkeys(("completed", "failed", "draft"), "completed")
        task = {
            "taskId": f"{kind}-{work['id']}",
            "status": over.get(state, "working"),
            "statusMessage": state,
            "createdAt": work["created_at"],
            "lastUpdatedAt": self._call.now.isoformat(),
            "ttlMs": None,
            "pollIntervalMs": _POLL_MS,
        }
        if task["status"] == "completed":
            task["result"] = _shown({kind: work}, wrong=state == "failed", links=_links(kind, work))
        return task

    # -- resources

    async def list_resources(self, _message: Message) -> dict[str, Any]:
        """The latest; all others have their addresses too."""
        found = (await self._ask(At("videos", "GET", "/"), {"limit": 20})).body["videos"]
        return {"resources": [{**_link("videos", each), "mimeType": "application/json"} for each in found]}

    async def list_templates(self, _message: Message) -> dict[str, Any]:
        said = "What it is and, once it is finished, addresses of its files for an hour"
        listed = [{"uriTemplate": f"rushes://{kind}/{{id}}", "name": kind, "description": said} for kind in RESOURCES]
        return {"resourceTemplates": [{**each, "mimeType": "application/json"} for each in listed]}

    async def read_resource(self, message: Message) -> dict[str, Any]:
        uri = str(message.params.get("uri"))
        form = _URI.fullmatch(uri)
        if form is None or form[1] not in RESOURCES:
            raise Wrong(INVALID_PARAMS, "There is no such resource.", {"uri": uri[:200]})
        shown, links = RESOURCES[form[1]]
        found = (await self._at(shown, form[2])).body
        if (found.get("state") or found.get("status")) in ("completed", "ready"):
            found = {**found, "links": (await self._at(links, form[2])).body}
        return {"contents": [{"uri": uri, "mimeType": "application/json", "text": as_json(found).decode()}]}

    # -- doors

    async def _at(self, at: At, id_: str) -> _Brought:
        return await self._ask(at, {re.findall(r"\{(\w+)\}", at.path)[0]: id_})

    async def _ask(self, at: At, arguments: Mapping[str, Any], key: str | None = None) -> _Brought:
        called: Door = _DOORS[at.door].door
        inner = await asyncio.to_thread(_call_of, called, at, arguments, key, self._call)
        reply = await inner_calls.ask(called, self._call, inner)
        return _Brought(json.loads(as_json(reply.body)), "Idempotency-Replayed" in reply.headers)

    def _require_form(self, at: At, wish: Mapping[str, Any]) -> None:
        called: Door = _DOORS[at.door].door
        route = _route(called, at)
        assert route.body
        validation.value(called.form(route.body), wish, self._call.language)


def _call_of(called: Door, at: At, arguments: Mapping[str, Any], key: str | None, call: Call) -> Inner:
    """The pieces of its path and the fields of its query taken out of the arguments; all others are its body."""
    route, left = _route(called, at), dict(arguments)
    path = at.path
    for name in re.findall(r"\{(\w+)\}", at.path):
        piece = str(left.pop(name, ""))
        if not _PIECE.fullmatch(piece):
            raise NotFound(kind=at.door, id=piece[:128])
        path = path.replace(f"{{{name}}}", piece)
    asked = called.form(route.query).model_fields if route.query else {}
    query = {name: left.pop(name) for name in [*left] if name in asked and left[name] is not None}
    if left and not route.body:
        validation.value(door.form("Nothing"), left, call.language)
    return Inner(route.method, path, urlencode(query, doseq=True), left if route.body else None, key)


def _route(called: Door, at: At) -> Route:
    return next(each for each in called.routes if (each.method, each.path) == (at.method, at.path))


@cache
def _told() -> list[dict[str, Any]]:
    return [
        {
            "name": tools.CREDITS,
            "description": tools.CREDITS_SAYS,
            "inputSchema": {"type": "object", "additionalProperties": False},
            "annotations": {"readOnlyHint": True},
        },
        *(
            {"name": each.name, "description": each.says, "inputSchema": _takes(each), "annotations": _hints(each)}
            for each in TOOLS
        ),
        {
            "name": tools.EXECUTE,
            "description": tools.EXECUTE_SAYS,
            "inputSchema": dict(tools.EXECUTE_TAKES),
            "annotations": {"readOnlyHint": False, "destructiveHint": True, "idempotentHint": True, "openWorldHint": True},
        },
    ]


def _hints(tool: Tool) -> dict[str, bool]:
    if tool.buys or tool.at.method == "GET":
        return {"readOnlyHint": True}
    return {"readOnlyHint": False, "destructiveHint": tool.name.startswith("cancel_"), "idempotentHint": False}


def _takes(tool: Tool) -> dict[str, Any]:
    """The arguments, as the door's own forms have them."""
    called: Door = _DOORS[tool.at.door].door
    route = _route(called, tool.at)
    pieces = re.findall(r"\{(\w+)\}", tool.at.path)
    properties: dict[str, Any] = {each: {"type": "string", "description": "Its id"} for each in pieces}
    needed, named = list(pieces), dict[str, Any]()
    for form in (route.query, route.body):
        schema = _schema(called.form(form)) if form else {}
        properties |= {name: each for name, each in schema.get("properties", {}).items() if name not in _UNSEEN}
        needed += schema.get("required", [])
        named |= schema.get("$defs", {})
    for name, usual in tool.given.items():
        properties[name] = {**properties[name], "default": usual}
    schema = {"type": "object", "properties": properties, "required": needed, "additionalProperties": False}
    return {**schema, "$defs": named} if named else schema


def _schema(form: type[BaseModel]) -> dict[str, Any]:
    """Of a form; where it lets through what tables check, as the API's document has it from those."""
    return documented(form.__name__) if form.model_config.get("extra") == "allow" else form.model_json_schema()


def _shown(body: Any, *, wrong: bool = False, links: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    text = {"type": "text", "text": as_json(body).decode()}
    return {"content": [text, *(links or [])], "structuredContent": body, "isError": wrong}


def _refused(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a model reads to do better: the code, what happened, what to do about it."""
    return {"content": [{"type": "text", "text": as_json(body).decode()}], "structuredContent": dict(body), "isError": True}


def _links(kind: str, work: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"type": "resource_link", **_link(f"{kind}s", work)}] if f"{kind}s" in RESOURCES else []


def _link(kind: str, work: Mapping[str, Any]) -> dict[str, Any]:
    return {"uri": f"rushes://{kind}/{work['id']}", "name": str(work.get("name") or work["id"])}
