"""Every operation for users as one method, in the class of its tag; the same for those who block and those who await."""

from __future__ import annotations

import keyword
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.python_client.schemas import Schemas, operations, snake

_HEAD = '''"""Every operation for users. Written by `python -m local.python_client` from the API document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from rushes import types
from rushes._flows import Bound, M, Page, Pages, call
from rushes._jobs import FilmJob, PromptJob, ShootJob, VideoJob
from rushes._requests import OMIT, Omit, Request, given, null, path
'''
_HANDLES = {"VideoAccepted": "VideoJob", "FilmAccepted": "FilmJob", "PromptAccepted": "PromptJob", "ShootAccepted": "ShootJob"}
_OWN = {
    "account": "account",
    "shares": "share",
    "images": "image",
    "prompts": "prompt",
    "videos": "video",
    "storyboards": "storyboard",
    "films": "film",
}
_WATCHED = {"Video": "videos", "Film": "films", "Prompt": "prompts"}
_NAMES = {  # where the rule of `_method` says something that nobody would guess
    "deleteVideos": "delete_many",
    "deleteFilms": "delete_many",
    "deletePrompts": "delete_all",
    "getVideoLinks": "links",
    "getImageLinks": "links",
    "getFilmLinks": "links",
    "listImageLinks": "links_of",
    "deleteImages": "delete_many",
    "moveImages": "move_many",
    "updateVideos": "mark_many",
    "listVideoLinks": "links_of",
    "getPromptHistory": "history",
    "getOpenapiDocument": "openapi",
    "importStoryboards": "import_file",
    "createWebhookEndpoint": "create",
    "listWebhookEndpoints": "list",
    "getWebhookEndpoint": "get",
    "updateWebhookEndpoint": "update",
    "deleteWebhookEndpoint": "delete",
    "createWebhookListener": "create_listener",
    "deleteWebhookListener": "delete_listener",
    "rotateWebhookSecret": "rotate_secret",
    "sendWebhookTest": "send_test",
    "listWebhookDeliveries": "deliveries",
    "getWebhookDelivery": "delivery",
    "redeliverWebhook": "redeliver",
    "redeliverWebhooks": "redeliver_all",
}
_PLAIN = {"None", "Any", "Sequence", "Mapping", "Literal", "Omit", "OMIT", "M"}


@dataclass
class _Call:
    """One operation, on its way to a method."""

    told: Mapping[str, Any]
    schemas: Schemas
    arguments: list[str] = field(default_factory=list[str])  # of the signature
    explained: list[str] = field(default_factory=list[str])
    sent: list[str] = field(default_factory=list[str])  # of the Request


def doors(document: Mapping[str, Any], schemas: Schemas) -> str:
    classes = dict[str, dict[str, str]]()
    for operation in _whole(document):
        for tag, name, text in _methods(operation, schemas):
            methods = classes.setdefault(tag, {})
            if name in methods:
                raise ValueError(f"{tag}.{name} is two operations: give {operation['operationId']} a name in doors.py")
            methods[name] = text
    written = [f"class {tag.capitalize()}Calls(Bound[M]):\n{''.join(methods.values())}" for tag, methods in classes.items()]
    return "\n\n".join([_HEAD, *written])


def methods(document: Mapping[str, Any]) -> list[tuple[tuple[str, str], Mapping[str, Any]]]:
    """The door and the name of each operation, and the operation; by CSV alone, where that is all that it gives."""
    found = [(*_method(operation), operation) for operation in _whole(document)]
    return [((tag, name if _is_json(told) else f"{name}_csv"), told) for tag, name, told in found]


def _whole(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Each operation with its parameters written out."""
    for operation in operations(document):
        yield {**operation, "parameters": [_resolved(document, each) for each in operation.get("parameters", ())]}


def _resolved(document: Mapping[str, Any], parameter: Mapping[str, Any]) -> Mapping[str, Any]:
    named = parameter.get("$ref", "").rsplit("/", 1)[-1]
    return document["components"]["parameters"][named] if named else parameter


def _methods(operation: Mapping[str, Any], schemas: Schemas) -> Iterator[tuple[str, str, str]]:
    """Its class, its name and its text; a second one where it also takes or gives CSV."""
    tag, name = _method(operation)
    bodies = operation.get("requestBody", {}).get("content", {})
    answers = _content(operation)
    if _is_json(operation):
        yield tag, name, _text(name, operation, schemas)
    if "text/csv" in bodies or "text/csv" in answers:
        yield tag, f"{name}_csv", _text(f"{name}_csv", operation, schemas, csv=True)


def _content(operation: Mapping[str, Any]) -> Mapping[str, Any]:
    """What it answers with where all is well, by its kind."""
    return next((answer.get("content", {}) for status, answer in operation["responses"].items() if status[0] == "2"), {})


def _is_json(operation: Mapping[str, Any]) -> bool:
    return "application/json" in _content(operation) or "text/csv" not in _content(operation)


def _method(operation: Mapping[str, Any]) -> tuple[str, str]:
    """`createVideo` of the tag `videos` is `videos.create`, `listVideoBatches` is `videos.list_batches`."""
    tag, name = operation["tags"][0], operation["operationId"]
    if tag == "watch":
        return _WATCHED[name.removeprefix("watch")], "watch"
    verb, *others = snake(name).split("_")
    own = _OWN.get(tag)
    if own and others and others[0] in (own, tag):
        others = others[1:]
    return tag, _NAMES.get(name) or "_".join([verb, *others])


def _text(name: str, operation: Mapping[str, Any], schemas: Schemas, *, csv: bool = False) -> str:
    made = _Call(operation, schemas)
    _take_path(made)
    _take_content(made, csv=csv)
    keywords = len(made.arguments)
    _take_body(made)
    _take_query(made, csv=csv)
    if any(each["name"] == "Idempotency-Key" for each in operation["parameters"]):
        made.arguments.append("idempotency_key: str | None = None")
        made.sent += ["spends=True", "key=idempotency_key"]
    if operation.get("x-asks-only"):
        made.sent.append("asks_only=True")
    if not operation["security"]:
        made.sent.append("signed_in=False")
    made.arguments[keywords:] = sorted(made.arguments[keywords:], key=lambda told: "=" in told)
    star = ["*"] if len(made.arguments) > keywords else []
    signature = ", ".join(["self", *made.arguments[:keywords], *star, *made.arguments[keywords:]])
    listed = None if csv else _listed(made)
    answer, into = ("str", "str") if csv and not made.told.get("requestBody") else _answer(made)
    method = f'"{operation["method"]}"'
    if listed:
        items, of = listed
        query = "{**asked, 'cursor': cursor}"
        sent = ", ".join([each for each in made.sent if not each.startswith("query=")])
        asked = next((each.removeprefix("query=") for each in made.sent if each.startswith("query=")), "{}")
        return (
            f"    def {name}({signature}) -> Pages[M, {of}]:\n{_docstring(made)}"
            f"        asked = {asked}\n\n"
            f"        def ask(cursor: str | None) -> Request[Page[{of}]]:\n"
            f"            return Request({method}, {_place(made)}, lambda told: Page([{of}(each) for each in told['{items}']], "
            f"told['next_cursor']), query={query}{', ' if sent else ''}{sent})\n\n"
            f"        return Pages(self._sender, ask)\n\n"
        )
    given = ", ".join([method, _place(made), into, *made.sent])
    return f"    @call\n    def {name}({signature}) -> Request[{answer}]:\n{_docstring(made)}        return Request({given})\n\n"


def _take_path(made: _Call) -> None:
    for each in made.told["parameters"]:
        if each["in"] == "path":
            _argument(made, each["name"], _shown(made.schemas.type(each["schema"], "body")), each)


def _place(made: _Call) -> str:
    names = [each["name"] for each in made.told["parameters"] if each["in"] == "path"]
    given = "".join(f", {name}={name}" for name in names)
    return f'path("{made.told["path"]}"{given})' if names else f'"{made.told["path"]}"'


def _take_content(made: _Call, *, csv: bool) -> None:
    """A body that is one value, or text: the first argument that is not an id."""
    content = made.told.get("requestBody", {}).get("content", {})
    if csv and content:
        made.arguments.append("csv: str")
        made.sent += ["body=csv", 'media_type="text/csv"']
    elif content and not _fields(made):
        schema = content["application/json"]["schema"]
        of = {"description": made.schemas.resolved(schema).get("description", "")}
        _argument(made, "content", _shown(made.schemas.type(schema, "body")), of)
        made.sent.append("body=content")


def _take_body(made: _Call) -> None:
    """The fields of a body, each an argument."""
    sent = list[str]()
    required = made.schemas.resolved(_body(made)).get("required", ())
    for name, of in ({} if "body=csv" in made.sent else _fields(made)).items():
        argument, told = _safe(name), _shown(made.schemas.type(of, "body"))
        nullable, needed = "None" in told.split(" | "), name in required
        means = nullable and (needed or "default" not in of)  # None is a wish of its own
        if not needed:
            told += " | Omit = OMIT" if means else " = None" if nullable else " | None = None"
        _argument(made, name, told, of)
        sent.append(f'"{name}": {f"null({argument})" if means else argument}')
    if sent:
        made.sent.append(f"body=given({{{', '.join(sent)}}})")


def _body(made: _Call) -> Mapping[str, Any]:
    return made.told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})


def _fields(made: _Call) -> Mapping[str, Any]:
    return made.schemas.resolved(_body(made)).get("properties", {})


def _take_query(made: _Call, *, csv: bool) -> None:
    listed, asked, patience = _listed(made), list[str](), False
    for each in made.told["parameters"]:
        name = each["name"]
        if each["in"] != "query" or (listed and name == "cursor"):
            continue
        if name == "format":
            asked.append(f'"format": "{"csv" if csv else "json"}"')
            continue
        told = _shown(made.schemas.type(each["schema"], "body"))
        _argument(made, name, told if each.get("required") else f"{told} | None = None", each)
        asked.append(f'"{name}": {_safe(name)}')
        patience = patience or name == "wait"
    if asked:
        made.sent.append(f"query={{{', '.join(asked)}}}")
    if patience:
        made.sent.append("patience=wait or 0")
    if csv and not made.told.get("requestBody"):
        made.sent.append("as_text=True")


def _argument(made: _Call, name: str, told: str, of: Mapping[str, Any]) -> None:
    made.arguments.append(f"{_safe(name)}: {told}")
    if of.get("description"):
        made.explained.append(f"{_safe(name)}: {of['description']}")


def _listed(made: _Call) -> tuple[str, str] | None:
    """The list in its answer and the type of what is in it, where that is all that it answers, page by page."""
    if not any(each["name"] == "cursor" for each in made.told["parameters"]):
        return None
    schema = made.schemas.resolved(_answered(made))
    items = [name for name in schema.get("properties", ()) if name != "next_cursor"]
    if len(items) != 1:
        return None
    return items[0], _shown(made.schemas.type(schema["properties"][items[0]]["items"], "answer"))


def _answered(made: _Call) -> Mapping[str, Any]:
    told = next(answer for status, answer in made.told["responses"].items() if status[0] == "2")
    return told.get("content", {}).get("application/json", {}).get("schema", {})


def _answer(made: _Call) -> tuple[str, str]:
    """Its type, and what makes it of the JSON."""
    schema = _answered(made)
    if not schema:
        return "None", "lambda _: None"
    handle = _HANDLES.get(str(schema.get("$ref", "")).rsplit("/", 1)[-1])
    if handle:
        made.schemas.type(schema, "answer")
        return f"{handle}[M]", f"lambda told: {handle}(self._sender, told)"
    told = _shown(made.schemas.type(schema, "answer"))
    if told.startswith("list["):
        return told.replace("list[", "Sequence["), f"lambda told: [{told[5:-1]}(each) for each in told]"
    return told, "dict" if told.startswith("dict[") else told


def _shown(told: str) -> str:
    """The same type from outside of `types`."""
    return re.sub(
        r"'[^']*'|\b[A-Z]\w+\b", lambda found: found[0] if found[0][0] == "'" or found[0] in _PLAIN else f"types.{found[0]}", told
    )


def _docstring(made: _Call) -> str:
    summary, more = str(made.told.get("summary", "")).rstrip("."), str(made.told.get("description", ""))
    told = f"{summary}. {more}".strip()
    lines = textwrap.wrap(told, 116)
    if made.explained:
        lines += ["", *(line for each in made.explained for line in textwrap.wrap(each, 114, subsequent_indent="    "))]
    body = "\n".join(f"        {line}".rstrip() for line in lines).lstrip().replace("\\", "\\\\").replace('"""', "'''")
    return f'        """{body}{chr(10) + "        " if len(lines) > 1 else ""}"""\n'


def _safe(name: str) -> str:
    return f"{name}_" if keyword.iskeyword(name) else name
