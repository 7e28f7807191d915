"""What the image would hold, made here: the files that .gcloudignore lets through, and the packages as the builder installs them.

The builder's commands are those of Google's buildpacks for Python (python.go and functions_framework/lib.go, as of 2026-11-28);
the pip is the one that this Python brings along, as there. Only where they go differs: an environment instead of a layer.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from local.python_packages import base_python, minor
from local.setup import run
from local.tools import ROOT, CannotSetUp

_PINNED = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
_BUILD = ROOT / "infra" / "cloudbuild.yaml"
_INSTALL = ("--upgrade", "--upgrade-strategy", "only-if-needed", "--no-warn-script-location", "--no-warn-conflicts")
_INSTALL_ANEW = ("--force-reinstall", "--no-compile", "--disable-pip-version-check", "--no-input")
# Everything of ours in one process: nothing waits for its first use, and what the image lacks has no other place to come from.
_EVERY_MODULE = """\
import importlib, pkgutil
import main
for name in main.FUNCTIONS:
    door = importlib.import_module(f"functions.{name}").door
    for route in door.routes:
        door.form(route.body), door.form(route.query)
for folder in ("functions", "shared"):
    for each in pkgutil.walk_packages([folder], f"{folder}."):
        importlib.import_module(each.name)
"""


class Image(NamedTuple):
    """A folder with our files, and the Python that has their packages."""

    files: Path
    python: Path

    @property
    def framework(self) -> str:
        return str(self.python.with_name("functions-framework"))

    @property
    def path(self) -> str:
        return f"{self.python.parent}:/usr/local/bin:/usr/bin:/bin"


def uploaded() -> list[str]:
    """The files that gcloud would send to the build, whether a commit has them or not."""
    ignored = _git("--cached", "--ignored", "--exclude-from=.gcloudignore")
    there = _git("--cached", "--others", "--exclude-from=.gcloudignore")
    return sorted(each for each in there - ignored if (ROOT / each).is_file())


def copied(to: Path) -> list[str]:
    """Those files in a folder of their own, with nothing else."""
    shutil.rmtree(to, ignore_errors=True)
    names = uploaded()
    for name in names:
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, to / name)
    return names


def within(folder: Path) -> Image:
    return Image(folder / "files", folder / "venv" / "bin" / "python")


def build(image: Image) -> None:
    """From nothing."""
    copied(image.files)
    venv = image.python.parents[1]
    shutil.rmtree(venv, ignore_errors=True)
    run([_python(), "-m", "venv", str(venv)], "rehearsal-venv", "the package python3-venv may be missing")
    ours = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}  # the index that pip is told to use
    python, told = str(image.python), {**ours, **of_the_build()}
    install = [python, "-m", "pip", "install", "--requirement", "requirements.txt", *_INSTALL, *_INSTALL_ANEW]
    run(install, "rehearsal-pip", "is the package index reachable?", image.files, told)
    run([python, "-m", "pip", "check"], "rehearsal-pip-check", "the lock is not whole", image.files, told)
    site = str(next(venv.glob("lib/python*/site-packages")))
    subprocess.run([python, "-m", "compileall", "--invalidation-mode", "unchecked-hash", "-qq", site], env=told, check=False)
    run([python, "-m", "compileall", "-f", "-q", "."], "rehearsal-compile", "", image.files, told)


def import_everything(image: Image, environment: Mapping[str, str]) -> None:
    """No module needs what the image has not."""
    hint = "left out by .gcloudignore, or missing in requirements.txt?"
    told = {"PATH": image.path, **environment}
    run([str(image.python), "-c", _EVERY_MODULE], "rehearsal-import", hint, image.files, told)


def of_the_build() -> dict[str, str]:
    """What infra/cloudbuild.yaml tells pip and the compiler."""
    text = _BUILD.read_text(encoding="utf-8")
    epoch = re.search(r'_SOURCE_DATE: "(\d+)"', text)
    assert epoch, f"{_BUILD} names no _SOURCE_DATE"
    return dict(re.findall(r"--env=(PIP_\w+)=(\S+)", text)) | {"SOURCE_DATE_EPOCH": epoch[1]}


def _python() -> str:
    if minor() == _PINNED:
        return base_python()
    found = shutil.which(f"python{_PINNED}")
    if found is None:
        raise CannotSetUp(f"Python {_PINNED}, which production runs (.python-version), is not on this machine: install it.")
    return found


def _git(*how: str) -> set[str]:
    done = subprocess.run(["git", "ls-files", *how], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        raise CannotSetUp("git does not say which files there are: is this a clone?")
    return set(done.stdout.splitlines())
