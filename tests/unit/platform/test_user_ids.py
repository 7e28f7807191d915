"""Users' ids, as documents and objects carry them."""

from __future__ import annotations

from urllib.parse import quote, unquote

import pytest
from firebase_admin import _auth_utils as firebase
from hypothesis import given
from hypothesis import strategies as st

from shared.films.model import music_name
from shared.images.model import copies_in, upload_name
from shared.platform.errors import NoSuchPath
from shared.platform.user_ids import home_of, in_object_names, is_id, is_length, media_home_of
from shared.platform.web.callers import anyone
from shared.platform.web.door import Call, Door, Reply
from shared.videos.model import last_frame_name

ID = "0123456789abcdef01234567"
ANY = st.text(st.characters(exclude_categories=()), max_size=130)
IDS = st.one_of(
    st.text(min_size=1, max_size=128),
    st.text("/.=_aB-%\n\x00\uffff🦊*?#[]", min_size=1, max_size=128),
    st.just("\U0010ffff" * 128),
).filter(is_id)


@given(ANY)
def test_every_id_of_firebase_is_one_here_unless_no_document_can_have_it(text: str) -> None:
    """A1 A5: 1 to 128 characters, but for slashes, `.`, `..`, `__x__` and halves of characters."""
    try:
        firebase.validate_uid(text, required=True)
        known = True
    except ValueError:
        known = False
    kept_back = text in (".", "..") or (len(text) >= 4 and text[:2] == text[-2:] == "__")
    halves = any("\ud800" <= letter <= "\udfff" for letter in text)
    assert is_length(text) == known
    assert is_id(text) == (known and not kept_back and not halves and "/" not in text)


@given(IDS)
def test_names_that_carry_an_id_are_possible_everywhere(user_id: str) -> None:
    """A1: documents within 1500 bytes, objects within 1024, without a line break, wildcard or mark of a version."""
    assert len(f"idempotency/{user_id}.{'0' * 64}".encode()) <= 1500
    of_pictures = (upload_name(user_id, ID), *copies_in(media_home_of(user_id), ID))
    for name in (*of_pictures, last_frame_name(user_id, ID), music_name(user_id, ID)):
        assert len(name) <= 1024
        assert name.isascii()
        assert name.isprintable()
        assert not set(name) & set("#*?[]% ")
        assert name.startswith((f"{home_of(user_id)}/", f"{media_home_of(user_id)}/"))


@given(IDS, IDS)
def test_no_two_ids_share_a_home(one: str, other: str) -> None:
    """A2: nor does anybody get another's by an id that looks like the other's as it is written."""
    ids = {one, other, *(written for written in (in_object_names(one), in_object_names(other)) if is_id(written))}
    assert len({home(each) for each in ids for home in (home_of, media_home_of)}) == 2 * len(ids)


def test_what_every_id_was_until_now_keeps_its_place() -> None:
    """A1: nothing that is stored moves."""
    assert {in_object_names(each) for each in ("kZ3b8cQ1Vd", "user@example.com:~.-_")} == {"kZ3b8cQ1Vd", "user@example.com:~.-_"}
    assert in_object_names("auth0|abc") == "=YXV0aDB8YWJj"


@given(IDS)
def test_a_path_names_any_user_and_is_read_once(user_id: str) -> None:
    """A3: what a server has decoded is the id, whatever it looks like."""
    door = Door("admin", anyone)

    @door.get("/users/{user_id}/reconcile")
    def look(_call: Call) -> Reply:
        return Reply()

    path = unquote(f"/users/{quote(user_id, safe='')}/reconcile")
    assert door.find("GET", path)[1] == {"user_id": user_id}


@pytest.mark.parametrize("refused", [".", "..", "__x__", "____", "__\n__", "a/b", "", "x" * 129])
def test_no_path_names_what_no_user_can_be_called(refused: str) -> None:
    """A3: 404, not a question to the database that it cannot answer."""
    door = Door("admin", anyone)

    @door.get("/users/{user_id}")
    def look(_call: Call) -> Reply:
        return Reply()

    with pytest.raises(NoSuchPath):
        door.find("GET", f"/users/{refused}")
