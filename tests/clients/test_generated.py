"""A call with each client that others' generators make of the API document, against the running stack."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from local.api_clients import generate
from local.openapi import TARGET
from local.setup import CHECKS, TYPESCRIPT
from local.tools import node
from tests.fixtures.system import System
from tests.fixtures.videos import rich

_TYPESCRIPT = """
import { client } from './client/client.gen';
import { getAccount, quoteVideo } from './client/sdk.gen';
import type { paths } from './types';

type Quote = paths['/videos/quote']['post'];
const url = process.env.API ?? '';
const token = process.env.TOKEN ?? '';
const body: Quote['requestBody']['content']['application/json'] = { prompt: 'A red fox.', seconds: 4 };

const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
const answer = await fetch(`${url}/videos/quote`, { method: 'POST', headers, body: JSON.stringify(body) });
const byTypes = (await answer.json()) as Quote['responses'][200]['content']['application/json'];

client.setConfig({ baseUrl: url, auth: token });
const account = await getAccount({ throwOnError: true });
const bySdk = await quoteVideo({ body: { prompt: 'A red fox.', seconds: 4 }, throwOnError: true });
const refused = await quoteVideo({ body: { prompt: 'A red fox.', seconds: 4, model: 'no/such' } });
const code = refused.error && 'error' in refused.error ? refused.error.error : undefined;
console.log(JSON.stringify([byTypes.credits, bySdk.data.credits, account.data.balance, code]));
"""
_PYTHON = """
import json, os
from rushes_client import AuthenticatedClient
from rushes_client.api.account import get_account
from rushes_client.api.videos import quote_video
from rushes_client.models import VideoRequest

with AuthenticatedClient(base_url=os.environ["API"], token=os.environ["TOKEN"]) as client:
    account = get_account.sync(client=client)
    quote = quote_video.sync(client=client, body=VideoRequest(prompt="A red fox.", seconds=4))
    refused = quote_video.sync(client=client, body=VideoRequest(prompt="A red fox.", seconds=4, model="no/such"))
print(json.dumps([quote.credits_, account.balance, refused.error]))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All three, without a warning, and compiled."""
    folder = tmp_path_factory.mktemp("generated")
    assert generate(TARGET, folder) == []
    return folder


def answered(people: System, token: str, *command: str, **told: str) -> list[Any]:
    environment = {**os.environ, "API": people.url, "TOKEN": token, **told}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_types_and_a_client_of_typescript_generators_call_it(people: System, made: Path) -> None:
    """E1: openapi-typescript and @hey-api/openapi-ts: a price, an account, and a refusal by its code; strictly typed."""
    ada = rich(people, 77)
    (made / "call.ts").write_text(_TYPESCRIPT)
    strict = ["--noEmit", "--strict", "--target", "es2022", "--module", "esnext", "--moduleResolution", "bundler"]
    typed = [
        str(CHECKS / "node_modules/.bin/tsc"),
        *strict,
        "--lib",
        "es2022,dom,dom.iterable",
        "--typeRoots",
        str(TYPESCRIPT / "node_modules/@types"),
    ]
    told = subprocess.run([*typed, "--types", "node", str(made / "call.ts")], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout
    bundle = ["--bundle", "--format=esm", "--platform=node", f"--outfile={made / 'call.mjs'}", "--log-level=warning"]
    subprocess.run([str(TYPESCRIPT / "node_modules/.bin/esbuild"), str(made / "call.ts"), *bundle], check=True)
    by_types, by_sdk, balance, refused = answered(people, ada.token, node() or "node", str(made / "call.mjs"))
    assert by_types == by_sdk > 0
    assert (balance, refused) == (77, "UNKNOWN_MODEL")


def test_a_client_of_the_python_generator_calls_it(people: System, made: Path) -> None:
    """E1: openapi-python-client, the same."""
    ada = rich(people, 77)
    credits, balance, refused = answered(people, ada.token, sys.executable, "-c", _PYTHON, PYTHONPATH=str(made / "python"))
    assert credits > 0
    assert (balance, refused) == (77, "UNKNOWN_MODEL")
