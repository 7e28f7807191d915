"""One user as operators see them: everything that is kept, of each list its first page, read at one time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from shared.accounts import limits
from shared.accounts import model as account_model
from shared.accounts import reads as account_reads
from shared.accounts.ledger import Account
from shared.agent_keys import commands as agent_keys
from shared.agent_keys import model as agent_key_model
from shared.audit import reads as audit
from shared.audit.acts import Act, write_down
from shared.people import belongings
from shared.people.model import NOTES, read, shown
from shared.people.reads import require
from shared.platform.clients import store
from shared.platform.firestore import codec
from shared.platform.firestore.documents import Operator
from shared.platform.web.cursors import newest_first, page_of, place_of
from shared.platform.web.sessions import is_shut_out
from shared.provider_keys import model as provider_key_model
from shared.providers.key_check import KeyProvider
from shared.videos import admin as video_admin
from shared.webhooks import model as webhook_model
from shared.webhooks import reads as webhooks

if TYPE_CHECKING:
    from shared.accounts.views import AccountRecord
    from shared.agent_keys.views import AgentKey
    from shared.audit.views import AuditEntryList
    from shared.people import views
    from shared.people.sets import BelongingKind
    from shared.platform.google.auth_users import Person
    from shared.provider_keys.views import ProviderKey
    from shared.videos.views import ActiveVideo
    from shared.webhooks.views import WebhookEndpoint

P = ParamSpec("P")
T = TypeVar("T")
FIRST = 10  # of each list
_READERS = 12


def look_at(act: Act, user_id: str) -> views.UserRecord:
    """Looking is audited too."""
    person, account = require(user_id)
    write_down(act.audit("look_at_user", user_id))
    with ThreadPoolExecutor(_READERS) as readers:

        def begin(read: Callable[P, T], *given: P.args, **named: P.kwargs) -> Callable[[], T]:
            """It is read beside the others; what it brought is asked for when all are on their way."""
            return readers.submit(copy_context().run, read, *given, **named).result

        active, ledger = begin(_active, user_id), begin(_transactions, user_id, FIRST, None)
        jobs = begin(belongings.listed, "jobs", user_id, limit=FIRST)
        prompts = begin(belongings.listed, "prompts", user_id, limit=FIRST)
        films = begin(belongings.listed, "films", user_id, limit=FIRST)
        images = begin(belongings.listed, "images", user_id, limit=FIRST)
        storyboards = begin(belongings.listed, "storyboards", user_id, limit=FIRST)
        keys, agents, endpoints = (
            begin(_provider_keys, user_id),
            begin(_agent_keys, user_id, act),
            begin(_endpoints, user_id, act),
        )
        notes, acts = begin(_notes, user_id, FIRST, None), begin(_audit, user_id, FIRST, None)
        return {
            "user": _identity(user_id, person, account, act),
            "account": cast("AccountRecord", account.fields()) if account else None,
            "limits": _limits(account or account_model.new_account(user_id, act.now), act),
            "active_jobs": active(),
            "transactions": ledger(),
            "jobs": jobs(),
            "prompts": prompts(),
            "films": films(),
            "images": images(),
            "storyboards": storyboards(),
            "provider_keys": keys(),
            "agent_keys": agents(),
            "webhook_endpoints": endpoints(),
            "notes": notes(),
            "audit": acts(),
        }


def list_belongings(act: Act, kind: BelongingKind, user_id: str, *, limit: int, cursor: str | None) -> views.UserBelongingList:
    found = belongings.listed(kind, user_id, limit=limit, cursor=cursor)
    write_down(act.audit(f"list_{kind}_of_user", user_id, shown=len(found["items"])))
    return found


def list_transactions(act: Act, user_id: str, *, limit: int, cursor: int | None) -> views.UserTransactionList:
    found = _transactions(user_id, limit, cursor)
    write_down(act.audit("list_transactions_of_user", user_id, shown=len(found["transactions"])))
    return found


def list_audit(act: Act, user_id: str, *, limit: int, cursor: str | None) -> AuditEntryList:
    found = _audit(user_id, limit, cursor)
    write_down(act.audit("list_audit_of_user", user_id, shown=len(found["entries"])))
    return found


def list_notes(act: Act, user_id: str, *, limit: int, cursor: str | None) -> views.UserNoteList:
    found = _notes(user_id, limit, cursor)
    write_down(act.audit("list_user_notes", user_id, shown=len(found["notes"])))
    return found


def _transactions(user_id: str, limit: int, cursor: int | None) -> views.UserTransactionList:
    found = account_reads.transactions(user_id, limit=limit, before=cursor)
    return {"transactions": [entry.shown() for entry in found.rows], "next_cursor": found.next_cursor}


def _notes(user_id: str, limit: int, cursor: str | None) -> views.UserNoteList:
    where: list[tuple[str, Operator, str]] = [("user_id", "==", user_id)]
    rows = store().find(NOTES, where=where, order=newest_first("created_at"), after=place_of(cursor), limit=limit)
    page = page_of(rows, limit, read)
    return {"notes": [shown(note) for note in page.rows], "next_cursor": page.next_cursor}


def _audit(user_id: str, limit: int, cursor: str | None) -> AuditEntryList:
    page = audit.found(audit.Asked(user_id=user_id), limit=limit, cursor=cursor)
    return {"entries": list(page.rows), "next_cursor": page.next_cursor}


def _active(user_id: str) -> list[ActiveVideo]:
    found = video_admin.jobs(user_id=user_id, state="live", limit=100).rows
    return [codec.told(job, ("id", "state", "created_at", "deadline_at"), model=job.wish.model) for job in found]


def _provider_keys(user_id: str) -> list[ProviderKey]:
    found = store().read(provider_key_model.key_path(user_id, provider) for provider in KeyProvider)
    return [key.shown() for row in found.values() if (key := provider_key_model.read(row))]


def _agent_keys(user_id: str, act: Act) -> list[AgentKey]:
    return [agent_key_model.shown(key, act.now) for key in agent_keys.listed(user_id)]


def _endpoints(user_id: str, act: Act) -> list[WebhookEndpoint]:
    return [webhook_model.shown(each, act.now) for each in webhooks.listed(user_id)]


def _limits(account: Account, act: Act) -> list[views.UserLimit]:
    told = limits.all_in_force(account, act.now)
    return [{"name": name, "value": each.value, "source": each.source, "until": each.until} for name, each in told.items()]


def _identity(user_id: str, person: Person | None, account: Account | None, act: Act) -> views.UserIdentity:
    return {
        "id": user_id,
        "email": person.email if person else None,
        "email_verified": bool(person and person.email_verified),
        "name": person.name if person else None,
        "phone": person.phone if person else None,
        "providers": dict(person.providers) if person else {},
        "disabled": bool(person and person.disabled) or is_shut_out(vars(account) if account else {}, act.now),
        "disabled_until": account.disabled_until if account else None,
        "admin": bool(person and person.admin),
        "known": person is not None,
        "created_at": person.created_at if person else None,
        "signed_in_at": person.signed_in_at if person else None,
        "token_at": person.seen_at if person else None,
    }
