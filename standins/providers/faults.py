"""Trouble to order: rules that pick requests, and what then happens to them."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from .media.studio import Defect
from .store import Store
from .wire import Ask, Document, Refusal

Category = Literal[
    "child",
    "celebrity",
    "safety",
    "dangerous",
    "hate",
    "other",
    "prohibited",
    "third_party",
    "sexual",
    "toxic",
    "violence",
    "vulgar",
]
Dialect = Literal["openai", "vllm-omni", "litellm"]
HEADER = "x-simulator-fault"
_MARKER = re.compile(r"\[\[fault:(.*?)\]\]", re.DOTALL)


class Failure(BaseModel):
    """How an accepted operation ends in an error."""

    model_config = ConfigDict(extra="forbid")
    code: int | str = 13  # a number of google.rpc, or a word where a wire has words
    message: str = "An internal error has occurred. Please retry or report the problem."


class HookTrouble(BaseModel):
    """What becomes of the webhook that tells of an operation's end."""

    model_config = ConfigDict(extra="forbid")
    lost: bool = False  # it is never sent
    late_s: float = Field(0, ge=0)  # by the clock
    copies: int = Field(1, ge=1, le=100)  # the same event so many times
    reordered: bool = False  # it comes after the next event of its wire
    forged: bool = False  # somebody else tells the same before, and cannot sign it


class Effects(BaseModel):
    """What happens to one request, in the order in which it would."""

    model_config = ConfigDict(extra="forbid")

    # before anything is accepted
    drop_unread: bool = False  # the connection closes at the request's head: what follows of it can no longer be sent
    delay_s: float | None = Field(None, ge=0)  # by the clock
    drop: bool = False  # the connection closes, nothing was accepted
    status: int | None = Field(None, ge=400, le=599)
    retry_after: float | None = None
    code: str | None = None  # the word that the refusal goes by, instead of the usual one for its status
    retired: bool = False
    message: str | None = None  # what the refusal that `status` orders says
    # accepted, and yet
    accept_then_delay_s: float | None = Field(None, ge=0)
    accept_then_drop: bool = False
    accept_then_status: int | None = Field(None, ge=400, le=599)
    # how the accepted operation goes on
    render_seconds: float | None = Field(None, ge=0)
    never: bool = False  # stays in progress
    vanish: bool = False  # a poll answers 404
    block: Category | None = None  # the result is filtered
    block_input: Category | None = None  # the input is refused, as an error of the operation
    fail: Failure | None = None
    media: Defect | None = None
    duplicate_output: bool | Literal["same_name"] = False
    late_output: float | None = Field(None, ge=0)  # the file appears so many seconds after the operation failed
    inline: bool = False  # an interaction brings its video in the answer, whatever delivery was asked for
    says: str | None = None  # the status that an interaction claims to have, as long as it lives
    dialect: Dialect | None = None  # whose habits the OpenAI wire takes on
    # how a written answer ends
    text: str | None = None
    empty: bool = False
    finish_reason: str | None = None
    # what is told of the end
    webhook: HookTrouble | None = None

    @field_validator("fail", mode="before")
    @classmethod
    def _plainly(cls, value: Any) -> Any:
        return {} if value is True else value

    @property
    def applied(self) -> Document:
        return self.model_dump(exclude_defaults=True)


class Match(BaseModel):
    """Which requests a rule is for; without `call`, those that cost money. `call: "*"` means every call."""

    model_config = ConfigDict(extra="forbid")
    wire: str | None = None
    model: str | None = None
    call: str | None = None
    prompt_contains: str | None = None
    job: str | None = None
    header: dict[str, str] = Field(default_factory=dict)

    def fits(self, ask: Ask, prompt: str, labels: Mapping[str, str], billable: bool) -> bool:
        called = billable if self.call is None else self.call in ("*", ask.call)
        return (
            called
            and self.wire in (None, ask.wire)
            and self.model in (None, ask.model)
            and self.job in (None, labels.get("job"))
            and (self.prompt_contains is None or self.prompt_contains in prompt)
            and all(value in ask.headers.get(name.lower(), "") for name, value in self.header.items())
        )


class Rule(BaseModel):
    model_config = ConfigDict(extra="forbid")
    match: Match = Field(default_factory=Match)
    times: int | None = Field(1, ge=1)
    do: Effects


class Faults:
    """The rules in the order in which they came; the first that fits is used up by one."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def order(self, body: Any) -> Document:
        try:
            rule = Rule.model_validate(body)
        except ValidationError as error:
            raise Refusal(400, str(error)) from error
        if rule.do.drop_unread and (rule.match.prompt_contains or rule.match.job):
            raise Refusal(400, "drop_unread comes before the body is read: match it by wire, call, model in the path, or header.")
        name = secrets.token_hex(4)
        self._store.change(
            "insert into faults (id, position, rule, left_over) "
            "values (?, (select coalesce(max(position), 0) + 1 from faults), ?, ?)",
            (name, rule.model_dump_json(exclude_defaults=True), rule.times),
        )
        return self.listed(name)[0]

    def listed(self, name: str | None = None) -> list[Document]:
        rows = self._store.rows("select * from faults where ? is null or id = ? order by position", (name, name))
        return [{**json.loads(row["rule"]), "id": row["id"], "times": row["left_over"], "used": row["used"]} for row in rows]

    def clear(self, name: str | None = None) -> int:
        return self._store.change("delete from faults where ? is null or id = ?", (name, name))

    def drops_unread(self, ask: Ask, *, billable: bool) -> bool:
        """Of a request whose head is all that was read."""
        asked_for = spelled(ask.headers.get(HEADER, "")).get("drop_unread")
        return asked_for is True or self._used(ask, "", {}, billable=billable, unread=True) is not None

    def draw(self, ask: Ask, prompt: str, labels: Mapping[str, str], *, billable: bool) -> Effects:
        """A rule, then the request's own header, then a marker in its prompt; later ones win."""
        rule = self._used(ask, prompt, labels, billable=billable, unread=False)
        wanted: Document = dict(rule.do.applied) if rule else {}
        if HEADER in ask.headers:
            wanted |= spelled(ask.headers[HEADER])
        if billable:
            for marker in _MARKER.findall(prompt):
                wanted |= spelled(marker)
        try:
            return Effects.model_validate(wanted)
        except ValidationError as error:
            raise Refusal(400, f"This fault cannot be ordered: {error}") from error

    def _used(self, ask: Ask, prompt: str, labels: Mapping[str, str], *, billable: bool, unread: bool) -> Rule | None:
        for row in self._store.rows("select * from faults where left_over is null or left_over > 0 order by position"):
            rule = Rule.model_validate_json(row["rule"])
            if rule.do.drop_unread is unread and rule.match.fits(ask, prompt, labels, billable):
                self._store.change("update faults set left_over = left_over - 1, used = used + 1 where id = ?", (row["id"],))
                return rule
        return None


def without_markers(prompt: str) -> str:
    return _MARKER.sub("", prompt).strip()


def spelled(text: str) -> Document:
    """`block=safety; render_seconds=2`, a bare word for true, or a JSON object."""
    if text.strip().startswith("{"):
        try:
            return dict(json.loads(text))
        except ValueError as error:
            raise Refusal(400, f"This fault is not JSON: {text}") from error
    wanted: Document = {}
    for piece in filter(None, (piece.strip() for piece in text.split(";"))):
        name, given, value = piece.partition("=")
        try:
            wanted[name.strip()] = json.loads(value) if given else True
        except ValueError:
            wanted[name.strip()] = value.strip()
    return wanted
