"""What is answered, as a program reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import pytest

from rushes import AsyncRushes, Rushes, types
from rushes._answers import Answer

from .bodies import failure, video
from .server import Server, Told


def test_an_answer_has_attributes_of_the_types_that_are_declared() -> None:
    """E1: dates are dates, what is inside is an answer too; fields that a later version adds are kept, and states too."""
    told = video("dancing", error=failure(), moon="full", references=["a"], video={"bytes": 9})
    seen = types.Video(told)
    assert seen.created_at == datetime(2027, 1, 15, 8, tzinfo=UTC)
    assert (seen.state, seen.references, seen.message) == ("dancing", ["a"], None)
    assert seen.error is not None
    assert seen.error.suggested_action == "Say it otherwise."
    assert seen.video is not None
    assert seen.video.bytes == 9
    assert seen.video is seen.video
    assert seen.to_dict() == told
    assert seen == types.Video(dict(told))
    assert seen != types.Film(told)
    assert "state='dancing'" in repr(seen)
    with pytest.raises(AttributeError, match="no 'statee'"):
        seen.statee  # type: ignore[attr-defined]  # noqa: B018


class Cat(Answer):
    kind: Literal["cat"]
    lives: int


class Dog(Answer):
    kind: Literal["dog"]
    tricks: dict[str, Cat]


class Home(Answer):
    pet: Cat | Dog | None
    others: list[Cat | Dog]
    names: dict[str, str]
    number: int | str


def test_one_of_several_shapes_is_told_by_its_fixed_words() -> None:
    """E1: a state or kind decides; what this version does not know is read as the first."""
    home = Home(
        {
            "pet": {"kind": "dog", "tricks": {"roll": {"kind": "cat", "lives": 9}}},
            "others": [{"kind": "cat"}, {"kind": "fish"}],
            "names": {"a": "b"},
            "number": "seven",
        }
    )
    assert isinstance(home.pet, Dog)
    assert home.pet.tricks["roll"].lives == 9
    assert [type(each) for each in home.others] == [Cat, Cat]
    assert (home.names, home.number) == ({"a": "b"}, "seven")


def test_a_client_is_closed_by_whoever_opened_it(server: Server) -> None:
    """E1: as a context manager, with connections of its own."""
    server.on("GET", "/account", Told(200, {"balance": 1}))
    with Rushes(server.url, "rk_agent") as client:
        assert (client.account.get().balance, client.url) == (1, server.url)
        assert client.account is client.account

    async def waiting() -> int:
        async with AsyncRushes(server.url, "rk_agent") as client:
            return (await client.account.get()).balance

    import asyncio

    assert asyncio.run(waiting()) == 1
    with pytest.raises(RuntimeError, match="closed"):
        client.account.get()


def test_an_operation_tells_what_it_does() -> None:
    """E1: help() and editors find the documents' words."""
    assert "Create a video" in str(Rushes("http://localhost", "t").videos.create.__doc__)
    assert "seconds" in str(type(Rushes("http://localhost", "t").videos).create.__doc__)
