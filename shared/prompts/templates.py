"""Configs that a user keeps under a name, to write with again."""

from __future__ import annotations

import secrets
from typing import Any

from shared.platform.clients import clock, store
from shared.platform.documents import Create, Delete, Plan, Seen
from shared.platform.errors import AppError, NotFound, Text
from shared.prompts.asking import Config
from shared.prompts.variant import TEMPLATES

MOST = 100


class TooManyTemplates(AppError):
    status, code = 409, "TOO_MANY_TEMPLATES"
    message = Text("You may keep {limit} templates.", "Du kannst {limit} Vorlagen behalten.")
    action = Text("Delete one of them first.", "Lösche vorher eine davon.")


def save(user_id: str, name: str, config: Config) -> dict[str, Any]:
    if len(store().find(TEMPLATES, where=[("user_id", "==", user_id)], limit=MOST, only=("user_id",))) >= MOST:
        raise TooManyTemplates(limit=MOST)
    template_id, now = secrets.token_hex(12), clock().now()
    fields = {"user_id": user_id, "name": name, "config": config.fields(), "created_at": now}
    where = f"{TEMPLATES}/{template_id}"
    return store().settle([where], lambda _seen: Plan(_shown(template_id, fields), [Create(where, fields)]))


def listed(user_id: str) -> list[dict[str, Any]]:
    """All of them, by name."""
    rows = store().find(TEMPLATES, where=[("user_id", "==", user_id)], limit=MOST)
    return sorted((_shown(row.id, dict(row.fields or {})) for row in rows), key=lambda each: str(each["name"]).lower())


def config_of(user_id: str, template_id: str) -> Config:
    return Config.of(_own(store().get(f"{TEMPLATES}/{template_id}"), user_id)["config"])


def delete(user_id: str, template_id: str) -> None:
    where = f"{TEMPLATES}/{template_id}"

    def decide(seen: Seen) -> Plan[None]:
        _own(seen[where], user_id)
        return Plan(None, [Delete(seen[where])])

    store().settle([where], decide)


def _own(document: Any, user_id: str) -> dict[str, Any]:
    if document.fields is None or document.fields["user_id"] != user_id:
        raise NotFound(kind="template", id=document.id)
    return dict(document.fields)


def _shown(template_id: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {"id": template_id, **{name: fields[name] for name in ("name", "config", "created_at")}}
