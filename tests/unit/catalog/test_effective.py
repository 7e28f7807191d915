"""The overlay as it holds where this runs: what nobody serves here is out of the offer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from shared.catalog import effective
from shared.catalog import reads as catalog_reads
from shared.catalog.errors import ModelSuspended
from shared.catalog.model import AS_WRITTEN
from shared.catalog.pricing import offer
from shared.catalog.wish import Wish
from shared.platform.settings import OPENAI_VIDEOS_URL, settings

SERVER, TODAY = "openai-videos/sim-video-1", date(2026, 11, 21)
WISH = Wish(SERVER, "A fox.", 4, "16:9", "720p", audio=True)


@pytest.fixture(params=[None, "http://127.0.0.1:8091/v1"], ids=["without", "with"])
def address(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str | None]:
    if request.param:
        monkeypatch.setenv(OPENAI_VIDEOS_URL, request.param)
    else:
        monkeypatch.delenv(OPENAI_VIDEOS_URL, raising=False)
    settings.cache_clear()
    yield request.param
    settings.cache_clear()


def test_a_model_whose_server_has_no_address_is_shown_as_disabled_and_refused(address: str | None) -> None:
    """M1: before anything is charged, in words; every other model stands as it is written."""
    held = effective.read(None)
    shown = {row["id"]: row["availability"] for row in catalog_reads.for_clients(TODAY, held)}
    assert shown[SERVER] == ("available" if address else "disabled")
    assert shown["openai-videos/sora-2"] == "retired"
    assert all(held.get(model, AS_WRITTEN) == AS_WRITTEN for model in shown if not model.startswith("openai-videos/"))
    if address:
        assert offer(WISH, TODAY, held).credits == 4
        return
    with pytest.raises(ModelSuspended) as refused:
        offer(WISH, TODAY, held)
    assert (refused.value.status, refused.value.details["reason"]) == (422, "disabled")
