"""The documentation site: what it holds, how the local stack shows it, how a browser shows it, where it is published."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from local.infra import firebase, hosting
from local.infra.firebase import Firebase
from local.site import SITE, navigation, reference
from local.site.navigation import BadNavigation
from local.tools import ROOT
from tests.fixtures import http_client
from tests.fixtures.browser import browsing
from tests.fixtures.system import System

_ELSEWHERE = ("CHANGELOG.md", "CONTRIBUTING.md", *(str(file.relative_to(ROOT)) for file in ROOT.glob("clients/*/README.md")))


class _Read(HTMLParser):
    """What a page leads to, loads, and can be led to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.leads, self.loads, self.anchors, self.forbidden = set[str](), set[str](), set[str](), list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.anchors.add(told.get("id", ""))
        if tag == "a":
            self.leads.add(told.get("href", ""))
        elif place := told.get("src") or told.get("href"):
            self.loads.add(place)
        self.forbidden += [name for name in told if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in told):
            self.forbidden.append(tag)


@pytest.fixture(scope="module")
def site(system: System) -> Path:
    """Built by the first question for it."""
    assert http_client.get(f"{system.url}/docs/", timeout=120).status_code == 200
    return SITE


@pytest.fixture(scope="module")
def pages(site: Path) -> Mapping[str, _Read]:
    """Each by its address."""
    return {f"/{file.relative_to(site).with_suffix('')}": _Read(file.read_text()) for file in site.rglob("*.html")}


def test_every_page_is_in_the_navigation_once() -> None:
    """E4: whoever writes a page says where a reader finds it; what is named is there, and named once."""
    shown = [page.source for section in navigation.read(reference.pages()) for page in section.pages]
    written = {str(page.relative_to(ROOT)) for page in (ROOT / "docs").rglob("*.md")}
    assert {*written, *_ELSEWHERE} <= {*shown}
    assert len(shown) == len({*shown})


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        ('["docs/nowhere.md"]', "nowhere.md, which is not there"),
        ('["docs/a.md", "docs/*.md"]', "docs/a.md twice"),
        ('[]\n[titles]\n"docs/a.md" = "A"', "gives a title to docs/a.md, which it does not name"),
    ],
)
def test_a_navigation_that_is_wrong_is_told_in_a_line(tmp_path: Path, pages: str, why: str) -> None:
    """E4: before anything is built."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# A\n")
    (tmp_path / "docs" / "navigation.toml").write_text(f'[[section]]\ntitle = "Start"\npages = {pages}\n')
    with pytest.raises(BadNavigation, match=re.escape(why)):
        navigation.read({}, tmp_path)


def test_every_link_of_the_site_leads_to_a_page_and_a_part_of_it(site: Path, pages: Mapping[str, _Read]) -> None:
    """E4: of each built page, those of the navigation and the API reference too."""
    homes = {**pages, "/docs/": pages["/docs/index"]}
    dead = list[str]()
    for name, page in pages.items():
        for link in page.leads:
            place, _, part = link.partition("#")
            target = homes.get(place or name)
            file = site / place.removeprefix("/")
            if not place.startswith("https://") and not (target and (not part or part in target.anchors)) and not file.is_file():
                dead.append(f"{name}: {link}")
    assert dead == []
    assert len(pages) > 100


def test_no_page_holds_what_its_policy_forbids_or_asks_anybody_else(site: Path, pages: Mapping[str, _Read]) -> None:
    """E4 A6: no style or script within, nothing that is loaded from another host."""
    for name, page in pages.items():
        assert page.forbidden == [], name
        assert [place for place in page.loads if not place.startswith("/docs/")] == [], name
    assert not re.search(
        r"https?://(?!www\.w3\.org/2000/svg)",
        "".join((site / "docs" / name).read_text() for name in ("site.js", "site.css", "icon.svg")),
    )


def test_every_page_is_there_as_markdown_and_in_llms_txt(site: Path) -> None:
    """E4: for programs that read; links lead from twin to twin."""
    listed = set(re.findall(r"\]\((/docs/[^)]+\.md)\)", (site / "llms.txt").read_text()))
    twins = {f"/{file.relative_to(site).with_suffix('.md')}" for file in site.rglob("*.html")}
    assert listed == twins
    for name in twins:
        text = (site / name.removeprefix("/")).read_text()
        assert text.startswith("# "), name
        led = re.findall(r"\]\((/docs/[^)#]+)", re.sub(r"^```.*?^```|`[^`\n]+`", "", text, flags=re.MULTILINE | re.DOTALL))
        assert [link for link in led if not (site / link.removeprefix("/")).is_file()] == [], name
    whole = (site / "llms-full.txt").read_text()
    assert "# Quickstart" in whole
    assert "# API: videos" in whole


def test_every_operation_that_people_call_is_in_the_reference() -> None:
    """E4 Q2: written from the API document, so that none is missing."""
    document = json.loads(reference.DOCUMENT.read_text(encoding="utf-8"))
    machinery = {tag["name"] for tag in document["tags"] if tag["description"].startswith("Internal:")}
    calls = [each for path in document["paths"].values() for each in path.values() if machinery.isdisjoint(each["tags"])]
    whole = "".join(reference.pages().values())
    assert [each["operationId"] for each in calls if f"Operation `{each['operationId']}`" not in whole] == []


def test_the_local_stack_shows_it_with_the_headers_of_hosting(system: System, site: Path) -> None:
    """E4 N1: clean addresses, types, a strict policy; nothing beside its folder, and no other method."""
    kinds = {
        "/docs": "text/html",
        "/docs/quickstart": "text/html",
        "/docs/quickstart.md": "text/markdown",
        "/llms.txt": "text/plain",
    }
    kinds |= {"/docs/site.js": "text/javascript", "/docs/openapi.json": "application/json", "/docs/reference/videos": "text/html"}
    for path, kind in kinds.items():
        answer = http_client.get(f"{system.url}{path}")
        assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind), path
        assert {name: answer.headers[name] for name in hosting.HEADERS} == hosting.HEADERS
    assert http_client.get(f"{system.url}/docs/nowhere").status_code == 404
    assert http_client.get(f"{system.url}/docs/%2e%2e/%2e%2e/%2e%2e/Makefile").status_code == 404
    assert http_client.post(f"{system.url}/docs/quickstart").status_code == 405
    document = http_client.get(f"{system.url}/docs/openapi.json").json()
    assert document == http_client.get(f"{system.url}/catalog/openapi.json").json()
    assert http_client.head(f"{system.url}/docs/quickstart").headers["content-length"] != "0"


def test_behind_the_edge_only_what_has_changed_is_sent_and_what_is_gone_is_deleted(
    system: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E4 N1: into the bucket of pages, over the real wire, under clean names, with their types and how long they are kept."""
    storage = system.environment["STORAGE_EMULATOR_HOST"]
    monkeypatch.setattr(firebase, "STORAGE", storage)
    paths = (
        "/llms.txt",
        "/docs/index.html",
        "/docs/a.html",
        "/docs/a.md",
        "/docs/concepts/b.html",
        "/index.html",
        "/config.json",
    )
    shown = {path: f"of {path}".encode() for path in (*paths, "/studio/icon.svg", "/studio/assets/main-1a.js")}
    with httpx.Client(headers={"Authorization": "Bearer owner"}) as http:
        project = f"docs-{hashlib.sha256(str(tmp_path).encode()).hexdigest()[:8]}"
        assert http.post(f"{storage}/storage/v1/b?project={system.project}", json={"name": f"{project}-pages"}).status_code == 200
        publisher = Firebase(project, http)
        names = {"llms.txt", "docs", "docs/index.html", "docs/a", "docs/a.md", "docs/concepts/b", "index.html", "config.json"}
        names |= {"studio/icon.svg", "studio/assets/main-1a.js"}
        assert {*publisher.publish_behind_edge(shown)} == names
        shown |= {"/docs/a.html": b"anew", "/index.html": b"of main-2b", "/studio/assets/main-2b.js": b"2b"}
        del shown["/docs/concepts/b.html"], shown["/studio/assets/main-1a.js"]
        assert publisher.publish_behind_edge(shown) == ["docs/a", "studio/assets/main-2b.js", "index.html"]
        told = http.get(f"{storage}/storage/v1/b/{project}-pages/o").json()["items"]
    found = {each["name"]: each for each in told}
    assert {*found} == (names | {"studio/assets/main-2b.js"}) - {"docs/concepts/b", "studio/assets/main-1a.js"}
    assert {name: (found[name]["contentType"], found[name]["cacheControl"]) for name in ("docs/a", "index.html")} == {
        "docs/a": ("text/html; charset=utf-8", "public, max-age=300"),
        "index.html": ("text/html; charset=utf-8", "no-cache"),
    }
    assert found["studio/assets/main-2b.js"]["cacheControl"] == "public, max-age=31536000, immutable"
    assert found["docs/a"]["md5Hash"] == base64.b64encode(hashlib.md5(b"anew").digest()).decode()


@pytest.mark.usefixtures("site")
def test_a_browser_shows_it_by_day_and_night_on_a_desk_and_in_a_hand(system: System) -> None:
    """E4: nothing refused by its policy, nothing asked of others; no sideways scrolling on a phone; search and copying work."""
    with browsing() as tab:
        grounds = set[str]()
        for width, dark in ((1440, False), (1440, True), (360, False), (360, True)):
            tab.look_like(width=width, height=800, dark=dark)
            for page in ("quickstart",) if dark else ("reference/videos", "limits", "quickstart"):
                tab.open(f"{system.url}/docs/{page}")
                assert tab.ask("document.documentElement.scrollWidth") <= width, (page, width)
            grounds.add(tab.ask("getComputedStyle(document.body).backgroundColor"))
        assert len(grounds) == 2
        assert tab.ask("getComputedStyle(document.querySelector('nav')).display") == "none"
        tab.ask("document.querySelector('.menu').click()")
        assert tab.ask("getComputedStyle(document.querySelector('nav')).display") == "block"
        tab.open(f"{system.url}/docs/quickstart")
        tab.ask("document.querySelector('.code .copy').click()")
        tab.until("/Copied|Selected/.test(document.querySelector('.code .copy').textContent)")
        tab.ask("document.querySelector('.search input').focus()")
        tab.tell("Input.insertText", text="paid once")
        tab.until("document.querySelectorAll('#found a mark').length > 0")
        tab.ask("document.querySelector('#found a').click()")
        tab.until("location.pathname !== '/docs/quickstart'")
        assert tab.refused == []
        assert [url for url in tab.requests if not url.startswith(system.url)] == []
