"""The fast part of the rehearsal: the files of the image by themselves, and functions told what the plan tells them alone."""

from __future__ import annotations

import json
import sys
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from local.infra import hosting
from local.rehearsal import alone, flow, image, planned
from local.rehearsal.__main__ import Failed, each_alone
from local.rehearsal.front import Front
from local.rehearsal.instances import Instance, Instances
from local.stack.ports import choose_ports
from local.tools import CannotSetUp
from tests.unit.infra.conftest import Planner

PLANNED = planned.derived()
MOST_MIB = 512
SHOWN = {
    "/404.html": b"nothing here",
    "/index.html": b"the studio",
    "/config.json": b"{}",
    "/docs/index.html": b"the documentation",
    "/studio/assets/main-1a.js": b"export {}",
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> image.Image:
    """The files as they would be uploaded, run by the packages that are here."""
    files = tmp_path_factory.mktemp("image") / "files"
    image.copied(files)
    return image.Image(files, Path(sys.executable))


@pytest.fixture(scope="module")
def instances(copy: image.Image) -> Generator[Instances]:
    with Instances(copy, copy.files.parent) as running:
        yield running


def test_without_terraform_functions_are_told_what_the_plan_tells_them(plan: Planner) -> None:
    """N1: the rehearsal shows the same wherever it is run."""
    made = plan()
    assert {name: made.variables(name) for name in made.services} == PLANNED


@pytest.mark.parametrize("name", ["catalog", "watch", "upload-events", "pages"])
def test_a_function_starts_and_answers_with_what_the_plan_tells_it(instances: Instances, name: str) -> None:
    """N1: a door in threads, an asynchronous one, a worker, one that shows pages; each from the image, under gunicorn."""
    assert alone.look_at(instances, name, PLANNED[name], MOST_MIB).problems == ()


def test_a_deployed_function_refuses_an_emulator_by_its_name(instances: Instances) -> None:
    """A4: nobody who can set one variable has our functions believe unsigned tokens."""
    tried = "FIREBASE_AUTH_EMULATOR_HOST"
    assert list(alone.refusal_of(instances, "account", PLANNED["account"], tried)) == []
    (told,) = alone.refusal_of(instances, "account", PLANNED["account"], "RUSHES_BUCKET_URL")
    assert told == "account serves although RUSHES_BUCKET_URL is set"


def test_every_function_and_every_forbidden_variable_is_tried() -> None:
    """A4: in a rehearsal."""
    tried = alone.refused_by(list(PLANNED))
    assert [name for name, _ in tried] == list(PLANNED)
    assert {variable for _, variable in tried} == set(alone.FORBIDDEN)


def test_the_host_leads_as_hosting_does_and_starts_what_is_called(instances: Instances) -> None:
    """N1: whole paths to public doors, by what firebase.json says; a worker has its own address alone."""
    begun: list[str] = []

    def begin(name: str) -> Instance:
        begun.append(name)
        instance = instances.start(name, alone.deployed(name, PLANNED[name]))
        instance.wait_until_ready()
        return instance

    ports = choose_ports(["host", "own"], {}, {})
    with Front(begin, {"catalog": 60, "video-tasks": 130}, ports["host"], ports["own"], SHOWN), httpx.Client() as http:
        host, own = (f"http://127.0.0.1:{port}" for port in ports.values())
        for nowhere in ("/video-tasks", "/catalogue", "/catalog.json", "/studios"):
            answer = http.get(f"{host}{nowhere}")
            assert (answer.status_code, answer.content) == (404, SHOWN["/404.html"]), nowhere
        assert list(flow.of_the_studio(host)) == []
        page, script = http.get(f"{host}/studio/videos/abc"), http.get(f"{host}/studio/assets/main-1a.js")
        assert (page.content, page.headers["cache-control"]) == (SHOWN["/index.html"], "no-cache")
        assert "immutable" in script.headers["cache-control"]
        assert http.get(f"{host}/docs").content == SHOWN["/docs/index.html"]
        assert begun == []
        assert [http.get(f"{each}/catalog/version").json()["version"] for each in (host, own)] == ["dev", "dev"]
        assert begun == ["catalog"]


def test_a_rehearsal_of_a_forgetful_plan_fails_with_its_line(instances: Instances) -> None:
    """N1: before anything is deployed, with what the function itself says is missing."""
    forgetful = {name: value for name, value in PLANNED["catalog"].items() if name != "RUSHES_BUCKET_MEDIA"}
    with pytest.raises(Failed) as failed:
        each_alone(instances, {"catalog": forgetful})
    assert str(failed.value) == (
        "catalog ended while starting (exit code 1): The environment cannot be served with. RUSHES_BUCKET_MEDIA is not set"
    )


def test_a_rehearsal_tells_rewrites_that_lead_elsewhere_and_doors_that_do_not_start(
    instances: Instances, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N1: by the path that an app would ask for, though whatever answers there answers in the shape of our errors."""
    written = json.loads(hosting.TARGET.read_text(encoding="utf-8"))
    elsewhere = {"/images/**": "catalog", "/films/**": "video-tasks"}
    for each in (told for told in written["hosting"]["rewrites"] if "run" in told):
        each["run"]["serviceId"] = elsewhere.get(each["source"], each["run"]["serviceId"])
    written["hosting"]["rewrites"] = [
        *(each for each in written["hosting"]["rewrites"] if not each["source"].startswith("/watch")),
        {"source": "/sweep/**", "run": {"serviceId": "catalog", "region": "us-central1"}},
    ]
    (spoiled := tmp_path / "firebase.json").write_text(json.dumps(written), encoding="utf-8")
    monkeypatch.setattr(hosting, "TARGET", spoiled)
    told = {**PLANNED, "hooks": {name: value for name, value in PLANNED["hooks"].items() if name != "RUSHES_BUCKET_MEDIA"}}
    ports = choose_ports(["host", "own"], {}, {})

    def begin(name: str) -> Instance:
        instance = instances.start(name, alone.deployed(name, told[name]))
        instance.wait_until_ready()
        return instance

    with Front(begin, dict.fromkeys(told, 60.0), ports["host"], ports["own"], SHOWN) as front:
        asked = ["catalog", "images", "films", "watch", "sweep", "hooks", "video-tasks"]
        problems = list(flow.of_the_ways(front, f"http://127.0.0.1:{ports['host']}", asked))
    assert [each.partition(":")[0] for each in problems] == [
        "/images leads to catalog",
        "/films leads to video-tasks",
        "/watch leads nowhere",
        "/sweep leads to catalog",
        "/hooks has no answer of ours",
    ]
    missing = "The environment cannot be served with. RUSHES_BUCKET_MEDIA is not set"
    assert front.failures == [f"hooks ended while starting (exit code 1): {missing}"]


def test_every_module_is_in_the_image_with_all_that_it_imports(copy: image.Image) -> None:
    """N1: one that waits for its first use would be missed on that day only."""
    told = alone.deployed("videos", PLANNED["videos"])
    image.import_everything(copy, told)
    (copy.files / "functions" / "forms" / "account.py").unlink()
    with pytest.raises(CannotSetUp, match=r"left out by \.gcloudignore.*functions\.forms\.account"):
        image.import_everything(copy, told)
