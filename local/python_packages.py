"""The Python packages of this folder: exactly what the lock says, whatever was released since.

uv installs them, because pip resolves dependencies again even where every one of them is locked. uv itself is pinned with its
hashes in local/uv.txt and put beside the environment, not into it. Standard library only: this runs before anything is there.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from local.tools import LOCAL, ROOT, VENV, output_of

LOCK = ROOT / "requirements-dev.txt"
UV_PIN = ROOT / "local" / "uv.txt"
Run = Callable[..., None]  # a command, its name in the log, and what to think of when it fails
_REGISTRY = "is the package index reachable?"


def base_python() -> str:
    """The interpreter that environments are made of: the one that runs this, or the one its environment was made of."""
    if sys.prefix == sys.base_prefix:
        return sys.executable
    return str(Path(sys.base_prefix) / "bin" / f"python{minor()}")


def minor() -> str:
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def fits(venv: Path = VENV) -> bool:
    """It is there, it runs, and it has packages of the version that it runs."""
    settings = _read(venv / "pyvenv.cfg")
    return (venv / "bin" / "python").exists() and bool(re.search(rf"^version(_info)? = {re.escape(minor())}\b", settings, re.M))


def install(run: Run, lock: Path = LOCK, venv: Path = VENV, tools: Path = LOCAL) -> None:
    """Make `venv` hold what the lock says and nothing else."""
    told = environment()
    uv = fetched_uv(run, tools, told)
    if not fits(venv):
        run([uv, "venv", "--quiet", "--clear", "--python", base_python(), str(venv)], "venv", "", environment=told)
    # Wheels only: the environment is the same everywhere, and no package's build script runs here.
    sync = [uv, "pip", "sync", "--quiet", "--strict", "--no-build", "--require-hashes", "--python", str(venv / "bin" / "python")]
    run([*sync, str(lock)], "packages", _REGISTRY, environment=told)


def install_ours(run: Run, folder: Path, venv: Path = VENV) -> None:
    """A package of this project, as it stands in its folder: its needs are in the lock, and uv brings what builds it."""
    told = environment()
    ours = ["--quiet", "--offline", "--no-deps", "--python", str(venv / "bin" / "python"), "--editable", str(folder)]
    run([fetched_uv(run, told=told), "pip", "install", *ours], "client", "", environment=told)


def fetched_uv(run: Run, tools: Path = LOCAL, told: Mapping[str, str] | None = None) -> str:
    """The pinned uv, fetched by the pip of this Python: alone it has no dependencies that could be resolved anew."""
    version = re.search(r"^uv==(\S+)", UV_PIN.read_text(), re.M)
    assert version, f"{UV_PIN} names no uv"
    folder = tools / f"uv-{version[1]}"
    uv = folder / "bin" / "uv"
    if not uv.exists():
        pip = [base_python(), "-m", "pip"]
        if not output_of([*pip, "--version"]).startswith("pip"):
            run([base_python(), "-m", "venv", "--clear", str(tools / "pip")], "venv", "the package python3-venv may be missing")
            pip = [str(tools / "pip" / "bin" / "python"), "-m", "pip"]
        quiet = ["--disable-pip-version-check", "--no-input", "--only-binary", ":all:"]
        fetch = [*pip, "install", *quiet, "--no-deps", "--require-hashes", "--upgrade", "--target", str(folder)]
        run([*fetch, "-r", str(UV_PIN)], "uv", _REGISTRY, environment=told or environment())
    return str(uv)


def environment() -> dict[str, str]:
    """This shell's, with the index and the certificates that pip is told to use: uv does not read pip's settings."""
    told = {"UV_SYSTEM_CERTS": "true", **os.environ}
    if not any(name in told for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_CONFIG_FILE")):
        index = told.get("PIP_INDEX_URL") or output_of([base_python(), "-m", "pip", "config", "get", "global.index-url"]).strip()
        if re.match(r"(https?|file)://\S+$", index):
            told["UV_DEFAULT_INDEX"] = index
    if "PIP_CERT" in told:
        told.setdefault("SSL_CERT_FILE", told["PIP_CERT"])
    return told


def _read(file: Path) -> str:
    try:
        return file.read_text()
    except OSError:
        return ""
