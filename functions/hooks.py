"""hooks: what providers tell us. Public: only a signature over the raw body opens it, and then it is a hint and no more."""

from __future__ import annotations

from shared.platform.settings import settings
from shared.platform.web.callers import anyone
from shared.platform.web.door import Call
from shared.platform.web.flask_door import FlaskDoor
from shared.webhooks import checks

door = FlaskDoor("hooks", caller=anyone)


@door.route("POST", "/gemini", status=204, body_limit=checks.BODY_LIMIT)
def receive_gemini_event(call: Call) -> None:
    """Take an event of the Gemini API."""
    checks.take(checks.GEMINI, settings().hook_secrets_gemini, call.headers, call.raw, call.now)


@door.route("POST", "/openai", status=204, body_limit=checks.BODY_LIMIT)
def receive_openai_event(call: Call) -> None:
    """Take an event of a server with the OpenAI Videos wire."""
    checks.take(checks.OPENAI, settings().hook_secrets_openai, call.headers, call.raw, call.now)
