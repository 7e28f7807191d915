"""What stays when its user is forgotten says a pseudonym where it named them: the one rewrite of ledger and audit that there is.

Nothing but the name changes, wherever it stands in a line that names them: amounts, order and balances are as they were. An entry
that bears the user's id in its own name is written again under the pseudonym's, in the commit that takes the other away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, cast

from shared.accounts.ledger import ENTRIES
from shared.config.history import VERSIONS as CONFIG_VERSIONS
from shared.films.model import FILMS
from shared.lifecycle.payers import FIELD as PAYER
from shared.lifecycle.takedown import TAKEDOWNS
from shared.payments.model import PURCHASES
from shared.platform.clients import store
from shared.platform.firestore.documents import Create, Delete, Document, Operator, Plan, Seen, Update, Write
from shared.prompts.model import BATCHES
from shared.user_data.erasing import Leaver
from shared.videos.model import COLLECTION as VIDEOS

_PAGE = 100
# each field by which something that stays may name a user: works of others that they paid for, and what they did as an operator
NAMES = (
    (PURCHASES, "user_id"),
    (ENTRIES, "user_id"),
    ("audit_log", "on"),
    ("audit_log", "actor"),
    ("audit_log", "details.user_id"),
    (VIDEOS, PAYER),
    (FILMS, PAYER),
    (BATCHES, PAYER),
    ("dead_letters", "replayed_by"),
    (TAKEDOWNS, "by"),
    ("operator_batches", "by"),
    ("user_notes", "author"),
    ("reconcile_runs", "started_by"),
    ("system_configs", "updated_by"),
    (CONFIG_VERSIONS, "by"),
)
_PAPERS = (ENTRIES, "audit_log", CONFIG_VERSIONS)
_TELLING = 8  # letters; Firebase's own ids have 28
LISTS = (("audit_log", "details.values.beta_users"), (CONFIG_VERSIONS, "users"))  # and each in whose list they may be


def everything(leaver: Leaver) -> Iterator[None]:
    for collection, field in NAMES:
        yield from _renamed(collection, field, "==", leaver)
    for collection, field in LISTS:
        yield from _renamed(collection, field, "array_contains", leaver)


def _renamed(collection: str, field: str, how: Operator, leaver: Leaver) -> Iterator[None]:
    where: list[tuple[str, Operator, Any]] = [(field, how, leaver.user_id)]
    while rows := store().find(collection, where=where, limit=_PAGE):
        store().settle([row.path for row in rows], partial(_page, field, leaver))
        yield


def _page(field: str, leaver: Leaver, seen: Seen) -> Plan[None]:
    return Plan(None, [write for row in seen.values() if row.fields is not None for write in _writes(row, field, leaver)])


def _writes(row: Document, field: str, leaver: Leaver) -> list[Write]:
    """None where it says another name by now."""
    before, paper = row.fields or {}, row.path.partition("/")[0] in _PAPERS
    told = {name: _said(value, leaver) for name, value in before.items() if paper or name == field}
    if paper and (name := _said(row.id, leaver)) != row.id:
        return [Create(f"{row.path.rpartition('/')[0]}/{name}", {**before, **told}), Delete(row)]
    changed = {name: value for name, value in told.items() if value != before[name]}
    return [Update(row, changed)] if changed else []


def _said(value: Any, leaver: Leaver) -> Any:
    """The same with the pseudonym for the name; also within words, unless the name is so short that it may be anything."""
    if isinstance(value, str):
        parts = value.split(".") if len(leaver.user_id) < _TELLING else [value]
        told = [leaver.pseudonym if each == leaver.user_id else each for each in parts]
        return ".".join(told) if len(leaver.user_id) < _TELLING else told[0].replace(leaver.user_id, leaver.pseudonym)
    if isinstance(value, list):
        return [_said(each, leaver) for each in cast("list[Any]", value)]
    if isinstance(value, Mapping):
        return {name: _said(each, leaver) for name, each in cast("Mapping[str, Any]", value).items()}
    return value
