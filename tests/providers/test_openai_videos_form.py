"""An order as the OpenAI wire can say it, with its picture; and what it cannot say."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from shared.platform.errors import Unavailable
from shared.platform.storage.objects import Gone
from shared.providers.interface import OrderRefused, Picture
from shared.providers.openai_form import MOST_PICTURE_BYTES, OrderForm, size_of
from shared.providers.outcomes import Code, Outcome
from tests.providers.conftest import Simulator
from tests.providers.openai_wire import files, order, picture, still, wire


def test_an_order_may_bring_one_picture(simulator: Simulator) -> None:
    """M2: the first frame or one reference, from our bucket."""
    shown = picture(simulator, still(simulator))
    for wish in ({"first_frame": shown}, {"references": (shown,)}):
        wire(simulator).submit(order(simulator, **wish))
    assert all("input_reference" in line["understood"] for line in simulator.journal())


def test_a_large_picture_is_sent_in_small_pieces(simulator: Simulator) -> None:
    """M2: no picture passes through memory as a whole."""
    content = still(simulator) + secrets.token_bytes(3 * 1024 * 1024)
    form = OrderForm(order(simulator, first_frame=picture(simulator, content)), lambda: files(simulator))
    pieces = list(form.pieces())
    assert max(map(len, pieces)) <= 256 * 1024
    assert sum(map(len, pieces)) == int(form.headers["Content-Length"])
    assert content in b"".join(pieces)


@pytest.mark.parametrize(
    ("aspect_ratio", "resolution", "size"),
    [
        ("16:9", "720p", "1280x720"),
        ("9:16", "720p", "720x1280"),
        ("16:9", "480p", "832x480"),
        ("9:16", "1024p", "1024x1792"),
        ("1:1", "1080p", "1080x1080"),
    ],
)
def test_a_size_is_said_in_pixels(simulator: Simulator, aspect_ratio: str, resolution: str, size: str) -> None:
    """M2: the wire knows neither resolutions nor aspect ratios."""
    assert size_of(order(simulator, aspect_ratio=aspect_ratio, resolution=resolution)) == size


SHOWN = Picture("gs://nobody/nothing.png", "image/png")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"resolution": "8k"}, "no size"),
        ({"aspect_ratio": "21:9"}, "no size"),
        ({"references": (SHOWN, SHOWN)}, "one picture"),
        ({"first_frame": SHOWN, "last_frame": SHOWN}, "one picture"),
        ({"first_frame": Picture("gs://a/b", "image/gif\r\nx: y")}, "type"),
        ({"first_frame": SHOWN}, "gone"),
    ],
    ids=str,
)
def test_what_the_wire_cannot_say_is_never_sent(simulator: Simulator, changes: dict[str, Any], words: str) -> None:
    """M4: refused here, before anything is billed."""
    with pytest.raises(OrderRefused, match=words) as refused:
        wire(simulator).submit(order(simulator, **changes))
    assert refused.value.outcome is Outcome.REJECTED
    assert simulator.journal() == []


def test_a_picture_that_is_too_large_is_never_sent(simulator: Simulator) -> None:
    """M2: bounded."""
    with pytest.raises(OrderRefused, match="at most"):
        wire(simulator).submit(order(simulator, first_frame=picture(simulator, bytes(MOST_PICTURE_BYTES + 1))))
    assert simulator.journal() == []


@pytest.mark.parametrize(
    ("error", "outcome", "code"),
    [
        (Gone("deleted"), Outcome.REJECTED, Code.INVALID_REQUEST),
        (Unavailable(part="storage"), Outcome.PROVIDER_ERROR, Code.NETWORK),
    ],
    ids=["gone", "unavailable"],
)
def test_an_order_that_breaks_off_on_its_way_is_certainly_none(
    simulator: Simulator, error: Exception, outcome: Outcome, code: Code
) -> None:
    """V4: the picture stopped coming in the middle of the body, so the server has half a form and no order."""

    class Breaking:
        def __init__(self) -> None:
            self.kept = files(simulator)

        def stat(self, bucket: str, name: str) -> Any:
            return self.kept.stat(bucket, name)

        def open(self, stored: Any) -> Any:
            whole, size = self.kept.open(stored), stored.size

            class Half:
                def __init__(self) -> None:
                    self.size = size

                def read(self, size: int) -> bytes:
                    if whole.tell():
                        raise error
                    return whole.read(size)

            return Half()

    shown = picture(simulator, still(simulator) + bytes(1024 * 1024))
    with pytest.raises(OrderRefused) as refused:
        wire(simulator, files=Breaking).submit(order(simulator, first_frame=shown))
    assert (refused.value.outcome, refused.value.rule.code) == (outcome, code)
    assert simulator.accepted == 0
