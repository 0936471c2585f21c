"""Every fault of a mail server that this program has met or read of, and what a run must make of it.

Goes out: `ROWS`, one fault each, for test_mail_faults.py and for the printed table (fault_table.py).
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass

import trustme

from ldn_watch.demo import mailbox
from ldn_watch.demo.mailbox import Fault, answers
from tests.servers.smtp import HANG, SmtpServer
from tests.system.play import run_here
from tests.system.service import PLAIN_SMTP, Service

THREE = ("ann@example.org", "ben@example.org", "cyd@example.org")
PASSWORD = "canary-of-the-mail-server"
LOGIN = 'username = "watch"\npassword_env = "LDN_SMTP_PASSWORD"'
Break = Callable[[Service, ExitStack], object]


@dataclass(frozen=True)
class Row:
    """A fault and what is expected of the run that meets it: `states` of the three deliveries, how many of
    them are in `doubt`, how many messages the server `took`. `gone`: readers who get nothing any more.
    `hold`: what is in doubt waits for a person, who says `deliver --retry`.
    """

    name: str
    hurts: Break
    exit: int = 4
    states: tuple[str, ...] = ("deferred",) * 3
    doubt: int = 0
    took: int = 0
    words: str = ""
    gone: tuple[str, ...] = ()
    hold: bool = False


def at(stage: str, fault: Fault) -> Break:
    return lambda service, _: service.mailbox.fail_always(stage, fault)


def first_at(stage: str, fault: Fault) -> Break:
    return lambda service, _: service.mailbox.fail_next(stage, fault)


def settings(
    service: Service, smtp: str = PLAIN_SMTP, port: int | None = None, *, hold: bool = False
) -> None:
    held = '[delivery]\nin_doubt = "hold"' if hold else ""
    service.configure(smtp=smtp, port=port, readers=THREE, digest=held)


def instead(server: Callable[[Service], SmtpServer], smtp: str = PLAIN_SMTP) -> Break:
    """Another mail server, in the place of the mailbox."""

    def hurts(service: Service, stack: ExitStack) -> None:
        settings(service, smtp, stack.enter_context(server(service)).port)

    return hurts


def secure(service: Service, name: str) -> ssl.SSLContext:
    """A server's context for `name`, by an authority whose certificate is ca.pem."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(service.folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def _nobody_listens(service: Service, _: ExitStack) -> None:
    settings(service, port=9)


def _one_address_is_bad(service: Service, _: ExitStack) -> None:
    service.mailbox.refuses["ben@example.org"] = "550 5.1.1 no such user"


def _hangs(fault: Break) -> Break:
    def hurts(service: Service, stack: ExitStack) -> None:
        settings(service, 'security = "none"\ntimeout = 0.5')
        fault(service, stack)

    return hurts


def mend(row: Row, service: Service, stack: ExitStack) -> None:
    """The server is itself again; what is held is let go by a person, and by nobody else."""
    stack.close()
    service.mailbox.heal()
    settings(service, hold=row.hold)
    if row.hold:
        assert run_here(service).deliveries[0] == ("held", 1), "it waits for a person"
        assert service.run("deliver", "--retry").returncode == 0


TLS = 'security = "starttls"\nca_file = "ca.pem"\ntimeout = 15\n'
ONE_DOUBTFUL = ("deferred", "sent", "sent")
ROWS = [
    Row("connection refused", _nobody_listens, words="refused"),
    Row(
        "421 as a greeting",
        instead(lambda _: SmtpServer(answers={"greeting": "421 4.3.2 down"})),
        words="421",
    ),
    Row("a greeting that is none", instead(lambda _: SmtpServer(answers={"greeting": "SSH-2.0-x"}))),
    Row("421 in the middle", at("RCPT", answers("421 4.7.0 too many connections")), words="421"),
    Row("450 greylisted", at("RCPT", answers("450 4.2.0 greylisted")), words="greylisted"),
    Row("451 after the message", at("DATA", answers("451 4.3.0 try again")), words="451"),
    Row("452 mailbox full", at("RCPT", answers("452 4.2.2 mailbox full")), words="full"),
    Row(
        "550 for one of three",
        _one_address_is_bad,
        states=("sent", "refused", "sent"),
        took=2,
        words="ben@example.org",
        gone=("ben@example.org",),
    ),
    Row("550 for the sender", at("MAIL", answers("550 5.7.1 sender rejected")), words="sender rejected"),
    Row("554 for the message", at("DATA", answers("554 5.7.1 spam")), words="spam"),
    Row(
        "dropped after DATA, not kept",
        first_at("DATA", mailbox.drops_before_accepting()),
        states=ONE_DOUBTFUL,
        doubt=1,
        took=2,
        words="may have taken the message",
    ),
    Row(
        "dropped after DATA, kept",
        first_at("DATA", mailbox.drops_after_accepting()),
        states=ONE_DOUBTFUL,
        doubt=1,
        took=3,
        words="may have taken the message",
    ),
    Row(
        "dropped after DATA, kept; in_doubt = hold",
        first_at("DATA", mailbox.drops_after_accepting()),
        states=("held", "sent", "sent"),
        doubt=1,
        took=3,
        hold=True,
    ),
    Row(
        "dropped after the 250",
        at("DATA", mailbox.drops_after_the_reply()),
        exit=0,
        states=("sent",) * 3,
        took=3,
    ),
    Row("silence at MAIL FROM", _hangs(at("MAIL", mailbox.hangs()))),
    Row(
        "silence after the message",
        _hangs(first_at("DATA", mailbox.hangs())),
        states=ONE_DOUBTFUL,
        doubt=1,
        took=2,
        words="timed out",
    ),
    Row(
        "silence in place of a greeting",
        instead(lambda _: SmtpServer(answers={"greeting": HANG}), 'security = "none"\ntimeout = 0.5'),
        words="timed out",
    ),
    Row("no STARTTLS", instead(lambda _: SmtpServer(), 'security = "starttls"'), words="offers no STARTTLS"),
    Row(
        "STARTTLS refused",
        instead(lambda s: SmtpServer(context=secure(s, "127.0.0.1"), answers={"STARTTLS": "454 no"}), TLS),
        words="STARTTLS",
    ),
    Row(
        "certificate of another name",
        instead(lambda s: SmtpServer(context=secure(s, "other.test")), TLS),
        words="certificate verify failed",
    ),
    Row(
        "certificate of nobody known",
        instead(lambda s: SmtpServer(context=secure(s, "127.0.0.1")), 'security = "starttls"'),
        words="certificate verify failed",
    ),
    Row(
        "AUTH refused, the password echoed",
        instead(
            lambda s: SmtpServer(context=secure(s, "127.0.0.1"), logins={"watch": "another"}),
            TLS + LOGIN,
        ),
        words="535",
    ),
    Row("SIZE too small", instead(lambda _: SmtpServer(features=("SIZE 100",))), words="takes 100 at most"),
]
