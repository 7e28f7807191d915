"""Configs that a user keeps under a name, to write with again."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from typing import TYPE_CHECKING, Any

from shared.accounts import limits, usage
from shared.accounts import model as account_model
from shared.accounts.ledger import account_path
from shared.accounts.usage import Usage, usage_path
from shared.platform.clients import clock, store
from shared.platform.errors import NotFound
from shared.platform.firestore.documents import Create, Delete, Drop, Plan, Seen
from shared.prompts.errors import TemplateNameTaken, TooManyTemplates
from shared.prompts.model import TEMPLATES
from shared.prompts.requests import Config

if TYPE_CHECKING:
    from shared.prompts import views


_ALL = 500  # more than the configuration allows


def save(user_id: str, name: str, config: Config) -> views.PromptTemplate:
    mine = store().find(TEMPLATES, where=[("user_id", "==", user_id)], limit=_ALL, only=("user_id", "name"))
    for row in mine:
        if _folded(str((row.fields or {})["name"])) == _folded(name):
            raise TemplateNameTaken(name=name, id=row.id)
    template_id, now = secrets.token_hex(12), clock().now()
    fields = {"user_id": user_id, "name": name, "config": config.fields(), "created_at": now}
    where, name_where = f"{TEMPLATES}/{template_id}", _name_path(user_id, name)
    account_where, usage_where = account_path(user_id), usage_path(user_id)

    def decide(seen: Seen) -> Plan[views.PromptTemplate]:
        if (taken := seen[name_where].fields) is not None:  # since we looked at all of them
            raise TemplateNameTaken(name=name, id=taken["template_id"])
        counted, most = _counted(user_id, seen, 1), limits.of(account_model.read(seen[account_where]), "templates")
        if (counted.templates or 0) > most:
            raise TooManyTemplates(limit=most)
        holder = {"user_id": user_id, "template_id": template_id}
        return Plan(
            _shown(template_id, fields),
            [Create(where, fields), Create(name_where, holder), usage.write(seen[usage_where], counted)],
        )

    return store().settle([where, name_where, account_where, usage_where], decide)


def _counted(user_id: str, seen: Seen, by: int) -> Usage:
    return usage.read(seen[usage_path(user_id)]).counted("templates", by, lambda: kept_by(user_id))


def kept_by(user_id: str) -> int:
    """How many there are, by a query."""
    return store().count(TEMPLATES, where=[("user_id", "==", user_id)])


def listed(user_id: str) -> list[views.PromptTemplate]:
    """All of them, by name."""
    rows = store().find(TEMPLATES, where=[("user_id", "==", user_id)], limit=_ALL)
    return sorted((_shown(row.id, dict(row.fields or {})) for row in rows), key=lambda each: each["name"].lower())


def config_of(user_id: str, template_id: str) -> Config:
    return Config.of(_own(store().get(f"{TEMPLATES}/{template_id}"), user_id)["config"])


def delete(user_id: str, template_id: str) -> None:
    where, usage_where = f"{TEMPLATES}/{template_id}", usage_path(user_id)

    def decide(seen: Seen) -> Plan[None]:
        name = _own(seen[where], user_id)["name"]
        counted = usage.write(seen[usage_where], _counted(user_id, seen, -1))
        return Plan(None, [Delete(seen[where]), Drop(_name_path(user_id, name)), counted])

    store().settle([where, usage_where], decide)


def _name_path(user_id: str, name: str) -> str:
    """What holds a name for one template: two that are saved at once would write the same document."""
    return f"template_names/{user_id}.{hashlib.sha256(_folded(name).encode()).hexdigest()}"


def _folded(name: str) -> str:
    """Names that nobody could tell apart are one."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _own(document: Any, user_id: str) -> dict[str, Any]:
    if document.fields is None or document.fields["user_id"] != user_id:
        raise NotFound(kind="template", id=document.id)
    return dict(document.fields)


def _shown(template_id: str, fields: dict[str, Any]) -> views.PromptTemplate:
    return {"id": template_id, "name": fields["name"], "config": fields["config"], "created_at": fields["created_at"]}
