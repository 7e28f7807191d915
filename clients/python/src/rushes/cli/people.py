"""Signing in and out, profiles, credits, and keys: an agent's and providers'."""

from __future__ import annotations

import platform
import sys
from typing import Any

import click

from rushes.cli.session import Session, Stop, fields, given
from rushes.cli.store import AGENT_KEY, SESSION

_SCOPES = ("read", "write", "spend")


@click.command()
@click.option("--email", help="Sign in with a password instead of the page; it is asked for.")
@click.option("--password-stdin", is_flag=True, help="Read the password from stdin.")
@click.option("--token-stdin", is_flag=True, help="Read an agent key (rk_…) that you made elsewhere from stdin.")
@click.option("--api-key", help="Of the Firebase web app; else the deployment is asked.")
@click.option("--auth-domain", help="Of the Firebase web app, for a sign-in with Google.")
@click.option("--auth-emulator", metavar="HOST:PORT", help="Of a local stack.")
@click.option("--name", help="Of the key, for your list of keys.")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(_SCOPES), help="What the key may do; without it all.")
@click.option("--daily-cap", type=click.IntRange(min=0), help="Credits that it may spend a day.")
@click.option("--days", type=click.IntRange(min=1), help="How long it lives.")
@click.option("--keep-session", is_flag=True, help="Keep the sign-in too, for agent-keys, keys and admin.")
@given
def login(session: Session, **told: Any) -> None:
    """Sign in: a page in your browser, which ends in an agent key for this profile."""
    from rushes.cli.login import by_password, firebase, sign_in

    if told["token_stdin"]:
        token = sys.stdin.readline().strip()
        session.with_token(token).account.get()
        _keep(session, token, {"url": session.url})
        return
    place = firebase(session, told["api_key"], told["auth_domain"], told["auth_emulator"])
    if told["email"]:
        password = (
            sys.stdin.readline().rstrip("\n")
            if told["password_stdin"]
            else click.prompt(session.words("password"), hide_input=True)
        )
        signed_in = by_password(session, place, told["email"], password)
    else:
        signed_in = sign_in(session, place)
    wish = {
        "name": told["name"] or f"rushes on {platform.node() or 'a computer'}"[:100],
        "scopes": list(told["scopes"] or _SCOPES),
    }
    wish |= fields(daily_cap=told["daily_cap"], expires_in_days=told["days"])
    made = session.with_token(signed_in.id_token).request("POST", "/account/agent-keys", body=wish)
    kept = {"url": session.url, "key_id": made["agent_key"]["id"], **place.kept()}
    if told["keep_session"]:
        session.store.keep_secret(session.profile, SESSION, signed_in.refresh_token)
    _keep(session, made["token"], kept)


def _keep(session: Session, token: str, profile: dict[str, Any]) -> None:
    where = session.store.keep_secret(session.profile, AGENT_KEY, token)
    session.store.keep(session.profile, {**session.kept, "key_id": None, **profile})
    place = str(where or session.words("keyring"))
    told = {"profile": session.profile, "url": session.url, "key_id": profile.get("key_id"), "kept_in": place}
    session.show(told, session.words("logged_in", profile=session.profile, url=session.url, place=place))


@click.command()
@given
def logout(session: Session) -> None:
    """Forget the key and the session of this profile."""
    key = session.kept.get("key_id")
    session.store.forget_secrets(session.profile)
    session.show({"profile": session.profile, "key_id": key}, session.words("logged_out", profile=session.profile))
    if key and not session.as_json:
        session.tell(session.words("key_lives", id=key))


@click.group()
def profile() -> None:
    """Several accounts or deployments side by side."""


@profile.command("list")
@given
def profiles(session: Session) -> None:
    """Every profile."""
    rows = [
        {**session.store.profile(each), "name": each, "current": "*" if each == session.profile else ""}
        for each in session.store.names()
    ]
    session.table(rows, "current", "name", "url")


@profile.command()
@click.argument("name")
@given
def use(session: Session, name: str) -> None:
    """Take this one from now on."""
    _known(session, name)
    session.store.use(name)
    session.show({"current": name}, session.words("done"))


@profile.command()
@click.argument("name")
@given
def remove(session: Session, name: str) -> None:
    """Forget it with its key."""
    _known(session, name)
    session.store.forget_secrets(name)
    session.store.forget(name)
    session.show({"removed": name}, session.words("done"))


def _known(session: Session, name: str) -> None:
    if name not in session.store.names():
        raise Stop(session.words("no_profile", name=name), code=2)


@click.group(invoke_without_command=True)
@click.option("--ledger", type=click.IntRange(min=1), help="So many of the last entries too.")
@given
def credits(session: Session, ledger: int | None) -> None:
    """What is left, and what was spent today; and how to buy more."""
    if click.get_current_context().invoked_subcommand is None:
        _show_credits(session, ledger)


def _show_credits(session: Session, ledger: int | None) -> None:
    if ledger:
        entries = session.client.account.list_transactions(limit=min(ledger, 100))
        session.table(
            [each for each, _ in zip(entries, range(ledger), strict=False)],
            "created_at",
            "type",
            "amount",
            "balance_after",
            "description",
        )
        return
    account = session.client.account.get()
    cap = account.limits.daily_cap
    spent = session.words("spent", spent=account.limits.spent_today, cap=session.words("unlimited") if cap is None else cap)
    expiring = [session.words("expiring", credits=each.credits, at=each.expires_at) for each in account.expiring or ()]
    session.show(account, "\n".join([session.words("balance", balance=account.balance), spent, *expiring]))


@credits.command("packages")
@click.option("--country", metavar="CC", help="Where you are, as DE: some are for some countries.")
@given
def list_packages(session: Session, country: str | None) -> None:
    """What can be bought."""
    told = session.client.payments.list_packages(**fields(country=country)).packages
    session.table(told, "id", "name", "credits", "amount", "currency", "expires_after_days")


@credits.command()
@click.argument("package")
@click.option("--country", metavar="CC", help="Where you are, as DE.")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@given
def buy(session: Session, package: str, country: str | None, *, no_browser: bool) -> None:
    """Open the page, at Stripe, where a package is paid."""
    purchase = session.owner.payments.create_checkout(package_id=package, **fields(country=country)).purchase
    session.show(purchase, session.words("pay_at", url=purchase.url))
    if purchase.url and not no_browser and not session.as_json:
        click.launch(purchase.url)


@credits.command()
@click.option("--limit", type=click.IntRange(1, 100), default=20, show_default=True)
@given
def purchases(session: Session, limit: int) -> None:
    """What you bought, with its receipts."""
    told = session.owner.payments.list_purchases(limit=limit)
    some = [each for each, _ in zip(told, range(limit), strict=False)]
    session.table(some, "created_at", "status", "credits", "amount", "currency", "taken_back", "receipt_url")


@credits.command()
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@given
def portal(session: Session, *, no_browser: bool) -> None:
    """Open your page at Stripe: receipts, and what it keeps of you."""
    told = session.owner.payments.create_payments_portal()
    session.show(told, told.url)
    if not no_browser and not session.as_json:
        click.launch(told.url)


@click.group("agent-keys")
def agent_keys() -> None:
    """Keys for programs and agents: scoped, capped, revocable."""


@agent_keys.command("list")
@given
def list_agent_keys(session: Session) -> None:
    """Every key, without its secret."""
    told = session.owner.request("GET", "/account/agent-keys")
    session.table(told["agent_keys"], "id", "name", "scopes", "daily_cap", "spent_today", "expires_at", "last_used_at")


@agent_keys.command("create")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, type=click.Choice(_SCOPES), help="What it may do; without it all.")
@click.option("--daily-cap", type=click.IntRange(min=0), help="Credits that it may spend a day.")
@click.option("--days", type=click.IntRange(min=1), help="How long it lives.")
@given
def create_agent_key(session: Session, name: str, scopes: tuple[str, ...], daily_cap: int | None, days: int | None) -> None:
    """Make one; its token is shown once."""
    wish = {"name": name, "scopes": list(scopes or _SCOPES), **fields(daily_cap=daily_cap, expires_in_days=days)}
    made = session.owner.request("POST", "/account/agent-keys", body=wish)
    session.show(made, session.words("token_once", token=made["token"]))


@agent_keys.command("revoke")
@click.argument("key_id")
@given
def revoke_agent_key(session: Session, key_id: str) -> None:
    """End it, at once."""
    session.owner.request("DELETE", f"/account/agent-keys/{key_id}")
    session.show({"revoked": key_id}, session.words("done"))


@click.group()
def keys() -> None:
    """Your own keys of providers, by which they are paid."""


_PROVIDER = click.Choice(["gemini-api", "openai-videos"])


@keys.command("list")
@given
def list_keys(session: Session) -> None:
    """Each by its last four signs."""
    session.table(session.owner.account.list_provider_keys().keys, "provider", "last_four", "active", "valid", "last_used_at")


@keys.command("set")
@click.argument("provider", type=_PROVIDER)
@click.option("--project", help="Where the provider wants one.")
@given
def set_key(session: Session, provider: Any, project: str | None) -> None:
    """Store one, or put a new one in its place; it is read from stdin, or asked for."""
    key = click.prompt(session.words("key"), hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    account = session.owner.account
    known = {each.provider for each in account.list_provider_keys().keys}
    if provider in known:
        stored = account.replace_provider_key(provider, **fields(key=key, project=project))
    else:
        stored = account.create_provider_key(provider=provider, **fields(key=key, project=project))
    session.show(stored, f"{stored.provider} …{stored.last_four}")


@keys.command("verify")
@click.argument("provider", type=_PROVIDER)
@given
def verify_key(session: Session, provider: Any) -> None:
    """Ask the provider whether it takes it."""
    session.show(session.owner.account.verify_provider_key(provider))


@keys.command("delete")
@click.argument("provider", type=_PROVIDER)
@given
def delete_key(session: Session, provider: Any) -> None:
    """Delete it; jobs that run by it end first."""
    session.show(session.owner.account.delete_provider_key(provider), session.words("done"))
