"""Who may come through a door. A gate looks at the token alone; what a document tells is seen by the first read (`sessions`)."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from shared.platform import logs
from shared.platform.errors import AppNotVerified, Forbidden, Unavailable
from shared.platform.renamed import names_of
from shared.platform.settings import settings
from shared.platform.web import agent_keys

if TYPE_CHECKING:
    from datetime import datetime

    from shared.platform.web.door import Scope
    from shared.platform.web.sessions import Session
    from shared.platform.web.tokens import Service, User


class Caller(NamedTuple):
    """Nobody in particular, a signed-in user, an admin or operator, or a service of Google."""

    id: str = ""
    user: User | None = None
    service: Service | None = None
    session: Session | None = None  # behind doors for users: every call of theirs has a look whether it was ended
    address: str = ""  # behind doors for visitors: where their call came from

    @property
    def signed_in(self) -> User:
        """The user behind this call; only doors for users and admins reach this."""
        if self.user is None:
            raise Forbidden
        return self.user

    def per_minute(self, now: datetime) -> int | None:
        """How many calls they may make, where that was set for them alone."""
        return self.session.per_minute(now) if self.session else None

    def require_scope(self, needed: Scope | None) -> None:
        """Of an agent, whom None never lets in; people may do whatever is theirs."""
        program = self.user.agent if self.user else None
        if program is not None and needed not in program.scopes:
            raise agent_keys.AgentKeyScope(needed=needed or "person", scopes=sorted(program.scopes))


_AGENT = "bearer rk_"  # how the header of an agent begins; a JWT never does

Gate = Callable[[str, Mapping[str, str]], Caller]


def anyone(_door: str, _headers: Mapping[str, str]) -> Caller:
    return Caller()


def visitor(_door: str, headers: Mapping[str, str]) -> Caller:
    """Anybody, told apart by where they come from, and by nothing else."""
    return Caller(address=client_address(headers.get("X-Forwarded-For", ""), settings().proxies))


def client_address(forwarded: str, proxies: int) -> str:
    """The entry that Google's front end has added, or the first of our own proxies before it; what is left of it is hearsay.

    Of an IPv6 address the network, since whoever has one has all of it.
    """
    entries = [each.strip() for each in forwarded.split(",")]
    told = entries[-1 - proxies] if len(entries) > proxies else entries[0]
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


def user(_door: str, headers: Mapping[str, str]) -> Caller:
    from shared.platform.clients import verifier
    from shared.platform.web.sessions import Session

    if _is_agents(headers):
        return agent(_door, headers)
    found = verifier().user(headers.get("Authorization"))
    if (demanded := settings().app_check) != "off" and not found.unattested:
        try:
            verifier().app(headers.get("X-Firebase-AppCheck"))
        except (AppNotVerified, Unavailable) as refusal:  # the latter: App Check's keys could not be had
            reason = refusal.details.get("reason", refusal.code)
            logs.warning("an app was not verified", demanded=demanded, reason=reason, user_id=found.uid)
            if demanded == "enforced":
                raise
    return Caller(found.uid, user=found, session=Session(found))


def agent(_door: str, headers: Mapping[str, str]) -> Caller:
    """A program by an agent key. No app vouches for it; its key does."""
    from shared.platform.web.sessions import Session

    if not _is_agents(headers):
        raise agent_keys.AgentKeyInvalid(reason="malformed" if headers.get("Authorization") else "missing")
    found = agent_keys.user_of(headers["Authorization"].partition(" ")[2].strip())
    return Caller(found.uid, user=found, session=Session(found))


def _is_agents(headers: Mapping[str, str]) -> bool:
    return headers.get("Authorization", "")[: len(_AGENT)].lower() == _AGENT


def admin(door: str, headers: Mapping[str, str]) -> Caller:
    """A user with the claim `admin`, which Auth confirms on every call, or an operator whom Google vouches for."""
    from shared.platform.clients import auth_users, verifier
    from shared.platform.web.tokens import Reason, TokenRefused, is_google_token

    authorization = headers.get("Authorization")
    if is_google_token(authorization):
        audiences = (settings().function_url(door),)  # gcloud's own is everybody's: whoever was sent such a token could use it
        found = verifier().service(authorization, audiences=audiences, emails=settings().operators)
        return Caller(found.email, service=found)
    signed_in = verifier().user(authorization)
    if not signed_in.admin:
        raise Forbidden
    person = auth_users().find(signed_in.uid)
    if person is None or person.disabled:
        raise TokenRefused(Reason.DISABLED)
    if signed_in.signed_in_at < person.tokens_valid_after:
        raise TokenRefused(Reason.REVOKED)
    if not person.admin:
        raise Forbidden
    return Caller(signed_in.uid, user=signed_in)


def payment_server(door: str, headers: Mapping[str, str]) -> Caller:
    """Another payment server, by a token of its service account that was made for this door."""
    from shared.platform.clients import verifier

    audiences = (settings().function_url(door),)
    found = verifier().service(headers.get("Authorization"), audiences=audiences, emails=settings().payment_servers)
    return Caller(found.email, service=found)


def services(*names: str) -> Gate:
    """Only Google's services of these names: `tasks`, `scheduler`, `events`."""

    def gate(door: str, headers: Mapping[str, str]) -> Caller:
        from shared.platform.clients import verifier

        found = verifier().service(
            headers.get("Authorization"),
            audiences=tuple(settings().function_url(name) for name in names_of(door)),
            emails=tuple(settings().service_account(name) for name in names),
        )
        return Caller(found.email, service=found)

    return gate


def service(name: str) -> Gate:
    return services(name)
