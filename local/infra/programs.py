"""The programs that a deployment is made with, run one at a time; what is missing or refused is told in one line."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TERRAFORM = ("terraform", f"-chdir={ROOT / 'infra' / 'terraform'}")

_WHERE = {
    "gcloud": "https://cloud.google.com/sdk/docs/install",
    "terraform": "https://developer.hashicorp.com/terraform/install (1.9 or newer)",
}
# What these programs say, and what to do about it; the first that fits is told.
_HINTS = (
    (r"reauth|not currently have an active account|invalid_grant|login", "Sign in: gcloud auth login"),
    (r"application.default|default credentials", "Sign in once more for Terraform: gcloud auth application-default login"),
    (r"billing", "Link a billing account: gcloud billing projects link PROJECT --billing-account=ACCOUNT"),
    (
        r"has not been used in project|SERVICE_DISABLED|is not enabled",
        "An API is not enabled yet: wait a minute, run this again",
    ),
    (r"quota|RESOURCE_EXHAUSTED", "A quota is reached: ask for more in the console under IAM & Admin, Quotas"),
    (
        r"PERMISSION_DENIED|does not have permission|forbidden|403",
        "Whoever is signed in may not do this: it needs roles/owner",
    ),
    (r"not found|NOT_FOUND|404", "It does not exist: is the name right?"),
)


_NOT_THERE = re.compile(r"not.found|404|matched no objects|does not exist|no outputs found|no state file", re.IGNORECASE)


class Stopped(Exception):
    """One line: why it does not go on, and what to do."""


def require(*programs: str) -> None:
    missing = [each for each in programs if shutil.which(each) is None]
    if missing:
        raise Stopped("; ".join(f"{each} is missing: {_WHERE[each]}" for each in missing))


def tell(*command: str, given: str | None = None) -> str:
    """What a program says, without its last line's end."""
    done = subprocess.run(command, cwd=ROOT, input=given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stopped(_why(command, done.stderr))
    return done.stdout.strip()


def ask(*command: str) -> str | None:
    """The same, and None where what it asks for is not there; any other trouble is no answer, and stops."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode and not _NOT_THERE.search(done.stderr):
        raise Stopped(_why(command, done.stderr))
    return None if done.returncode else done.stdout.strip()


def show(*command: str, fine: Sequence[int] = (0,)) -> int:
    """Run it before everybody's eyes: its progress is ours."""
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code not in fine:
        raise Stopped(f"{_named(command)} ended with {code}; what it said stands above. Run this again once that is put right")
    return code


def _why(command: Sequence[str], said: str) -> str:
    last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "nothing")
    hint = next((each for pattern, each in _HINTS if re.search(pattern, said, re.IGNORECASE)), "")
    return f"{_named(command)}: {last}" + (f" – {hint}" if hint else "")


def _named(command: Sequence[str]) -> str:
    return " ".join(each for each in command[:4] if not each.startswith("-"))
