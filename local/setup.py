"""Make this clone ready to run, quickly, and say in one line what only you can do.

    python3 -m local.setup          what is missing: .venv, the npm packages, the Firestore emulator
    python3 -m local.setup run      the same without what only the checks need; what builds the studio comes beside (local/studio)
    python3 -m local.setup clean    remove all of it, with the local data

Standard library only: it runs before anything is installed, from the folder of the project.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from local.python_packages import LOCK, fits, install, install_ours, minor
from local.tools import LOCAL, OLDEST_NODE, ROOT, VENV, CannotSetUp, firestore_jar, java, java_needed, node, output_of

AUTH = ROOT / "local" / "auth"
CHECKS = ROOT / "local" / "checks"
CLIENT = ROOT / "clients" / "python"
TYPESCRIPT = ROOT / "clients" / "typescript"
AI_SDK = ROOT / "clients" / "ai-sdk"
WEB = ROOT / "examples" / "web"
STUDIO = ROOT / "web"
TO_CHECK = (AUTH, CHECKS, TYPESCRIPT, AI_SDK, WEB, STUDIO)  # what `make test` needs of npm; `make run` needs the first alone
_BY_SYSTEM = (TYPESCRIPT, WEB, STUDIO)  # there a program comes as an optional package for each system
_LEAN = " to build"
OLDEST_PYTHON = (3, 11)
_PROGRESS_S = 5.0
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
    stamp, wanted = VENV / ".installed", _digest(LOCK) + minor() + _digest(CLIENT / "pyproject.toml")
    if fits() and _read(stamp) == wanted:
        return
    with _told("Python packages"):
        install(run)
        install_ours(run, CLIENT)
        stamp.write_text(wanted)


def install_npm_packages(folder: Path, *, to_build: bool = False) -> None:
    """`to_build`: without what only checks it, browsers and test runners, unless these were there before."""
    stamp, whole = folder / "node_modules" / ".installed", _digest(folder / "package-lock.json")
    there = _read(stamp)
    lean = to_build and (not there or there.endswith(_LEAN))
    wanted = f"{whole}{_LEAN}" if lean else whole
    if there in (whole, wanted):
        return
    with _told(f"npm packages of {folder.relative_to(ROOT)}"):
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
        command += [] if folder in _BY_SYSTEM else ["--omit=optional"]
        command += ["--omit=dev"] if lean else []
        run(command, f"npm-{folder.name}", "is the npm registry reachable?", folder=folder)
        stamp.write_text(wanted)


def install_firestore() -> None:
    """Only when no emulator is on this machine: let firebase-tools download it into .local/firestore."""
    if firestore_jar() is not None:
        return
    (LOCAL / "firestore").mkdir(parents=True, exist_ok=True)
    told = {**os.environ, "FIREBASE_EMULATORS_PATH": str(LOCAL / "firestore"), "CI": "true"}
    with _told("Firestore emulator"):
        try:
            run([node() or "node", str(AUTH / "firestore.js")], "firestore", "", environment=told)
        except CannotSetUp:
            raise CannotSetUp(_NO_JAR) from None
        if firestore_jar() is None:
            raise CannotSetUp(_NO_JAR)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""


def run(command: list[str], name: str, hint: str, folder: Path = ROOT, environment: dict[str, str] | None = None) -> None:
    """Run it with its words in a log of its own; when it fails, its last word and the hint are the one line that is said."""
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
        why = f" ({hint})" if hint else ""
        raise CannotSetUp(f"`{name}` failed{why}: {last} — everything it said is in {log}")


@contextmanager
def _told(what: str) -> Generator[None]:
    """Say when it begins, each five seconds that it still goes on, and how long it took."""
    started, ended = time.monotonic(), threading.Event()

    def go_on() -> None:
        while not ended.wait(_PROGRESS_S):
            _say(f"  {what}: still at it ({time.monotonic() - started:.0f} s)")

    _say(f"Installing the {what} …")
    teller = threading.Thread(target=go_on, daemon=True)
    teller.start()
    try:
        yield
    finally:
        ended.set()
        teller.join()
    _say(f"  {what}: ready ({time.monotonic() - started:.0f} s)")


def _say(line: str) -> None:
    print(f"{line}\n", end="", flush=True)  # in one piece: two installs may speak at the same moment


# -- the two commands


def set_up(folders: tuple[Path, ...] = TO_CHECK) -> None:
    """Python's packages and npm's beside each other; the first failure is told when all have ended."""
    check_tools()
    failures: list[CannotSetUp] = []

    def beside(install_one: Callable[[], None]) -> threading.Thread:
        def attempt() -> None:
            try:
                install_one()
            except CannotSetUp as failure:
                failures.append(failure)

        thread = threading.Thread(target=attempt)
        thread.start()
        return thread

    work = [
        beside(install_python_packages),
        *(beside(partial(install_npm_packages, folder)) for folder in folders),
    ]
    for each in work:
        each.join()
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
    modules = [folder / "node_modules" for folder in TO_CHECK]
    caches = [ROOT / name for name in (".ruff_cache", ".pytest_cache", ".hypothesis")]
    kept = (VENV, *modules, ROOT / ".git")
    caches += [cache for cache in ROOT.rglob("__pycache__") if not any(folder in cache.parents for folder in kept)]
    compiled = [folder / name for folder in TO_CHECK for name in ("build", "dist", "coverage", "test-results")]
    for folder in (LOCAL, *modules, *compiled, VENV, *caches):
        shutil.rmtree(folder, ignore_errors=True)


def _go_on_with_the_right_python() -> None:
    """Start over under the Python that production runs where it is on PATH, and under any that is new enough where it is not."""
    pinned = _read(ROOT / ".python-version").strip()
    new_enough = sys.version_info >= OLDEST_PYTHON
    if new_enough and (sys.prefix != sys.base_prefix or minor() == pinned):
        return
    others = () if new_enough else ("3.14", "3.13", "3.12", "3.11")
    for name in (f"python{version}" for version in (pinned, *others) if version):
        found = shutil.which(name)
        if found and output_of([found, "-c", "print('works')"]).strip() == "works":
            os.execv(found, [found, "-m", "local.setup", *sys.argv[1:]])  # noqa: S606 - a Python from PATH, no shell in between
    if not new_enough:
        wanted = ".".join(str(number) for number in OLDEST_PYTHON)
        raise CannotSetUp(f"Missing: Python {wanted} or newer (this is {minor()}): install it so that it is on PATH.")
    if not fits():
        _say(f"Python {minor()} it is; production runs {pinned}, which is not on PATH.")


_COMMANDS: dict[str, Callable[[], None]] = {
    "": set_up,
    "run": lambda: set_up((AUTH,)),
    "clean": clean,
}


def main() -> int:
    try:
        command = _COMMANDS[sys.argv[1] if len(sys.argv) > 1 else ""]
        if command is not clean:
            _go_on_with_the_right_python()
        command()
    except CannotSetUp as failure:
        print(failure, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
