"""The overlay as it holds where this runs: what nobody serves is out of the offer, what we have no key for is for own keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from shared.catalog import effective
from shared.catalog import reads as catalog_reads
from shared.catalog.errors import ModelSuspended, OwnKeyNeeded, UnknownModel
from shared.catalog.model import AS_WRITTEN
from shared.catalog.pricing import offer
from shared.catalog.wish import Wish
from shared.platform.settings import OPENAI_VIDEOS_URL, OUR_SURFACES, settings

OMNI, OMNI_BEFORE, SERVER = "gemini-api/gemini-omni-1.2-flash", "gemini-api/gemini-omni-1.1-flash", "openai-videos/sim-video-1"
ADDRESS, TODAY = "http://127.0.0.1:8091/v1", date(2026, 11, 21)
WISH = Wish(OMNI, "A fox.", 4, "16:9", "720p", audio=True)

Here = Callable[..., None]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[Here]:
    """Says what this process is told."""

    def told(*, ours: str, address: str = "") -> None:
        monkeypatch.setenv(OUR_SURFACES, ours)
        monkeypatch.setenv(OPENAI_VIDEOS_URL, address)
        settings.cache_clear()

    yield told
    settings.cache_clear()


@pytest.mark.parametrize(
    ("ours", "address", "omni", "server"),
    [
        ("", "", "own_key", "disabled"),
        ("gemini-api", "", "available", "disabled"),
        ("openai-videos", "", "own_key", "disabled"),  # nowhere to ask at is more than no key
        ("", ADDRESS, "own_key", "own_key"),
        ("gemini-api,openai-videos", ADDRESS, "available", "available"),
    ],
)
def test_the_catalog_shows_what_is_served_here_and_on_whose_account(
    here: Here, ours: str, address: str, omni: str, server: str
) -> None:
    """M1, K2: a model without a key of ours is for own keys alone, one without an address for nobody; every other as written."""
    here(ours=ours, address=address)
    held = effective.read(None)
    shown = {row["id"]: row["availability"] for row in catalog_reads.for_clients(TODAY, held)}
    assert (shown[OMNI], shown[OMNI_BEFORE], shown[SERVER]) == (omni, omni, server)
    assert shown["openai-videos/sora-2"] == "retired"
    assert all(held.get(model, AS_WRITTEN) == AS_WRITTEN for model in shown if model.startswith("vertex"))


def test_without_a_key_of_ours_a_wish_is_refused_before_its_price_and_served_on_an_own_key(here: Here) -> None:
    """M1, K2: 422 in both languages; whoever pays the provider gets the offer that everybody had."""
    here(ours="")
    held = effective.read(None)
    with pytest.raises(OwnKeyNeeded) as refused:
        offer(WISH, TODAY, held)
    assert (refused.value.status, refused.value.code, refused.value.retryable) == (422, "OWN_KEY_NEEDED", False)
    assert refused.value.details == {"model": OMNI, "provider": "gemini-api"}
    told = [refused.value.body(language, "r") for language in ("en", "de")]
    assert [each["message"] for each in told] == [
        f"{OMNI} is offered here only with a key of your own for gemini-api.",
        f"{OMNI} gibt es hier nur mit einem eigenen Schlüssel für gemini-api.",
    ]
    own = offer(replace(WISH, billing="own_key"), TODAY, held)
    assert replace(own, wish=WISH) == offer(WISH, TODAY, {})


def test_whatever_is_named_instead_can_be_paid_the_same_way(here: Here) -> None:
    """M1: neither the nearest name nor a replacement leads from one refusal into the next; own keys are shown more."""
    here(ours="")
    paused: Any = {"rows": {OMNI_BEFORE: {"enabled": False, "suspended": None, "credits_per_second": []}}}
    held = effective.read(paused)
    for billing, instead in (("credits", None), ("own_key", OMNI)):
        with pytest.raises(UnknownModel) as unknown:
            offer(replace(WISH, model="gemini-api/gemini-omni-1.3-flash", billing=billing), TODAY, held)
        assert ("gemini-api/" in unknown.value.details["nearest"]) is (billing == "own_key")
        with pytest.raises(ModelSuspended) as suspended:  # what an operator took out is out on every key
            offer(replace(WISH, model=OMNI_BEFORE, billing=billing), TODAY, held)
        assert (suspended.value.details["reason"], suspended.value.details["replacement"]) == ("disabled", instead)


def test_a_model_without_an_address_is_refused_on_every_key(here: Here) -> None:
    """M1: before anything is charged, in words."""
    here(ours="gemini-api,openai-videos")
    for billing in ("credits", "own_key"):
        with pytest.raises(ModelSuspended) as refused:
            offer(replace(WISH, model=SERVER, billing=billing), TODAY, effective.read(None))
        assert (refused.value.status, refused.value.details["reason"]) == (422, "disabled")
    here(ours="openai-videos", address=ADDRESS)
    assert offer(replace(WISH, model=SERVER), TODAY, effective.read(None)).credits == 4
