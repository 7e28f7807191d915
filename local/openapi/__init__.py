"""The OpenAPI document, shared/catalog/openapi.json: written from the doors' own routes, forms, answers, tables and errors.
Beside it docs/errors.md, docs/environment.md and docs/limits.md, written from error classes, settings and the configuration.

python -m local.openapi            write them
python -m local.openapi --check    fail when one is not what the code says
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import main
from local.openapi import environment_page, error_page, headers, limits_page, operations, responses, schemas, webhooks
from local.openapi.words import ABOUT, TAGS, TITLE
from shared.platform.web.door import Door

TARGET = Path("shared/catalog/openapi.json")
_SERVERS: list[dict[str, Any]] = [
    {"url": "/", "description": "The address that this document was read from"},
    {
        "url": "{base}",
        "description": "Any other deployment: every function stands under its name at one address",
        "variables": {
            "base": {
                "default": "http://127.0.0.1:8080",
                "description": "What `make run` prints, or https://REGION-PROJECT.cloudfunctions.net",
            }
        },
    },
]
_SECURITY_SCHEMES: dict[str, Any] = {
    "firebase": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "Firebase ID token",
        "description": "What `getIdToken()` of the Firebase SDK gives; it lasts an hour.",
    },
    "agentKey": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "Agent key (rk_…)",
        "description": "What a program carries that acts for its user (`POST /account/agent-keys`): it lives for days, may "
        "do what its scopes say, and spends no more a day than its cap. It needs no App Check.",
    },
    "google": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "OIDC token signed by Google",
        "description": "Of an operator (`gcloud auth print-identity-token` for a service account that they impersonate, with "
        "`--include-email` and this function's address as `--audiences`), or of one of our own queues, schedules and events.",
    },
}


def document() -> dict[str, Any]:
    every: list[Door] = [importlib.import_module(f"functions.{name}").door for name in main.FUNCTIONS]
    doors = [door for door in every if door.refusal is None]  # the others answer people, in HTML
    known = schemas.of(doors)
    paths: dict[str, Any] = {}
    for door in doors:
        for route in door.routes:
            where = f"/{door.name}{route.path}".rstrip("/")
            paths.setdefault(where, {})[route.method.lower()] = operations.operation(door, route, known)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": TITLE,
            "version": "1",
            "summary": "A serverless backend for AI video",
            "description": ABOUT,
            "contact": {"name": "Whoever runs this deployment"},
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": _SERVERS,
        "tags": [{"name": door.name, "description": TAGS[door.name]} for door in doors],
        "paths": paths,
        "webhooks": webhooks.told(),
        "components": {
            "schemas": known.components(),
            "parameters": headers.PARAMETERS,
            "headers": headers.HEADERS,
            "responses": responses.components(),
            "securitySchemes": _SECURITY_SCHEMES,
        },
    }


def rendered() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def pages() -> dict[Path, str]:
    """All that is written from the code, by its place."""
    whole = rendered()
    return {
        TARGET: whole,
        Path("docs/errors.md"): error_page.rendered(),
        Path("docs/environment.md"): environment_page.rendered(),
        Path("docs/limits.md"): limits_page.rendered(json.loads(whole)),
    }
