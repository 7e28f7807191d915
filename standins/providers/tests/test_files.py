"""The Files API, through the real client."""

from __future__ import annotations

import io
import secrets
from pathlib import Path

import pytest
from google import genai
from google.genai import errors, types

from .conftest import Stage, gemini_client

KEY = "AIza-files-0123456789"


@pytest.fixture
def gemini(base_url: str | None, simulator: Stage) -> genai.Client:
    """A key of this test's own: files belong to their key."""
    return gemini_client(base_url, f"AIza-files-{secrets.token_hex(8)}")


@pytest.fixture
def picture(simulator: Stage, tmp_path: Path) -> Path:
    path = tmp_path / "a.jpg"
    path.write_bytes(simulator.picture("a file"))
    return path


def test_an_uploaded_file_is_processed_for_a_while_and_then_active(gemini: genai.Client, simulator: Stage, picture: Path) -> None:
    """M2: resumable start, then upload and finalize; PROCESSING becomes ACTIVE by the clock."""
    file = gemini.files.upload(file=str(picture), config={"display_name": "A picture"})
    assert file.name
    assert file.state == types.FileState.PROCESSING
    assert (file.mime_type, file.display_name, file.size_bytes) == ("image/jpeg", "A picture", picture.stat().st_size)
    simulator.clock.move(3)
    assert gemini.files.get(name=file.name).state == types.FileState.ACTIVE


def test_a_file_cannot_be_used_before_it_is_active(gemini: genai.Client, simulator: Stage, picture: Path) -> None:
    """M4: FAILED_PRECONDITION, then it works."""
    file = gemini.files.upload(file=str(picture))
    with pytest.raises(errors.ClientError, match="not in an ACTIVE state") as refusal:
        gemini.models.generate_content(model="gemini-3.5-flash-lite", contents=[file, "Describe it."])
    assert refusal.value.status == "FAILED_PRECONDITION"
    simulator.clock.move(3)
    by_file = gemini.models.generate_content(model="gemini-3.5-flash-lite", contents=[file, "Describe it."])
    inline = types.Part.from_bytes(data=picture.read_bytes(), mime_type="image/jpeg")
    assert by_file.text == gemini.models.generate_content(model="gemini-3.5-flash-lite", contents=[inline, "Describe it."]).text


def test_a_deleted_file_is_gone(gemini: genai.Client, picture: Path) -> None:
    """P8: deleting is proven by the refusal that follows, and by the list."""
    file = gemini.files.upload(file=str(picture))
    assert file.name
    assert [item.name for item in gemini.files.list()] == [file.name]
    gemini.files.delete(name=file.name)
    with pytest.raises(errors.ClientError) as refusal:
        gemini.files.get(name=file.name)
    assert (refusal.value.code, refusal.value.status) == (403, "PERMISSION_DENIED")
    assert list(gemini.files.list()) == []


def test_a_file_belongs_to_its_key(gemini: genai.Client, base_url: str | None, picture: Path, simulator: Stage) -> None:
    """M4: another key does not see it."""
    file = gemini.files.upload(file=str(picture))
    stranger = gemini_client(base_url, "AIza-another-key-00")
    with pytest.raises(errors.ClientError) as refusal:
        stranger.files.get(name=file.name or "")
    assert refusal.value.code == 403


def test_a_file_expires_after_two_days(gemini: genai.Client, base_url: str | None, simulator: Stage, picture: Path) -> None:
    """M5: by the clock."""
    file = gemini.files.upload(file=str(picture))
    simulator.clock.move(48 * 3600 + 1)
    with pytest.raises(errors.ClientError):
        gemini.files.get(name=file.name or "")


def test_the_list_comes_in_pages(gemini: genai.Client, simulator: Stage) -> None:
    """M2: the client walks through all of them."""
    names = {gemini.files.upload(file=io.BytesIO(b"x"), config={"mime_type": "text/plain"}).name for _ in range(3)}
    assert {file.name for file in gemini.files.list(config={"page_size": 2})} == names


def test_only_generated_files_can_be_downloaded(simulator: Stage, base_url: str | None) -> None:
    """M2: `:download?alt=media` for what the provider made, a refusal for what was uploaded."""
    client = gemini_client(base_url, KEY)
    made = simulator.http.post("/_local/files", content=b"a clip", headers={"x-goog-api-key": KEY, "content-type": "video/mp4"})
    assert client.files.download(file=made.json()["name"]) == b"a clip"
    uploaded = client.files.upload(file=io.BytesIO(b"mine"), config={"mime_type": "text/plain"})
    answer = simulator.http.get(f"/v1beta/{uploaded.name}:download?alt=media", headers={"x-goog-api-key": KEY})
    assert (answer.status_code, answer.json()["error"]["status"]) == (400, "FAILED_PRECONDITION")


def test_an_interrupted_upload_goes_on_where_it_stopped(simulator: Stage) -> None:
    """M5: query says how much has arrived; a wrong offset is refused."""
    start = simulator.http.post(
        "/upload/v1beta/files",
        json={"file": {"display_name": "in pieces"}},
        headers={
            "x-goog-api-key": KEY,
            "x-goog-upload-protocol": "resumable",
            "x-goog-upload-command": "start",
            "x-goog-upload-header-content-length": "10",
            "x-goog-upload-header-content-type": "text/plain",
        },
    )
    address = start.headers["x-goog-upload-url"]

    def send(command: str, offset: int, content: bytes) -> tuple[int, dict[str, str]]:
        headers = {"x-goog-upload-command": command, "x-goog-upload-offset": str(offset)}
        answer = simulator.http.post(address, content=content, headers=headers)
        return answer.status_code, dict(answer.headers)

    assert send("upload", 0, b"01234")[1]["x-goog-upload-status"] == "active"
    assert send("upload", 3, b"34567")[0] == 400
    assert send("query", 0, b"")[1]["x-goog-upload-size-received"] == "5"
    status, headers = send("upload, finalize", 5, b"56789")
    assert (status, headers["x-goog-upload-status"]) == (200, "final")
    assert send("query", 0, b"")[0] == 404
