"""Which mailbox an address reaches, as far as its provider's rules tell. Plain rules; docs/decisions/027-user-ids.md.

For knowing a person again only: mail is sent to an address as it was given.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class _Rule(NamedTuple):
    """What a provider makes of addresses; what stands behind a plus is a tag everywhere."""

    ignored: str = ""  # signs of the name that make no difference
    tags: str = "+"  # whatever stands behind one of these is no part of the name
    one_of: str | None = None  # the domain that all of the provider's stand for, where a name is one person's in all of them
    named_by_host: bool = False  # anything@name.domain reaches name@domain


_PROVIDERS: dict[str, _Rule] = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), _Rule(ignored=".", one_of="gmail.com")),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), _Rule(one_of="icloud.com")),
    **dict.fromkeys(("proton.me", "protonmail.com", "protonmail.ch", "pm.me"), _Rule(ignored=".-_", one_of="proton.me")),
    **dict.fromkeys(("fastmail.com", "fastmail.fm"), _Rule(named_by_host=True)),
    **dict.fromkeys(("ymail.com", "rocketmail.com"), _Rule(tags="+-")),
}
_YAHOO = re.compile(r"yahoo\.[a-z]{2,3}(\.[a-z]{2})?")  # in each country its own people
_OTHERS = _Rule()  # Outlook, Hotmail and Live among them: the same name is another person's in each of their domains


def mailbox(address: str) -> str:
    """The one address that stands for all that reach the same mailbox."""
    name, at, domain = (plain := address.strip().lower()).rpartition("@")
    if not (at and name and domain):
        return plain
    domain = _in_ascii(domain.rstrip("."))
    host, _, parent = domain.partition(".")
    if (rule := _PROVIDERS.get(parent)) is not None and rule.named_by_host:
        return f"{host}@{parent}"
    rule = _PROVIDERS.get(domain) or (_PROVIDERS["ymail.com"] if _YAHOO.fullmatch(domain) else _OTHERS)
    bare = re.split(f"[{re.escape(rule.tags)}]", name, maxsplit=1)[0]
    bare = bare.translate(dict.fromkeys(map(ord, rule.ignored)))
    return f"{bare or name}@{rule.one_of or domain}"


def _in_ascii(domain: str) -> str:
    """As it stands in the DNS; what is no domain at all stays as it is."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain
