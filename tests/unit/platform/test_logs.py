from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from shared.platform import logs

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl"


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_each_line_carries_the_request_and_its_user(capsys: pytest.CaptureFixture[str]) -> None:
    """T1: one JSON object a line, with what belongs to the request."""
    with logs.about(request_id="r-1"):
        logs.note(user_id="ada")
        logs.info("answered", status=200)
    logs.info("outside")
    inside, outside = lines(capsys)
    assert inside == {"severity": "INFO", "message": "answered", "request_id": "r-1", "user_id": "ada", "status": 200}
    assert "request_id" not in outside


def test_no_id_breaks_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """T1: whatever somebody is called, what is said of them stays one line, and is read as it was."""
    odd = "a\nb\r\u0085\u2028\u2029\x0b\x1c"
    logs.info("looked at", on=odd)
    (line,) = lines(capsys)
    assert line["on"] == odd


@pytest.mark.parametrize(
    "secret",
    [
        TOKEN,
        "AIzaSyA1234567890abcdefghijklmnopqrstuv",
        "sk-abcdefghijklmnop1234",
        "sk_live_51HxYzAbCdEfGhIj",
        "rk_0123456789abcdef_0123456789abcdef",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "Bearer abcdefghijkl",
        "https://storage.example/o?X-Goog-Signature=deadbeef01",
    ],
)
def test_secrets_are_hidden_wherever_they_turn_up(secret: str, capsys: pytest.CaptureFixture[str]) -> None:
    """T1: no token, key or signature in a log, not even inside an exception's text or a nested value."""
    logs.error("trouble", cause=ValueError(f"with {secret}"), details={"list": [secret]}, text=f"see {secret}")
    logs.adopt_library_logs()
    logging.getLogger("some.library").warning("library says %s", secret)
    out = capsys.readouterr().out
    assert secret not in out
    assert "[hidden]" in out


def test_prompts_and_keys_are_hidden_by_their_name(capsys: pytest.CaptureFixture[str]) -> None:
    """T1: what a user wrote stays out of the logs."""
    logs.info("asked", prompt="a red fox", details={"api_key": "anything", "prompt_text": "a fox"})
    (line,) = lines(capsys)
    assert line["prompt"] == "[hidden]"
    assert line["details"] == {"api_key": "[hidden]", "prompt_text": "[hidden]"}


def test_an_alert_is_marked_for_the_alert_policies(capsys: pytest.CaptureFixture[str]) -> None:
    """T1: alerts are told from errors by a field, not by their wording."""
    logs.alert("model suspended", model="veo")
    assert lines(capsys)[0]["alert"] is True


def test_a_line_is_written_whatever_it_tells_of(capsys: pytest.CaptureFixture[str]) -> None:
    """T1: what a caller sent may be no text at all, and the call does not fail for the line about it."""
    logs.info("object arrived", name="a\ud800b")
    assert lines(capsys)[0]["name"] == "a?b"


def test_lines_of_libraries_come_in_our_form(capsys: pytest.CaptureFixture[str]) -> None:
    """T1: a traceback of the framework is one JSON line too."""
    logs.adopt_library_logs()
    try:
        raise RuntimeError("inside")
    except RuntimeError:
        logging.getLogger("some.library").exception("failed")
    (line,) = lines(capsys)
    assert (line["severity"], line["logger"]) == ("ERROR", "some.library")
    assert "RuntimeError: inside" in line["stack_trace"]
