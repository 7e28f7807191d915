"""What a call counts as, before anything is read for it; and that whoever is admitted is never refused for it."""

from __future__ import annotations

import importlib
import itertools
import json
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shared.config.model import LimitsSection, Section
from shared.platform.errors import InvalidRequest
from shared.platform.web.callers import Caller
from shared.platform.web.door import Call, Door, Reply
from shared.platform.web.exchange import Exchange, Headers, HttpRequest
from shared.platform.web.rates import HEAVIEST, RateLimited
from tests.fixtures.fakes import NOON

KEY = {"Idempotency-Key": "key-12345678", "Content-Type": "application/json"}
SPENT = Reply(202)
MANY = 1000


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """What operators have set; nobody's calls were counted before."""
    values = dict[str, int]()

    def get(_section: type[Section]) -> LimitsSection:
        return LimitsSection(**values)

    monkeypatch.setattr("shared.config.sections.get", get)
    return values


@pytest.fixture
def doors(limits: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Door]:
    """The real ones, with everybody let in as who they say they are."""
    found: dict[str, Door] = {}
    for name in ("account", "films", "images", "prompts", "storyboards", "videos"):
        door: Door = importlib.import_module(f"functions.{name}").door
        monkeypatch.setattr(door, "caller", lambda _door, headers: Caller(headers["X-User"]))  # pyright: ignore
        for pace in (door.pace, door.refusals):
            monkeypatch.setattr(pace, "_known", OrderedDict())
        found[name] = door
    return found


def begun(door: Door, method: str, path: str, body: Any = None, query: str = "", user: str = "ada") -> tuple[Exchange, Call]:
    """A call that was let in and has not been answered: of what it would read nothing was read yet."""
    raw = b"" if body is None else json.dumps(body).encode()
    exchange = Exchange(door, HttpRequest(method, path, Headers([("X-User", user), *KEY.items()]), query))
    route, call = exchange.enter()
    return exchange, exchange.validate(route, exchange.with_body(route, call, raw))


def passed(door: Door, *asked: Any, times: int = MANY, **options: str) -> int:
    """How many of so many such calls in a row are let in, none of them being admitted."""
    for nth in range(times):
        try:
            begun(door, *asked, **options)
        except RateLimited:
            return nth
    return times


def ids(count: int) -> list[str]:
    return [secrets.token_hex(12) for _ in range(count)]


def film(scenes: int) -> dict[str, Any]:
    return {"scenes": [{"video_id": each} for each in ids(scenes)]}


def batch(rows: int) -> list[dict[str, Any]]:
    return [{"prompt": "a", "first_frame": each} for each in ids(rows)]


@pytest.mark.parametrize(
    ("door", "asked", "most"),
    [
        ("videos", ("POST", "/", {"prompt": "a"}), 100),
        ("videos", ("POST", f"/{'a' * 24}/retry"), 100),
        ("videos", ("GET", f"/{'a' * 24}"), 100),
        ("videos", ("POST", "/quote", {"prompt": "a"}), 100),
        ("videos", ("POST", "/batch", batch(100)), 17),
        ("videos", ("POST", "/batch", batch(100), "quote=true"), 17),
        ("videos", ("GET", "/"), 100),
        ("videos", ("GET", "/", None, "limit=100"), 20),
        ("films", ("POST", "/", film(10)), 100),
        ("films", ("POST", "/", film(100)), 17),
        ("storyboards", ("POST", f"/{'a' * 24}/shoot", {"scenes": "all"}), 20),
        ("storyboards", ("POST", f"/{'a' * 24}/shoot", {"scenes": ["opening", "ending"]}), 100),
        ("storyboards", ("POST", "/", {"scenes": [{"action": "a", "first_frame": each} for each in ids(50)]}), 34),
        ("storyboards", ("POST", "/import", {"text": "a" * 1_000_000}), 10),
        ("prompts", ("POST", "/collection", {"collection_id": "a" * 24}), 34),
        ("prompts", ("GET", "/export"), 10),
        ("prompts", ("GET", "/export", None, f"image_id={'a' * 24}"), 100),
        ("images", ("GET", "/collections"), 100),
        ("images", ("GET", "/collections", None, "limit=50"), 34),
    ],
)
def test_a_call_counts_as_what_it_may_read(doors: Mapping[str, Door], door: str, asked: tuple[Any, ...], most: int) -> None:
    """L1: one for each twenty documents, ten at most; also of calls that spend, and whatever becomes of them."""
    slack = 1 + most // 50  # what grows back meanwhile
    assert most <= passed(doors[door], *asked) <= most + slack
    begun(doors[door], *asked, user="bob")  # nobody else is concerned


def test_calls_that_are_not_valid_are_counted_too(doors: Mapping[str, Door]) -> None:
    """L1: a wrong body costs as much work as a right one."""
    for _ in range(100):
        with pytest.raises(InvalidRequest):
            begun(doors["videos"], "POST", "/", {"colour": 3})
    assert passed(doors["videos"], "POST", "/", {"prompt": "a"}) <= 3


@pytest.mark.parametrize(
    ("door", "asked", "times"),
    [
        ("videos", ("POST", "/", {"prompt": "a"}), 10),
        ("videos", ("POST", "/batch", batch(100)), 10),
        ("storyboards", ("POST", f"/{'a' * 24}/shoot", {"scenes": "all"}), 10),
        ("films", ("POST", "/", film(100)), 5),
        ("prompts", ("POST", "/collection", {"collection_id": "a" * 24}), 20),
    ],
)
@pytest.mark.parametrize("times_more", [1, 20])
@pytest.mark.parametrize("other", [1, 100])
def test_whoever_stays_within_the_limits_is_never_refused(
    doors: Mapping[str, Door], limits: dict[str, int], door: str, asked: tuple[Any, ...], times: int, times_more: int, other: int
) -> None:
    """L1: a minute's worth all under way at once, minute after minute, beside as many other calls as there may be."""
    limits |= {"generation": 10 * times_more, "compile": 5 * times_more, "prompts": 20 * times_more, "other": other}
    passed(doors[door], "GET", f"/{'a' * 24}", times=other)
    for _ in range(3):
        under_way = [begun(doors[door], *asked) for _ in range(times * times_more)]
        for exchange, call in under_way:
            exchange.answered(call, SPENT)
    assert passed(doors[door], *asked, times=times) == times  # and nothing of that has used up what refusals may


@given(
    st.sampled_from(
        [
            ("videos", "generation"),
            ("storyboards", "generation"),
            ("films", "compile"),
            ("prompts", "prompts"),
            ("prompts", "prompts_of_guests"),
        ]
    ),
    st.integers(1, 150),
    st.integers(1, 1500),
    st.lists(st.integers(1, HEAVIEST), min_size=1, max_size=20),
)
@example(("prompts", "prompts"), 150, 1, [HEAVIEST])
def test_however_limits_are_set_and_calls_are_weighed_a_minutes_worth_fits(
    place: tuple[str, str], limit: int, other: int, weights: list[int]
) -> None:
    """L1: the largest film, list or collection, as often as a minute admits it, whichever limit is the narrowest."""
    name, admitted = place
    told = LimitsSection(**{"generation": 1, "compile": 1, "prompts": 1, "prompts_of_guests": 1, "other": other, admitted: limit})
    door, user = importlib.import_module(f"functions.{name}").door, secrets.token_hex(8)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("shared.config.sections.get", lambda _section: told)
        under_way = list(itertools.islice(itertools.cycle(weights), limit))
        for _ in range(2):
            for weight in under_way:
                door.refusals.take(user, NOON)
                door.refusals.count(user, weight - 1)
            for weight in under_way:
                door.refusals.count(user, -weight)


def test_only_what_was_admitted_is_given_back(doors: Mapping[str, Door]) -> None:
    """L1: an answer that is told again was counted by no commit; a refusal neither, nor a caller who hung up."""
    for reply in (Reply(202, headers={"Idempotency-Replayed": "true"}), Reply(402), Reply(499), Reply(503)):
        user = f"{reply.status}-{len(reply.headers)}"
        count = 0
        try:
            for count in range(MANY):  # noqa: B007
                exchange, call = begun(doors["videos"], "POST", "/", {"prompt": "a"}, user=user)
                exchange.answered(call, reply)
        except RateLimited:
            pass
        assert 100 <= count <= 103, reply


def test_whoever_repeats_a_dear_call_with_its_key_is_told_again(doors: Mapping[str, Door]) -> None:
    """L1, P4: an app that lost the answer may ask as often as for a cheap one."""
    told = 0
    while told < MANY:
        try:
            exchange, call = begun(doors["films"], "POST", "/", film(100))
        except RateLimited:
            break
        exchange.answered(call, Reply(202, headers={"Idempotency-Replayed": "true"}))
        told += 1
    assert told > 90  # where it counted as a film of a hundred scenes again, it would be 17


def test_quotes_use_up_nothing_of_those_who_spend_afterwards(doors: Mapping[str, Door]) -> None:
    """L1: what only asks for a price counts among the plain calls."""
    door = doors["videos"]
    assert 17 <= passed(door, "POST", "/batch", batch(100), "quote=true") <= 18
    assert passed(door, "POST", "/batch", batch(100), times=10) == 10


def test_a_refusal_is_told_in_the_callers_language_before_the_body_is_read(doors: Mapping[str, Door]) -> None:
    """L1: the one 429, with Retry-After; nobody waits longer than a minute for it."""
    door = doors["films"]
    passed(door, "POST", "/", film(100))

    exchange = Exchange(door, HttpRequest("POST", "/", Headers([("X-User", "ada"), ("Accept-Language", "de")]), ""))
    with pytest.raises(RateLimited) as refused:
        exchange.enter()
    sent = exchange.send(exchange.refuse(refused.value))
    assert (sent.status, json.loads(sent.body)["error"]) == (429, "RATE_LIMITED")
    assert json.loads(sent.body)["message"].startswith("Zu viele Aufrufe")
    assert 1 <= int(sent.headers["Retry-After"]) <= 60
