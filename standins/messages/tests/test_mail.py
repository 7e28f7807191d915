"""The mail server, by the standard library's client."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Generator
from email.message import EmailMessage

import httpx
import pytest

from standins.messages.tests.conftest import StandIn


@pytest.fixture
def server(stand_in: StandIn) -> Generator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", stand_in.smtp_port, timeout=5) as server:
        yield server


def mail(to: str, text: str = "Hello.\n.hidden\n..\n", subject: str = "Grüße") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "us@example.com", to, subject
    message.set_content(text)
    return message


def test_a_mail_is_kept_as_it_was_sent(stand_in: StandIn, server: smtplib.SMTP) -> None:
    """Umlauts, lines that begin with a period, and the header lines."""
    server.send_message(mail("ada@example.com"))
    server.send_message(mail("ada@example.com", "Second.\n"))
    first, second = stand_in.mails("ada@example.com")
    assert (first["subject"], first["text"], first["from"], first["to"]) == (
        *("Grüße", "Hello.\n.hidden\n..\n", "us@example.com"),
        ["ada@example.com"],
    )
    assert second["text"] == "Second.\n"


def test_what_was_taken_survives_kill_9(stand_in: StandIn, server: smtplib.SMTP) -> None:
    server.send_message(mail("kept@example.com"))
    stand_in.kill()
    stand_in.start()
    assert len(stand_in.mails("kept@example.com")) == 1


def test_the_page_shows_words_and_runs_none(stand_in: StandIn, server: smtplib.SMTP) -> None:
    server.send_message(mail("page@example.com", "<script>alert(1)</script>\n"))
    page = httpx.get(stand_in.url)
    assert "&lt;script&gt;alert(1)" in page.text
    assert "<script>" not in page.text
    assert "script-src" not in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("MAIL FROM:<a@example.com>", 503),
        ("EHLO", 501),
        ("RCPT TO:<a@example.com>", 503),
        ("DATA", 503),
        ("STARTTLS", 502),
        ("AUTH PLAIN AGEAYg==", 502),
        ("NOOP", 250),
        ("VRFY ada", 252),
        ("RSET", 250),
        ("x" * 1100, 500),
    ],
)
def test_a_word_out_of_turn_or_unknown_is_refused(server: smtplib.SMTP, said: str, code: int) -> None:
    """Never more lenient than a real server."""
    assert server.docmd(said)[0] == code


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("MAIL FROM:a@example.com", 501),
        ("MAIL FROM:<a@example.com> SIZE=99999999999", 552),
        ("MAIL FROM:<a@example.com> HOLDFOR=1", 555),
        ("MAIL TO:<a@example.com>", 501),
    ],
)
def test_a_sender_that_cannot_be_is_refused(server: smtplib.SMTP, said: str, code: int) -> None:
    server.ehlo("there")
    assert server.docmd(said)[0] == code


def test_trouble_is_ordered_and_used_up(stand_in: StandIn, server: smtplib.SMTP) -> None:
    """By step, reply and address."""
    assert stand_in.order(at="rcpt", reply="550 5.1.1 No such mailbox", about="gone@example.com").status_code == 201
    assert stand_in.order(at="body", reply="451 4.3.0 Not now").status_code == 201
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        server.send_message(mail("gone@example.com"))
    with pytest.raises(smtplib.SMTPDataError):
        server.send_message(mail("late@example.com"))
    server.send_message(mail("late@example.com"))
    assert len(stand_in.mails("late@example.com")) == 1
    stand_in.order(at="connect")
    with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
        smtplib.SMTP("127.0.0.1", stand_in.smtp_port, timeout=5)
    for wrong in ({}, {"at": "never"}, {"at": "rcpt", "times": 0}, {"at": "rcpt", "reply": "no"}, {"at": "rcpt", "x": 1}):
        assert stand_in.order(**wrong).status_code == 400


def test_a_connection_that_breaks_off_in_a_mail_leaves_none(stand_in: StandIn) -> None:
    with socket.create_connection(("127.0.0.1", stand_in.smtp_port), 5) as line:
        for said in ("EHLO x", "MAIL FROM:<a@b.c>", "RCPT TO:<half@example.com>", "DATA", "Subject: half"):
            line.sendall(f"{said}\r\n".encode())
    assert stand_in.mails("half@example.com") == []
