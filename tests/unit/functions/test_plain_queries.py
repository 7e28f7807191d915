"""Queries that are read without their form mean what the form says they do."""

from __future__ import annotations

import pytest

from functions.forms import prompts
from functions.forms.fields import DeletionQuery, LinksQuery, PageQuery
from shared.platform.web import plain_queries, validation

IMAGE = "0123456789abcdef01234567"


def test_the_usual_query_reads_as_its_form_does() -> None:
    """Q1: nobody can tell which of the two looked at it."""
    page = plain_queries.first_page("")
    assert page is not None
    assert page._asdict() == validation.query(PageQuery, "", "en").model_dump()
    plain = plain_queries.plain_deletion("")
    assert plain is not None
    assert plain._asdict() == validation.query(DeletionQuery, "", "en").model_dump()
    links = plain_queries.usual_links("")
    assert links is not None
    assert links._asdict() == validation.query(LinksQuery, "", "en").model_dump()
    of = plain_queries.of_image(f"image_id={IMAGE}")
    assert of is not None
    assert of._asdict() == validation.query(prompts.ImagePromptsQuery, f"image_id={IMAGE}", "en").model_dump()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "image_id=",
        f"image_id={IMAGE}&image_id={IMAGE}",
        f"image_id={IMAGE}&x=1",
        f"image_id={IMAGE[1:]}g",
        f"image_id={IMAGE}%0A",
    ],
)
def test_any_other_query_is_left_to_its_form(query: str) -> None:
    """Q1: only a form says what is wrong."""
    assert plain_queries.of_image(query) is None
    assert plain_queries.first_page(query or "limit=1") is None
    assert plain_queries.plain_deletion(query or "force=true") is None
