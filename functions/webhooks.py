"""webhooks: where a user's events are sent to, what was sent, and sending it again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from shared.accounts import signup
from shared.config.call_rate import calls_per_minute
from shared.platform.web import plain_queries
from shared.platform.web.callers import user
from shared.platform.web.door import Call, Reply, page
from shared.platform.web.flask_door import FlaskDoor
from shared.webhooks import commands, reads
from shared.webhooks.model import delivery_shown, shown

if TYPE_CHECKING:
    from functions.forms import webhooks as forms
    from shared.webhooks import views

door = FlaskDoor(
    "webhooks", caller=user, newcomer=signup.open_account, forms="functions.forms.webhooks", calls_per_minute=calls_per_minute
)


@door.route("POST", "/", body="WebhookEndpointRequest", status=201, in_person=True, at_once=True)
def create_webhook_endpoint(call: Call) -> Reply[views.WebhookEndpointMade]:
    """Create a webhook endpoint.

    What it is sent is signed as Standard Webhooks has it. The secret is told this once.
    """
    asked: forms.WebhookEndpointRequest = call.body
    made = commands.create(call.caller.signed_in, asked.url, asked.events, description=asked.description, language=asked.language)
    return Reply(201, _made(call, made))


@door.route("POST", "/listeners", body="WebhookListenerRequest", status=201, at_once=True)
def create_webhook_listener(call: Call) -> Reply[views.WebhookEndpointMade]:
    """Create a listener.

    For a program that nobody can reach: it fetches its deliveries, and signs them with the secret for whom it hands them to. It
    ends after a day.
    """
    asked: forms.WebhookListenerRequest = call.body
    return Reply(201, _made(call, commands.create(call.caller.signed_in, None, asked.events, language=asked.language)))


@door.route("DELETE", "/listeners/{endpoint_id}", status=204)
def delete_webhook_listener(call: Call) -> None:
    """Delete a listener."""
    commands.delete(call.caller.id, call.path["endpoint_id"], listeners_only=True)


@door.get("/")
def list_webhook_endpoints(call: Call) -> Reply[views.WebhookEndpointList]:
    """List your webhook endpoints, newest first.

    Listeners too; never a secret.
    """
    return Reply(body={"endpoints": [shown(each, call.now) for each in reads.listed(call.caller.id)]})


@door.get("/{endpoint_id}")
def get_webhook_endpoint(call: Call) -> Reply[views.WebhookEndpoint]:
    """Get a webhook endpoint."""
    return Reply(body=shown(reads.show(call.caller.id, call.path["endpoint_id"]), call.now))


@door.route("PATCH", "/{endpoint_id}", body="WebhookEndpointUpdate", in_person=True, at_once=True)
def update_webhook_endpoint(call: Call) -> Reply[views.WebhookEndpoint]:
    """Update a webhook endpoint, or switch it off or on.

    Switched on again it begins anew; what failed before is sent again when you ask for it.
    """
    asked: forms.WebhookEndpointUpdate = call.body
    changes = commands.Changes(asked.url, asked.events, asked.description, asked.language, asked.active)
    return Reply(body=shown(commands.change(call.caller.id, call.path["endpoint_id"], changes), call.now))


@door.route("DELETE", "/{endpoint_id}", status=204, in_person=True)
def delete_webhook_endpoint(call: Call) -> None:
    """Delete a webhook endpoint.

    It is sent nothing more, at once.
    """
    commands.delete(call.caller.id, call.path["endpoint_id"])


@door.route("POST", "/{endpoint_id}/secret", body="WebhookSecretRequest", status=201, in_person=True, at_once=True)
def rotate_webhook_secret(call: Call) -> Reply[views.WebhookEndpointMade]:
    """Give a webhook endpoint a new secret.

    For a while both sign, so that its receiver can change over. The secret is told this once.
    """
    asked: forms.WebhookSecretRequest = call.body
    made = commands.rotate(call.caller.id, call.path["endpoint_id"], timedelta(hours=asked.overlap_hours))
    return Reply(201, _made(call, made))


@door.route("POST", "/{endpoint_id}/test", status=202)
def send_webhook_test(call: Call) -> Reply[views.WebhookDelivery]:
    """Send a test event.

    `webhook.test`, in the way of all others; look at the delivery for what came of it.
    """
    return Reply(202, delivery_shown(commands.send_test(call.caller.id, call.path["endpoint_id"])))


@door.get("/{endpoint_id}/deliveries", query="WebhookDeliveriesQuery", plainly=plain_queries.first_page, reads=page)
def list_webhook_deliveries(call: Call) -> Reply[views.WebhookDeliveryList]:
    """List what a webhook endpoint was sent, newest first.

    With bodies and answers, for thirty days.
    """
    asked: forms.WebhookDeliveriesQuery = call.query  # the usual first page names no status
    found = reads.deliveries(
        call.caller.id,
        call.path["endpoint_id"],
        status=getattr(asked, "status", None),
        limit=asked.limit,
        cursor=asked.cursor,
    )
    return Reply(body={"deliveries": [delivery_shown(each) for each in found.rows], "next_cursor": found.next_cursor})


@door.get("/{endpoint_id}/deliveries/{delivery_id}")
def get_webhook_delivery(call: Call) -> Reply[views.WebhookDelivery]:
    """Get a delivery, with its tries."""
    found = reads.delivery(call.caller.id, call.path["endpoint_id"], call.path["delivery_id"])
    return Reply(body=delivery_shown(found))


@door.route("POST", "/{endpoint_id}/deliveries/{delivery_id}/redeliver", status=202)
def redeliver_webhook(call: Call) -> Reply[views.WebhookDelivery]:
    """Send a delivery again.

    With the same `webhook-id` and body. One that is under way stays so.
    """
    found = commands.redeliver(call.caller.id, call.path["endpoint_id"], call.path["delivery_id"])
    return Reply(202, delivery_shown(found))


@door.route("POST", "/{endpoint_id}/redeliver", body="WebhookRedeliveryRequest", status=202, reads=100)
def redeliver_webhooks(call: Call) -> Reply[views.WebhookRedelivery]:
    """Send all deliveries of a time again.

    Those that failed, or all. A hundred at once; where there are more, the rest follows by itself.
    """
    asked: forms.WebhookRedeliveryRequest = call.body
    sent = commands.redeliver_span(
        call.caller.id, call.path["endpoint_id"], asked.since, asked.until or call.now, all_of_them=asked.all
    )
    return Reply(202, {"redelivered": sent})


def _made(call: Call, made: commands.Made) -> views.WebhookEndpointMade:
    return {"endpoint": shown(made.endpoint, call.now), "secret": made.secret}
