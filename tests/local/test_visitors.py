"""A web page that a developer visits commands no stand-in; what it may reach, it reaches."""

from __future__ import annotations

import stat
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.fixtures import http_client
from tests.fixtures.system import System

STRANGER = "https://elsewhere.example"
_RING = "/v1/projects/demo-rushes/locations/us-central1/keyRings?keyRingId=theirs"
_COMMANDS = {  # by the variable that says where the part is
    "RUSHES_CONTROL_URL": ["/clock", "/run/sweep"],
    "RUSHES_TASKS_CONTROL_URL": ["/_local/faults", "/_local/deliver"],
    "RUSHES_OPENAI_VIDEOS_URL": ["/_local/faults", "/v1/models/gemini-3.5-flash-lite:generateContent", "/openai/v1/videos"],
    "STORAGE_EMULATOR_HOST": ["/_local/faults", "/upload/storage/v1/b/uploads/o?uploadType=media&name=theirs", _RING],
}


@pytest.mark.parametrize(("variable", "path"), [(name, path) for name, paths in _COMMANDS.items() for path in paths])
def test_a_page_from_elsewhere_commands_no_stand_in(system: System, variable: str, path: str) -> None:
    """Q1: neither across origins, where `text/plain` asks nobody first, nor by a name that comes to mean this machine."""
    where = urlsplit(system.environment[variable])
    strangers = [
        {"Origin": STRANGER},
        {"Origin": "null"},
        {"Host": f"elsewhere.example:{where.port}"},
        {"Host": "127.0.0.1.elsewhere.example"},
    ]
    for strange in strangers:
        headers = {"Content-Type": "text/plain", **strange}
        answer = http_client.post(f"http://{where.netloc}{path}", content=b'{"do": {}}', headers=headers)
        assert (answer.status_code, "web page" in answer.json()["error"]) == (403, True), strange


@pytest.mark.parametrize("variable", list(_COMMANDS))
def test_programs_and_the_parts_own_page_are_let_in(system: System, variable: str) -> None:
    """Q1: by each name of this machine, and from the page that the part itself serves."""
    where = urlsplit(system.environment[variable])
    for host in (f"127.0.0.1:{where.port}", f"localhost:{where.port}"):
        for headers in ({"Host": host}, {"Host": host, "Origin": f"http://{host}"}):
            assert http_client.get(f"http://{where.netloc}/health", headers=headers).status_code == 200


def test_a_page_that_is_being_developed_reaches_what_signed_addresses_are_for(system: System) -> None:
    """V9: another origin, as it will be in production; the bucket's own rules and the signature decide."""
    place = f"{system.environment['STORAGE_EMULATOR_HOST']}/{system.environment['RUSHES_BUCKET_UPLOADS']}/any"
    asked = {"Origin": "http://localhost:3000", "Access-Control-Request-Method": "PUT"}
    assert http_client.request("OPTIONS", place, headers=asked).headers["access-control-allow-origin"] == "*"
    unsigned = http_client.request("PUT", place, headers={"Origin": "http://localhost:3000"}, content=b"x")
    assert b"Code" in unsigned.content  # of Cloud Storage's own answer


def test_what_a_folder_keeps_secret_is_its_owners_alone(system: System) -> None:
    """Q1: keys and passwords are made with mode 0600; a backup or another user of the machine reads none of them."""
    assert system.identity.key_id  # made by whoever signs first
    folder = Path(system.environment["CLOCK_FILE"]).parent
    secret = [folder / "stack.json", *folder.glob("identity/*"), *folder.rglob("*.jsonl"), folder / "storage" / "kms.json"]
    assert {each.name for each in secret} >= {"stack.json", "google.pem", "hash.key", "kms.json"}
    assert [each for each in secret if stat.S_IMODE(each.stat().st_mode) != 0o600] == []
