"""Make this clone ready to run, quickly, and say in one line what only you can do.

    python3 -m local.setup          what is missing: .venv, the npm packages, the Firestore emulator
    python3 -m local.setup clean    remove all of it, with the local data

Standard library only: it runs before anything is installed, from the folder of the project.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from local.tools import LOCAL, OLDEST_NODE, ROOT, VENV, CannotSetUp, firestore_jar, java, java_needed, node, output_of

NPM = ROOT / "local" / "npm"
REQUIREMENTS = ROOT / "requirements-dev.txt"
OLDEST_PYTHON = (3, 11)
_NO_JAR = (
    "The Firestore emulator is missing: run `gcloud components install cloud-firestore-emulator`, "
    "or `npx firebase-tools setup:emulators:firestore` with internet, or set FIRESTORE_EMULATOR_JAR to its jar."
)


# -- what is missing


def check_tools() -> None:
    """Everything that only the person at this machine can install, in one line."""
    missing: list[str] = []
    if node() is None:
        found = " (an older one is on PATH)" if shutil.which("node") else ""
        missing.append(f"Node {OLDEST_NODE} or newer{found}: install it from nodejs.org or your package manager")
    if shutil.which("npm") is None:
        missing.append("npm: it comes with Node, or as the package npm")
    if java() is None:
        needed = java_needed()
        found = " (an older one is on PATH)" if shutil.which("java") else ""
        missing.append(f"Java {needed} or newer{found}: install a JRE, for example openjdk-21-jre-headless, or set JAVA_HOME")
    if missing:
        raise CannotSetUp("Missing: " + "; ".join(missing) + ".")


def install_python_packages() -> None:
    stamp, wanted = VENV / ".installed", _digest(REQUIREMENTS) + _minor()
    if _venv_fits() and _read(stamp) == wanted:
        return
    started = time.monotonic()
    _say("Installing the Python packages …")
    if not _venv_fits():
        base = sys.executable if sys.prefix == sys.base_prefix else str(Path(sys.base_prefix) / "bin" / f"python{_minor()}")
        _run([base, "-m", "venv", "--clear", str(VENV)], "venv", "the package python3-venv may be missing")
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    _run([*pip, "--require-hashes", "-r", str(REQUIREMENTS)], "pip", "is the package index reachable?")
    stamp.write_text(wanted)
    _say(f"Python packages ready ({time.monotonic() - started:.0f} s)")


def install_npm_packages() -> None:
    stamp, wanted = NPM / "node_modules" / ".installed", _digest(NPM / "package-lock.json")
    if _read(stamp) == wanted:
        return
    started = time.monotonic()
    _say("Installing the npm packages …")
    command = ["npm", "ci", "--ignore-scripts", "--omit=optional", "--no-audit", "--no-fund"]
    _run(command, "npm", "is the npm registry reachable?", folder=NPM)
    stamp.write_text(wanted)
    _say(f"npm packages ready ({time.monotonic() - started:.0f} s)")


def install_firestore() -> None:
    """Only when no emulator is on this machine: let firebase-tools download it into .local/firestore."""
    if firestore_jar() is not None:
        return
    started = time.monotonic()
    _say("Downloading the Firestore emulator …")
    (LOCAL / "firestore").mkdir(parents=True, exist_ok=True)
    command = [str(NPM / "node_modules" / ".bin" / "firebase"), "setup:emulators:firestore"]
    told = {**os.environ, "FIREBASE_EMULATORS_PATH": str(LOCAL / "firestore"), "CI": "true"}
    try:
        _run(command, "firestore", "", environment=told)
    except CannotSetUp:
        raise CannotSetUp(_NO_JAR) from None
    if firestore_jar() is None:
        raise CannotSetUp(_NO_JAR)
    _say(f"Firestore emulator ready ({time.monotonic() - started:.0f} s)")


def _venv_fits() -> bool:
    """It is there, it runs, and it has packages of the version that it runs."""
    python = VENV / "bin" / "python"
    settings = _read(VENV / "pyvenv.cfg")
    return python.exists() and bool(re.search(rf"^version(_info)? = {re.escape(_minor())}\b", settings, re.M))


def _minor() -> str:
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def _run(command: list[str], name: str, hint: str, folder: Path = ROOT, environment: dict[str, str] | None = None) -> None:
    log = LOCAL / "logs" / f"setup-{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    told = {key: value for key, value in (environment or os.environ).items() if key != "PYTHONDONTWRITEBYTECODE"}
    with log.open("w") as output:
        try:
            done = subprocess.run(
                command, cwd=folder, env=told, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
            )
        except OSError as error:
            raise CannotSetUp(f"{command[0]} cannot be started: {error}") from None
    if done.returncode:
        said = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
        last = said[-1] if said else f"exit code {done.returncode}"
        raise CannotSetUp(f"`{name}` failed ({hint}): {last} — everything it said is in {log}")


def _say(line: str) -> None:
    print(f"{line}\n", end="", flush=True)  # in one piece: two installs may speak at the same moment


# -- the two commands


def set_up() -> None:
    check_tools()
    failures: list[CannotSetUp] = []

    def beside() -> None:
        try:
            install_npm_packages()
        except CannotSetUp as failure:
            failures.append(failure)

    npm = threading.Thread(target=beside)
    npm.start()
    try:
        install_python_packages()
    finally:
        npm.join()
    if failures:
        raise failures[0]
    install_firestore()
    if java() is None:  # a freshly downloaded emulator may want a newer one
        check_tools()


def clean() -> None:
    for lock in LOCAL.glob("*/lock"):
        with lock.open("a") as opened:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotSetUp(f"A stack runs in {lock.parent}: stop it first (Ctrl-C in its terminal).") from None
    caches = [ROOT / name for name in (".ruff_cache", ".pytest_cache", ".hypothesis")]
    kept = (VENV, NPM / "node_modules", ROOT / ".git")
    caches += [cache for cache in ROOT.rglob("__pycache__") if not any(folder in cache.parents for folder in kept)]
    for folder in (LOCAL, NPM / "node_modules", VENV, *caches):
        shutil.rmtree(folder, ignore_errors=True)


def _go_on_with_a_newer_python() -> None:
    """Start over under the first Python on PATH that is new enough."""
    for name in ("python3.13", "python3.12", "python3.11"):
        found = shutil.which(name)
        if found and output_of([found, "-c", "print('works')"]).strip() == "works":
            os.execv(found, [found, "-m", "local.setup", *sys.argv[1:]])  # noqa: S606 - a Python from PATH, no shell in between
    wanted = ".".join(str(number) for number in OLDEST_PYTHON)
    raise CannotSetUp(f"Missing: Python {wanted} or newer (this is {_minor()}): install it so that it is on PATH.")


def main() -> int:
    try:
        if sys.version_info < OLDEST_PYTHON:
            _go_on_with_a_newer_python()
        if sys.argv[1:] == ["clean"]:
            clean()
        else:
            set_up()
    except CannotSetUp as failure:
        print(failure, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
