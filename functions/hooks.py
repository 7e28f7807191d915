"""hooks: what providers tell us. Public: only a signature over the raw body opens it, and then it is a hint and no more."""

from __future__ import annotations

from shared.platform.callers import anyone
from shared.platform.http import Call, Door, Reply
from shared.platform.settings import settings
from shared.webhooks import incoming

door = Door("hooks", caller=anyone)


@door.route("POST", "/gemini", status=204, body_limit=incoming.BODY_LIMIT)
def receive_gemini_event(call: Call) -> Reply:
    """Take an event of the Gemini API."""
    incoming.take(incoming.GEMINI, settings().hook_secrets_gemini, call.headers, call.raw, call.now)
    return Reply(204)


@door.route("POST", "/openai", status=204, body_limit=incoming.BODY_LIMIT)
def receive_openai_event(call: Call) -> Reply:
    """Take an event of a server that speaks the OpenAI Videos wire."""
    incoming.take(incoming.OPENAI, settings().hook_secrets_openai, call.headers, call.raw, call.now)
    return Reply(204)
