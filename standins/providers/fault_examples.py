"""Trouble worth knowing, one row each: what it looks like from outside, and the rule that orders it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from .wire import Document

_TEXT: Mapping[str, Any] = {"call": "write"}


class Example(NamedTuple):
    name: str
    says: str
    do: Document
    match: Mapping[str, Any] = MappingProxyType({})  # empty: the next text or video, whoever asks

    def shown(self) -> Document:
        rule: Document = {"match": dict(self.match), "do": self.do} if self.match else {"do": self.do}
        return {"name": self.name, "says": self.says, "rule": rule}


EXAMPLES = (
    Example("Busy", "429 with Retry-After; nothing was accepted", {"status": 429, "retry_after": 3}),
    Example("Down", "503; nothing was accepted", {"status": 503}),
    Example("Slow", "the answer comes after ten seconds", {"delay_s": 10}),
    Example("Hung up", "the connection closes; nothing was accepted", {"drop": True}),
    Example("Model retired", "404, no longer available", {"retired": True}),
    Example("Answer lost", "accepted and billed, then the connection closes", {"accept_then_drop": True}),
    Example("Answer turned into 503", "accepted and billed, then 503", {"accept_then_status": 503}),
    Example("Result blocked", "the finished video or text is filtered", {"block": "safety"}),
    Example("Input blocked", "what was sent is refused", {"block_input": "celebrity"}),
    Example("Failed", "accepted, and ends in an error", {"fail": {"message": "An internal error has occurred."}}),
    Example("Never ready", "stays in progress until it is ended by hand", {"never": True}),
    Example("Takes its time", "ready after two minutes, by the stack's clock", {"render_seconds": 120}),
    Example("Forgotten", "every poll of it is 404", {"vanish": True}),
    Example("File broken", "ready, but the file is no video", {"media": "broken"}),
    Example("File late", "Veo: fails, and its file appears 30 s later", {"late_output": 30}, {"wire": "veo"}),
    Example("File twice", "Veo: two files where one was asked for", {"duplicate_output": True}, {"wire": "veo"}),
    Example("Text as ordered", "the model writes exactly this", {"text": "{not json"}, _TEXT),
    Example("Text cut short", "half a text, finish reason MAX_TOKENS", {"finish_reason": "MAX_TOKENS"}, _TEXT),
    Example("No text", "an answer without content", {"empty": True}, _TEXT),
    Example("Webhook lost", "Omni: nobody is told of the end", {"webhook": {"lost": True}}, {"wire": "omni"}),
    Example("Webhook thrice", "Omni: the same event three times", {"webhook": {"copies": 3}}, {"wire": "omni"}),
    Example("Webhook forged", "Omni: somebody else tells it first", {"webhook": {"forged": True}}, {"wire": "omni"}),
    Example("Poll fails", "one look at a running video is answered 500", {"status": 500}, {"call": "check"}),
)
