"""The link that `make run` prints and the page of examples/web, in a real browser, against the running stack."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local.first_steps import env_file, sign_in_link
from local.setup import TYPESCRIPT, WEB
from local.tools import ROOT, node
from tests.clients.packages import check_style, run
from tests.fixtures.picture_files import JPEG
from tests.fixtures.system import System
from tests.fixtures.videos import rich


@contextmanager
def served(env: Path) -> Generator[str]:
    """The page as `npm start` serves it, on a free port."""
    told = {**os.environ, "ENV_FILE": str(env), "PORT": "0"}
    with subprocess.Popen([node() or "node", "serve.js"], cwd=WEB, env=told, text=True, stdout=subprocess.PIPE) as server:
        try:
            assert server.stdout is not None
            found = re.match(r"(http://127\.0\.0\.1:\d+/)", server.stdout.readline())
            assert found
            yield found[1]
        finally:
            server.terminate()


def test_the_link_signs_a_browser_in_and_the_page_makes_a_video_that_shows_itself(people: System, tmp_path: Path) -> None:
    """E4: from the link to an app on another port: picture, prompt, price, video, live; a wrong password; a failure in words."""
    ada = rich(people, 500)
    fault = {"match": {"prompt_contains": "forbidden beacon"}, "do": {"block": "safety"}}
    people.http.post(f"{people.environment['GOOGLE_VERTEX_BASE_URL']}/_local/faults", json=fault).raise_for_status()
    (tmp_path / "picture.jpg").write_bytes(JPEG)
    (tmp_path / "app.env").write_text(env_file(people.environment, ada.uid, ada.email, ada.password))
    price = people.call("POST", "/videos/quote", ada, json={"prompt": "x", "seconds": 4}).json()["credits"]
    with served(tmp_path / "app.env") as page, people.passing():
        told = {
            **os.environ,
            "APP": page,
            "LINK": sign_in_link(people.environment, ada.uid),
            "PICTURE": str(tmp_path / "picture.jpg"),
            "EMAIL": ada.email,
            "PASSWORD": ada.password,
            "PRICE": str(price),
        }
        program = [node() or "node", str(ROOT / "tests" / "examples" / "web.mjs")]
        done = subprocess.run(program, cwd=tmp_path, env=told, capture_output=True, text=True, timeout=150, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["signedIn"] == f"Signed in as {ada.email}"
    assert people.call("GET", "/account", ada).json()["balance"] == seen["before"] - seen["price"]


def test_the_page_is_typed_and_written_as_the_linter_has_it() -> None:
    """E4, Q1: by the compiler and the linter of the TypeScript client."""
    done = run(WEB, str(TYPESCRIPT / "node_modules" / ".bin" / "tsc"), "--project", ".")
    assert done.returncode == 0, done.stdout
    check_style(WEB)


@pytest.mark.parametrize("said", ["RUSHES_URL=http://127.0.0.1:1\n"])
def test_a_page_that_does_not_know_its_service_says_what_to_do(tmp_path: Path, said: str) -> None:
    """E4: in one line."""
    (tmp_path / "app.env").write_text(said)
    done = run(WEB, node() or "node", "serve.js", told={"ENV_FILE": str(tmp_path / "app.env")})
    assert done.returncode == 1
    assert "make run" in done.stderr
