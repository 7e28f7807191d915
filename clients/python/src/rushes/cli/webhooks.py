"""Webhook endpoints, and a listener that hands what it hears to a program on this machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import click
import httpx

from rushes import errors
from rushes.cli.session import Session, Stop, fields, given, options
from rushes.types import WebhookDelivery
from rushes.webhooks import sign

EVENTS = (
    *("video.completed", "video.failed", "video.cancelled", "film.completed", "film.failed", "film.cancelled"),
    *("prompt.completed", "prompt.failed", "credits.low"),
)
EVERY_S = 2.0
_PAGE = 50
_HERE = ("127.0.0.1", "localhost", "::1")
_events = click.option("--event", "events", multiple=True, type=click.Choice(EVENTS), help="Of what to be told; several times.")


@click.group()
def webhooks() -> None:
    """Being told of what becomes of videos, films and prompts."""


@webhooks.command("list")
@given
def list_endpoints(session: Session) -> None:
    """Each endpoint; never a secret."""
    session.table(session.client.webhooks.list().endpoints, "id", "url", "events", "status", "reason", "failing_since")


@webhooks.command("create")
@click.argument("url")
@options(_events, click.option("--description", help="What tells it from others."))
@given
def create_endpoint(session: Session, url: str, events: tuple[str, ...], description: str | None) -> None:
    """Have events sent to URL; the secret that signs them is shown once."""
    told: Any = list(events or EVENTS)
    made = session.owner.webhooks.create(url=url, events=told, **fields(description=description))
    session.show(made, session.words("secret_once", id=made.endpoint.id, secret=made.secret))


@webhooks.command("delete")
@click.argument("endpoint_id")
@given
def delete_endpoint(session: Session, endpoint_id: str) -> None:
    """Delete one: it is sent nothing more."""
    session.owner.webhooks.delete(endpoint_id)
    session.show({"deleted": endpoint_id}, session.words("done"))


@webhooks.command("rotate")
@click.argument("endpoint_id")
@click.option("--overlap-hours", type=click.IntRange(0, 168), help="How long the secret before signs too; a day without it.")
@given
def rotate_secret(session: Session, endpoint_id: str, overlap_hours: int | None) -> None:
    """Another secret, shown once."""
    made = session.owner.webhooks.rotate_secret(endpoint_id, **fields(overlap_hours=overlap_hours))
    session.show(made, session.words("secret_once", id=made.endpoint.id, secret=made.secret))


@webhooks.command("test")
@click.argument("endpoint_id")
@given
def send_test(session: Session, endpoint_id: str) -> None:
    """Send it a test event."""
    session.show(session.client.webhooks.send_test(endpoint_id), session.words("done"))


@webhooks.command("deliveries")
@click.argument("endpoint_id")
@click.option("--status", type=click.Choice(["pending", "delivered", "failed", "held"]), help="Only these.")
@click.option("--limit", type=click.IntRange(1, 100), default=20, help="How many, the newest first.")
@given
def list_deliveries(session: Session, endpoint_id: str, status: Any, limit: int) -> None:
    """What it was sent."""
    found = session.client.webhooks.deliveries(endpoint_id, limit=limit, **fields(status=status))
    rows = [each for each, _ in zip(found, range(limit), strict=False)]
    session.table(rows, "id", "event_id", "status", "created_at", "next_at")


@webhooks.command("redeliver")
@click.argument("endpoint_id")
@click.argument("delivery_id", required=False)
@click.option("--since", help="Instead of one: all from this time on, as 2026-01-31T12:00:00+00:00.")
@click.option("--until", help="And before this one.")
@click.option("--all", "every", is_flag=True, help="Those that were taken, too; else those that failed.")
@given
def redeliver(
    session: Session, endpoint_id: str, delivery_id: str | None, since: str | None, until: str | None, every: bool
) -> None:
    """Send DELIVERY_ID again, or what failed in a time."""
    if (delivery_id is None) is (since is None):
        raise click.UsageError(session.words("one_or_since"))
    if delivery_id is not None:
        session.show(session.client.webhooks.redeliver(endpoint_id, delivery_id), session.words("done"))
        return
    told = session.client.webhooks.redeliver_all(endpoint_id, since=str(since), all=every, **fields(until=until))
    session.show(told, session.words("redelivered", count=told.redelivered))


@webhooks.command("listen")
@options(_events)
@click.option("--forward-to", metavar="URL", help="Hand each to this address of your machine, signed as the service signs.")
@click.option("--count", type=click.IntRange(min=1), help="End after so many.")
@given
def listen(session: Session, events: tuple[str, ...], forward_to: str | None, count: int | None) -> None:
    """Hear of events here, without a public address; Ctrl-C ends it."""
    if forward_to is not None and urlsplit(forward_to).hostname not in _HERE:
        raise Stop(session.words("only_here", url=forward_to))
    told: Any = list(events or EVENTS)
    made = session.client.webhooks.create_listener(events=told)
    session.tell(session.words("listening", secret=made.secret))
    try:
        for number, delivery in enumerate(_heard(session, made.endpoint.id), 1):
            status = _handed_on(forward_to, delivery, made.secret) if forward_to else None
            _tell(session, delivery, status)
            if number == count:
                break
    finally:
        session.client.webhooks.delete_listener(made.endpoint.id)


def _heard(session: Session, listener_id: str) -> Iterator[WebhookDelivery]:
    """Each once, the oldest first; a connection that is away for a while is waited for."""
    known: set[str] = set()
    while True:
        fresh: list[WebhookDelivery] = []
        try:
            for each in session.client.webhooks.deliveries(listener_id, limit=_PAGE):
                if each.id in known:  # the rest was heard before
                    break
                fresh.append(each)
        except errors.ConnectionFailed:
            fresh = []
        for each in reversed(fresh):
            known.add(each.id)
            yield each
        time.sleep(EVERY_S)


def _handed_on(url: str, delivery: WebhookDelivery, secret: str) -> int | str:
    body, now = delivery.body.encode(), int(time.time())
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": delivery.event_id,
        "webhook-timestamp": str(now),
        "webhook-signature": sign(secret, delivery.event_id, now, body),
    }
    try:
        return httpx.post(url, content=body, headers=headers, timeout=10, trust_env=False).status_code
    except httpx.HTTPError as error:
        return type(error).__name__


def _tell(session: Session, delivery: WebhookDelivery, status: int | str | None) -> None:
    said = "" if status is None else f"  → {status}"
    line = f"{delivery.event:<18} {delivery.event_id}{said}"
    session.show({"event": delivery.event, "event_id": delivery.event_id, "body": delivery.body, "status": status}, line)
