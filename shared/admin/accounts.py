"""What operators see of users and do to them, credits that they give or put right among it, and keys that they never see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from shared.accounts import commands as account_commands
from shared.accounts import model as account_model
from shared.accounts import reads as account_reads
from shared.accounts.ledger import Account, EntryType, account_path
from shared.admin.errors import BalanceTooLow, GrantIdTaken
from shared.admin.model import Act, write_down
from shared.films import waiting as film_waiting
from shared.platform.clients import auth_users, store
from shared.platform.errors import NotFound
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Create, Plan, Seen, Write
from shared.provider_keys import commands as provider_key_commands
from shared.videos import admin as video_admin
from shared.videos.model import Job
from shared.videos.waiting import start_waiting
from shared.webhooks import sealing

if TYPE_CHECKING:
    from shared.accounts.views import AccountRecord
    from shared.admin import views
    from shared.videos.views import ActiveVideo

_KEYS_AT_ONCE = 100


def look_at_user(act: Act, user_id: str) -> views.UserRecord:
    """Looking is audited too."""
    person = require_user(user_id)
    write_down(act.audit("look_at_user", user_id))
    account = account_model.read(store().get(account_path(user_id)))
    return {
        "user": person,
        "account": cast("AccountRecord", account.fields()) if account else None,
        "transactions": [entry.shown() for entry in account_reads.transactions(user_id, limit=50).rows],
        "active_jobs": [_active(job) for job in video_admin.jobs(user_id=user_id, state="live", limit=100).rows],
    }


def _active(job: Job) -> ActiveVideo:
    return codec.told(job, ("id", "state", "created_at", "deadline_at"), model=job.wish.model)


def sign_out_user(act: Act, user_id: str) -> None:
    require_user(user_id)
    account_commands.sign_out_everywhere(user_id, act.audit("sign_out_user", user_id))


def set_disabled(act: Act, user_id: str, *, disabled: bool) -> None:
    """Keep a user out, or let them in again; their tokens stop working within a minute, not when they run out."""
    require_user(user_id)
    audit = act.audit("disable_user" if disabled else "enable_user", user_id)
    account_commands.sign_out_everywhere(user_id, audit, disabled=disabled)


def set_overrides(act: Act, user_id: str, overrides: Mapping[str, int | None]) -> Account:
    """This user's own limits, in place of those they had; what is None falls back to the configuration."""
    require_user(user_id)
    given = {name: value for name, value in overrides.items() if value is not None}
    account = account_commands.set_overrides(user_id, given, act.audit("set_overrides", user_id, overrides=given))
    if account.waiting_jobs:
        start_waiting(account)  # there may be more slots now
    if account.waiting_films:
        film_waiting.start_waiting(account)
    return account


def rewrap_keys(act: Act, retired: str) -> int:
    """Put a hundred users' keys that this version wraps under today's primary one; at 0 the version may be destroyed."""
    write_down(act.audit("rewrap_keys", retired))
    return provider_key_commands.rewrap(retired, limit=_KEYS_AT_ONCE) + sealing.rewrap(retired, limit=_KEYS_AT_ONCE)


def require_user(user_id: str) -> views.UserIdentity:
    person = auth_users().find(user_id)
    if person is None:
        raise NotFound(kind="user", id=user_id)
    return {"id": user_id, "email": person.email, "disabled": person.disabled, "admin": person.admin}


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
