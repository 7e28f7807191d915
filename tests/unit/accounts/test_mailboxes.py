"""Which mailbox an address reaches, by what its provider does with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.accounts.mailboxes import mailbox

SAME = (
    ("jane.doe@gmail.com", "JaneDoe+1@Gmail.com", "j.a.n.e.d.o.e+a+b@googlemail.com", " janedoe@googlemail.com. "),
    ("jane@outlook.com", "Jane+shop@outlook.com"),
    ("jane@hotmail.de", "jane+shop@hotmail.de"),
    ("jane@live.com", "jane+shop@live.com"),
    ("jane@icloud.com", "jane+1@me.com", "jane@mac.com"),
    ("jane@fastmail.com", "jane+1@fastmail.com", "shop@jane.fastmail.com", "other@jane.fastmail.com"),
    ("jane.doe@proton.me", "janedoe+1@protonmail.com", "jane-doe@pm.me", "jane_doe@protonmail.ch"),
    ("jane@yahoo.com", "jane-shop@yahoo.com", "jane+shop@yahoo.com"),
    ("jane@yahoo.co.uk", "jane-shop@yahoo.co.uk"),
    ("jane@rocketmail.com", "jane-shop@rocketmail.com"),
    ("jane@example.com", "JANE+tag@EXAMPLE.com", "jane+@example.com"),
    ("jane@bücher.example", "jane@BÜCHER.example", "jane+1@xn--bcher-kva.example"),
)
OTHERS = (
    ("jane.doe@example.com", "janedoe@example.com"),
    ("jane-doe@example.com", "jane@example.com"),
    ("jane.doe@outlook.com", "janedoe@outlook.com"),
    ("jane@outlook.com", "jane@hotmail.com"),
    ("jane@yahoo.com", "jane@yahoo.de"),
    ("jane@fastmail.com", "jane@fastmail.fm"),
    ("jane@gmail.com", "jane@gmail.com.example"),
    ("jane@gmail.com", "jane@x.gmail.com"),
    ("jane-doe@yahoo.example", "jane@yahoo.example"),
    ("+a@example.com", "+b@example.com"),
)


@pytest.mark.parametrize("addresses", SAME, ids=lambda each: each[0])
def test_addresses_of_one_mailbox_are_one(addresses: tuple[str, ...]) -> None:
    """A5: tags, signs that make no difference, names of one provider, case, and a domain in either script."""
    assert len({mailbox(each) for each in addresses}) == 1


@pytest.mark.parametrize("addresses", OTHERS, ids=lambda each: each[0])
def test_addresses_of_different_people_stay_apart(addresses: tuple[str, ...]) -> None:
    """A5: where a provider does not say that they are the same, nobody loses their grant to another."""
    assert len({mailbox(each) for each in addresses}) == len(addresses)


@given(
    st.one_of(st.text(), st.builds("{}@{}".format, st.text(), st.sampled_from(("gmail.com", "yahoo.de", "ä\ud83e", "x..y", "."))))
)
def test_nothing_that_a_token_may_hold_is_too_much(text: str) -> None:
    """A5: what is no address stands for itself, and a mailbox's address for the mailbox."""
    assert mailbox(mailbox(text)) == mailbox(text)
