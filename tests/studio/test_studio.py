"""The studio in a real browser, against a stack of its own whose time is the browser's: each spec of web/tests, told in words."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from standins.testing import eventually
from tests.fixtures.invariants import check_kept, check_money
from tests.studio.browsing import browse, studio
from tests.studio.pictures import FOLDER, MOST

_PATIENCE_S = 780  # of Playwright, which then tells what it did not come to
_COLOURS = re.compile(r"\x1b\[[0-9;]*[mAK]")


class Spec(NamedTuple):
    words: str
    seconds: float
    trouble: str


@pytest.mark.timeout(900)  # beside three other workers; alone it is a minute and a half
def test_people_do_in_a_browser_what_the_studio_is_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """U1 U2 U3 U4 U5 U6 O1 O5: each way through it; nothing in the console, nobody else asked; all money is right."""
    report = tmp_path / "report.json"
    with studio(tmp_path / "stack") as (stack, system):
        patience, told = f"--global-timeout={_PATIENCE_S * 1000}", {"RUSHES_REPORT": str(report)}
        done = browse(stack, system, patience, told=told, capture_output=True)
        assert report.exists(), done.stdout + done.stderr
        specs = list(_specs(json.loads(report.read_text())))
        with capsys.disabled():
            sys.stdout.write("".join(f"\n  {each.seconds:4.1f} s  {each.words}" for each in specs) + "\n")
        wrong = [f"{each.words}: {each.trouble}" for each in specs if each.trouble]
        assert not wrong, "\n\n".join(wrong)
        assert done.returncode == 0, done.stdout + done.stderr
        eventually(lambda: system.rests() or system.hurry(2))
        everybody = system.desk.everybody()
        assert everybody
        check_money(system, *everybody)
        check_kept(system, *everybody)


def test_the_pictures_of_the_documentation_are_small() -> None:
    """U1: as `make pictures` takes them; the first page shows two."""
    pictures = {picture.name: picture.stat().st_size for picture in FOLDER.iterdir()}
    assert pictures
    assert max(pictures.values()) <= MOST, pictures
    shown = re.findall(r"docs/pictures/([\w-]+\.webp)", (FOLDER.parents[1] / "README.md").read_text())
    assert len(shown) == 2, shown
    assert set(shown) <= set(pictures)


def _specs(suite: dict[str, Any], within: tuple[str, ...] = ()) -> Iterator[Spec]:
    """As Playwright reports them: files hold groups, and these their specs."""
    for each in suite.get("suites", ()):
        yield from _specs(each, (*within, each["title"]))
    for each in suite.get("specs", ()):
        results = [result for test in each["tests"] for result in test["results"]]
        errors = [_COLOURS.sub("", error["message"]) for result in results for error in result["errors"]]
        seconds = sum(result["duration"] for result in results) / 1000
        yield Spec(" › ".join((*within, each["title"])), seconds, "" if each["ok"] else "\n".join(errors) or "did not end")
