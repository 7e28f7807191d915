"""What the documentation tells its reader to type, typed: page by page, in order, against the stack."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from local.first_steps import variables
from local.people import Person
from local.setup import TYPESCRIPT
from local.stack.environment import PAYMENT_SERVER
from local.tools import ROOT, node
from tests.docs import blocks
from tests.docs.blocks import Block
from tests.fixtures.images import album, picture
from tests.fixtures.picture_files import JPEG
from tests.fixtures.system import System
from tests.fixtures.videos import ended, rich, submit

_QUICKSTART = "docs/quickstart.md"  # which has a test of its own
_PAGES = [page for page in blocks.of_pages() if page != _QUICKSTART and blocks.to_run(page)]
_APP = Path(__file__).with_name("app.mjs")
_CURL = 'curl() { command curl --fail-with-body --max-time 30 "$@"; }\n'  # what a reader would see as an error is one
_SIGN_IN = 'eval "$(make -s shell)"'
_SET = ("credits", "intake")  # sections that a page writes

needs_bash = pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("curl")), reason="needs bash and curl, as a reader does"
)


@pytest.fixture(scope="module")
def reader(system: System, met: dict[str, str]) -> Person:
    person = rich(system, 5000)
    met[person.uid] = "who reads the documentation"
    return person


@pytest.fixture(scope="module")
def video(system: System, reader: Person) -> str:
    """`$VIDEO` of the pages: one of the reader's that is finished."""
    made = submit(system, reader).json()["video"]["id"]
    assert ended(system, reader, made)["state"] == "completed"
    return made


@pytest.fixture
def as_it_was(system: System) -> Iterator[None]:
    """Whatever a page configures is for its own reader."""
    before = {name: _section(system, name) for name in _SET}
    yield
    for name, values in before.items():
        assert system.configure(name, **values).status_code == 200


def _section(system: System, name: str) -> dict[str, Any]:
    return system.call("GET", f"/admin/config/{name}?reason=before+a+test", system.admin).json()["values"]


@needs_bash
@pytest.mark.parametrize("page", _PAGES)
@pytest.mark.usefixtures("as_it_was")
def test_every_block_of_a_page_does_what_it_says(people: System, reader: Person, video: str, page: str, tmp_path: Path) -> None:
    """E4: each command and program works as it stands there, after those above it, and none leaves an error unseen."""
    found = blocks.to_run(page)
    someone = people.person() if any("/disable" in block.code for block in found) else reader
    told = {**variables(people.environment, people.signed_in(someone), people.signed_in(people.admin)), "VIDEO": video}
    with people.passing():
        done = typed(found, told, tmp_path)
    assert done.returncode == 0, f"{page}\n{done.stderr[-1500:]}\n{done.stdout[-1500:]}"


def typed(found: list[Block], told: Mapping[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """In one shell, as a reader goes through a page; programs where they stand between the commands."""
    (folder / "picture.jpg").write_bytes(JPEG)
    script = _CURL
    for block in found:
        script += f"echo '# {block.name}' >&2\n"
        if block.language == "python":
            (folder / f"at_{block.line}.py").write_text(block.code)
            script += f"{shlex.quote(sys.executable)} at_{block.line}.py\n"
        else:
            script += block.code.replace(_SIGN_IN, ":")
    environment = {**os.environ, **told, "NO_PROXY": "*", "PYTHONPATH": str(ROOT / "clients" / "python" / "src")}
    command = ["bash", "-euo", "pipefail", "-c", script]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)


@needs_bash
def test_the_quickstart_alone_ends_with_a_video(people: System, tmp_path: Path) -> None:
    """E4: who types its lines and nothing else, beginning in an empty folder, has an MP4 at the end."""
    somebody = rich(people)
    assert not any(tmp_path.iterdir())
    with people.passing():
        done = typed(
            blocks.to_run(_QUICKSTART), variables(people.environment, somebody, people.signed_in(people.admin)), tmp_path
        )
    assert done.returncode == 0, done.stderr
    film = (tmp_path / "fox.mp4").read_bytes()
    assert film[4:8] == b"ftyp"
    assert len(film) > 10_000
    assert (balance := people.call("GET", "/account", somebody).json()["balance"]) < 200, balance


def test_an_app_listens_and_writes_drafts_as_the_page_says(people: System, reader: Person, tmp_path: Path) -> None:
    """E4 A6 P5: each query, the draft with its count, a mark and the trash, by Firebase's unmodified SDK under the rules."""
    image = picture(people, reader, album(people, reader))["id"]
    draft = {"image_id": image, "prompt_text": "A fox."}
    prompts = [people.call("POST", "/prompts/drafts", reader, json=draft).json()["id"] for _ in range(2)]
    found = [block for block in blocks.of("ts") if block.page == blocks.LISTENERS]
    for at, block in enumerate(found):
        (tmp_path / f"block{at}.ts").write_text(block.code)
    (tmp_path / "blocks.ts").write_text("".join(f'import "./block{at}";\n' for at in range(len(found))))
    with tempfile.TemporaryDirectory(
        dir=TYPESCRIPT / "node_modules", prefix=".docs-"
    ) as folder:  # where Node finds Firebase's packages
        firebase = [f"--alias:firebase/{name}=@firebase/{name}" for name in ("app", "auth", "firestore")]
        bundled = [
            f"--alias:blocks={tmp_path / 'blocks.ts'}",
            "--external:@firebase/*",
            "--bundle",
            "--format=esm",
            "--platform=node",
        ]
        program = f"{folder}/app.mjs"
        _ran(
            [
                str(TYPESCRIPT / "node_modules/.bin/esbuild"),
                str(_APP),
                f"--outfile={program}",
                "--log-level=error",
                *firebase,
                *bundled,
            ]
        )
        whose = {"EMAIL": reader.email, "PASSWORD": reader.password, "IMAGE": image, "PROMPT": prompts[0], "OTHER": prompts[1]}
        listeners = sum("onSnapshot(" in block.code for block in found)
        told = {**variables(people.environment, reader, reader), **whose, "LISTENERS": str(listeners)}
        videos, entries = json.loads(_ran([node() or "node", program], told).splitlines()[-1])
    assert videos >= 1 <= entries
    assert (people.document(f"images/{image}") or {})["prompt_count"] == 2  # two were there, one came, one went
    gone = people.document(f"video_prompts/{prompts[0]}") or {}
    assert (gone["favourite"], gone["deleted_at"] is not None) == (True, True)
    texts = {each["prompt_text"] for each in people.documents("video_prompts", "image_id", image)}
    assert "A fox at the edge of the wood." in texts


def _ran(command: list[str], told: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(command, env={**os.environ, **(told or {})}, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_shop_gives_what_was_bought_once_however_often_it_is_told(people: System) -> None:
    """E4 C5: the guide's own function, called twice for one payment."""
    (block,) = (each for each in blocks.blocks() if each.page == "docs/guides/sell-credits.md" and "def paid" in each.code)
    names = dict[str, Any]()
    exec(block.code, names)
    buyer = rich(people, 10)
    told = {"url": people.url, "token": people.identity.oidc_token(PAYMENT_SERVER, f"{people.url}/hooks", people.clock.now())}
    assert [names["paid"]("4711", buyer.uid, 500, **told) for _ in range(2)] == [510, 510]


def test_what_is_not_run_is_on_a_page_and_has_a_reason() -> None:
    """E4: the list of exceptions is closed: whoever changes such a block says anew why it cannot be run."""
    there = {(block.page, block.first) for block in blocks.blocks() if block.language in ("sh", "python")}
    assert set(blocks.left_out()) <= there
    assert all(len(why) > 20 for why in blocks.left_out().values())
    assert [test for test in blocks.elsewhere().values() if not (ROOT / test).is_file()] == []
