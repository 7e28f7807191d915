"""Videos through the Vercel AI SDK: its unmodified package, our provider, the running stack."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from local import typescript
from local.setup import AI_SDK
from local.tools import node
from tests.fixtures.picture_files import JPEG
from tests.fixtures.system import System
from tests.fixtures.videos import rich


def test_an_app_of_the_ai_sdk_has_its_videos_made_here(people: System, tmp_path: Path) -> None:
    """E2: two at once, one between two pictures, one started and brought later by one key, one blocked and not charged."""
    assert typescript.build(AI_SDK) == ""
    ada = rich(people, 2000)
    (tmp_path / "picture.jpg").write_bytes(JPEG)
    fault = {"match": {"prompt_contains": "forbidden beacon"}, "do": {"block": "safety"}}
    simulator = f"{people.environment['GOOGLE_VERTEX_BASE_URL']}/_local/faults"
    people.http.post(simulator, json=fault).raise_for_status()
    told = {
        "PATH": "",
        "API": people.url,
        "TOKEN": ada.token,
        "PICTURE": str(tmp_path / "picture.jpg"),
        "BLOCKED": "A forbidden beacon.",
    }
    with people.passing():
        done = subprocess.run(
            [node() or "node", "build/flow.js"], cwd=AI_SDK, env=told, capture_output=True, text=True, timeout=120, check=False
        )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    assert seen["files"] == ["ftyp"] * 3
    assert seen["blocked"] == "SAFETY_FILTER_BLOCKED"
    assert [each["feature"] for each in seen["warnings"]] == ["fps"]
    two, (drawn,) = seen["facts"]
    assert {(each["seconds"], each["width"], each["height"]) for each in two} == {(4, 1280, 720)}
    job = people.document(f"video_jobs/{drawn['id']}") or {}
    assert None not in (job["first_frame"], job["last_frame"])
    made = [*two, drawn, two[0]]  # the one that was started costs what one of two did
    assert seen["spent"] == sum(each["credits"] for each in made) > 0
