"""hooks: what providers, Stripe and payment servers tell us. Public: each route is opened by a proof of its own.

Of providers and Stripe that is a signature over the raw body, and what they say is but a hint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.payments import events, server
from shared.platform.settings import settings
from shared.platform.web import callers
from shared.platform.web.callers import anyone
from shared.platform.web.door import Call, Reply
from shared.platform.web.flask_door import FlaskDoor
from shared.webhooks import checks

if TYPE_CHECKING:
    from functions.forms import hooks as forms
    from shared.payments import views

door = FlaskDoor("hooks", caller=anyone, forms="functions.forms.hooks")


@door.route("POST", "/gemini", status=204, body_limit=checks.BODY_LIMIT)
def receive_gemini_event(call: Call) -> None:
    """Take an event of the Gemini API."""
    checks.take(checks.GEMINI, settings().hook_secrets_gemini, call.headers, call.raw, call.now)


@door.route("POST", "/openai", status=204, body_limit=checks.BODY_LIMIT)
def receive_openai_event(call: Call) -> None:
    """Take an event of a server with the OpenAI Videos wire."""
    checks.take(checks.OPENAI, settings().hook_secrets_openai, call.headers, call.raw, call.now)


@door.route("POST", "/stripe", status=204, body_limit=events.BODY_LIMIT)
def receive_stripe_event(call: Call) -> None:
    """Take an event of Stripe's."""
    events.take(settings().hook_secrets_stripe, call.headers, call.raw, call.now)


@door.route("POST", "/payments", body="PaymentPostingRequest")
def post_payment(call: Call) -> Reply[views.PaymentPosting]:
    """Take what another payment server says of a payment.

    The same id counts once; what is taken back may leave less than nothing. A token of its service account, made for this
    function, opens it.
    """
    asked: forms.PaymentPostingRequest = call.body
    return Reply(body=server.post(callers.payment_server(call.door, call.headers).id, asked.news))
