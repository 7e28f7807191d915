"""What operators do to users, credits that they give or put right among it, and keys that they never see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from shared.accounts import commands as account_commands
from shared.accounts import model as account_model
from shared.accounts.ledger import Account, EntryType, account_path
from shared.admin.errors import BalanceTooLow, GrantIdTaken
from shared.audit.acts import Act, write_down
from shared.films import waiting as film_waiting
from shared.platform.clients import auth_users, store
from shared.platform.errors import InvalidRequest, Language, NotFound, Text
from shared.platform.firestore.documents import Create, Plan, Seen, Write
from shared.provider_keys import commands as provider_key_commands
from shared.videos.waiting import start_waiting
from shared.webhooks import sealing

if TYPE_CHECKING:
    from shared.admin import views

_KEYS_AT_ONCE = 100
NO_END: Mapping[str, datetime] = MappingProxyType({})


def sign_out_user(act: Act, user_id: str) -> None:
    require_user(user_id)
    account_commands.sign_out_everywhere(user_id, act.audit("sign_out_user", user_id))


_NOT_TO_COME = Text("must be in the future", "muss in der Zukunft liegen")


def disable(act: Act, user_id: str, until: datetime | None, language: Language) -> None:
    """Keep a user out, for good or for a time; their tokens stop working within a minute, not when they run out."""
    if until is not None and until <= act.now:
        problem = _NOT_TO_COME.say(language, {})
        raise InvalidRequest(summary=f"until {problem}", fields=[{"field": "until", "problem": problem, "code": "value_error"}])
    require_user(user_id)
    audit = act.audit("disable_user", user_id, **({"until": until.isoformat(timespec="seconds")} if until else {}))
    account_commands.sign_out_everywhere(user_id, audit, disabled=True, until=until)


def enable(act: Act, user_id: str) -> None:
    require_user(user_id)
    account_commands.sign_out_everywhere(user_id, act.audit("enable_user", user_id), disabled=False)


def set_overrides(act: Act, user_id: str, overrides: Mapping[str, int | None], until: Mapping[str, datetime] = NO_END) -> Account:
    """This user's own limits, in place of those they had; what is None is what else is set."""
    require_user(user_id)
    given = {name: value for name, value in overrides.items() if value is not None}
    told = {name: moment.isoformat(timespec="seconds") for name, moment in until.items()}
    audit = act.audit("set_overrides", user_id, overrides=given, **({"until": told} if told else {}))
    account = account_commands.set_overrides(user_id, given, until, audit)
    if account.waiting_jobs:
        start_waiting(account)  # there may be more slots now
    if account.waiting_films:
        film_waiting.start_waiting(account)
    return account


def rewrap_keys(act: Act, retired: str) -> int:
    """Put a hundred users' keys that this version wraps under today's primary one; at 0 the version may be destroyed."""
    write_down(act.audit("rewrap_keys", retired))
    return provider_key_commands.rewrap(retired, limit=_KEYS_AT_ONCE) + sealing.rewrap(retired, limit=_KEYS_AT_ONCE)


def require_user(user_id: str) -> None:
    if auth_users().find(user_id) is None:
        raise NotFound(kind="user", id=user_id)


def post_credits(act: Act, user_id: str, grant_id: str, kind: EntryType, amount: int) -> views.CreditPosting:
    """Give or correct credits; the same grant id counts once, however often it arrives: then it is `replayed`."""
    require_user(user_id)
    where, entry_path = account_path(user_id), f"credit_transactions/grant.{grant_id}"
    audit = act.audit(kind.value, user_id, amount=amount, grant_id=grant_id)

    def posted(balance: int, *, replayed: bool) -> views.CreditPosting:
        return {"entry_id": f"grant.{grant_id}", "amount": amount, "balance": balance, "replayed": replayed}

    def decide(seen: Seen) -> Plan[views.CreditPosting]:
        account = account_model.read(seen[where]) or account_model.new_account(user_id, act.now)
        before = seen[entry_path].fields
        if before is not None:
            if (before["user_id"], before["amount"], before["type"]) != (user_id, amount, kind.value):
                raise GrantIdTaken(grant_id=grant_id)
            return Plan(posted(account.balance, replayed=True), [audit])
        if account.balance + amount < 0:
            raise BalanceTooLow(amount=amount, balance=account.balance)
        account, entry = account.post(f"grant.{grant_id}", kind, amount, act.reason, act.now)
        writes: list[Write] = [Create(entry.path, entry.fields()), account_model.write(seen[where], account), audit]
        return Plan(posted(account.balance, replayed=False), writes)

    return store().settle([where, entry_path], decide)
