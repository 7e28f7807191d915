"""`make lock`: write the lock files from pyproject.toml; `UPGRADE=1` takes what was released since, else what is locked stays.

One source, one lock: requirements-dev.txt holds all that is installed here, requirements.txt the part of it that is deployed.
Extras stay in the names (`google-auth[requests]==…`): a pip that resolves again, as a builder's does, then finds them pinned too.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from local.python_packages import LOCK, UV_PIN, environment, fetched_uv
from local.setup import TO_CHECK, run
from local.tools import ROOT, CannotSetUp

RUNTIME = ROOT / "requirements.txt"
TERRAFORM = ROOT / "local" / "infra" / "terraform.txt"  # apart: 67 MB, fetched where Terraform is (local/infra/terraform.py)
OLDEST, NEWEST = "3.11", "3.14"  # what pyproject.toml asks for, and the newest that Google's builder brings
_TITLE = "# Written by `make lock` from {source}: change that, and write it again.\n"


def write() -> None:
    upgrade = bool(os.environ.get("UPGRADE"))
    uv = fetched_uv(run)
    if upgrade:
        _compile(uv, UV_PIN, "uv (the newest)", "-", asked="uv", upgrade=True)
        uv = fetched_uv(run)
        schema = "cdktn-provider-google\ntf\nmsgpack"
        _compile(uv, TERRAFORM, "what checks Terraform (the newest)", "-", "--no-deps", asked=schema, upgrade=True)
    _compile(uv, LOCK, "pyproject.toml", "pyproject.toml", "--group", "dev", upgrade=upgrade)
    _compile(uv, RUNTIME, "pyproject.toml", "pyproject.toml", "--constraint", str(LOCK), upgrade=upgrade)
    for version in (OLDEST, NEWEST):
        _try(uv, version)
    if upgrade:
        for folder in TO_CHECK:
            run(["npm", "update", "--package-lock-only", "--no-audit", "--no-fund"], "npm", "", folder=folder)
    print("Locked; `make setup` installs it.")


def _compile(uv: str, target: Path, source: str, *given: str, asked: str = "", upgrade: bool) -> None:
    command = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", OLDEST, "--generate-hashes"]
    command += ["--no-strip-extras", "--no-annotate", "--no-header", "--no-emit-index-url", "--output-file", str(target)]
    command += ["--upgrade"] if upgrade else []
    done = subprocess.run([*command, *given], cwd=ROOT, env=environment(), input=asked, text=True, check=False)
    if done.returncode:
        raise CannotSetUp(f"{target.name} could not be written: uv says why above.")
    target.write_text(_TITLE.format(source=source) + target.read_text())


def _try(uv: str, version: str) -> None:
    """Every deployed package has a wheel for this Python on the platform that functions run on."""
    told = ["--python-version", version, "--python-platform", "x86_64-manylinux_2_28", "--no-deps", "--no-build"]
    nowhere = str(ROOT / ".local" / "nowhere")
    command = [uv, "pip", "install", "--quiet", "--dry-run", "--require-hashes", *told, "--target", nowhere]
    run([*command, "-r", str(RUNTIME)], f"lock-{version}", f"not everything runs on Python {version}", environment=environment())


if __name__ == "__main__":
    try:
        write()
    except CannotSetUp as failure:
        print(failure)
        raise SystemExit(2) from None
