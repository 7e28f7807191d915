"""What is installed is what the lock says, also when everything in it has a newer release."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest

from local import python_packages
from local.python_packages import LOCK, UV_PIN, fetched_uv
from local.setup import TO_CHECK, run
from local.tools import ROOT
from tests.local.registry import NEWER, Registry

RUNTIME = ROOT / "requirements.txt"
# what Google's builder runs for a requirements.txt; --no-deps is how ours installs it
BUILDER = ["--upgrade", "--upgrade-strategy", "only-if-needed", "--no-warn-conflicts", "--force-reinstall", "--no-compile"]


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "registry")


@pytest.fixture
def alone(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> Iterator[Registry]:
    """Nothing but the registry is asked, by nobody."""
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    with registry.served() as told:
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        yield registry


def installed(venv: Path) -> dict[str, str]:
    folder = next((venv / "lib").glob("python3*")) / "site-packages"
    found: list[Distribution] = list(distributions(path=[str(folder)]))
    return {canonical(each.metadata["Name"]): each.version for each in found}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: Path) -> dict[str, str]:
    return {
        canonical(name): version for name, version in re.findall(r"^([\w.-]+)(?:\[[^]]+\])?==([^\s;]+)", lock.read_text(), re.M)
    }


def of_this_machine(wanted: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    """Some locked packages are for other systems: those that are missing here are missing in our own environment too."""
    ours = installed(ROOT / ".venv")
    assert set(wanted) - set(found) == set(wanted) - set(ours)
    return {name: version for name, version in wanted.items() if name in ours}


def test_setup_installs_the_lock_and_nothing_newer(alone: Registry, tmp_path: Path) -> None:
    """Q1: with a newer release of every package, also of those that others ask for with an extra, setup takes the locked ones."""
    lock = alone.offers(LOCK)
    python_packages.install(run, lock, tmp_path / "venv", ROOT / ".local")
    found = installed(tmp_path / "venv")
    assert found == of_this_machine(locked(LOCK), found)
    assert NEWER not in found.values()


def test_the_pinned_uv_is_fetched_though_a_newer_one_is_out(
    alone: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Q1: what installs everything else is itself the one that its pin names, and is fetched once."""
    monkeypatch.setattr(python_packages, "UV_PIN", alone.offers(UV_PIN, uv="#!/bin/sh\necho the pinned one\n"))
    uv = fetched_uv(run, tmp_path / "tools")
    assert Path(uv).read_text().endswith("the pinned one\n")
    assert installed_version(Path(uv).parents[1]) == locked(UV_PIN)["uv"]
    Path(uv).write_text("kept")
    assert Path(fetched_uv(run, tmp_path / "tools")).read_text() == "kept"


def installed_version(folder: Path) -> str:
    return next(iter(distributions(path=[str(folder)]))).version


@pytest.mark.parametrize("how", [[], ["--no-deps"]], ids=["resolving-again", "no-deps"])
def test_a_builders_pip_installs_the_deployed_lock(alone: Registry, tmp_path: Path, how: list[str]) -> None:
    """N1, Q1: the pip that comes with this Python takes the deployed lock, whether it resolves again or not."""
    lock = alone.offers(RUNTIME)
    venv = tmp_path / "venv"
    subprocess.run([python_packages.base_python(), "-m", "venv", str(venv)], check=True)
    before = installed(venv)
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", *BUILDER, *how, "--requirement", str(lock)]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = {name: version for name, version in installed(venv).items() if name not in before}
    assert found == of_this_machine(locked(RUNTIME), found)


def test_what_is_deployed_is_a_part_of_what_is_tested() -> None:
    """Q1, N1: one lock: every deployed release is the one that the tests run with, with the same hashes."""
    every, deployed = blocks(LOCK), blocks(RUNTIME)
    assert deployed.items() <= every.items()
    assert deployed["av"].count("==") == 1
    assert f"{sys.version_info[0]}.{sys.version_info[1]}" >= (ROOT / ".python-version").read_text().strip()


def blocks(lock: Path) -> dict[str, str]:
    """Each package with all that the lock says of it."""
    found: dict[str, str] = {}
    for block in re.split(r"\n(?=\S)", lock.read_text()):
        if named := re.match(r"[\w.-]+(?=[\[=])", block):
            name = canonical(named.group())
            found[name] = found.get(name, "") + block.rstrip()
    return found


def test_no_lock_names_where_packages_come_from() -> None:
    """Q1: an index is a matter of the machine that installs; a lock holds names, versions and hashes."""
    npm = [folder / "package-lock.json" for folder in TO_CHECK]
    assert [
        file
        for file in (LOCK, RUNTIME, UV_PIN, *npm)
        if re.search(r"https?://[^\"]*\.(whl|tgz|tar\.gz)|index-url", file.read_text())
    ] == []
