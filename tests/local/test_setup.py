"""What a person reads who has just cloned the project onto a machine that lacks something."""

from __future__ import annotations

import fcntl
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.local.conftest import ROOT

EMPTY = hashlib.sha256(b"").hexdigest()
MAIN_CLASS = "com/google/cloud/datastore/emulator/firestore/CloudFirestore.class"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone in which nothing is installed, on a machine whose PATH holds only what the test puts into bin."""
    (tmp_path / "local" / "auth").mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    for file in ("__init__.py", "setup.py", "tools.py", "python_packages.py", "uv.txt"):
        shutil.copy(ROOT / "local" / file, tmp_path / "local" / file)
    return tmp_path


def set_up(clone: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "local.setup", *arguments]
    told = {"PATH": str(clone / "bin"), "HOME": str(clone), **variables}
    return subprocess.run(command, cwd=clone, env=told, capture_output=True, text=True, timeout=30, check=False)


def give(clone: Path, program: str, says: str) -> None:
    path = clone / "bin" / program
    path.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    path.chmod(0o755)


def install_python_packages(clone: Path) -> None:
    """As if pip had run: a test of what comes after need not wait for it."""
    client = clone / "clients" / "python" / "pyproject.toml"
    client.parent.mkdir(parents=True)
    for file in (clone / "requirements-dev.txt", client):
        file.write_text("")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (clone / ".venv" / "pyvenv.cfg").write_text(f"version = {version}.0\n")
    (clone / ".venv" / ".installed").write_text(EMPTY + version + EMPTY)


def jar_for(clone: Path, class_version: int) -> str:
    jar = clone / "emulator.jar"
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr(MAIN_CLASS, b"\xca\xfe\xba\xbe\x00\x00" + class_version.to_bytes(2, "big"))
    return str(jar)


def only_line(done: subprocess.CompletedProcess[str]) -> str:
    lines = (done.stdout + done.stderr).splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_missing_tools_are_named_in_one_line_with_what_to_do(clone: Path) -> None:
    """Q1: without node, npm and java nothing is tried; one line says what to install."""
    done = set_up(clone, FIRESTORE_EMULATOR_JAR=jar_for(clone, 55))
    line = only_line(done)
    assert done.returncode == 2
    assert all(word in line for word in ("Node 20 or newer", "npm", "Java 11 or newer", "install"))


def test_tools_that_are_too_old_are_told_apart_from_missing_ones(clone: Path) -> None:
    """Q1: the emulator's own class files say which Java it wants."""
    give(clone, "node", "v18.19.0")
    give(clone, "npm", "9.2.0")
    give(clone, "java", 'openjdk version "17.0.15" 2025-04-15')
    line = only_line(set_up(clone, FIRESTORE_EMULATOR_JAR=jar_for(clone, 65)))
    assert "Node 20 or newer (an older one is on PATH)" in line
    assert "Java 21 or newer (an older one is on PATH)" in line


def test_an_emulator_path_that_leads_nowhere_is_one_line(clone: Path) -> None:
    """Q1: a wrong FIRESTORE_EMULATOR_JAR is named, not silently passed over."""
    done = set_up(clone, FIRESTORE_EMULATOR_JAR="/nowhere/emulator.jar")
    assert done.returncode == 2
    assert "/nowhere/emulator.jar" in only_line(done)


def test_an_old_python_with_no_newer_one_on_path_is_one_line(clone: Path) -> None:
    """Q1: the version that is needed is said before anything else is tried."""
    script = clone / "local" / "setup.py"
    script.write_text(script.read_text().replace("OLDEST_PYTHON = (3, 11)", "OLDEST_PYTHON = (3, 99)"))
    done = set_up(clone)
    assert done.returncode == 2
    assert only_line(done).startswith("Missing: Python 3.99 or newer")


def test_a_failing_install_ends_with_its_last_words_and_where_the_rest_is(clone: Path) -> None:
    """Q1: npm's own failure is passed on in one line at the end."""
    give(clone, "node", "v22.1.0")
    give(clone, "java", 'openjdk version "21" 2023-09-19')
    (clone / "bin" / "npm").write_text("#!/bin/sh\necho 'no route to registry' >&2\nexit 1\n")
    (clone / "bin" / "npm").chmod(0o755)
    (clone / "local" / "auth" / "package-lock.json").write_text("{}")
    install_python_packages(clone)
    done = set_up(clone, "run", FIRESTORE_EMULATOR_JAR=jar_for(clone, 55))
    assert done.returncode == 2
    assert done.stdout.startswith("Installing the npm packages of local/auth …\n")
    assert "no route to registry" in done.stderr
    assert "setup-npm-auth.log" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_second_setup_is_quick_and_silent() -> None:
    """Q1: when nothing is missing, nothing is said and hardly anything done."""
    before = worked_s()
    alone = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}  # not as a part of `make test`
    done = subprocess.run(["make", "setup"], cwd=ROOT, env=alone, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert worked_s() - before < 1


def worked_s() -> float:
    """By all programs that were started here and have ended; unlike time it is the same when others work too."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_clean_refuses_while_a_stack_runs_and_then_removes_everything(clone: Path) -> None:
    """Q1: clean never pulls the data from under a running stack."""
    lock = clone / ".local" / "data" / "lock"
    lock.parent.mkdir(parents=True)
    (clone / ".venv").mkdir()
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused = set_up(clone, "clean")
    assert refused.returncode == 2
    assert "stop it first" in only_line(refused)
    assert lock.exists()
    assert set_up(clone, "clean").returncode == 0
    assert not (clone / ".local").exists()
    assert not (clone / ".venv").exists()
