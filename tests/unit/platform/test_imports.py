from __future__ import annotations

import os
import subprocess
import sys

from tests.fixtures.sources import ROOT


def run(script: str) -> str:
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_a_package_that_was_defer_import_runs_when_it_is_used() -> None:
    """Q1: nothing is missing; it only comes later."""
    script = """
from shared.platform.imports import defer_import
defer_import("email.mime"); defer_import("cryptography.x509"); defer_import("json")
import sys, cryptography.x509
before = "cryptography.x509.name" in sys.modules
print(before, cryptography.x509.Name.__name__, "cryptography.x509.name" in sys.modules)
from cryptography.x509 import load_pem_x509_certificate
print(callable(load_pem_x509_certificate), type(cryptography.x509).__name__)
"""
    assert run(script).splitlines() == ["False Name True", "True module"]


def test_the_account_starts_without_what_it_never_uses() -> None:
    """Q1: no client of Google's, no X.509 and no validators on the way to the first balance."""
    script = """
import sys
from functions_framework import create_app
create_app("account", "main.py")
print([m for m in "cryptography.x509.name pydantic firebase_admin grpc google.cloud.firestore_v1".split() if m in sys.modules])
"""
    assert run(script) == "[]"


def test_the_client_never_comes_with_what_it_seldom_uses() -> None:
    """Q1: it is imported while calls are answered; its asynchronous twin and X.509 wait until somebody asks for them."""
    script = """
import sys
import shared.platform.firestore.client
seldom = "cryptography.x509.name google.cloud.firestore_v1.async_client google.auth.crypt.es".split()
print([m for m in seldom if m in sys.modules])
"""
    assert run(script) == "[]"


def test_the_whole_client_is_there_for_whoever_asks_for_it() -> None:
    """Q1: firebase-admin, the tests and an operator's shell import Firestore as ever, after us."""
    script = """
import shared.platform.firestore.client
from google.cloud import firestore
from google.cloud.firestore_v1 import AsyncClient, Increment, __version__
import firebase_admin.firestore
print(firestore.AsyncClient is AsyncClient, firestore.SERVER_TIMESTAMP is not None, __version__.count("."), Increment(1).value)
"""
    assert run(script) == "True True 2 1"


def test_simultaneous_first_uses_all_find_everything() -> None:
    """Q1: twenty first calls at once need the same package; none may see a half of it."""
    script = """
import threading
from concurrent.futures import ThreadPoolExecutor
from shared.platform.imports import defer_import
defer_import("cryptography.x509")
import cryptography.x509 as x509
together = threading.Barrier(20)
def use(_):
    together.wait()
    return x509.Name.__name__ + x509.load_pem_x509_certificate.__name__
with ThreadPoolExecutor(20) as crowd:
    print(set(crowd.map(use, range(20))))
"""
    assert run(script) == "{'Nameload_pem_x509_certificate'}"
