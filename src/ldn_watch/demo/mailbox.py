"""A mail server on loopback that keeps each message as a file.

Comes in: SMTP from whoever connects. Goes out: `.eml` files in a folder and the list of what was
accepted, envelope included. It can be told to misbehave, stage by stage. Raises OSError where the
port or the folder cannot be had.

The only door to aiosmtpd, which does the protocol (RFC 5321, 3207, 4954).
"""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self

MAIL, RCPT, DATA = "MAIL", "RCPT", "DATA"
_OK = {MAIL: "250 OK", RCPT: "250 OK", DATA: "250 2.0.0 OK: queued"}


@dataclass(frozen=True, slots=True)
class Received:
    """A message for which the server took responsibility, with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    file: Path
    encrypted: bool
    user: str

    @property
    def message_id(self) -> str:
        return self.header("Message-ID")

    @property
    def subject(self) -> str:
        return self.header("Subject")

    def header(self, name: str) -> str:
        """A header, decoded and unfolded; "" where there is none."""
        text = str(make_header(decode_header(message_from_bytes(self.content).get(name, ""))))
        return " ".join(text.split())


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at a stage: a `reply`, and the end of the connection if `then` says so.

    `keep`: the message is accepted all the same (only at DATA). `then`: "" goes on, "drop" ends the
    connection in place of the reply, "bye" after it, "hang" says nothing until the server stops.
    """

    reply: str = ""
    then: str = ""
    keep: bool = False


def answers(reply: str) -> Fault:
    """Say `reply` ("450 4.2.0 greylisted", "550 5.1.1 no such user") instead of yes."""
    return Fault(reply, then="bye" if reply.startswith("421") else "")


def drops_before_accepting() -> Fault:
    """The connection ends after DATA; the message is not kept."""
    return Fault(then="drop")


def drops_after_accepting() -> Fault:
    """The message is kept, and the connection ends before the client hears of it."""
    return Fault(then="drop", keep=True)


def drops_after_the_reply() -> Fault:
    """The message is kept, the client is told so, and the connection ends without QUIT."""
    return Fault(_OK[DATA], then="bye", keep=True)


def hangs() -> Fault:
    """Not a byte more."""
    return Fault(then="hang")


class Mailbox:
    """An SMTP server on 127.0.0.1 while the `with` block lasts; messages go to `folder`.

    `tls` is the server's context: for STARTTLS, or from the first byte with `implicit_tls`.
    `require_starttls` refuses clear text; `login` is the only user and password that AUTH takes, and
    makes AUTH required; `size` is the SIZE limit in bytes.
    """

    def __init__(  # noqa: PLR0913 - each is a property of a mail server
        self,
        folder: Path,
        *,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
        implicit_tls: bool = False,
        require_starttls: bool = False,
        login: tuple[str, str] | None = None,
        size: int = 33_554_432,
    ) -> None:
        self.host = "127.0.0.1"
        self.port = port
        self.received: list[Received] = []
        self.refuses: dict[str, str] = {}  # recipient: reply, for good
        self.attempts: list[tuple[str, str]] = []  # (stage, address or Message-ID) in order
        self.on_data: Callable[[bytes], object] | None = None
        self.folder = folder
        self.login = login
        self._tls, self._implicit = tls, implicit_tls
        self._options: dict[str, Any] = {
            "hostname": "localhost",
            "ident": "ldn-watch demonstration",
            "data_size_limit": size,
            "tls_context": None if implicit_tls else tls,
            "require_starttls": require_starttls,
            "auth_require_tls": tls is not None and not implicit_tls,
            "authenticator": self._authenticate,
        }
        self._faults: dict[str, deque[Fault]] = {stage: deque() for stage in _OK}
        self._lasting: dict[str, Fault] = {}

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(self._start())
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def fail_next(self, stage: str, *faults: Fault) -> None:
        """Let the next `stage`s (MAIL, RCPT, DATA) go wrong, one fault each, in order."""
        self._faults[stage].extend(faults)

    def fail_always(self, stage: str, fault: Fault) -> None:
        self._lasting[stage] = fault

    def heal(self) -> None:
        """Forget all faults and refusals."""
        self._lasting.clear()
        self.refuses.clear()
        for queued in self._faults.values():
            queued.clear()

    def sent_to(self, recipient: str) -> list[Received]:
        """What was accepted for one recipient, in order."""
        return [mail for mail in self.received if recipient in mail.recipients]

    async def _start(self) -> asyncio.Server:
        from aiosmtpd.smtp import SMTP

        def protocol() -> asyncio.StreamReaderProtocol:
            server: asyncio.StreamReaderProtocol = SMTP(_Handler(self), loop=self._loop, **self._options)
            return server

        context = self._tls if self._implicit else None
        return await self._loop.create_server(protocol, self.host, self.port, ssl=context)

    async def _stop(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _authenticate(self, _server: Any, session: Any, _envelope: Any, _mechanism: str, given: Any) -> Any:
        from aiosmtpd.smtp import AuthResult

        user, password = given.login.decode(), given.password.decode()
        session.user = user
        return AuthResult(success=(user, password) == self.login, handled=False)

    def due(self, stage: str) -> Fault | None:
        """The fault of this turn of `stage`, if there is one."""
        queued = self._faults[stage]
        return queued.popleft() if queued else self._lasting.get(stage)

    def keep(self, sender: str, recipients: Iterable[str], content: bytes, session: Any) -> None:
        """Write the message to disk, then count it as received."""
        file = self.folder / f"{len(list(self.folder.glob('*.eml'))) + 1:04}.eml"
        file.write_bytes(content)
        encrypted = getattr(session, "ssl", None) is not None or self._implicit
        user = getattr(session, "user", "")
        self.received.append(Received(sender, tuple(recipients), content, file, encrypted, user))


class _Handler:
    """The hooks of aiosmtpd, which it finds by their names."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_MAIL(  # noqa: N802 - the name of aiosmtpd's hook
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self._mailbox.attempts.append((MAIL, address))
        if self._mailbox.login is not None and not session.authenticated:
            return "530 5.7.0 Authentication required"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self._reply(server, MAIL, self._mailbox.due(MAIL))

    async def handle_RCPT(  # noqa: N802 - the name of aiosmtpd's hook
        self, server: Any, _s: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self._mailbox.attempts.append((RCPT, address))
        refusal = self._mailbox.refuses.get(address)
        reply = refusal or await self._reply(server, RCPT, self._mailbox.due(RCPT))
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return reply

    async def handle_DATA(  # noqa: N802 - the name of aiosmtpd's hook
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        content: bytes = envelope.original_content
        self._mailbox.attempts.append((DATA, str(message_from_bytes(content)["Message-ID"])))
        if self._mailbox.on_data is not None:
            self._mailbox.on_data(content)
        fault = self._mailbox.due(DATA)
        if fault is None or fault.keep:
            self._mailbox.keep(envelope.mail_from, envelope.rcpt_tos, content, session)
        return await self._reply(server, DATA, fault)

    async def handle_exception(self, error: Exception) -> str:
        return "421 4.3.0 the demonstration's server failed: " + type(error).__name__

    async def _reply(self, server: Any, stage: str, fault: Fault | None) -> str:
        if fault is None:
            return _OK[stage]
        if fault.then == "hang":
            await asyncio.Event().wait()  # until the server stops
        if fault.then == "drop":
            server.transport.abort()
            raise ConnectionResetError
        if fault.then == "bye":
            await server.push(fault.reply)
            server.transport.close()
            raise ConnectionResetError
        return fault.reply
