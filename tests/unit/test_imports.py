from __future__ import annotations

import os
import subprocess
import sys

from tests.unit.test_structure import ROOT


def run(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_package_that_was_put_off_runs_when_it_is_used() -> None:
    """Q1: nothing is missing; it only comes later."""
    script = """
from shared.platform.imports import put_off
put_off("email.mime"); put_off("cryptography.x509"); put_off("json")
import sys, cryptography.x509
before = "cryptography.x509.name" in sys.modules
print(before, cryptography.x509.Name.__name__, "cryptography.x509.name" in sys.modules)
from cryptography.x509 import load_pem_x509_certificate
print(callable(load_pem_x509_certificate), type(cryptography.x509).__name__)
"""
    assert run(script).splitlines() == ["False Name True", "True module"]


def test_the_account_starts_without_what_it_never_uses() -> None:
    """Q1: no X.509 and no validators on the way to the first balance."""
    script = """
import sys
from functions_framework import create_app
create_app("account", "main.py")
print([m for m in ("cryptography.x509.name", "pydantic", "firebase_admin") if m in sys.modules])
"""
    assert run(script) == "[]"
