"""A mail server (RFC 5321) that keeps whatever it takes: no relay, no TLS, no accounts, for only this machine reaches it."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator
from email import message_from_bytes, policy
from typing import Any, cast

from standins.common.clock import Clock
from standins.common.process import LOCALHOST
from standins.messages.faults import Faults, Step
from standins.messages.store import Store

MOST_BYTES = 10 * 1024 * 1024
MOST_RECIPIENTS = 100
_LONGEST_LINE = 1000
_PATIENCE_S = 300  # RFC 5321, 4.5.3.2
_PATH = re.compile(r"(FROM|TO):\s*<([^<>\s]*)>((?: [A-Za-z0-9-]+(?:=[^\s=]+)?)*)\s*", re.IGNORECASE)
_PARAMETERS = {"SIZE", "BODY", "SMTPUTF8"}  # of MAIL FROM


class _Dropped(Exception):
    """The connection ends without a word: as ordered."""


class SmtpServer:
    def __init__(self, store: Store, faults: Faults, clock: Clock) -> None:
        self._store, self._faults, self._clock = store, faults, clock

    @contextlib.asynccontextmanager
    async def at(self, port: int) -> AsyncGenerator[None]:
        server = await asyncio.start_server(self._serve, LOCALHOST, port, limit=MOST_BYTES + 64 * 1024)
        try:
            yield
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Talk(reader, writer, self._store, self._faults, self._clock).hold()
        except (_Dropped, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError):
            pass
        finally:
            writer.close()


class _Talk:
    """One connection: what was said so far, and what may be said next."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, store: Store, faults: Faults, clock: Clock
    ) -> None:
        self._reader, self._writer, self._store, self._faults, self._clock = reader, writer, store, faults, clock
        self._greeted, self._sender, self._recipients = False, cast("str | None", None), list[str]()

    async def hold(self) -> None:
        if not await self._fails("connect"):
            await self._say("220 localhost ESMTP for this machine only")
        while line := await asyncio.wait_for(self._reader.readline(), _PATIENCE_S):
            if len(line) > _LONGEST_LINE or not line.endswith(b"\r\n"):
                await self._say("500 5.5.2 A line ends with CRLF and has at most 1000 signs")
                continue
            word, _, rest = line.decode("utf-8", "replace").rstrip("\r\n").partition(" ")
            if word.upper() == "QUIT":
                await self._say("221 2.0.0 Goodbye")
                return
            answer = _COMMANDS.get(word.upper())
            await (answer(self, rest) if answer else self._say("502 5.5.1 This is not known here"))

    async def _ehlo(self, rest: str) -> None:
        if await self._fails("ehlo"):
            return
        if not rest.strip():
            await self._say("501 5.5.4 EHLO says who is there")
            return
        self._greeted = True
        self._forget()
        await self._say("250-localhost", f"250-SIZE {MOST_BYTES}", "250-8BITMIME", "250-ENHANCEDSTATUSCODES", "250 SMTPUTF8")

    async def _helo(self, rest: str) -> None:
        self._greeted = bool(rest.strip())
        self._forget()
        await self._say("250 localhost" if self._greeted else "501 5.5.4 HELO says who is there")

    async def _mail(self, rest: str) -> None:
        found = _PATH.fullmatch(rest)
        if not self._greeted or self._sender is not None:
            await self._say("503 5.5.1 First EHLO, and one mail after the other")
        elif found is None or found[1].upper() != "FROM":
            await self._say("501 5.5.4 MAIL FROM:<address>")
        elif unknown := {each.partition("=")[0].upper() for each in found[3].split()} - _PARAMETERS:
            await self._say(f"555 5.5.4 {', '.join(sorted(unknown))} is not known here")
        elif (size := re.search(r"SIZE=(\d+)", found[3], re.IGNORECASE)) and int(size[1]) > MOST_BYTES:
            await self._say("552 5.3.4 That is too large")
        elif not await self._fails("mail", found[2]):
            self._sender = found[2]
            await self._say("250 2.1.0 Go on")

    async def _rcpt(self, rest: str) -> None:
        found = _PATH.fullmatch(rest)
        if self._sender is None:
            await self._say("503 5.5.1 First MAIL FROM")
        elif found is None or found[1].upper() != "TO" or found[3]:
            await self._say("501 5.5.4 RCPT TO:<address>")
        elif "@" not in found[2]:
            await self._say("550 5.1.3 That is no address")
        elif len(self._recipients) >= MOST_RECIPIENTS:
            await self._say("452 4.5.3 Too many recipients")
        elif not await self._fails("rcpt", found[2]):
            self._recipients.append(found[2])
            await self._say("250 2.1.5 Go on")

    async def _data(self, rest: str) -> None:
        if rest:
            await self._say("501 5.5.4 DATA stands alone")
        elif not self._recipients:
            await self._say("503 5.5.1 First RCPT TO")
        elif not await self._fails("data"):
            await self._say("354 End with a period on a line of its own")
            raw = await asyncio.wait_for(self._body(), _PATIENCE_S)
            if raw is None:
                await self._say("552 5.3.4 That is too large")
            elif not await self._fails("body", self._recipients[0]):
                self._store.add("mails", self._kept(raw))
                await self._say("250 2.0.0 Taken")
            self._forget()

    async def _body(self) -> bytes | None:
        """Without the periods that were put before others; None where there is too much of it, which is read all the same."""
        lines, size = list[bytes](), 0
        while (line := await self._reader.readline()) != b".\r\n":
            if not line:
                raise _Dropped
            size += len(line)
            if size <= MOST_BYTES:
                lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines) if size <= MOST_BYTES else None

    def _kept(self, raw: bytes) -> dict[str, Any]:
        message = message_from_bytes(raw, policy=policy.default)
        text = message.get_body(("plain", "html"))
        return {
            "at": self._clock.now().isoformat(),
            "from": self._sender,
            "to": self._recipients,
            "headers": {name: str(value) for name, value in message.items()},
            "subject": str(message["Subject"] or ""),
            "text": str(text.get_content()).replace("\r\n", "\n") if text is not None else "",
        }

    async def _rset(self, _rest: str) -> None:
        self._forget()
        await self._say("250 2.0.0 Forgotten")

    async def _noop(self, _rest: str) -> None:
        await self._say("250 2.0.0 Still there")

    async def _vrfy(self, _rest: str) -> None:
        await self._say("252 2.1.5 Nobody is told who is there")

    def _forget(self) -> None:
        self._sender, self._recipients = None, []

    async def _fails(self, at: Step, about: str = "") -> bool:
        """As it was ordered."""
        if (fault := self._faults.strikes(at, about)) is None:
            return False
        if fault.reply is None:
            raise _Dropped
        await self._say(fault.reply)
        return True

    async def _say(self, *lines: str) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self._writer.drain()


_COMMANDS = {
    "EHLO": _Talk._ehlo,  # pyright: ignore[reportPrivateUsage]
    "HELO": _Talk._helo,  # pyright: ignore[reportPrivateUsage]
    "MAIL": _Talk._mail,  # pyright: ignore[reportPrivateUsage]
    "RCPT": _Talk._rcpt,  # pyright: ignore[reportPrivateUsage]
    "DATA": _Talk._data,  # pyright: ignore[reportPrivateUsage]
    "RSET": _Talk._rset,  # pyright: ignore[reportPrivateUsage]
    "NOOP": _Talk._noop,  # pyright: ignore[reportPrivateUsage]
    "VRFY": _Talk._vrfy,  # pyright: ignore[reportPrivateUsage]
}
