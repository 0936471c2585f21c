"""A mail server on loopback that misbehaves as it is told, and records all that was said to it.

    with SmtpServer(answers={"RCPT": ["550 5.1.1 no such user", "250 ok"]}) as server:
        ...                      # the first RCPT is refused, all others are taken
        server.messages, server.commands

In: an answer, or a list of answers used in turn (the last one stays), for a verb, for "greeting" or
for "body" (what is said after the message). An answer is a reply line, several joined by newlines, or
an action: DROP (hang up), HANG (say nothing), DRIP (a byte now and then, without end), or a
function of the command line that gives one of these. Out: what was recorded.
"""

from __future__ import annotations

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Self


class Action(Enum):
    DROP = "hang up without a word"
    HANG = "say nothing"
    DRIP = "a byte now and then, without end"


DROP, HANG, DRIP = Action.DROP, Action.HANG, Action.DRIP

Answer = str | Action | Callable[[str], "str | Action"]


@dataclass(frozen=True)
class Taken:
    """A message as it arrived, dots unstuffed. `accepted` says that a 2xx was the answer to it."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    tls: bool
    accepted: bool


class _HangUp(Exception):
    pass


@dataclass
class _Mail:
    sender: str = ""
    recipients: list[str] = field(default_factory=list)


class SmtpServer:
    """Listens from `with` on, at `host`:`port`, one thread a connection."""

    host = "127.0.0.1"

    def __init__(  # noqa: PLR0913 - each is one way to be a server
        self,
        *,
        answers: Mapping[str, Answer | Sequence[Answer]] | None = None,
        features: Sequence[str] = ("8BITMIME",),
        context: ssl.SSLContext | None = None,
        implicit_tls: bool = False,
        logins: Mapping[str, str] | None = None,
        hang_up_after_message: bool = False,
    ) -> None:
        self._answers = {
            verb: list(answer) if isinstance(answer, (list, tuple)) else [answer]
            for verb, answer in (answers or {}).items()
        }
        self._features = tuple(features)
        self._context = context
        self._implicit_tls = implicit_tls
        self._logins = dict(logins or {})
        self._hang_up_after_message = hang_up_after_message
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._sockets: list[socket.socket] = []
        self.connections = 0
        self.commands: list[tuple[bool, str]] = []  # (was it over TLS, the line)
        self.messages: list[Taken] = []

    def __enter__(self) -> Self:
        self._listener = socket.create_server((self.host, 0))
        self.port = self._listener.getsockname()[1]
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        with self._lock:
            sockets = [self._listener, *self._sockets]
        for sock in sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join()
        self._listener.close()

    # what a test asks

    @property
    def accepted(self) -> list[Taken]:
        return [message for message in self.messages if message.accepted]

    def said(self, verb: str, *, tls: bool | None = None) -> list[str]:
        return [
            line
            for was_tls, line in self.commands
            if line.upper().startswith(verb) and (tls is None or tls is was_tls)
        ]

    # serving

    def _start(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._sockets.append(sock)
                self.connections += 1
            self._start(self._serve, sock)

    def _serve(self, sock: socket.socket) -> None:
        connection = _Connection(self, sock)
        try:
            with contextlib.suppress(OSError, _HangUp):
                connection.talk()
        finally:
            connection.sock.close()

    def answer_to(self, verb: str, line: str, otherwise: str) -> str | Action:
        with self._lock:
            queue = self._answers.get(verb)
            if not queue:
                return otherwise
            answer = queue.pop(0) if len(queue) > 1 else queue[0]
        return answer(line) if callable(answer) else answer


class _Connection:
    def __init__(self, server: SmtpServer, sock: socket.socket) -> None:
        self.server = server
        self.sock = sock
        self.tls = False
        self.mail = _Mail()

    def talk(self) -> None:
        if self.server._implicit_tls:
            self._wrap()
        self.reader = self.sock.makefile("rb")
        try:
            self._reply("greeting", "", "220 mail.test ESMTP")
            while line := self.reader.readline():
                text = line.decode("utf-8", "replace").rstrip("\r\n")
                self.server.commands.append((self.tls, text))
                self._command(text)
        finally:
            self.reader.close()

    def _command(self, line: str) -> None:
        verb = line.split(" ", 1)[0].upper()
        known = {
            "EHLO": self._ehlo,
            "STARTTLS": self._starttls,
            "AUTH": self._auth,
            "MAIL": self._mail,
            "RCPT": self._rcpt,
            "DATA": self._data,
            "QUIT": self._quit,
        }
        known.get(verb, lambda line: self._reply(verb, line, "250 ok"))(line)

    def _ehlo(self, line: str) -> None:
        lines = ["mail.test", *self.server._features]
        if self.server._context and not self.tls:
            lines.append("STARTTLS")
        if self.server._logins:
            lines.append("AUTH PLAIN LOGIN")
        self._reply("EHLO", line, "\n".join([f"250-{word}" for word in lines[:-1]] + [f"250 {lines[-1]}"]))

    def _starttls(self, line: str) -> None:
        if self._reply("STARTTLS", line, "220 go ahead").startswith("2"):
            self._wrap()
            self.reader.close()
            self.reader = self.sock.makefile("rb")

    def _wrap(self) -> None:
        assert self.server._context is not None
        plain = self.sock
        self.sock = self.server._context.wrap_socket(plain, server_side=True)
        with self.server._lock:
            self.server._sockets.remove(plain)
            self.server._sockets.append(self.sock)
        self.tls = True

    def _auth(self, line: str) -> None:
        _, mechanism, *initial = line.split(" ")
        if mechanism.upper() == "PLAIN":
            _, user, password = base64.b64decode(initial[0]).decode().split("\0")
        else:
            user = self._ask("VXNlcm5hbWU6")
            password = self._ask("UGFzc3dvcmQ6")
        good = self.server._logins.get(user) == password
        # like some servers, quotes what it was told
        self._reply("AUTH", line, "235 welcome" if good else f"535 5.7.8 bad login {password} {line}")

    def _ask(self, challenge: str) -> str:
        self._send(f"334 {challenge}")
        line = self.reader.readline().decode().strip()
        self.server.commands.append((self.tls, line))
        return base64.b64decode(line).decode("utf-8", "surrogateescape")

    def _mail(self, line: str) -> None:
        if self._reply("MAIL", line, "250 sender ok").startswith("2"):
            self.mail = _Mail(line[line.index("<") + 1 : line.index(">")])

    def _rcpt(self, line: str) -> None:
        if self._reply("RCPT", line, "250 recipient ok").startswith("2"):
            self.mail.recipients.append(line[line.index("<") + 1 : line.index(">")])

    def _data(self, line: str) -> None:
        if not self._reply("DATA", line, "354 go on").startswith("3"):
            return
        lines = []
        while (data := self.reader.readline()) != b".\r\n":
            if not data:
                raise _HangUp
            lines.append(data[1:] if data.startswith(b".") else data)
        answer = self.server.answer_to("body", "", "250 queued as 4711")
        accepted = isinstance(answer, str) and answer.startswith("2")
        self.server.messages.append(
            Taken(self.mail.sender, tuple(self.mail.recipients), b"".join(lines), self.tls, accepted)
        )
        self._act(answer)
        if self.server._hang_up_after_message:
            raise _HangUp

    def _quit(self, line: str) -> None:
        self._reply("QUIT", line, "221 bye")
        raise _HangUp

    def _reply(self, verb: str, line: str, otherwise: str) -> str:
        return self._act(self.server.answer_to(verb, line, otherwise))

    def _act(self, answer: str | Action) -> str:
        if answer is HANG:
            self.server._closing.wait()
        if answer is DRIP:
            while not self.server._closing.wait(0.01):
                self.sock.sendall(b"2")
        if isinstance(answer, Action):
            raise _HangUp
        self._send(answer)
        if answer.startswith("421"):
            raise _HangUp
        return answer

    def _send(self, text: str) -> None:
        self.sock.sendall(text.replace("\n", "\r\n").encode("utf-8", "surrogateescape") + b"\r\n")
