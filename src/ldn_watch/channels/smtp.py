"""The mail channel: one message to one recipient over SMTP (RFC 5321), in small checked steps.

In: `SmtpSettings`, then messages as bytes. Out: an `Outcome` for each. Raises nothing: every reply
and every failure of the network, of TLS or of the login becomes an `Outcome` (replies.py says which).
"""

from __future__ import annotations

import base64
import contextlib
import io
import ipaddress
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from ldn_watch.channels import is_address, one_line
from ldn_watch.channels.replies import Phase, to_advice, to_outcome
from ldn_watch.model import Deferred, Delivered, Outcome, Refused


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """How to reach the mail server. Times are in seconds.

    `security` "starttls" and "tls" are required, never tried: there is no way back to clear text.
    `timeout` bounds each step, `deadline` a whole message (a server that drips a byte at a time
    passes every timeout). `pause` is how long a server that could not be reached, or that refused
    the login, is left alone: a wrong password tried for each of fifty readers locks the account.
    `hello` names us in EHLO; an address literal (RFC 5321, 4.1.3) tells nothing and asks no DNS.
    """

    host: str
    port: int
    sender: str  # the envelope's: MAIL FROM
    security: str = "starttls"  # "starttls", "tls" or "none"
    username: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None  # PEM of a private CA, trusted instead of the system's
    timeout: float = 30.0
    deadline: float = 120.0
    pause: float = 60.0
    hello: str = "[127.0.0.1]"


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def to_refusal(settings: SmtpSettings, message: bytes, recipient: str) -> Deferred | Refused | None:
    """Why this must not even be tried, or None."""
    if not is_address(recipient):
        return Refused(one_line(f"not an e-mail address: {recipient!r}"), suppress=False)
    if not is_address(settings.sender):
        return Deferred(one_line(f"the sender is not an e-mail address: {settings.sender!r}"))
    if settings.username and settings.security == "none" and not is_loopback(settings.host):
        return Deferred(
            "the password would cross the network in clear text: set security to "
            '"starttls" or "tls" under [smtp], or leave username empty'
        )
    if re.search(rb"\r(?!\n)|(?<!\r)\n", message):  # read by some servers as a line end: SMTP smuggling
        return Refused("the message has bare line feeds or carriage returns", suppress=False)
    return None


# --- the conversation ----------------------------------------------------------------------------


class _Unwelcome(Exception):
    """A reply of another class than the step needs."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words


class _Foreseen(Exception):
    """Known before it is said: what the server has announced leaves only this outcome."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class _Reader(io.RawIOBase):
    """Reads from a socket, and asks before each read how long it may wait."""

    def __init__(self, sock: socket.socket, budget: Callable[[], float]) -> None:
        self._sock = sock
        self._budget = budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._budget())
        return self._sock.recv_into(buffer)


class _Session(smtplib.SMTP):
    """smtplib's SMTP with one deadline over all that it sends and reads, and steps that are checked."""

    def __init__(self, settings: SmtpSettings, ends: float) -> None:
        super().__init__(local_hostname=settings.hello)  # without one smtplib asks DNS, which may hang
        self.settings = settings
        self.ends = ends
        self.phase = Phase.CONNECT

    # the clock

    def budget(self) -> float:
        """Seconds that the next step may take.

        A slow line may need them all for the message. The reply to it is waited for to the very end
        (RFC 5321, 4.5.3.2.6 wants ten minutes): to hang up on a server that is still filtering means
        to send it twice (RFC 1047).
        """
        left = self.ends - monotonic()
        if left <= 0:
            raise TimeoutError(f"not done after {self.settings.deadline:g} s")
        return left if self.phase in (Phase.BODY, Phase.END) else min(left, self.settings.timeout)

    def send(self, s: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self.budget())
        super().send(s)

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(_Reader(self.sock, self.budget))
        return super().getreply()

    # one step

    def expect(self, want: int) -> str:
        """The words of the next reply, which must be of class `want` (2 or 3), else `_Unwelcome`."""
        code, words = self.getreply()
        text = one_line(_redacted(words.decode("utf-8", "replace"), self.settings))
        if code // 100 != want:
            raise _Unwelcome(code, text)
        return text

    def say(self, phase: Phase, command: str, want: int = 2) -> str:
        self.phase = phase
        self.putcmd(command)
        return self.expect(want)

    # opening

    def open(self, context: ssl.SSLContext) -> None:
        """From nothing to a session that is ready for a message."""
        where = (self.settings.host, self.settings.port)
        self.sock = socket.create_connection(where, self.budget())
        if self.settings.security == "tls":
            self.wrap(context)
        self.phase = Phase.GREETING
        self.expect(2)
        self.introduce()
        if self.settings.security not in ("tls", "none"):
            self.start_tls(context)
        if self.settings.username:
            self.log_in()

    def introduce(self) -> None:
        """EHLO, or HELO to a server that knows no better."""
        code, _ = self.ehlo()
        if code // 100 != 2:  # noqa: PLR2004 - the class of good replies
            self.say(self.phase, f"HELO {self.local_hostname}")

    def wrap(self, context: ssl.SSLContext) -> None:
        self.phase = Phase.TLS
        plain, self.sock = self.sock, None
        self.file = None  # what an eavesdropper sent ahead of TLS goes with it (RFC 3207, 6)
        if plain is not None:
            plain.settimeout(self.budget())
            self.sock = context.wrap_socket(plain, server_hostname=self.settings.host)

    def start_tls(self, context: ssl.SSLContext) -> None:
        self.phase = Phase.TLS
        if not self.has_extn("starttls"):
            raise _Foreseen(
                Deferred("the server offers no STARTTLS, and clear text is never used instead (see [smtp])")
            )
        self.say(Phase.TLS, "STARTTLS")
        self.wrap(context)
        self.introduce()

    def log_in(self) -> None:
        """AUTH PLAIN or LOGIN (RFC 4954), in UTF-8, which smtplib's own cannot; one try, one failure."""
        self.phase = Phase.LOGIN
        user, password = self.settings.username, self.settings.password
        offered = self.esmtp_features.get("auth", "").upper().split()
        if "PLAIN" in offered:
            self.say(Phase.LOGIN, "AUTH PLAIN " + _base64(f"\0{user}\0{password}"))
        elif "LOGIN" in offered:
            self.say(Phase.LOGIN, "AUTH LOGIN", want=3)
            self.say(Phase.LOGIN, _base64(user), want=3)
            self.say(Phase.LOGIN, _base64(password))
        else:
            ways = one_line(" ".join(offered)) or "nothing"
            raise _Foreseen(Deferred(f"the server offers no login by password, only {ways} (see [smtp])"))

    # one message

    def hand_over(self, message: bytes, recipient: str) -> str:
        """The whole transaction for one message; returns the server's last words."""
        sender = self.settings.sender
        options = self.mail_options(message, sender + recipient)
        self.command_encoding = "utf-8"  # beyond ASCII only with SMTPUTF8; RSET sets it back
        self.say(Phase.MAIL, f"MAIL FROM:<{sender}>{options}")
        self.say(Phase.RCPT, f"RCPT TO:<{recipient}>")
        self.say(Phase.DATA, "DATA", want=3)
        self.phase = Phase.BODY
        end = b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"
        self.send(re.sub(rb"(?m)^\.", b"..", message) + end)
        self.phase = Phase.END
        return self.expect(2)

    def mail_options(self, message: bytes, addresses: str) -> str:
        """SIZE (RFC 1870), BODY (RFC 6152), SMTPUTF8 (RFC 6531); `_Foreseen` where they forbid it."""
        options = ""
        if self.has_extn("size"):
            limit = self.esmtp_features["size"]
            if limit.isdecimal() and 0 < int(limit) < len(message):
                why = f"the message has {len(message)} bytes, the server takes {limit} at most"
                raise _Foreseen(Refused(why, suppress=False))
            options += f" SIZE={len(message)}"
        if self.has_extn("8bitmime") and not message.isascii():
            options += " BODY=8BITMIME"
        if not addresses.isascii():
            if not self.has_extn("smtputf8"):
                why = "the server takes no addresses beyond ASCII (it has no SMTPUTF8)"
                raise _Foreseen(Refused(why, suppress=False))
            options += " SMTPUTF8"
        return options


def _base64(text: str) -> str:
    return base64.b64encode(text.encode("utf-8", "surrogateescape")).decode("ascii")


def _redacted(words: str, settings: SmtpSettings) -> str:
    """A server may quote what we said to it."""
    if not settings.password:
        return words
    plain = _base64(f"\0{settings.username}\0{settings.password}")
    for secret in (plain, _base64(settings.password), settings.password):
        words = words.replace(secret, "***")
    return words


# --- the channel ---------------------------------------------------------------------------------

# ValueError: a host name that IDNA cannot encode; OverflowError: a port beyond 65535
_TROUBLES = (_Foreseen, _Unwelcome, OSError, smtplib.SMTPException, ValueError, OverflowError)


class Smtp:
    """A Channel (ports.py) over one connection: opened when first needed, used again for the next
    message, replaced where the server has dropped it meanwhile. Not for several threads.
    """

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._session: _Session | None = None
        self._context: ssl.SSLContext | None = None
        self._no_entry: tuple[Outcome, float] | None = None  # why no session opens, and until when

    def send(self, message: bytes, recipient: str) -> Outcome:
        """One attempt, of at most `deadline` seconds. See ports.Channel."""
        refusal = to_refusal(self._settings, message, recipient)
        if refusal is not None:
            return refusal
        ends = monotonic() + self._settings.deadline
        if self._session is not None:
            kept = self._session
            kept.ends = ends
            outcome = self._converse(kept, message, recipient)
            if self._session is not None or kept.phase is not Phase.MAIL:
                return outcome
            # It had hung up on us while we were idle, and knows nothing of this message yet.
        opened = self._open(ends)
        return self._converse(opened, message, recipient) if isinstance(opened, _Session) else opened

    def close(self) -> None:
        """QUIT, where a session is open. May be called twice; never raises."""
        session, self._session = self._session, None
        if session is not None:
            session.ends = monotonic() + self._settings.timeout
            session.phase = Phase.GREETING
            with contextlib.suppress(*_TROUBLES):
                session.quit()
            session.close()

    def _open(self, ends: float) -> _Session | Outcome:
        if self._no_entry is not None and monotonic() < self._no_entry[1]:
            return self._no_entry[0]
        session = _Session(self._settings, ends)
        try:
            self._context = self._context or _to_context(self._settings)
            session.open(self._context)
            self._session = session
        except _TROUBLES as trouble:
            outcome = self._to_outcome(session.phase, trouble)
            self._no_entry = (outcome, monotonic() + self._settings.pause)
            return outcome
        finally:
            if self._session is None:
                session.close()
        return session

    def _converse(self, session: _Session, message: bytes, recipient: str) -> Outcome:
        self._session = None  # given back when whole: after an interrupt there is nothing to go on with
        usable = False
        outcome: Outcome
        try:
            outcome = Delivered(session.hand_over(message, recipient))
            usable = True
        except _TROUBLES as trouble:
            outcome = self._to_outcome(session.phase, trouble)
            if isinstance(trouble, TimeoutError):  # a dead server must not cost a time-out a recipient
                hung = Deferred(f"{self._settings.host}:{self._settings.port} hung a moment ago: left alone")
                self._no_entry = (hung, monotonic() + self._settings.pause)
            usable = _is_usable_again(session, trouble)
        finally:
            if usable:
                self._session = session
            else:
                session.close()
        return outcome

    def _to_outcome(self, phase: Phase, trouble: Exception) -> Outcome:
        if isinstance(trouble, _Foreseen):
            return trouble.outcome
        if isinstance(trouble, _Unwelcome):
            return to_outcome(phase, trouble.code, trouble.words)
        advice = to_advice(phase, trouble, self._settings.security)
        where = f"{self._settings.host}:{self._settings.port}"
        why = one_line(f"{phase} ({where}): {trouble}")
        return Deferred(f"{why}: {advice}" if advice else why, in_doubt=phase is Phase.END)


def _is_usable_again(session: _Session, trouble: Exception) -> bool:
    """True where the session can take another message; RSET ends the one that failed."""
    if isinstance(trouble, _Foreseen):
        return True
    if not isinstance(trouble, _Unwelcome) or trouble.code == 421:  # noqa: PLR2004 - it is closing
        return False
    if not 400 <= trouble.code < 600:  # noqa: PLR2004 - it is confused: whose reply comes next?
        return False
    try:
        return session.rset()[0] // 100 == 2  # noqa: PLR2004 - the class of good replies
    except _TROUBLES:
        return False


def _to_context(settings: SmtpSettings) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=settings.ca_file)
    except OSError as error:
        raise OSError(f"cannot read ca_file {settings.ca_file}: {error.strerror or error}") from error
