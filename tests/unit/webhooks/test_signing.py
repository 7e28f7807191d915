"""Signatures by the vectors that Standard Webhooks' own libraries are tested with."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime

from shared.webhooks.signing import new_secret, signed

# of the standard's reference libraries: the same in each language
SECRET, MESSAGE, AT, BODY = (
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1614265330,
    b'{"test": 2432232314}',
)
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_is_signed_is_what_every_library_of_the_standard_believes() -> None:
    """W2: id, time and body, by the secret without its prefix."""
    told = signed([SECRET], MESSAGE, BODY, datetime.fromtimestamp(AT, UTC))
    assert told == {"webhook-id": MESSAGE, "webhook-timestamp": str(AT), "webhook-signature": SIGNATURE}


def test_each_good_secret_signs() -> None:
    """W2: the newest first, with a space between, as receivers split them."""
    other = new_secret()
    told = signed([other, SECRET], MESSAGE, BODY, datetime.fromtimestamp(AT, UTC))["webhook-signature"].split(" ")
    assert (len(told), told[1]) == (2, SIGNATURE)
    assert told[0] != SIGNATURE


def test_a_secret_has_the_form_and_the_length_that_the_standard_asks_for() -> None:
    """W2: 24 to 64 bytes in base64, after `whsec_`; no two are alike."""
    made = {new_secret() for _ in range(20)}
    assert len(made) == 20
    for each in made:
        assert re.fullmatch(r"whsec_[A-Za-z0-9+/]+=*", each)
        assert 24 <= len(base64.b64decode(each.removeprefix("whsec_"))) <= 64
