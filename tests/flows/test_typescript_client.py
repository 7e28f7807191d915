"""The TypeScript client against the running stack, as an app of its own uses it: with the unmodified Firebase SDK, in Node."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from local import typescript
from local.setup import TYPESCRIPT
from local.tools import node
from tests.fixtures.picture_files import JPEG
from tests.fixtures.system import System


def test_an_app_makes_a_video_and_a_film_and_hears_of_all_of_it(people: System, tmp_path: Path) -> None:
    """E2: through an expired token, an upload, a prompt, a video, a film, a link and the trash; listeners under the rules."""
    assert typescript.build() == ""
    ada = people.person()
    assert people.call("GET", "/account", ada).status_code == 200
    people.grant(ada.uid, 1000)
    (tmp_path / "picture.jpg").write_bytes(JPEG)
    told = {
        "PATH": "",
        "API": people.url,
        "AUTH": f"http://{people.environment['FIREBASE_AUTH_EMULATOR_HOST']}",
        "FIRESTORE": people.environment["FIRESTORE_EMULATOR_HOST"],
        "PROJECT": people.project,
        "EMAIL": ada.email,
        "PASSWORD": ada.password,
        "PICTURE": str(tmp_path / "picture.jpg"),
    }
    program = [node() or "node", "build/flow.js"]
    pipe = subprocess.PIPE
    with subprocess.Popen(program, cwd=TYPESCRIPT, env=told, text=True, stdin=pipe, stdout=pipe, stderr=pipe) as app:
        assert app.stdout is not None
        assert app.stdout.readline() == "signed in\n", app.communicate()[1]
        people.clock.move(3700)
        with people.passing():
            said, wrong = app.communicate("go on\n", timeout=120)
    assert app.returncode == 0, wrong
    seen = json.loads(said.splitlines()[-1])
    assert seen["spent"] == seen["credits"] > 0
    assert [seen["image"][0], seen["image"][-1]] == ["uploading", "ready"]
    assert [seen["polled"][0], seen["polled"][-1], seen["video"][-1]] == ["queued", "completed", "completed"]
    one_of_each = dict.fromkeys(("videos", "completed", "films", "images", "prompts", "collections"), 1)
    assert seen["lists"] == {**one_of_each, "storyboards": 0, "transactions": seen["ledger"]}
    assert (people.document(f"video_jobs/{seen['id']}") or {})["deleted_at"] is None
