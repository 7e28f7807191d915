"""What clients write themselves: honest commits pass, everything beside them is refused and changes nothing."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fixtures.system import System
from tests.rules.actors import ACTORS, HOLDERS, WELCOME, Actor, Visitor, visitors
from tests.rules.client import delete, put, set_up
from tests.rules.commits import HONEST, REFUSED
from tests.rules.stage import LIMIT, Stage, staged


@pytest.fixture(scope="module")
def people(system: System) -> dict[Actor, Visitor]:
    return visitors(system, secrets.token_hex(4))


@pytest.fixture(scope="module")
def untouched(system: System, people: dict[Actor, Visitor]) -> Iterator[Stage]:
    """One stage for everything that is refused; at its end it is as it was."""
    with staged(system, people) as stage:
        before = stage.documents(system)
        yield stage
        assert stage.documents(system) == before


@pytest.mark.parametrize("case", HONEST)
def test_an_honest_commit_passes(system: System, people: dict[Actor, Visitor], case: str) -> None:
    """A6 P5: what the app does for its user needs no function."""
    with staged(system, people) as stage:
        assert people["owner"].client.may(*HONEST[case](stage))


@pytest.mark.parametrize("case", REFUSED)
def test_anything_else_is_refused(people: dict[Actor, Visitor], untouched: Stage, case: str) -> None:
    """A6 P5: nobody gets past the limit, the counts or the fields that are ours."""
    assert not people["owner"].client.may(*REFUSED[case](untouched))


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("case", ["a draft and its count", "one of several deleted", "another primary", "the text of a draft"])
def test_only_whose_it_is_writes(system: System, people: dict[Actor, Visitor], actor: Actor, case: str) -> None:
    """A6 A2 A7: a guest like anybody else, with their own; nobody for others, an admin neither, an old token not at all."""
    with staged(system, people, actor if actor in HOLDERS else "owner") as stage:
        assert people[actor].client.may(*HONEST[case](stage)) is (actor in WELCOME)


def test_the_limit_is_the_operators(system: System, people: dict[Actor, Visitor]) -> None:
    """P5: the number of the config holds for clients as it does for the functions; without one it is ten."""
    client = people["owner"].client
    for limit, case in ((11, "honest"), (9, "refused")):
        with staged(system, people) as stage:
            assert system.configure("advanced", variants_per_image=limit).status_code == 200
            try:
                assert client.may(*stage.pair(stage.full if case == "honest" else stage.almost)) is (case == "honest")
            finally:
                assert system.configure("advanced", variants_per_image=LIMIT).status_code == 200
    with staged(system, people) as stage:
        assert not client.may(*stage.pair(stage.full))
        set_up(system, put("system_configs/advanced", {"sweep_page": 100}))
        assert not client.may(*stage.pair(stage.full))
        assert client.may(*stage.pair(stage.almost))
        set_up(system, delete("system_configs/advanced"))


def test_ten_drafts_at_once_hold_the_limit(system: System, people: dict[Actor, Visitor]) -> None:
    """P5: of simultaneous honest commits no more pass than there is room for."""
    client = people["owner"].client
    with staged(system, people) as stage, ThreadPoolExecutor(10) as crowd:
        tries = [crowd.submit(client.commit, *stage.pair(stage.almost)) for _ in range(10)]
        assert sum(each.result().status_code == 200 for each in tries) == 1
        assert (system.document(stage.almost.path) or {})["prompt_count"] == LIMIT
