"""What visitors are shown, by the pages alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from shared.platform.errors import (
    AppError,
    InternalError,
    Language,
    MethodNotAllowed,
    NoSuchPath,
    TooLarge,
    Unavailable,
)
from shared.platform.web.door import Reply
from shared.platform.web.rates import RateLimited
from shared.shares import pages
from shared.shares.model import Share
from shared.shares.reads import Closed, Shared, Work
from tests.fixtures.fakes import NOON

TOKEN = "a" * 22
SHARE = Share(TOKEN, "uid", "video", "b" * 24, download=True, created_at=NOON, ends_at=NOON + timedelta(days=30))
WORK = Work("users/uid/videos/b.mp4", "users/uid/videos/b.jpg", 61.6, 720, 1280)
HOSTILE = "\"><script>alert('x')</script>{{ 7 * 7 }}&amp;"
LANGUAGES: tuple[Language, ...] = get_args(Language)


def html(reply: Reply) -> str:
    assert isinstance(reply.body, bytes)
    return reply.body.decode()


def all_pages(language: Language) -> list[Reply]:
    return [
        pages.watch(Shared(replace(SHARE, title=HOSTILE, name=HOSTILE), WORK), language, "t"),
        pages.watch(
            Shared(replace(SHARE, password="x", ends_at=None, download=False), WORK._replace(poster=None)), language, "t"
        ),
        pages.ask_password(TOKEN, language),
        pages.ask_password(TOKEN, language, wrong=True),
        pages.ask_password(TOKEN, language, wait_s=7),
        pages.notice(pages.NOT_ALLOWED, language),
        *(pages.closed(why, language) for why in Closed),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_whole_and_loads_nothing_from_elsewhere(language: Language) -> None:
    """V14: one language, a heading, a policy; no address but its own, no style or script that the policy would not take."""
    for page in all_pages(language):
        text = html(page)
        assert text.count("<h1>") == text.count("</html>") == 1
        assert f'<html lang="{language}">' in text
        addresses = re.findall(r'(?:src|href|action|poster|data-end)="([^"]+)"', text)
        assert [each for each in addresses if not each.startswith(("/s/", "data:image/svg+xml,"))] == []
        assert "style=" not in text
        assert re.findall(r"\bon\w+=", text) == []
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"


def test_whatever_somebody_typed_stays_words() -> None:
    """V14: in the heading, the browser's tab, attributes and the preview."""
    text = html(pages.watch(Shared(replace(SHARE, title=HOSTILE, name=HOSTILE), WORK), "en", HOSTILE))
    assert re.findall(r"<script[^>]*>", text) == ['<script src="/s/ended.js" defer>']
    assert "alert(&#39;x&#39;)" in text
    assert "49" not in text
    assert "{{ 7 * 7 }}" in text


def test_a_page_says_what_it_shows_as_people_say_it() -> None:
    """V14: its length, its end by the calendar of each language, its shape."""
    english, german = (html(pages.watch(Shared(SHARE, WORK), each, "t")) for each in ("en", "de"))
    assert ("1:02" in english, "until 21 December 2026" in english, 'class="tall"' in english) == (True, True, True)
    assert "bis 21. Dezember 2026" in german
    assert "0:01" in html(pages.watch(Shared(SHARE, WORK._replace(seconds=0.2)), "en", "t"))


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NoSuchPath(), 404, "There is nothing here"),
        (MethodNotAllowed(method="PUT", allowed="GET"), 405, "This cannot be done here"),
        (TooLarge(limit=1), 413, "This cannot be done here"),
        (RateLimited(limit=1, remaining=0, reset_s=9), 429, "One moment, please"),
        (Unavailable(part="database"), 503, "This cannot be shown right now"),
        (InternalError(), 500, "This cannot be shown right now"),
    ],
)
def test_what_goes_wrong_is_a_page_with_its_own_status(error: AppError, status: int, words: str) -> None:
    """V14, Q3: and with whatever headers the error has."""
    page = pages.refusal(error, "en", "1" * 24)
    assert (page.status, words in html(page)) == (status, True)
    assert error.headers.items() <= page.headers.items()
