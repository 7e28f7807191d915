from __future__ import annotations

from datetime import timedelta

import pytest

from shared.platform.errors import Unavailable
from shared.platform.web.public_keys import KeySet
from tests.fixtures.fakes import FakeClock, Publisher, Signer

FIRST, SECOND = Signer("first"), Signer("second")


def test_keys_are_asked_for_once_and_kept_for_their_max_age() -> None:
    """A1: Google's certificates are cached by their max-age."""
    clock, publisher = FakeClock(), Publisher(FIRST, max_age=timedelta(hours=6))
    keys = KeySet("https://keys.example", clock, publisher)
    for _ in range(5):
        assert keys.find("first") is not None
        clock.move(3600)
    assert publisher.asked == 1
    clock.move(3600)
    assert keys.find("first") is not None
    assert publisher.asked == 2


def test_a_new_key_is_found_before_the_old_ones_expire() -> None:
    """A1: after a rotation, tokens with the new key pass at once."""
    clock, publisher = FakeClock(), Publisher(FIRST)
    keys = KeySet("https://keys.example", clock, publisher)
    keys.find("first")
    publisher.signers.append(SECOND)
    clock.move(61)
    assert keys.find("second") is not None


def test_unheard_of_keys_do_not_make_us_ask_for_each_token() -> None:
    """A1: a flood of tokens with made-up key ids costs one look a minute."""
    clock, publisher = FakeClock(), Publisher(FIRST)
    keys = KeySet("https://keys.example", clock, publisher)
    assert [keys.find(f"made-up-{n}") for n in range(50)] == [None] * 50
    assert publisher.asked == 1


def test_old_keys_serve_while_the_address_is_down() -> None:
    """A1: a short outage of Google's key server signs nobody out."""
    clock, publisher = FakeClock(), Publisher(FIRST, max_age=timedelta(hours=1))
    keys = KeySet("https://keys.example", clock, publisher)
    keys.find("first")
    publisher.down = True
    clock.move(2 * 3600)
    assert keys.find("first") is not None
    clock.move(5 * 3600)
    with pytest.raises(Unavailable):
        keys.find("first")


def test_keys_that_a_clock_ahead_fetched_are_asked_for_again() -> None:
    """A1: once it is put back, nobody with a new key is locked out for as long as it was ahead."""
    clock, publisher = FakeClock(), Publisher(FIRST)
    keys = KeySet("https://keys.example", clock, publisher)
    clock.move(3600)
    keys.find("first")
    clock.move(-3600)
    publisher.down = True
    assert keys.find("first") is not None
    publisher.down = False
    publisher.signers.append(SECOND)
    assert keys.find("second") is not None
    assert [keys.find(f"made-up-{n}") for n in range(50)] == [None] * 50
    assert publisher.asked == 3


def test_without_any_keys_the_caller_hears_503() -> None:
    """Q3: a key server that never answered is our trouble, not the caller's."""
    publisher = Publisher(FIRST)
    publisher.down = True
    with pytest.raises(Unavailable) as error:
        KeySet("https://keys.example", FakeClock(), publisher).find("first")
    assert error.value.status == 503
