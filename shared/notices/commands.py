"""What users choose to be told, and the devices that they are told on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from shared.accounts import signup
from shared.accounts.ledger import Account
from shared.lifecycle import listeners
from shared.lifecycle.admission import current
from shared.lifecycle.listeners import Listeners, listeners_path
from shared.notices.errors import NoAddress, NoMailHere
from shared.notices.kinds import NoticeEvent
from shared.notices.model import MOST_DEVICES, device_id
from shared.platform.clients import clock, store
from shared.platform.errors import Language, NotFound
from shared.platform.firestore.documents import Plan, Seen
from shared.platform.settings import settings
from shared.platform.web.tokens import User


class Chosen(NamedTuple):
    known: Listeners
    account: Account | None


class Choice(NamedTuple):
    """All of it: what is not named is not wanted."""

    mail: Sequence[NoticeEvent]
    push: Sequence[NoticeEvent]
    language: Language
    quiet: Mapping[str, str] | None
    credits_low_at: int


def show(user: User) -> Chosen:
    account = signup.open_account(user)
    return Chosen(listeners.read(store().get(listeners_path(user.uid))), account)


def choose(user: User, choice: Choice) -> Chosen:
    if choice.mail and settings().smtp_host is None:
        raise NoMailHere
    if choice.mail and not (user.email and user.email_verified):
        raise NoAddress
    signup.open_account(user)
    now = clock().now()

    def decide(seen: Seen) -> Plan[Chosen]:
        account = current(seen, user)
        known = replace(
            listeners.read(seen[listeners_path(user.uid)]),
            mail=tuple(dict.fromkeys(each.value for each in choice.mail)),
            push=tuple(dict.fromkeys(each.value for each in choice.push)),
            language=choice.language,
            quiet=choice.quiet,
        )
        account = account and replace(account, low_at=choice.credits_low_at)
        return Plan(Chosen(known, account), listeners.writes(seen, known, now, low_at=choice.credits_low_at))

    return store().settle(listeners.places(user.uid), decide)


def register(user: User, token: str, platform: str) -> str:
    """A device that push messages may go to. Told again it is the latest; answers its id."""
    signup.open_account(user)
    now, device = clock().now(), device_id(token)

    def decide(seen: Seen) -> Plan[str]:
        current(seen, user)
        known = listeners.read(seen[listeners_path(user.uid)])
        devices = {**known.devices, device: {"token": token, "platform": platform, "at": now}}
        latest = sorted(devices, key=lambda each: devices[each]["at"], reverse=True)[:MOST_DEVICES]
        known = replace(known, devices={each: devices[each] for each in latest})
        return Plan(device, listeners.writes(seen, known, now))

    return store().settle(listeners.places(user.uid), decide)


def unregister(user_id: str, device: str) -> None:
    if not forget(user_id, device):
        raise NotFound(kind="device", id=device)


def forget(user_id: str, *devices: str) -> bool:
    """Answers whether any of them was known."""
    now = clock().now()

    def decide(seen: Seen) -> Plan[bool]:
        known = listeners.read(seen[listeners_path(user_id)])
        left = {each: told for each, told in known.devices.items() if each not in devices}
        if len(left) == len(known.devices):
            return Plan(False)
        return Plan(True, listeners.writes(seen, replace(known, devices=left), now))

    return store().settle(listeners.places(user_id), decide)
