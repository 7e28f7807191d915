"""Whom a key serves, and what is taken for one: rules without any stack."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from functions.forms.account import ProviderKeyRequest, ProviderKeyUpdate
from shared.platform.errors import AppError, Language
from shared.platform.firestore.documents import Create, Delete, Document, Seen, Update
from shared.platform.sealed_secrets import Sealed
from shared.provider_keys import errors as provider_key_errors
from shared.provider_keys import model
from tests.fixtures.fakes import NOON

PROVIDER = "gemini-api"
HERE, BEFORE = model.key_path("ada", PROVIDER), model.superseded_path("ada", PROVIDER, "v1")


def key(version: str = "v1", **changed: Any) -> model.Key:
    sealed = Sealed(b"ciphertext", b"wrapped", "k/cryptoKeyVersions/1")
    return model.Key("ada", PROVIDER, version, sealed, "6789", changed.pop("project", None), NOON, **changed)


def seen(here: model.Key | None, before: model.Key | None = None) -> Seen:
    found = {HERE: here, BEFORE: before}
    return {path: Document(path, each.fields() if each else None, NOON) for path, each in found.items()}


def test_a_key_is_read_as_it_was_written() -> None:
    """K1: every field, whatever else stands in the document."""
    stored = key(serves=("a", "b"), valid=True, verified_at=NOON)
    document = Document(HERE, {**stored.fields(), "commit_token": "t", "expires_at": NOON})
    assert model.read(document) == stored


def test_new_jobs_are_served_by_the_key_in_use() -> None:
    """K1: its version goes with the job, and the use is remembered."""
    held = model.hold(seen(key("v2", serves=("a",), project="p")), "ada", PROVIDER, ["b", "c"], NOON)
    (write,) = held.writes
    assert (held.version, held.project) == ("v2", "p")
    assert isinstance(write, Update)
    assert write.fields == {"serves": ["a", "b", "c"], "last_used_at": NOON}


@pytest.mark.parametrize(
    ("stored", "refused"),
    [
        (None, provider_key_errors.OwnKeyMissing),
        (key(active=False), provider_key_errors.OwnKeyInactive),
        (key(valid=False), provider_key_errors.OwnKeyInvalid),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_a_key_that_cannot_serve_refuses_before_anything_is_charged(
    stored: model.Key | None, refused: type[AppError], language: Language
) -> None:
    """K1: missing, switched off, or refused by the provider; said in the user's language."""
    with pytest.raises(refused) as told:
        model.hold(seen(stored), "ada", PROVIDER, ["a"], NOON)
    body = told.value.body(language, "r")
    assert told.value.status == 409
    assert PROVIDER in body["message"]


def test_the_end_of_a_job_lets_the_key_in_use_live() -> None:
    """K1: only who was superseded is destroyed."""
    (write,) = model.release(seen(key(serves=("a",))), "ada", PROVIDER, "v1", ["a"])
    assert isinstance(write, Update)
    assert write.fields == {"serves": []}


def test_the_last_job_of_a_superseded_key_destroys_it() -> None:
    """K1: a deleted key serves its live jobs until they end, then it is destroyed."""
    for here in (None, key("v2")):
        (first,) = model.release(seen(here, key(serves=("a", "b"))), "ada", PROVIDER, "v1", ["a"])
        assert isinstance(first, Update)
        assert first.fields == {"serves": ["b"]}
        (last,) = model.release(seen(here, key(serves=("b",))), "ada", PROVIDER, "v1", ["b"])
        assert isinstance(last, Delete)
        assert last.path == BEFORE


def test_a_second_end_of_the_same_job_changes_nothing() -> None:
    """K1: whatever is retried or duplicated, no other job loses its key."""
    assert model.release(seen(key(serves=("b",))), "ada", PROVIDER, "v1", ["a"]) == ()
    assert model.release(seen(key("v2", serves=("a",))), "ada", PROVIDER, "v1", ["a"]) == ()
    assert model.release(seen(None), "ada", PROVIDER, "v1", ["a"]) == ()


def test_a_superseded_key_is_kept_for_its_jobs_only_and_not_for_ever() -> None:
    """K1: without jobs nothing of it is kept; with them it ends at the latest when no job can live any more."""
    assert model.superseded(key(), NOON) == ()
    (write,) = model.superseded(key(serves=("a",)), NOON)
    assert isinstance(write, Create)
    assert write.path == BEFORE
    assert (write.fields["serves"], write.fields["active"]) == (["a"], False)
    assert write.fields["expires_at"] > NOON + timedelta(days=8)


def test_what_is_shown_of_a_key_holds_nothing_of_the_secret() -> None:
    """K1: the last four characters, and facts about it."""
    assert set(key().shown()) == {
        *("provider", "last_four", "project", "created_at"),
        *("last_used_at", "active", "valid", "verified_at"),
    }


@pytest.mark.parametrize("given", ["  AIza-0123456\n", "\tAIza-0123456 "])
def test_a_pasted_key_is_trimmed(given: str) -> None:
    """K1: whitespace around it is none of the key."""
    form = ProviderKeyRequest.model_validate({"provider": PROVIDER, "key": given})
    assert form.key.get_secret_value() == "AIza-0123456"
    assert "AIza" not in f"{form!r} {form} {form.model_dump_json()}"


@pytest.mark.parametrize(
    "given", ["short-key", "x" * 501, "AIza 0123456", "AIza\n0123456", "AIza\x000123456", "Schlüssel-0123", ""]
)
def test_what_cannot_be_a_key_is_refused_without_being_repeated(given: str) -> None:
    """K1: 10 to 500 visible characters; the refusal does not name them."""
    with pytest.raises(ValidationError) as refused:
        ProviderKeyUpdate.model_validate({"key": given})
    problems = refused.value.errors(include_url=False, include_input=False)
    assert not given or given not in str(problems)


@pytest.mark.parametrize("length", [10, 500])
def test_the_shortest_and_the_longest_key_are_taken(length: int) -> None:
    """K1: 10 to 500 characters."""
    assert len(ProviderKeyUpdate.model_validate({"key": "x" * length}).key) == length
