"""Doors: what a function takes and gives, and who may call it. What happens to a request in between stands in `exchange`.

    door = FlaskDoor("account", caller=user)

    @door.get("/")
    def get_account(call: Call) -> Reply[views.Account]: ...

The annotation is what a type checker holds the body to, key by key, and what the OpenAPI document says of it; a view is never
imported to serve a request.

`FlaskDoor` and `AsyncDoor` have the `entry` that the functions framework serves.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeAlias, TypedDict, TypeVar, Unpack, cast

from shared.platform import user_ids
from shared.platform.errors import AppError, Language, MethodNotAllowed, NoSuchPath
from shared.platform.web.rates import Pace

if TYPE_CHECKING:
    from pydantic import BaseModel
    from typing_extensions import TypeVar as TypeVarWithDefault

    from shared.platform.web import views
    from shared.platform.web.callers import Caller, Gate
    from shared.platform.web.task_attempts import GiveUp
    from shared.platform.web.tokens import User

    B = TypeVarWithDefault("B", default=Any)
else:
    B = TypeVar("B")

Scope = Literal["read", "write", "spend"]
BODY_LIMIT = 256 * 1024
# what may stand in a path as an id of ours: never a name that Firestore keeps for itself, which no document can have
_SEGMENT = r"(?!\.{1,2}(?:/|$))(?!__[^/]*__(?:/|$))[A-Za-z0-9_.~:@-]{1,128}"
_VIEW = re.compile(r"Reply\[(?:\w+\.)?(\w+)\]")
_SEGMENTS = {"user_id": user_ids.FORM, "token": r"[0-9A-Za-z]{22}"}  # whose ids are Firebase's; what opens by being known


class Call(NamedTuple):
    """One request that passed its door: who asks, for what, in which language."""

    door: str
    request_id: str
    language: Language
    content_language: Language  # of what is written for them where they name none: German unless they like English better
    began: datetime  # when it came; `now` is later by what it took to know who asks
    now: datetime
    caller: Caller
    path: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any = None
    query: Any = None
    idempotency_key: str | None = None
    raw: bytes = b""
    head: bool = False  # its answer's headers are wanted, and no body
    query_string: str = ""  # as it came, for a route that has no form for it


class Reply(NamedTuple, Generic[B]):
    status: int = 200
    body: B | None = None
    headers: Mapping[str, str] = MappingProxyType({})


def admitted(body: B, *, replayed: bool) -> Reply[B]:
    """What was asked for is taken on; `replayed` where an earlier call with the same key had brought it."""
    return Reply(202, body, {"Idempotency-Replayed": "true"} if replayed else {})


def refusals(told: Mapping[str, AppError | None], language: Language) -> list[views.ItemRefusal]:
    """Of several, by their ids: None where one was not refused."""
    return [
        {"id": each, "error": refusal.code, "message": refusal.text(language)}
        for each, refusal in told.items()
        if refusal is not None
    ]


def deleted(told: Mapping[str, AppError | None], language: Language) -> Reply[views.Deletion]:
    refused = refusals(told, language)
    return Reply(body={"deleted": len(told) - len(refused), "refused": refused})


# awaitable behind an AsyncDoor, and only there; None where its route's status says all
Handler = Callable[[Call], "Reply | Awaitable[Reply] | None"]
H = TypeVar("H", bound=Handler)
Form: TypeAlias = "type[BaseModel] | str"  # a name is looked up in the door's module of forms by the first call that needs it


class RouteFacts(TypedDict, total=False):
    """What a route may say of itself."""

    body: Form
    query: Form
    plainly: Callable[[str], Any]  # reads the usual query without importing its form, and gives None for any other
    status: int
    spends: bool
    keyed: bool  # it spends nothing, and takes an Idempotency-Key all the same
    reads: int | Callable[[Call], int]  # documents beside those that a body names: a dear call counts as several
    body_limit: int
    asks_only: bool  # it changes nothing, although it is no GET: it says what something would cost
    in_person: bool  # no agent's key opens it: it is about the account, or cannot be undone
    at_once: bool  # it gives out addresses or ends something: a session that was just ended must not reach it


class Route(NamedTuple):
    """What a door does for one method and path; OpenAPI is written from the same facts."""

    method: str
    path: str
    pattern: re.Pattern[str]
    handler: Handler
    body: Form | None = None
    query: Form | None = None
    plainly: Callable[[str], Any] | None = None
    status: int = 200
    spends: bool = False
    keyed: bool = False
    reads: int | Callable[[Call], int] = 1
    body_limit: int = BODY_LIMIT
    asks_only: bool = False
    in_person: bool = False
    at_once: bool = False

    @property
    def scope(self) -> Scope | None:
        """What a key of an agent needs for it; None where none will do."""
        if self.in_person:
            return None
        if self.spends:
            return "spend"
        return "read" if self.asks_only or self.method == "GET" else "write"

    @property
    def trusts_memory(self) -> bool:
        """Whether a session that was current a moment ago is current enough: not where something is deleted, paid or linked."""
        return not (self.at_once or self.spends or self.method == "DELETE")

    def answer(self, call: Call) -> Reply:
        """By a handler that takes a thread."""
        return cast("Reply | None", self.handler(call)) or Reply(self.status)

    @property
    def answers(self) -> str:
        """The view that its handler is annotated with, by name; empty where its body has none."""
        told = _VIEW.fullmatch(self.handler.__annotations__["return"])
        return told[1] if told else ""

    @property
    def summary(self) -> str:
        return (self.handler.__doc__ or "").strip().splitlines()[0]


def page(call: Call) -> int:
    """What a list reads."""
    return int(call.query.limit)


class Routes:
    """Routes that stand together in a module; a door has its own and takes those of others."""

    def __init__(self, forms: str = "") -> None:
        self._forms = forms
        self.routes: list[Route] = []

    def route(self, method: str, path: str, **facts: Unpack[RouteFacts]) -> Callable[[H], H]:
        pattern = re.compile(re.sub(r"\{(\w+)\}", _group, path))

        def add(handler: H) -> H:
            self.routes.append(Route(method, path, pattern, handler, **facts))
            return handler

        return add

    def get(self, path: str, **facts: Unpack[RouteFacts]) -> Callable[[H], H]:
        return self.route("GET", path, **facts)

    def take(self, *others: Routes) -> None:
        """With their forms, which they look up where they say."""
        for each in others:
            self.routes += [route._replace(body=each.whole(route.body), query=each.whole(route.query)) for route in each.routes]

    def whole(self, wanted: Form | None) -> Form | None:
        return f"{self._forms}.{wanted}" if isinstance(wanted, str) and "." not in wanted else wanted

    def form(self, wanted: Form) -> type[BaseModel]:
        if not isinstance(wanted, str):
            return wanted
        module, _, name = wanted.rpartition(".")
        return getattr(importlib.import_module(module or self._forms), name)


class Door(Routes):
    """One deployed function: its routes and who may call them."""

    def __init__(
        self,
        name: str,
        caller: Gate,
        forms: str = "",
        on_give_up: GiveUp | None = None,
        calls_per_minute: Callable[..., int] | None = None,
        refusal: Callable[[AppError, Language, str], Reply] | None = None,
        newcomer: Callable[[User], object] | None = None,
    ) -> None:
        """`on_give_up` is told of tasks that came here and will not be tried again; `calls_per_minute` holds for each caller.

        With `refused` it tells how many calls a minute may ask to spend in vain. A door for people says by `refusal` what an
        error looks like; all others answer in the one shape. `newcomer` is told of a guest who has no account yet, whatever they
        asked for: what they keep here ends by what an account says.
        """
        super().__init__(forms)
        self.name, self.caller, self.on_give_up, self.refusal = name, caller, on_give_up, refusal
        self.newcomer = newcomer
        self.pace = Pace(calls_per_minute) if calls_per_minute else None
        self.refusals = Pace(partial(calls_per_minute, refused=True), widens_only=True) if calls_per_minute else None

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        """The route for a request; HEAD is answered as GET without its body."""
        matches = [(route, found) for route in self.routes if (found := route.pattern.fullmatch(path))]
        if not matches:
            raise NoSuchPath
        wanted = "GET" if method == "HEAD" else method
        for route, found in matches:
            if route.method == wanted:
                return route, found.groupdict()
        raise MethodNotAllowed(method=method, allowed=", ".join(sorted({route.method for route, _ in matches})))


def _group(name: re.Match[str]) -> str:
    return f"(?P<{name[1]}>{_SEGMENTS.get(name[1], _SEGMENT)})"
