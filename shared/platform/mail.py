"""Mail, by whoever takes it: an SMTP server is what every provider of mail has, so no provider's own library is needed."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from typing import NamedTuple, Protocol

from shared.platform import logs
from shared.platform.clock import Clock
from shared.platform.errors import Unavailable

_TIMEOUT_S = 15
_TLS_AT_ONCE = 465


class Mail(NamedTuple):
    to: str
    subject: str
    text: str
    key: str  # of what it tells: the same mail has the same, and mailboxes may know it again by that


class Mailer(Protocol):
    def send(self, mail: Mail) -> bool:
        """Hand it over. False where it will never be taken; Unavailable where it may be later."""
        ...


class SmtpMailer:
    """Always over TLS, but to a mailbox on this machine."""

    def __init__(self, host: str, port: int, account: tuple[str, str], sender: str, clock: Clock, *, local: bool) -> None:
        self._host, self._port, self._account, self._sender = host, port, account, sender
        self._clock, self._local = clock, local

    def send(self, mail: Mail) -> bool:
        try:
            with self._connected() as server:
                server.send_message(self._message(mail), self._sender, [mail.to])
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = [code for code, _ in refusal.recipients.values()]
            if all(code >= 500 for code in codes):
                logs.warning("mail is not taken for an address", codes=codes)
                return False
            raise Unavailable(part="mail") from refusal
        except smtplib.SMTPAuthenticationError as refusal:
            logs.alert("the mail server does not know us", code=refusal.smtp_code)
            raise Unavailable(part="mail") from refusal
        except (smtplib.SMTPException, OSError) as error:
            logs.warning("the mail server does not answer", reason=type(error).__name__)
            raise Unavailable(part="mail") from error
        return True

    def _connected(self) -> smtplib.SMTP:
        tls = ssl.create_default_context()
        if self._port == _TLS_AT_ONCE and not self._local:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=_TIMEOUT_S, context=tls)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=_TIMEOUT_S)
        try:
            if not self._local and self._port != _TLS_AT_ONCE:
                server.starttls(context=tls)
            if self._account[0]:
                server.login(*self._account)
        except BaseException:
            server.close()
            raise
        return server

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = f"Rushes <{self._sender}>", mail.to, mail.subject
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{mail.key}@{self._sender.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.text)
        return message
