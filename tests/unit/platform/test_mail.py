"""Mail is handed over by TLS, or not at all; only a mailbox on this machine is spoken to in the open."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Generator
from pathlib import Path

import pytest

from shared.platform.errors import Unavailable
from shared.platform.mail import Mail, SmtpMailer
from standins.common.clock import clock_at
from standins.messages.faults import Faults
from standins.messages.smtp import SmtpServer
from standins.messages.store import Store
from standins.testing import free_ports
from tests.fixtures.fakes import FakeClock

MAIL = Mail("ada@example.com", "Grüße", "Hello.\n", "a-key")


class Mailbox:
    def __init__(self, folder: Path) -> None:
        (self.port,) = free_ports(1)
        self.store, self.faults, self._over = Store(folder), Faults(), threading.Event()
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(ready)), daemon=True)
        self._thread.start()
        assert ready.wait(5)

    async def _serve(self, ready: threading.Event) -> None:
        async with SmtpServer(self.store, self.faults, clock_at(None)).at(self.port):
            ready.set()
            await asyncio.to_thread(self._over.wait)

    def close(self) -> None:
        self._over.set()
        self._thread.join(5)
        self.store.close()


@pytest.fixture
def mailbox(tmp_path: Path) -> Generator[Mailbox]:
    made = Mailbox(tmp_path)
    yield made
    made.close()


def mailer(mailbox: Mailbox, *, local: bool) -> SmtpMailer:
    return SmtpMailer("127.0.0.1", mailbox.port, ("", ""), "us@example.com", FakeClock(), local=local)


def test_a_mail_names_what_it_tells_so_that_it_is_known_again(mailbox: Mailbox) -> None:
    """W3: by its Message-ID; and says that no person wrote it."""
    assert mailer(mailbox, local=True).send(MAIL)
    (kept,) = mailbox.store.all("mails")
    assert (kept["to"], kept["subject"], kept["text"]) == (["ada@example.com"], "Grüße", "Hello.\n")
    assert kept["headers"]["Message-ID"] == "<a-key@example.com>"
    assert kept["headers"]["Auto-Submitted"] == "auto-generated"


def test_no_mail_goes_out_in_the_open(mailbox: Mailbox) -> None:
    """W3, A4: a server that offers no TLS is told nothing, and neither is one on the port of TLS that speaks none."""
    with pytest.raises(Unavailable):
        mailer(mailbox, local=False).send(MAIL)
    assert mailbox.store.all("mails") == []


@pytest.mark.parametrize(
    ("at", "reply", "taken"),
    [
        ("rcpt", "550 5.1.1 No such mailbox", False),
        ("rcpt", "450 4.2.1 Not now", None),
        ("body", "451 4.3.0 Not now", None),
        ("connect", None, None),
    ],
)
def test_what_will_never_be_taken_is_told_from_what_may_be(
    mailbox: Mailbox, at: str, reply: str | None, taken: bool | None
) -> None:
    """W3: the one is dropped, the other sent again."""
    mailbox.faults.order({"at": at, "reply": reply})
    if taken is None:
        with pytest.raises(Unavailable):
            mailer(mailbox, local=True).send(MAIL)
    else:
        assert mailer(mailbox, local=True).send(MAIL) is taken
    assert mailbox.store.all("mails") == []
