"""What a mail server's replies and failures mean for a delivery; pure.

In: where in the conversation it happened, and the reply or the exception. Out: an `Outcome`, or a
line of advice. Raises nothing.

What may pass is deferred, and so is everything that the operator can put right (login, certificate,
relaying): a wrong password must cost no reader an issue. A refusal burns the address only where the
server speaks of the address.
"""

from __future__ import annotations

import re
import socket
import ssl
from enum import StrEnum

from ldn_watch.channels import one_line
from ldn_watch.model import Deferred, Outcome, Refused


class Phase(StrEnum):
    """Where in the conversation something happened; the value is how it is told."""

    CONNECT = "connecting"
    GREETING = "greeting"
    TLS = "STARTTLS"
    LOGIN = "login"
    MAIL = "MAIL FROM"
    RCPT = "RCPT TO"
    DATA = "DATA"
    BODY = "sending the message"
    END = "after the message"


_OPENING = (Phase.CONNECT, Phase.GREETING, Phase.TLS, Phase.LOGIN)
_LOGIN_CODES = (530, 534, 535, 538)  # RFC 4954: authentication or encryption is wanted, or failed
_LOGIN_WANTED = re.compile(r"auth\w* (is )?(required|first)|must .*authenticat|\brelay", re.IGNORECASE)
_LOGIN_ADVICE = "check username, password and security under [smtp] (many providers want an app password)"
_IN_DOUBT = "the server may have taken the message"
_STATUS = re.compile(r"5\.(\d{1,3})\.(\d{1,3})\b")
_ADDRESS_CODES = (550, 551, 553)  # RFC 5321, 4.2.3: no such mailbox, not here, name not allowed
_NOT_THE_ADDRESS = re.compile(
    r"spam|bl[ao]ck.?list|blocked|policy|sender|quota|\bfull\b|\b(spf|dkim|dmarc)\b", re.IGNORECASE
)
_VAGUE_STATUS = (("0", "0"), ("5", "0"))  # "other": Outlook.com says 550 5.5.0 for an unknown mailbox


def is_bad_address(code: int, words: str) -> bool:
    """True where a 5xx reply to RCPT TO speaks of the address itself.

    The enhanced status decides where there is one (RFC 3463: subject 1 is the address, 5.1.7 and
    5.1.8 the sender's; 5.2.1 a mailbox that takes no mail any more), else the code and the words.
    """
    status = _STATUS.search(words)
    if status and status.groups() not in _VAGUE_STATUS:
        subject, detail = status.groups()
        return (subject == "1" and detail not in ("7", "8")) or (subject, detail) == ("2", "1")
    return code in _ADDRESS_CODES and not _NOT_THE_ADDRESS.search(words)


def to_outcome(phase: Phase, code: int, words: str) -> Outcome:
    """What an unwelcome reply means for the delivery; `code` is -1 where it was no SMTP reply."""
    why = one_line(f"{phase}: {code} {words}")
    if 400 <= code < 500:  # noqa: PLR2004 - the class of transient replies
        return Deferred(f"{why}: {_LOGIN_ADVICE}" if phase is Phase.LOGIN else why)
    if not 500 <= code < 600:  # noqa: PLR2004 - neither of the two classes of refusals
        in_doubt = phase is Phase.END
        doubt = f" ({_IN_DOUBT})" if in_doubt else ""
        return Deferred(
            one_line(f"{phase}: the server answered out of turn: {words}") + doubt, in_doubt=in_doubt
        )
    if phase is Phase.LOGIN or is_login_wanted(phase, code, words):
        return Deferred(f"{why}: {_LOGIN_ADVICE}")
    if phase in _OPENING:  # the server wants nothing of us at all: nobody's address is to blame
        return Deferred(why)
    return Refused(why, suppress=phase is Phase.RCPT and is_bad_address(code, words))


def is_login_wanted(phase: Phase, code: int, words: str) -> bool:
    """True where the server would take the mail of somebody who is logged in (or over TLS)."""
    return code in _LOGIN_CODES or (
        phase in (Phase.MAIL, Phase.RCPT) and _LOGIN_WANTED.search(words) is not None
    )


def to_advice(phase: Phase, trouble: Exception, security: str) -> str:
    """What to know or do about a failure that is no reply; "" where waiting is all."""
    if phase is Phase.END:
        return _IN_DOUBT
    if isinstance(trouble, ssl.SSLCertVerificationError):
        return "the certificate is not trusted: check host, or name your own CA as ca_file, under [smtp]"
    if isinstance(trouble, ssl.SSLError) and security == "tls":
        return 'no TLS at this port? then set security to "starttls" under [smtp]'
    if phase is Phase.GREETING and security != "tls":
        return 'a TLS port, such as 465? then set security to "tls" under [smtp]'
    if isinstance(trouble, socket.gaierror):
        return "check host under [smtp], and the network"
    return ""
