"""For operators; and any call, for whatever has no command of its own."""

from __future__ import annotations

import json
import sys
import uuid
from typing import Any

import click

from rushes import Rushes, errors
from rushes.cli.session import INTERRUPTED, NO_CONNECTION, Session, Stop, given
from rushes.cli.waiting import keyed


@click.group()
def admin() -> None:
    """Operators' commands: signed in yourself, with the claim for it."""


_reason = click.option("--reason", required=True, help="Why; it stands in the audit log.")


@admin.command()
@click.argument("user_id", metavar="USER")
@click.argument("credits", type=int)
@click.option("--grant-id", help="The same one counts once; without it a new one is made.")
@_reason
@given
def grant(session: Session, user_id: str, credits: int, grant_id: str | None, reason: str) -> None:
    """Give credits to somebody."""
    name = grant_id or f"cli-{uuid.uuid4().hex[:16]}"
    try:
        posted = session.owner.admin.grant_credits(user_id=user_id, credits=credits, grant_id=name, reason=reason)
    except (errors.ConnectionFailed, KeyboardInterrupt) as lost:
        stopped, said = isinstance(lost, KeyboardInterrupt), session.words("stopped")
        code = INTERRUPTED if stopped else NO_CONNECTION
        raise Stop(said if stopped else str(lost), session.words("grant_again", id=name), code, {"grant_id": name}) from None
    session.show(posted, session.words("balance", balance=posted.balance))


@admin.command()
@click.argument("user_id", metavar="USER")
@_reason
@given
def user(session: Session, user_id: str, reason: str) -> None:
    """All that is known of somebody."""
    session.show(session.owner.admin.get_user(user_id, reason=reason))


def _under_admin(path: str) -> str:
    return path if path.startswith("/admin/") else f"/admin/{path.lstrip('/')}"


def _read(session: Session, body: str | None) -> object:
    """JSON as it was said, of a file (@name), or of stdin (-)."""
    if body is None:
        return None
    try:
        if body == "-":
            return json.load(sys.stdin)
        if body.startswith("@"):
            with click.open_file(body[1:], encoding="utf-8") as file:
                return json.load(file)
        return json.loads(body)
    except (OSError, ValueError) as problem:
        raise click.BadParameter(session.words("no_json", why=problem)) from None


def _query(session: Session, told: tuple[str, ...]) -> dict[str, str]:
    pairs = [each.partition("=") for each in told]
    if any(not equals for _, equals, _ in pairs):
        raise click.BadParameter(session.words("no_pair"))
    return {name: value for name, _, value in pairs}


def _called(session: Session, client: Rushes, method: str, path: str, told: tuple[Any, Any], key: str | None = None) -> None:
    query, body = told
    spends: Any = {"spends": True, "idempotency_key": key} if method == "POST" and key and not path.startswith("/admin/") else {}
    session.show(client.request(method, path, query=_query(session, query), body=_read(session, body), **spends))


def _generic(method: str) -> click.Command:
    @click.argument("path")
    @click.argument("body", required=False)
    @click.option("--query", "-q", multiple=True, metavar="NAME=VALUE", help="Beside the path; several are possible.")
    @given
    def command(session: Session, path: str, body: str | None, query: tuple[str, ...]) -> None:
        _called(session, session.owner, method, _under_admin(path), (query, body))

    return click.command(method.lower(), help=f"{method} anything below /admin; BODY is JSON, @FILE or -.")(command)


for _method in ("GET", "POST", "PUT"):
    admin.add_command(_generic(_method))


@click.command()
@click.argument("method", type=click.Choice(["GET", "POST", "PUT", "PATCH", "DELETE"], case_sensitive=False))
@click.argument("path")
@click.argument("body", required=False)
@click.option("--query", "-q", multiple=True, metavar="NAME=VALUE", help="Beside the path; several are possible.")
@click.option("--as-yourself", is_flag=True, help="By your own sign-in instead of the profile's key.")
@keyed
@given
def api(
    session: Session, method: str, path: str, body: str | None, query: tuple[str, ...], as_yourself: bool, idempotency_key: str
) -> None:
    """Call any door, for what has no command: rushes api GET /library/trash. BODY is JSON, @FILE or -."""
    client: Any = session.owner if as_yourself else session.client
    with session.asking(idempotency_key):
        _called(session, client, method.upper(), f"/{path.lstrip('/')}", (query, body), idempotency_key)
