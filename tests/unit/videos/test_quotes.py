"""What is priced is what would be admitted: every quote looks at the overlay as it holds here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from shared.catalog.errors import ModelSuspended, OwnKeyNeeded
from shared.platform.errors import AppError
from shared.platform.firestore.client import Firestore
from shared.platform.firestore.documents import Store
from shared.platform.settings import OPENAI_VIDEOS_URL, OUR_SURFACES, settings
from shared.storyboards import commands as storyboard_commands
from shared.storyboards import pricing as storyboard_pricing
from shared.storyboards.model import Scene, Storyboard
from shared.videos import batches as video_batch
from shared.videos import requests as video_requests
from shared.videos.batches import Wanted, WantedVideos
from shared.videos.commands import quote
from shared.videos.errors import NotABatch
from shared.videos.formats import Row
from tests.fixtures.fakes import NOON, FakeClock
from tests.unit.indexes.recorder import Recorder

NOT_SERVED, WITHOUT_OUR_KEY = "openai-videos/sim-video-1", "gemini-api/gemini-omni-1.2-flash"
REQUEST = video_requests.VideoRequest(resolution="720p", audio=True, prompt="A fox.", seconds=4)
SCENES = (Scene("first", action="It runs.", duration=4),)
BOARDS = {
    model: Storyboard(digit * 24, "ada", "A fox", NOON, NOON, model=model, scenes=SCENES)
    for digit, model in (("0", NOT_SERVED), ("1", WITHOUT_OUR_KEY))
}


def of_one(model: str) -> None:
    quote("ada", replace(REQUEST, model=model))


def of_a_batch(model: str) -> None:
    video_batch.quote("ada", WantedVideos([Wanted(Row(1, 2, {}), replace(REQUEST, model=model))]))


def of_a_storyboard(model: str) -> None:
    storyboard_pricing.quote("ada", BOARDS[model].id, "all")


@pytest.fixture(autouse=True)
def without_a_server_or_a_key(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(OPENAI_VIDEOS_URL, raising=False)
    monkeypatch.delenv(OUR_SURFACES, raising=False)
    settings.cache_clear()
    boards = {f"storyboards/{board.id}": storyboard_commands.fields_of(board) for board in BOARDS.values()}
    stored = Store(Firestore(Recorder(boards).client()), FakeClock())
    for module in (
        "shared.videos.reads",
        "shared.videos.commands",
        "shared.videos.batches",
        "shared.storyboards.reads",
        "shared.storyboards.pricing",
    ):
        monkeypatch.setattr(f"{module}.store", lambda: stored)
    yield
    settings.cache_clear()


@pytest.mark.parametrize("priced", [of_one, of_a_batch, of_a_storyboard])
@pytest.mark.parametrize(
    ("model", "refusal", "words"),
    [
        (NOT_SERVED, ModelSuspended, f"{NOT_SERVED} cannot be used. It is not offered here."),
        (WITHOUT_OUR_KEY, OwnKeyNeeded, f"{WITHOUT_OUR_KEY} is offered here only with a key of your own for gemini-api."),
    ],
)
def test_a_model_that_a_submit_refuses_has_no_price(
    model: str, refusal: type[AppError], words: str, priced: Callable[[str], object]
) -> None:
    """C6, M1: whatever asks for the price, and however much of it."""
    with pytest.raises(AppError) as refused:
        priced(model)
    if isinstance(refused.value, NotABatch):
        (row,) = refused.value.body("en", "r")["details"]["rows"]
        assert (row["line"], row["row"], row["field"], row["id"]) == (2, 1, "model", model)
        assert (row["code"], row["problem"]) == (refusal.code, words)
    else:
        assert type(refused.value) is refusal
        assert refused.value.body("en", "r")["message"] == words
