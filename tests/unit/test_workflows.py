"""What runs the checks where the project is hosted: the same as anywhere else."""

from __future__ import annotations

import re
from typing import Any

import yaml

from local.tools import ROOT

_FOLDER = ROOT / ".github" / "workflows"
_TOLD = {file.name: file.read_text(encoding="utf-8") for file in sorted(_FOLDER.iterdir())}
_JOBS: list[dict[str, Any]] = [job for text in _TOLD.values() for job in yaml.safe_load(text)["jobs"].values()]
_STEPS: list[dict[str, Any]] = [step for job in _JOBS for step in job["steps"]]


def test_the_workflow_runs_what_ci_runs_and_nothing_else() -> None:
    """E4: one way to test; a report of the coverage is kept, red or green."""
    assert [step["run"] for step in _STEPS if "run" in step] == [
        "bash .ci/run",
        ".venv/bin/python -m coverage html --directory .local/coverage/html",
    ]
    (kept,) = (step for step in _STEPS if step.get("uses", "").startswith("actions/upload-artifact@"))
    assert (kept["if"], kept["with"]["path"], kept["with"]["include-hidden-files"]) == ("always()", ".local/coverage/html", True)


def test_every_action_is_pinned_and_none_may_write() -> None:
    """E4 N1: a tag can be moved, what was read cannot; a run has no right that it does not need, and ends."""
    used = re.findall(r"uses: (\S+)( # v\d+\.\d+\.\d+)?$", "\n".join(_TOLD.values()), re.MULTILINE)
    assert len(used) == sum("uses" in step for step in _STEPS) > 5
    assert [name for name, version in used if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name) or not version] == []
    assert [yaml.safe_load(text)["permissions"] for text in _TOLD.values()] == [{"contents": "read"}]
    assert [job for job in _JOBS if job["timeout-minutes"] > 60] == []


def test_what_is_cached_is_known_by_every_lock() -> None:
    """E4: a changed lock is another cache, and each that is named is there."""
    (cache,) = (step["with"] for step in _STEPS if step.get("uses", "").startswith("actions/cache@"))
    locks = re.findall(r"'([^']+)'", cache["key"])
    assert [lock for lock in locks if not (ROOT / lock).is_file()] == []
    there = {
        str(file.relative_to(ROOT)) for folder in ("local", "clients") for file in (ROOT / folder).glob("*/package-lock.json")
    }
    assert there <= {*locks}
