"""What is priced is what would be admitted: every quote looks at the overlay as it holds here."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from shared.catalog.errors import ModelSuspended
from shared.platform.errors import AppError
from shared.platform.firestore.client import Firestore
from shared.platform.firestore.documents import Store
from shared.platform.settings import OPENAI_VIDEOS_URL, settings
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

NOT_SERVED = "openai-videos/sim-video-1"
REQUEST = video_requests.VideoRequest(model=NOT_SERVED, resolution="720p", audio=True, prompt="A fox.", seconds=4)
BOARD_ID = "0" * 24
BOARD = Storyboard(
    BOARD_ID, "ada", "A fox", NOON, NOON, model=NOT_SERVED, scenes=(Scene("first", action="It runs.", duration=4),)
)


def of_one() -> None:
    quote("ada", REQUEST)


def of_a_batch() -> None:
    video_batch.quote("ada", WantedVideos([Wanted(Row(1, 2, {}), REQUEST)]))


def of_a_storyboard() -> None:
    storyboard_pricing.quote("ada", BOARD_ID, "all")


@pytest.fixture(autouse=True)
def without_its_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(OPENAI_VIDEOS_URL, raising=False)
    settings.cache_clear()
    stored = Store(Firestore(Recorder({f"storyboards/{BOARD_ID}": storyboard_commands.fields_of(BOARD)}).client()), FakeClock())
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


@pytest.mark.parametrize(
    "priced", [lambda: quote("ada", REQUEST), of_a_batch, of_a_storyboard], ids=["one", "batch", "storyboard"]
)
def test_a_model_that_a_submit_refuses_has_no_price(priced: Callable[[], object]) -> None:
    """C6, M1: whatever asks for the price, and however much of it."""
    with pytest.raises(AppError) as refused:
        priced()
    if isinstance(refused.value, NotABatch):
        (row,) = refused.value.body("en", "r")["details"]["rows"]
        assert (row["line"], row["row"], row["field"], row["id"]) == (2, 1, "model", NOT_SERVED)
        assert (row["code"], row["problem"]) == ("MODEL_SUSPENDED", f"{NOT_SERVED} cannot be used. It is not offered here.")
    else:
        assert isinstance(refused.value, ModelSuspended)
