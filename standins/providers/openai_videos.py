"""The OpenAI Videos wire, for who holds a bearer key; what a key has made is seen with that key only."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from standins.common.clock import Clock

from . import openai_dialects as dialects
from . import openai_rules as rules
from .faults import Dialect, Effects, without_markers
from .google import bearer
from .journal import Journal
from .media.studio import Studio
from .operations import Operation, Operations, Order, Outcome, State, draft
from .rendering import Rendering
from .wire import Answer, Ask, Document, Handler, Refusal, route

_BASE = "/openai/v1"
_QUEUED_SHARE = 0.1  # of the usual time
_MOST_LISTED = 100
_BLOCKED = "Your request was blocked by our moderation system."
_IN_WORDS = {"child": "minors", "celebrity": "public figure likeness", "third_party": "similarity to third-party content"}


class OpenAIVideos:
    name = "openai-videos"

    def __init__(
        self,
        operations: Operations,
        rendering: Rendering,
        studio: Studio,
        journal: Journal,
        clock: Clock,
        *,
        render_seconds: float,
        per_minute: int | None,
    ) -> None:
        self._operations, self._rendering, self._studio = operations, rendering, studio
        self._journal, self._clock = journal, clock
        self._render_seconds, self._per_minute = render_seconds, per_minute
        one = f"{_BASE}/videos/{{video}}"
        self.routes = [
            route("POST", f"{_BASE}/videos", "create", self._spoken(self._create), billable=True, read=rules.read),
            route("GET", f"{_BASE}/videos", "list", self._spoken(self._list), json=False),
            route("GET", one, "check", self._spoken(self._check), read=self._read_job),
            route("DELETE", one, "delete", self._spoken(self._delete), read=self._read_job),
            route("GET", f"{one}/content", "content", self._spoken(self._content), read=self._read_job),
            route("POST", f"{one}/remix", "remix", self._spoken(self._remix), billable=True, read=self._read_job),
            route("GET", f"{_BASE}/models", "models", self._spoken(self._models), json=False),
            route("GET", f"{_BASE}/models/{{model}}", "models", self._spoken(self._model), json=False),
        ]

    def admit(self, ask: Ask) -> None:
        """Any key will do, except none, and except one that begins with "invalid"."""
        key = bearer(ask)
        if not key:
            words = (
                "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer "
                "auth (i.e. Authorization: Bearer YOUR_KEY)."
            )
            raise Refusal(401, words)
        if key.startswith("invalid"):
            raise Refusal(401, f"Incorrect API key provided: {key[:7]}{'*' * 8}{key[-4:]}.", code="invalid_api_key")

    def key(self, ask: Ask) -> str:
        return bearer(ask)

    def prompt(self, document: Document) -> str:
        return str(document.get("prompt", ""))

    def labels(self, document: Document) -> Mapping[str, str]:
        return document.get(rules.LABELS, {})

    def refused(self, refusal: Refusal) -> Answer:
        return dialects.refused(refusal)

    # -- what can be asked

    async def _create(self, ask: Ask) -> Answer:
        wanted = rules.understood(ask, self._clock.now())
        ask.understood = wanted.facts
        return self._accepted(ask, wanted.model, wanted.prompt, wanted.seconds, wanted.size)

    async def _remix(self, ask: Ask) -> Answer:
        source = self._mine(ask)
        for name in ask.document.keys() - {"prompt", "model", rules.LABELS}:
            raise rules.bad(name, f"Unknown parameter: '{name}'.", "unknown_parameter")
        if source.state is not State.SUCCEEDED:
            raise rules.bad("video_id", "Only a completed video can be remixed.")
        model = rules.known_model(source.order.model, self._clock.now())
        size = f"{source.order.width}x{source.order.height}"
        return self._accepted(ask, model, rules.worded(ask.document), f"{source.order.seconds:g}", size, source.name)

    def _accepted(self, ask: Ask, model: rules.Model, prompt: str, seconds: str, size: str, source: str | None = None) -> Answer:
        self._keep_to_quota(model.name)
        if ask.effects.block_input:
            words = f"{_BLOCKED} safety_violations=[{_IN_WORDS.get(ask.effects.block_input, ask.effects.block_input)}]."
            raise Refusal(400, words, code=dialects.MODERATED)
        width, height = map(int, size.split("x"))
        order = Order(
            model=model.name,
            prompt=without_markers(prompt),
            seconds=float(seconds),
            width=width,
            height=height,
            audio=True,
            render_seconds=self._render_seconds,
            labels=dict(self.labels(ask.document)),
            extra={"owner": _owner(ask), "remixed_from": source},
        )
        operation = draft(self.name, "video_", order, ask.effects, self._clock.now())
        return Answer(200, self._shown(operation), operation=operation)

    async def _check(self, ask: Ask) -> Answer:
        operation = await self._rendering.finish_if_due(self._mine(ask))
        job = self._shown(operation)
        return Answer(dialects.http_status_of(job, _dialect(operation.effects, operation.order.model)), job)

    async def _list(self, ask: Ask) -> Answer:
        limit, order, after = (ask.query.get(name, usual) for name, usual in (("limit", "20"), ("order", "desc"), ("after", "")))
        if not limit.isdigit() or not 1 <= int(limit) <= _MOST_LISTED:
            raise rules.bad("limit", f"Invalid 'limit': expected an integer from 1 to {_MOST_LISTED}.")
        if order not in ("asc", "desc"):
            raise rules.bad("order", f"Invalid value: '{order}'. Supported values are: 'asc', and 'desc'.")
        mine = [each for each in self._operations.on_wire(self.name) if each.order.extra["owner"] == _owner(ask)]
        mine = mine if order == "desc" else mine[::-1]
        names = [each.name for each in mine]
        if after and after not in names:
            raise rules.bad("after", f"Invalid 'after': no video with id '{after}' found.")
        start = names.index(after) + 1 if after else 0
        page = [self._shown(each) for each in mine[start : start + int(limit)]]
        ends = {"first_id": page[0]["id"], "last_id": page[-1]["id"]} if page else {"first_id": None, "last_id": None}
        return Answer(200, {"object": "list", "data": page, **ends, "has_more": start + int(limit) < len(mine)})

    async def _delete(self, ask: Ask) -> Answer:
        """What is still being made is given up; nothing of it can be asked for afterwards."""
        operation = self._mine(ask)
        self._operations.settle(operation, Outcome(State.CANCELLED), [])
        self._operations.vanish(operation)
        return Answer(200, {"id": operation.name, "object": "video.deleted", "deleted": True})

    async def _content(self, ask: Ask) -> Answer:
        operation = await self._rendering.finish_if_due(self._mine(ask))
        variant = ask.query.get("variant", "video")
        if variant not in ("video", "thumbnail", "spritesheet"):
            words = f"Invalid value: '{variant}'. Supported values are: 'video', 'thumbnail', and 'spritesheet'."
            raise rules.bad("variant", words)
        if operation.state is State.RENDERING:
            raise Refusal(404, "Video is not ready yet, use GET /v1/videos/{video_id} to check status.")
        if operation.state is not State.SUCCEEDED:
            raise Refusal(422, "Video generation failed. Check job status for error details.")
        if variant == "video":
            (content,) = await self._rendering.clips(operation)
            return _ranged(ask, content, "video/mp4")
        tiles = 1 if variant == "thumbnail" else 4
        height = 360 * operation.order.height // max(operation.order.width, operation.order.height) // 2 * 2
        width = 360 * operation.order.width // max(operation.order.width, operation.order.height) // 2 * 2 * tiles
        return _ranged(ask, await self._studio.picture(operation.order.prompt, width, height), "image/jpeg")

    async def _models(self, _: Ask) -> Answer:
        return Answer(200, {"object": "list", "data": [_model_shown(model) for model in self._served()]})

    async def _model(self, ask: Ask) -> Answer:
        return Answer(200, _model_shown(rules.known_model(ask.model, self._clock.now())))

    # -- what they share

    def _spoken(self, handle: Handler) -> Handler:
        """Refusals in the words of whoever is spoken to."""

        async def answered(ask: Ask) -> Answer:
            try:
                return await handle(ask)
            except Refusal as refusal:
                return dialects.refused(refusal, _dialect(ask.effects, ask.model))

        return answered

    def _read_job(self, ask: Ask) -> Document:
        """Later requests say nothing of the job and the model: the video knows."""
        document = rules.read(ask)
        operation = self._operations.named(ask.parts["video"])
        if "model" in document:
            raise rules.bad("model", "Unknown parameter: 'model'.", "unknown_parameter")
        if operation is None:
            return document
        return document | {"model": operation.order.model, rules.LABELS: operation.order.labels | document[rules.LABELS]}

    def _mine(self, ask: Ask) -> Operation:
        operation = self._operations.named(ask.parts["video"])
        if operation is None or operation.wire != self.name or operation.order.extra["owner"] != _owner(ask):
            raise Refusal(404, f"Video with id '{ask.parts['video']}' not found.")
        return operation

    def _served(self) -> list[rules.Model]:
        now = self._clock.now()
        return [model for model in rules.MODELS.values() if not (model.retired and model.retired <= now)]

    def _keep_to_quota(self, model: str) -> None:
        since = self._clock.now().timestamp() - 60
        if self._per_minute is not None and self._journal.billed_since(since, self.name, model) >= self._per_minute:
            words = f"Rate limit reached for {model} on requests per min (RPM): Limit {self._per_minute}."
            raise Refusal(429, words, headers={"retry-after": "20"})

    def _shown(self, operation: Operation) -> Document:
        order, ended = operation.order, operation.state is not State.RENDERING
        status, progress = self._progress(operation)
        return {
            "id": operation.name,
            "object": "video",
            "created_at": int(operation.created),
            "completed_at": int(operation.due) if ended and operation.due else None,
            "expires_at": None,
            "status": dialects.status_of(status, _dialect(operation.effects, order.model)),
            "model": order.model,
            "progress": progress,
            "prompt": order.prompt,
            "seconds": f"{order.seconds:g}",
            "size": f"{order.width}x{order.height}",
            "remixed_from_video_id": order.extra["remixed_from"],
            "error": _error(operation.outcome) if operation.outcome else None,
        }

    def _progress(self, operation: Operation) -> tuple[str, int]:
        if operation.state is State.SUCCEEDED:
            return "completed", 100
        usual = operation.due - operation.created if operation.due else operation.order.render_seconds * 10
        share = (self._clock.now().timestamp() - operation.created) / usual if usual else 1.0
        progress = max(0, min(99, int(100 * (share - _QUEUED_SHARE))))
        if operation.state is not State.RENDERING:
            return "failed", progress
        return ("queued", 0) if share < _QUEUED_SHARE else ("in_progress", progress)


def _dialect(effects: Effects, model: str) -> Dialect:
    row = rules.MODELS.get(model)
    return effects.dialect or (row.dialect if row else "openai")


def _error(outcome: Outcome) -> Document | None:
    if outcome.state is State.SUCCEEDED:
        return None
    if outcome.category:
        words = _IN_WORDS.get(outcome.category, outcome.category)
        return {"code": dialects.MODERATED, "message": f"{_BLOCKED} safety_violations=[{words}]."}
    code = outcome.code if isinstance(outcome.code, str) else "server_error"
    return {"code": code, "message": outcome.message or "The video was given up."}


def _ranged(ask: Ask, content: bytes, mime_type: str) -> Answer:
    headers = {"content-type": mime_type, "accept-ranges": "bytes"}
    found = re.fullmatch(r"bytes=(\d*)-(\d*)", ask.headers.get("range", ""))
    if not found or not (found[1] or found[2]):
        return Answer(200, content, headers)
    size = len(content)
    start = int(found[1]) if found[1] else max(0, size - int(found[2]))
    end = min(size, int(found[2]) + 1) if found[1] and found[2] else size
    if start >= end:
        raise Refusal(416, "The requested range is not satisfiable.", headers={"content-range": f"bytes */{size}"})
    return Answer(206, content[start:end], headers | {"content-range": f"bytes {start}-{end - 1}/{size}"})


def _model_shown(model: rules.Model) -> Document:
    return {"id": model.name, "object": "model", "created": 1_760_000_000, "owned_by": model.owner}


def _owner(ask: Ask) -> str:
    """Whose video it is, without keeping the key."""
    return hashlib.sha256(bearer(ask).encode()).hexdigest()
