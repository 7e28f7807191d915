"""One operation: what its route, its form and its answer say of it."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from functions.forms.fields import DocumentId, JobId, UserId
from functions.forms.storyboards import SceneId
from local.openapi import files, headers, responses
from local.openapi.schemas import Plain, Schemas
from local.openapi.tables import reference
from shared.config.model import SectionName
from shared.platform.web import callers
from shared.platform.web.door import Door, Route
from shared.providers.key_check import KeyProvider
from shared.reconcile.model import RUN_ID

_SECURITY: dict[Any, list[dict[str, list[str]]]] = {
    callers.anyone: [],
    callers.user: [{"firebase": []}],
    callers.admin: [{"firebase": []}, {"google": []}],
}
_FOR: dict[Any, str] = {
    callers.anyone: "Open to everybody.",
    callers.user: "For signed-in users.",
    callers.admin: "For operators.",
}
_FOR_SERVICES = "For our own queues, schedules and events."
_ID = "0123456789abcdef01234567"
_STORED = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.~:@-]{1,128}$")]
# what stands in paths: its form, an example, what it names
_PATH: dict[str, tuple[Any, Any, str]] = {
    "key_id": (DocumentId, _ID, "The agent key"),
    "batch_id": (DocumentId, _ID, "The batch of prompts"),
    "collection_id": (DocumentId, _ID, "The collection"),
    "comparison_id": (DocumentId, _ID, "The comparison"),
    "delivery_id": (DocumentId, _ID, "The delivery"),
    "device_id": (DocumentId, _ID, "The device"),
    "endpoint_id": (DocumentId, _ID, "The webhook endpoint"),
    "film_id": (DocumentId, _ID, "The film"),
    "image_id": (DocumentId, _ID, "The image"),
    "job_id": (JobId, _ID, "The video"),
    "export_id": (_STORED, _ID, "The export"),
    "letter_id": (_STORED, _ID, "The dead letter"),
    "number": (Annotated[int, Field(ge=0, le=999_999_999)], 3, "The version to go back to; 0 is what the first change found"),
    "queue": (_STORED, "check", "The queue"),
    "report_id": (DocumentId, _ID, "The report"),
    "kinds": (Annotated[str, Field(pattern=r"^(videos|films|images)$")], "videos", "Which kind of file it is"),
    "media_id": (DocumentId, _ID, "The video, film or picture"),
    "note_id": (DocumentId, _ID, "The note"),
    "model": (_STORED, "veo-3.1-generate-001", "The model, as its surface calls it: the second half of its `id`"),
    "prompt_id": (DocumentId, _ID, "The prompt"),
    "purchase_id": (DocumentId, _ID, "The purchase"),
    "provider": (KeyProvider, "gemini-api", "The provider that the key is for"),
    "run_id": (Annotated[str, Field(pattern=RUN_ID)], "20260131-0a1b2c3d", "The run"),
    "scene_id": (SceneId, "9f2c41d07a3b55e1", "The scene"),
    "section": (SectionName, "limits", "The section of the configuration"),
    "storyboard_id": (DocumentId, _ID, "The storyboard"),
    "surface": (_STORED, "vertex", "Where the model is served: the first half of its `id`"),
    "template_id": (DocumentId, _ID, "The template"),
    "token": (Annotated[str, Field(pattern=r"^[0-9A-Za-z]{22}$")], "3bZ0fK8sQmT1xW5yLr9cVd", "The token in the link's address"),
    "user_id": (UserId, "kZ3b8cQ1Vd", "The user's id at Firebase Auth"),
    "version": (Annotated[int, Field(ge=1, le=999_999_999)], 3, "The number of the version"),
}


def operation(door: Door, route: Route, known: Schemas) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation_id(route),
        "summary": route.summary.removesuffix("."),
        "description": _description(door, route),
        "tags": [door.name],
        "security": _security(door, route),
        "parameters": _parameters(door, route, known),
    }
    if content := files.taken(door, route) or (route.body and _json(door.form(route.body).__name__)):
        told["requestBody"] = {"required": not _may_be_left_out(door, route), "content": content}
    told["responses"] = {**_answers(door, route), **responses.of(door, route)}
    if route.asks_only:
        told["x-asks-only"] = True  # it changes nothing: whose answer is lost may ask again
    if door.caller not in _SECURITY:
        told["x-internal"] = True  # called by Google's services alone
    return told


def _security(door: Door, route: Route) -> list[dict[str, list[str]]]:
    known = _SECURITY.get(door.caller, [{"google": []}])
    return [*known, {"agentKey": []}] if door.caller is callers.user and route.scope else known


def _description(door: Door, route: Route) -> str:
    """What follows the first line of the handler's words, and whom it is for."""
    _, _, more = (route.handler.__doc__ or "").strip().partition("\n")
    whom = _of_hook(route) if door.name == "hooks" else _FOR.get(door.caller, _FOR_SERVICES)
    return " ".join([*more.split(), whom, *_for_agents(door, route)])


def _of_hook(route: Route) -> str:
    return "For payment servers." if route.body else "For providers: a signature over the body opens it."


def _for_agents(door: Door, route: Route) -> list[str]:
    if door.caller is not callers.user:
        return []
    return [f"Agent keys need the scope `{route.scope}`." if route.scope else "Not by an agent key."]


def _may_be_left_out(door: Door, route: Route) -> bool:
    """Whether a body that is not there says enough: as much as one that is empty."""
    try:
        if route.body:
            door.form(route.body).model_validate({})
    except ValidationError:
        return False
    return bool(route.body)


def operation_id(route: Route) -> str:
    """The handler's name, as a client calls it: `create_video` is `createVideo`."""
    first, *others = route.handler.__name__.split("_")
    return first + "".join(each.capitalize() for each in others)


def _parameters(door: Door, route: Route, known: Schemas) -> list[dict[str, Any]]:
    found = [_in_path(name, known) for name in re.findall(r"\{(\w+)\}", route.path)]
    if route.query:
        found += [_in_query(*each) for each in known.query(door.form(route.query))]
    found += files.headers(door)
    if route.spends or route.keyed:
        found.append(headers.parameter("IdempotencyKeyUnlessQuoted" if files.also_quotes(door, route) else "IdempotencyKey"))
    if door.caller in _SECURITY:
        found += [headers.parameter("AcceptLanguage"), headers.parameter("RequestId")]
    return found


def _in_path(name: str, known: Schemas) -> dict[str, Any]:
    form, example, what = _PATH[name]
    schema = known.named(TypeAdapter(form).json_schema(schema_generator=Plain))
    return {"name": name, "in": "path", "required": True, "description": what, "schema": schema, "example": example}


def _in_query(name: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    what = schema.pop("description", "")
    return {"name": name, "in": "query", "required": required, "description": what, "schema": schema}


def _answers(door: Door, route: Route) -> dict[str, Any]:
    rate = ("RateLimit", "RateLimit-Policy") if door.pace else ()
    also = (
        *rate,
        *(("Idempotency-Replayed",) if route.spends or route.keyed else ("Cache-Control",) if door.name == "catalog" else ()),
    )
    if content := files.given(door, route):
        named = ("Content-Disposition",) if route.path.endswith("/export") else ()
        named += ("X-Next-Cursor",) if door.name == "admin" else ()
        return {str(route.status): {"description": files.WHAT, "headers": headers.told(*also, *named), "content": content}}
    if route.status == 204:
        return {"204": {"description": "Done; there is no body", "headers": headers.told(*rate)}}
    assert route.answers, f"{door.name} {route.path} says nothing of what it answers"
    answer = {"description": _DONE[route.status], "headers": headers.told(*also), "content": _json(route.answers)}
    quoted = {"200": {**answer, "description": "The price; nothing was charged", "headers": headers.told(*rate)}}
    given_up = {"204": {"description": "Given up; kept as a dead letter", "headers": headers.told()}}
    return {
        **(quoted if files.also_quotes(door, route) else {}),
        str(route.status): answer,
        **(given_up if door.on_give_up else {}),
    }


_DONE = {200: "Done", 201: "Created", 202: "Accepted; the work goes on after this answer"}


def _json(model: str) -> dict[str, Any]:
    return {"application/json": {"schema": reference(model)}}
