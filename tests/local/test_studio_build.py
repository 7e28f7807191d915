"""How the studio's files are made: once for what they are made of, by one at a time, and in place when they are whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from local import setup
from local.studio import building
from local.studio.building import Beside, BuildFailed, State, build, state
from local.tools import CannotSetUp
from standins.testing import eventually
from tests.local.conftest import is_gone

# What npm does here: an install is told and leaves a folder, a build makes a page of the words, or none.
_NPM = """#!/bin/sh
echo "$*" >> ../calls
case "$1" in
ci) if [ -e no-registry ]; then echo "no route to registry"; exit 1; fi; mkdir -p node_modules;;
run) while [ "$1" != --outDir ]; do shift; done; mkdir -p "$2"
  cat src/words.txt > "$2/index.html" || { echo "Error: no words"; exit 1; };;
esac
"""


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    web, work, programs = tmp_path / "web", tmp_path / "work", tmp_path / "programs"
    programs.mkdir()
    (programs / "npm").write_text(_NPM)
    (programs / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    (web / "src").mkdir(parents=True)
    (web / "src" / "words.txt").write_text("first")
    (web / "package-lock.json").write_text("{}")
    places = {"WEB": web, "DIST": web / "dist", "WORK": work, "LOG": work / "build.log", "ROOT": tmp_path}
    places |= {"_LOCK": work / "lock", "_FAILED": work / "failed", "_FRESH": work / "fresh", "_OLD": work / "old"}
    for name, place in places.items():
        monkeypatch.setattr(building, name, place)
    monkeypatch.setattr(building, "_MADE_FROM", (web,))
    for name, place in {"ROOT": tmp_path, "LOCAL": tmp_path, "_BY_SYSTEM": (web,)}.items():
        monkeypatch.setattr(setup, name, place)
    return web


def calls(web: Path) -> list[str]:
    """Of npm, each by its first word."""
    return [line.partition(" ")[0] for line in (web.parent / "calls").read_text().splitlines()]


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
    assert (calls(web), shown(web)) == (["ci", "run"], "first")


def test_what_builds_it_is_installed_first_and_no_browser_with_it(web: Path) -> None:
    """Q1: by whoever builds it, so that no film waits for it; what the checks have installed is enough."""
    build()
    (install, _) = (web.parent / "calls").read_text().splitlines()
    assert ("--omit=dev" in install, "--omit=optional" in install) == (True, False)
    setup.install_npm_packages(web)
    (web / "src" / "words.txt").write_text("second")
    build()
    assert calls(web) == ["ci", "run", "ci", "run"]
    (web / "package-lock.json").write_text("{ }")
    build()
    assert "--omit=dev" not in (web.parent / "calls").read_text().splitlines()[-2]  # a newer lock takes no test runner away


def test_packages_that_do_not_come_are_told_in_the_log_that_the_page_names(web: Path) -> None:
    """Q1: not as if there were none."""
    (web / "no-registry").touch()
    with pytest.raises(CannotSetUp, match="no route to registry"):
        build()
    assert state() == State.FAILED
    assert "no route to registry" in building.LOG.read_text()


def test_a_build_that_fails_is_told_and_tried_again(web: Path) -> None:
    """Q1: with what it said of an error and where the rest is; it is not as if the one before were of these sources."""
    build()
    words = web / "src" / "words.txt"
    words.unlink()
    with pytest.raises(BuildFailed, match=r"cannot be built: Error: no words .*build\.log"):
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
