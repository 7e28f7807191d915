"""How the studio's files are made: once for what they are made of, by one at a time, and in place when they are whole."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local.studio import building
from local.studio.building import Beside, BuildFailed, State, build, state
from standins.testing import eventually
from tests.local.conftest import is_gone

# What `npm run build` runs here: a page of the words, or none.
_BUILDER = """
const { appendFileSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
appendFileSync('../builds', '.');
const into = process.argv[process.argv.indexOf('--outDir') + 1];
const words = readFileSync('src/words.txt', 'utf8');
mkdirSync(into, { recursive: true });
writeFileSync(`${into}/index.html`, words);
"""


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    web, work = tmp_path / "web", tmp_path / "work"
    (web / "src").mkdir(parents=True)
    (web / "src" / "words.txt").write_text("first")
    (web / "build.js").write_text(_BUILDER)
    (web / "package.json").write_text(json.dumps({"scripts": {"build": "node build.js"}}))
    places = {"WEB": web, "DIST": web / "dist", "WORK": work, "LOG": work / "build.log", "ROOT": tmp_path}
    places |= {"_LOCK": work / "lock", "_FAILED": work / "failed", "_FRESH": work / "fresh", "_OLD": work / "old"}
    for name, place in places.items():
        monkeypatch.setattr(building, name, place)
    monkeypatch.setattr(building, "_MADE_FROM", (web,))
    return web


def shown(web: Path) -> str:
    return (web / "dist" / "index.html").read_text()


def test_it_is_built_once_for_what_it_is_made_of(web: Path) -> None:
    """Q1: not at each start; what its tests are made of counts for nothing."""
    assert state() == State.MISSING
    assert (build(), shown(web), state()) == (True, "first", State.READY)
    (web / "tests").mkdir()
    (web / "tests" / "way.spec.ts").write_text("a test")
    assert build() is False
    (web / "src" / "words.txt").write_text("second")
    assert (build(), shown(web), build()) == (True, "second", False)


def test_two_who_start_at_once_build_it_once(web: Path) -> None:
    """Q1: the second waits for the first."""
    with ThreadPoolExecutor(2) as both:
        done = [both.submit(build) for _ in range(2)]
    assert sorted(each.result() for each in done) == [False, True]
    assert ((web.parent / "builds").read_text(), shown(web)) == (".", "first")


def test_a_build_that_fails_is_told_and_tried_again(web: Path) -> None:
    """Q1: with what it said of an error and where the rest is; it is not as if the one before were of these sources."""
    build()
    words = web / "src" / "words.txt"
    words.unlink()
    with pytest.raises(BuildFailed, match=r"cannot be built: .*words\.txt.*build\.log"):
        build()
    assert (state(), shown(web)) == (State.FAILED, "first")
    words.write_text("first")
    assert (build(), state()) == (True, State.READY)


def test_a_build_beside_a_start_ends_with_it(tmp_path: Path) -> None:
    """Q1: with all that it has started, though one of them will not hear of it."""
    deaf = f"import signal, time; signal.signal(signal.{signal.SIGTERM.name}, signal.SIG_IGN); time.sleep(600)"
    program = f"""
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {deaf!r}])
pathlib.Path({str(tmp_path / "pid")!r}).write_text(str(child.pid))
time.sleep(600)
"""
    with Beside((sys.executable, "-c", program)):
        pid = int(eventually(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text()))
    eventually(lambda: is_gone(pid))


def test_the_command_says_what_it_did() -> None:
    """Q1: built, or there already."""
    command = [sys.executable, "-m", "local.studio"]
    said = [subprocess.run(command, cwd=building.ROOT, capture_output=True, text=True, check=True).stdout for _ in range(2)]
    assert said[1] == "web/dist: is of these sources already\n"
