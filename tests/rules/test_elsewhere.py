"""Beyond the table: any path that a client could think of, any field of an image, and files without a signed address."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fixtures.images import album, picture
from tests.fixtures.system import System
from tests.rules.actors import CURRENT, Actor, Visitor, visitors
from tests.rules.client import NOW, change, create, delete, put
from tests.rules.stage import LONG_AGO, Stage, staged
from tests.rules.table import TABLE
from tests.rules.test_draft_fields import odd

BOUNDED = settings(
    max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
_READABLE = {"/".join(row.path.split("/")[::2]) for row in TABLE if "get" in row.allowed}
_ABSENT = {row.path.partition("/")[0] for row in TABLE if "get absent" in row.allowed}
_KNOWN = sorted({name for row in TABLE for name in row.path.split("/")[::2]})
_IMAGE = ["prompt_count", "last_prompt_id", "primary_prompt_id", "updated_at"]

collections = st.sampled_from(_KNOWN) | st.from_regex(r"[a-zA-Z_][a-zA-Z_-]{0,12}", fullmatch=True)
names = st.sampled_from(["own", "ops", "marks", "0", "~", "ä", "a b"]) | st.from_regex(r"[a-z0-9]{1,24}", fullmatch=True)


@pytest.fixture(scope="module")
def people(system: System) -> dict[Actor, Visitor]:
    return visitors(system, secrets.token_hex(4))


@pytest.fixture(scope="module")
def stage(system: System, people: dict[Actor, Visitor]) -> Iterator[Stage]:
    with staged(system, people) as stage:
        yield stage


@BOUNDED
@given(
    steps=st.lists(st.tuples(collections, names), min_size=1, max_size=4),
    actor=st.sampled_from(["anonymous", "owner", "admin", "service account"]),
)
def test_nobody_writes_or_finds_anything_at_a_path_of_their_own(
    people: dict[Actor, Visitor], steps: list[tuple[str, str]], actor: Actor
) -> None:
    """A6: at any depth and under any name; whose uid stands in the path or in the document changes nothing."""
    who = people[actor]
    if any(name.startswith("__") and name.endswith("__") for name, _ in steps):
        return  # Firestore itself knows no such name
    path = "/".join(f"{name}/{quote(who.uid if each == 'own' else each)}" for name, each in steps)
    fields = {"user_id": who.uid, "image_id": who.uid, "updated_at": NOW}
    for write in (create(path, fields), put(path, fields), change(path, {"user_id": who.uid}), delete(path)):
        assert not who.client.may(write), write
    ours = actor == "owner" and path == f"accounts/{who.uid}"
    nobodys = len(steps) == 1 and steps[0][0] in _ABSENT and actor in CURRENT
    assert who.client.may_get(path) is (ours or nobodys)
    if "/".join(path.split("/")[::2]) not in _READABLE:
        assert not who.client.may_list(path.split("/")[-2], under="/".join(path.split("/")[:-2]))


@BOUNDED
@given(
    changes=st.dictionaries(
        st.sampled_from([*_IMAGE, "title", "status", "user_id", "collection_id", "object", "deleting", "created_at"])
        | st.from_regex(r"[a-z_]{1,12}", fullmatch=True),
        odd,
        min_size=1,
        max_size=3,
    ),
    stamped=st.booleans(),
)
def test_no_field_of_an_image_is_a_clients(
    system: System, people: dict[Actor, Visitor], stage: Stage, changes: dict[str, Any], stamped: bool
) -> None:
    """A6 P5: of any types and sizes; a change that is taken has changed nothing but the time, as Firestore has it."""
    before = system.document(stage.mine.path)
    given = {**changes, **({"updated_at": NOW} if stamped else {})}
    people["owner"].client.may(change(stage.mine.path, given))
    after = system.document(stage.mine.path)
    assert before is not None
    assert after is not None
    assert {**after, "updated_at": before["updated_at"]} == before
    assert after["updated_at"] != LONG_AGO or before["updated_at"] == LONG_AGO


def test_a_file_is_reached_by_a_signed_address_alone(system: System) -> None:
    """A6 I2: not by its owner's token, nor an admin's, nor by an address whose signature was taken off."""
    ada = system.person()
    image = picture(system, ada, album(system, ada))
    kept = quote((system.document(f"images/{image['id']}") or {})["object"])
    signed = system.call("GET", f"/images/{image['id']}/links", ada).raise_for_status().json()["picture"]
    before = system.http.get(signed).raise_for_status().content
    buckets = (system.environment[f"RUSHES_BUCKET_{name}"] for name in ("MEDIA", "UPLOADS", "PROVIDER_OUT"))
    bare = [f"{system.environment['STORAGE_EMULATOR_HOST']}/{each}/{kept}" for each in buckets]
    assert signed.startswith(f"{bare[0]}?")
    for address in (*bare, signed.partition("&X-Goog-Signature")[0]):
        for method in ("GET", "HEAD", "PUT", "DELETE"):
            body = b"x" if method == "PUT" else None
            assert system.http.request(method, address, content=body).status_code in (400, 403), (method, address)
            for person in (ada, system.admin):  # the stand-in does not even look at a token there
                headers = system.signed_in(person).headers
                assert system.http.request(method, address, content=body, headers=headers).status_code >= 400, (method, address)
    assert system.http.get(signed).content == before
