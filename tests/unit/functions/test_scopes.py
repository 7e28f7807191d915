"""What an agent's key opens, route by route: a flag that was forgotten, or set by mistake, is seen here."""

from __future__ import annotations

import importlib

import pytest

import main
from shared.platform.web import callers
from shared.platform.web.door import Door, Route


@pytest.fixture(scope="module")
def routes() -> dict[str, Route]:
    """Of the doors that take such a key."""
    doors: list[Door] = [importlib.import_module(f"functions.{name}").door for name in main.FUNCTIONS]
    open_to_agents = [door for door in doors if door.caller in (callers.user, callers.agent)]
    return {f"{each.method} {door.name}{each.path}": each for door in open_to_agents for each in door.routes}


def test_who_may_only_look_changes_nothing(routes: dict[str, Route]) -> None:
    """E3: `read` opens reads, prices, links of many, and the one message in which an agent says what it wants."""
    assert {name for name, each in routes.items() if each.scope == "read" and each.method != "GET"} == {
        "POST films/quote",
        "POST images/links",
        "POST mcp/",
        "POST storyboards/{storyboard_id}/quote",
        "POST videos/links",
        "POST videos/quote",
        "POST videos/{job_id}/edits/quote",
    }


def test_what_cannot_be_undone_or_outlives_a_key_is_for_people(routes: dict[str, Route]) -> None:
    """C11, E3, P9, W2, W3, D1: keys of all kinds, sessions, money, the end of the trash, where news of them go, all of it."""
    in_person = {name for name, each in routes.items() if each.scope is None}
    keys = {name for name in routes if name.split(" ")[1].startswith(("account/keys", "account/agent-keys"))}
    data = {name for name in routes if name.split(" ")[1].startswith(("account/exports", "account/deletion"))}
    bought = {"GET payments/", "GET payments/{purchase_id}", "POST payments/checkouts", "POST payments/portal"}
    told = {"PUT account/notices", "POST account/devices", "DELETE account/devices/{device_id}"}
    sent = {
        f"{method} webhooks{path}" for method, path in (("POST", "/"), ("PATCH", "/{endpoint_id}"), ("DELETE", "/{endpoint_id}"))
    }
    sent.add("POST webhooks/{endpoint_id}/secret")
    assert in_person == {*keys, *data, *bought, *told, *sent, "POST account/sign-out", "POST library/trash/purge"}
    assert (len(keys), len(data)) == (10, 6)
