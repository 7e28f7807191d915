"""Any fields that a client could think of, in a draft and in a change of one: right ones pass, all others are refused."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.user_files.plain_text import flaw, is_seen
from tests.fixtures.system import System
from tests.rules.actors import Visitor, visitors
from tests.rules.client import NOW, RulesClient
from tests.rules.stage import LONG_AGO, Stage, new_id, staged

BOUNDED = settings(
    max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
REQUIRED = (
    *("user_id", "image_id", "prompt_text", "language", "status", "variant_order", "favourite"),
    *("created_at", "updated_at", "deleted_at"),
)
MARKS = ("prompt_text", "variant_order", "favourite", "rating")

texts = st.text(st.characters(exclude_categories=["Cs", "Zs", "Zl", "Zp"], include_characters=" "), max_size=40)
odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 1100),
    st.floats(-5, 1100, allow_nan=False),
    texts,
    st.just(NOW),
    st.just(LONG_AGO),
    st.lists(texts, max_size=2),
    st.dictionaries(st.sampled_from(["a", "b"]), texts, max_size=2),
)
names = st.one_of(
    st.sampled_from([*REQUIRED, "rating", "camera_style", "film_effects", "model_name", "metadata", "batch_id", "epoch"]),
    st.from_regex(r"[a-z_]{1,12}", fullmatch=True),
)


def is_good(name: str, value: Any) -> bool:
    """Whether a draft with this value in this field is one; the names of its owner and image are never among the odd values."""
    match name:
        case "prompt_text":
            return isinstance(value, str) and is_seen(value) and flaw(value) is None
        case "language":
            return value in ("de", "en")
        case "status":
            return value == "draft"
        case "variant_order":
            return type(value) is int and 0 <= value <= 1000
        case "favourite":
            return isinstance(value, bool)
        case "rating":
            return value is None or (type(value) is int and 1 <= value <= 5)
        case "deleted_at":
            return value is None
        case "created_at" | "updated_at":
            return value is NOW
        case "camera_style":
            return value == "static_shot"
        case "film_effects":
            return value == []
        case _:
            return False


def _same(one: Any, other: Any) -> bool:
    """For Python, False is 0; and Firestore's times have a class of their own."""
    return one == other and (type(one) is type(other) or isinstance(one, datetime))


@pytest.fixture(scope="module")
def owner(system: System) -> Visitor:
    return visitors(system, secrets.token_hex(4))["owner"]


@pytest.fixture(scope="module")
def stage(system: System, owner: Visitor) -> Iterator[Stage]:
    with staged(system, {"owner": owner, "other": owner}) as stage:
        yield stage


def written(client: RulesClient, stage: Stage, changes: dict[str, Any], without: list[str]) -> bool:
    """Whether such a draft is taken; what was taken is deleted again, which must be allowed too."""
    prompt_id = new_id()
    taken = client.may(*stage.pair(stage.second, prompt_id, without, **changes))
    if taken:
        stage.second.prompts["new"] = prompt_id
        stage.second.count += 1
        assert client.may(*stage.taken_away(stage.second, "new"))
        stage.second.count -= 1
        del stage.second.prompts["new"]
    return taken


@BOUNDED
@given(st.dictionaries(names, odd, min_size=1, max_size=2))
def test_a_draft_is_taken_only_with_good_fields(owner: Visitor, stage: Stage, changes: dict[str, Any]) -> None:
    """A6: types, sizes, choices and unknown fields, alone and two at a time."""
    assert written(owner.client, stage, changes, []) is all(is_good(*each) for each in changes.items())


@BOUNDED
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "prompt_text": texts.filter(lambda text: is_good("prompt_text", text)),
            "language": st.sampled_from(["de", "en"]),
            "variant_order": st.integers(0, 1000),
            "favourite": st.booleans(),
            "rating": st.none() | st.integers(1, 5),
            "camera_style": st.just("static_shot"),
            "film_effects": st.just([]),
        },
    )
)
def test_every_good_draft_is_taken(owner: Visitor, stage: Stage, changes: dict[str, Any]) -> None:
    """A6: no honest client is turned away."""
    assert written(owner.client, stage, changes, [])


@BOUNDED
@given(st.dictionaries(names, odd, min_size=1, max_size=2), st.sampled_from(["draft", "completed", "pending", "failed"]))
def test_a_prompt_takes_only_good_marks(
    system: System, owner: Visitor, stage: Stage, changes: dict[str, Any], state: str
) -> None:
    """A6: of a prompt that is there, text, order, favourite and rating change, to good values, and the time is Firestore's."""
    path = f"video_prompts/{stage.mine.prompts[state]}"
    before = system.document(path) or {}
    changed = {name: value for name, value in changes.items() if name not in before or not _same(before[name], value)}
    good = all(name in (*MARKS, "updated_at") and is_good(name, value) for name, value in changed.items())
    text_is_open = state in ("draft", "completed") or "prompt_text" not in changed
    taken = owner.client.may(stage.marked(stage.mine, state, **changes))
    after = system.document(path) or {}
    assert taken is (good and text_is_open)
    assert {name for name in {*before, *after} if before.get(name) != after.get(name)} <= {*MARKS, "updated_at"}
