"""Who is to be told of a user's events, in `listeners/{uid}`: endpoints, mail, devices. No Google here.

The account says only which events anybody listens to (`listens`), because the commits that tell of something read it anyway:
what it says is what this document comes to, and both are written in one commit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from shared.accounts import model as account_model
from shared.accounts.ledger import account_path
from shared.platform.errors import Language
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Document, Seen, Update, Write

Way = Literal["mail", "push"]


@dataclass(frozen=True)
class Listeners(codec.Record):
    user_id: str
    endpoints: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])  # id: events, until
    mail: tuple[str, ...] = ()  # events that come by mail
    push: tuple[str, ...] = ()  # and to devices
    language: Language = "en"  # of both
    quiet: Mapping[str, str] | None = None  # when devices are left in peace: begins, ends, time_zone
    devices: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])  # id: token, platform, at
    next_mail_at: datetime | None = None  # until then what is to be mailed waits, and goes together
    mailing_until: datetime | None = None  # somebody is sending a mail

    @property
    def path(self) -> str:
        return listeners_path(self.user_id)

    def endpoints_at(self, now: datetime) -> Mapping[str, Mapping[str, Any]]:
        """Without those whose time is over."""
        return {each: told for each, told in self.endpoints.items() if told["until"] is None or told["until"] > now}

    def events(self, now: datetime) -> list[str]:
        """All that anybody wants to be told; without a device push tells nobody."""
        heard = {event for told in self.endpoints_at(now).values() for event in told["events"]}
        return sorted(heard.union(self.mail, self.push if self.devices else ()))

    def wanting(self, event: str, now: datetime) -> list[str]:
        """The endpoints that are to be told of it."""
        return [each for each, told in self.endpoints_at(now).items() if event in told["events"]]

    def with_endpoint(self, endpoint_id: str, events: tuple[str, ...], until: datetime | None) -> Listeners:
        return replace(self, endpoints={**self.endpoints, endpoint_id: {"events": list(events), "until": until}})

    def without_endpoint(self, endpoint_id: str) -> Listeners:
        return replace(self, endpoints={each: told for each, told in self.endpoints.items() if each != endpoint_id})


def listeners_path(user_id: str) -> str:
    return f"listeners/{user_id}"


def places(user_id: str) -> tuple[str, str]:
    """What `writes` needs to have been read."""
    return listeners_path(user_id), account_path(user_id)


def read(document: Document) -> Listeners:
    return Listeners(**codec.known(Listeners, {**(document.fields or {}), "user_id": document.id}))


def writes(seen: Seen, after: Listeners, now: datetime, *, low_at: int | None = None) -> list[Write]:
    """Who is told from now on, and so what the account listens to, or from which balance on it is told that credits are few."""
    kept = codec.write(seen[after.path], replace(after, endpoints=after.endpoints_at(now)))
    where = seen[account_path(after.user_id)]
    account = account_model.read(where)
    if account is None:
        return [kept]
    told = {"listens": after.events(now), "low_at": account.low_at if low_at is None else low_at}
    return [kept] if told == {name: getattr(account, name) for name in told} else [kept, Update(where, told)]
