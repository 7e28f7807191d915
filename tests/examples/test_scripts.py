"""examples/server and examples/cli-film, run as their READMEs say, against the running stack."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from local.people import Person
from local.tools import ROOT, VENV
from tests.fixtures.picture_files import JPEG
from tests.fixtures.system import System
from tests.fixtures.videos import rich

_NIGHTLY, _FILM = ROOT / "examples" / "server" / "nightly.py", ROOT / "examples" / "cli-film" / "film.sh"


def ran(people: System, person: Person, folder: Path, *command: str, **told: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RUSHES_URL": people.url, "RUSHES_TOKEN": person.token, "RUSHES_LANGUAGE": "en", **told}
    with people.passing():
        return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)


def jobs(people: System, person: Person) -> list[dict[str, Any]]:
    return people.call("GET", "/videos", person).json()["videos"]


def test_a_night_stops_before_its_budget_and_makes_nothing_twice(people: System, tmp_path: Path) -> None:
    """E4: the third wish would go over it; run again in the same night it orders nothing; a lost tag is no second order."""
    ada = rich(people, 500)
    price = people.call("POST", "/videos/quote", ada, json={"prompt": "x", "seconds": 4}).json()["credits"]
    budget = str(3 * price - 1)
    shutil.copy(ROOT / "examples" / "server" / "wishes.csv", tmp_path)
    command = (str(VENV / "bin" / "python"), str(_NIGHTLY), "wishes.csv", "--night", "2026-11-28", "--budget", budget)
    first = ran(people, ada, tmp_path, *command)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.endswith(f"2 of 3 there, {2 * price} of {budget} credits spent tonight.\n")
    assert "Stops here" in first.stdout
    files = sorted((tmp_path / "nights" / "2026-11-28").iterdir())
    assert [file.read_bytes()[4:8] for file in files] == [b"ftyp"] * 2

    made = jobs(people, ada)
    people.call("PATCH", f"/videos/{made[0]['id']}", ada, json={"tags": []})  # as if it had stopped between order and tag
    files[0].unlink()
    again = ran(people, ada, tmp_path, *command)
    assert again.returncode == 0
    assert {job["id"] for job in jobs(people, ada)} == {job["id"] for job in made}
    assert people.call("GET", "/account", ada).json()["balance"] == 500 - 2 * price
    assert len(sorted((tmp_path / "nights" / "2026-11-28").iterdir())) == 2


def test_a_night_that_is_told_wrongly_or_refused_says_so(people: System, tmp_path: Path) -> None:
    """E4: a line without a number; too few credits."""
    poor = rich(people, 1)
    wishes, command = tmp_path / "wishes.csv", (str(VENV / "bin" / "python"), str(_NIGHTLY), "wishes.csv", "--budget", "900")
    wishes.write_text("prompt,seconds\nA fox,many\n")
    wrong = ran(people, poor, tmp_path, *command)
    assert wrong.returncode == 1
    assert "line 2" in wrong.stderr
    wishes.write_text("prompt,seconds\nA fox,4\n")
    refused = ran(people, poor, tmp_path, *command)
    assert refused.returncode == 2
    assert "credits" in refused.stderr


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_a_folder_of_pictures_becomes_a_film_and_goes_on_where_it_stopped(people: System, tmp_path: Path) -> None:
    """E4: refused by its limit before anything is made; made; run again from what it kept, it pays for the film alone."""
    ada = rich(people, 500)
    (tmp_path / "pictures").mkdir()
    for name in ("one.jpg", "two.JPG"):
        (tmp_path / "pictures" / name).write_bytes(JPEG)
    command, tool = ("bash", str(_FILM), "pictures", "film.mp4"), str(VENV / "bin" / "rushes")
    over = ran(people, ada, tmp_path, *command, RUSHES=tool, MAX_CREDITS="1")
    assert (over.returncode, jobs(people, ada)) == (4, [])
    assert "MAX_CREDITS" in over.stderr
    done = ran(people, ada, tmp_path, *command, RUSHES=tool)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "film.mp4").read_bytes()[4:8] == b"ftyp"
    assert len(jobs(people, ada)) == 2
    again = ran(people, ada, tmp_path, *command, RUSHES=tool)
    assert again.returncode == 0, again.stderr
    assert len(jobs(people, ada)) == 2
